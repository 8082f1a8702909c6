// Tasks that flipped between two runs: of the last exams, and of practice.

import {getWithLinks, query} from './api.js';
import {fill, h} from './dom.js';
import {count, outcomeOf} from './format.js';
import {lessonAddress} from './lessons.js';
import {empty, outcomeMark, title} from './parts.js';

const PAGE = 20;

/** A list that loads its pages from the server when asked. */
function pagedList({path, row, nothing, label, failed}) {
  const rows = h('ul', {class: 'flips', 'aria-label': label});
  const footer = h('div', {});
  let next = path;
  let shown = 0;

  async function more() {
    fill(footer, h('p', {class: 'empty'}, 'Loading …'));
    try {
      let found = 0;
      // A page may be empty and still have a next one.
      while (next && found < PAGE) {
        const {json, links} = await getWithLinks(next);
        rows.append(...json.map(row));
        found += json.length;
        shown += json.length;
        next = links.next ?? null;
      }
      fill(footer, shown === 0 ? empty(nothing) : next
        ? h('div', {class: 'more'}, h('button', {type: 'button', onclick: more}, 'Show more')) : null);
    } catch (error) {
      if (error.status === 404) {
        fill(footer, empty(`${error.message}.`));
      } else {
        fill(footer);
        failed(error);
      }
    }
  }

  more();
  return [rows, footer];
}

/** The tasks of the last exams that are solved more often in one run than in the other. */
export function flips({from, to, letters, exam, failed}) {
  const list = (change, nothing) => pagedList({
    path: query('/runs/compare/tasks', {from, to, change, limit: PAGE}),
    label: `Tasks ${change.toLowerCase()} in ${letters.to}`, nothing, failed,
    row: flip => h('li', {}, h('code', {class: 'task'}, flip.taskId),
      h('span', {class: 'number'}, share(flip.from), ' → ', h('b', {}, share(flip.to)))),
  });
  return h('div', {class: 'both-ways'},
    h('div', {class: 'card flush'},
      h('h3', {class: 'flip-head'}, h('span', {class: 'good'}, '▲ '), `Exam tasks gained in ${letters.to}`, amount(exam?.gained)),
      list('GAINED', 'None.')),
    h('div', {class: 'card flush'},
      h('h3', {class: 'flip-head'}, h('span', {class: 'bad'}, '▼ '), `Exam tasks lost in ${letters.to}`, amount(exam?.lost)),
      list('LOST', 'None.')));
}

const amount = number => number === undefined ? null : h('span', {class: 'number'}, count(number));

const share = ({passed, samples}) => `${passed}/${samples}`;

/** The practice tasks that ended differently, each outcome with a link to its lesson. */
export function outcomes({from, to, letters, failed}) {
  const link = (run, change, key) => h('a', {href: lessonAddress(run, change, {}), class: 'outcome-link'},
    outcomeMark(key), outcomeOf(key).name);
  return [
    title('Practice tasks that ended differently'),
    h('div', {class: 'card flush'}, pagedList({
      path: query('/runs/compare/outcomes', {from, to, limit: PAGE}),
      label: 'Practice tasks that ended differently', failed,
      nothing: 'None: where both runs practised the same tasks, the outcomes are the same.',
      row: change => h('li', {},
        h('span', {}, h('code', {class: 'task'}, change.taskId),
          h('span', {class: 'muted small'}, ` round ${change.round}, sample ${change.sample}`)),
        h('span', {class: 'two-outcomes'},
          h('span', {class: 'muted', 'aria-hidden': 'true'}, letters.from), link(from, change, change.from),
          h('span', {class: 'muted', 'aria-hidden': 'true'}, letters.to), link(to, change, change.to))),
    })),
  ];
}
