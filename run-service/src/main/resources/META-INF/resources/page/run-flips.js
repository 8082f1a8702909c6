// Tasks whose result changed: in the exam since before the training, and in practice from round to round.

import {get, query, runPath} from './api.js';
import {h, part} from './dom.js';
import {count} from './format.js';
import {lessonAddress} from './lessons.js';
import {empty, title} from './parts.js';

const LISTED = 50;

/** @returns {element, load()}; load() throws an ApiError */
export function flips(runId) {
  const element = h('div', {});

  async function load() {
    show(await get(query(`${runPath(runId)}/flips`, {limit: LISTED})));
  }

  const show = part(element, ({exam, practice}) => {
    const cards = [exam ? ofExam(exam) : null, ...practice.filter(each => each.gained + each.lost > 0).map(ofPractice)]
      .filter(Boolean);
    return [title('Tasks that flipped'), h('div', {class: 'card'}, cards.length > 0 ? cards
      : empty('None yet. Here are the tasks with another score after training than before.'))];
  });

  const ofExam = ({after, gained, lost, tasks}) => group(
    `Exam after round ${after}, compared with before training`,
    side('gained', gained, tasks.filter(task => task.gained), examTask),
    side('lost', lost, tasks.filter(task => !task.gained), examTask));

  const ofPractice = ({round, gained, lost, gainedTasks, lostTasks}) => group(
    `Practice in round ${round}, compared with round ${round - 1}`,
    side('gained', gained, gainedTasks, task => practiceTask(task, round)),
    side('lost', lost, lostTasks, task => practiceTask(task, round)));

  const group = (name, ...sides) => h('div', {class: 'flips'}, h('h3', {}, name), sides);

  function side(kind, number, tasks, draw) {
    const words = kind === 'gained' ? 'passed more often than before' : 'passed less often than before';
    const head = [h('b', {class: kind === 'gained' ? 'good' : 'bad'}, `${kind === 'gained' ? '+' : '−'}${count(number)}`),
      h('span', {class: 'muted'}, ` ${words}`)];
    return number === 0 ? h('p', {}, head) : h('details', {},
      h('summary', {}, head),
      h('ul', {class: 'tasks'}, tasks.map(task => h('li', {}, draw(task))),
        number > tasks.length ? h('li', {class: 'muted'}, `and ${count(number - tasks.length)} more`) : null));
  }

  const examTask = ({taskId, before, after}) => [h('code', {}, taskId),
    h('span', {class: 'muted'}, ` ${before.passed}/${before.samples} → ${after.passed}/${after.samples}`)];

  const practiceTask = (taskId, round) =>
    h('a', {href: lessonAddress(runId, {taskId, round, sample: 0}, {})}, h('code', {}, taskId));

  return {element, load};
}
