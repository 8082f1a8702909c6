// What the teacher cost, and what that bought.

import {h} from './dom.js';
import {count, dollars, isOver} from './format.js';
import {endedOf, scrollable, title, totalOf, track} from './parts.js';

export function money(run) {
  const {teacher, costPer, trainingExamples, ledger} = run;
  if (!teacher?.model || teacher.model === 'reference') {
    return [title('Money'), h('div', {class: 'card'}, h('p', {},
      'The reference teacher answers with the known solution nearest to the attempt. ',
      'It is no language model and costs nothing.'))];
  }
  if (teacher.model === 'none') {
    return [title('Money'), h('div', {class: 'card'}, h('p', {},
      'No teacher is asked. The student learns from its own attempts, which costs nothing.'))];
  }
  const share = teacher.budgetUsd > 0 ? teacher.costUsd / teacher.budgetUsd : 0;
  return [
    title('Money'),
    h('div', {class: 'card'},
      h('p', {class: 'spent'}, h('b', {}, dollars(teacher.costUsd)),
        h('span', {class: 'muted'}, ` of ${dollars(teacher.budgetUsd)}`)),
      track('Budget used, in percent', Math.round(100 * share), 100),
      h('dl', {class: 'pairs'},
        projection(run),
        pair('Per task taught', amount(ledger.taught > 0 ? teacher.costUsd / ledger.taught : null)),
        pair('Per training example', amount(costPer?.exampleUsd)),
        pair('Per point of pass@1', amount(costPer?.pointUsd), interval(costPer)),
        pair('Training examples', count(trainingExamples)),
        pair('Paid answers', count(teacher.calls)),
        pair('Tokens, prompt + completion', `${count(teacher.promptTokens)} + ${count(teacher.completionTokens)}`),
        teacher.cached?.calls > 0
          ? pair('From the purse', `${count(teacher.cached.calls)}, ${dollars(teacher.cached.savedUsd)} saved`)
          : null,
        teacher.unknownUsd > 0
          ? pair('Not confirmed', dollars(teacher.unknownUsd),
            'Calls that may have been billed without an answer, and calls in flight, at their greatest cost.')
          : null),
      rungs(teacher.rungs ?? [])),
  ];
}

/** What each of several teachers was asked, taught and paid. */
function rungs(teachers) {
  if (teachers.length === 0) {
    return null;
  }
  const columns = ['Asked', 'Taught', 'Paid answers', 'Cost'];
  return scrollable('Teachers', h('table', {},
    h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'Teacher'),
      columns.map(name => h('th', {class: 'number', scope: 'col'}, name)))),
    h('tbody', {}, teachers.map(rung => h('tr', {},
      h('th', {scope: 'row', title: rung.model}, rung.name),
      [count(rung.asked), count(rung.taught), count(rung.calls),
        rung.budgetUsd == null ? dollars(rung.costUsd) : `${dollars(rung.costUsd)} of ${dollars(rung.budgetUsd)}`]
        .map(value => h('td', {class: 'number'}, value)))))));
}

/** What the practice of this round will have cost if the rest costs as much as what has ended; never more than the cap. */
function projection(run) {
  const ended = endedOf(run);
  const total = totalOf(run);
  if (isOver(run.state) || ended === 0 || ended >= total) {
    return null;
  }
  const projected = Math.min(run.teacher.budgetUsd, run.teacher.costUsd / ended * total);
  return pair('Projected for all tasks', dollars(projected), 'If the rest costs as much as what has ended; the cap is never passed.');
}

const amount = dollarsOrNone => dollarsOrNone == null ? '–' : dollars(dollarsOrNone);

/** The 95 % interval in words, shown when the pointer rests on the figure and read by screen readers. */
function interval(costPer) {
  if (costPer?.pointLowUsd == null) {
    return null;
  }
  return costPer.pointHighUsd == null
    ? `95 % interval: ${dollars(costPer.pointLowUsd)} or more, as the gain may be none`
    : `95 % interval: ${dollars(costPer.pointLowUsd)} to ${dollars(costPer.pointHighUsd)}`;
}

const pair = (name, value, why) => h('div', {title: why}, h('dt', {}, name), h('dd', {class: 'number'}, value));
