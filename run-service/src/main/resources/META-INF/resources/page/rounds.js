// What each round asked of the teacher. With personalised distillation it asks less, the better the student is.

import {h} from './dom.js';
import {count, dollars, percent} from './format.js';
import {funnelBar, scrollable, title} from './parts.js';

const COLUMNS = ['Tasks', 'Lessons', 'Answers', 'Cost', 'pass@1'];

/** Empty for a run of one round, and for runs of earlier versions. */
export function rounds({rounds: all}) {
  const known = (all ?? []).filter(round => round.tasks > 0);
  return known.length < 2 ? [] : [
    title('Round by round'),
    h('div', {class: 'card flush'},
      scrollable('Round by round', h('table', {class: 'rounds'},
        h('thead', {}, h('tr', {},
          h('th', {scope: 'col'}, 'Round'),
          h('th', {scope: 'col'}, 'Solved, and taught'),
          COLUMNS.map(text => h('th', {scope: 'col', class: 'number'}, text)))),
        h('tbody', {}, known.map(row))))),
  ];
}

function row({round, tasks, ledger, lessons, calls, costUsd, passAt1}) {
  const bar = funnelBar({ledger, inFlight: 0, practiceTasks: tasks});
  const cells = [count(tasks), count(lessons), count(calls), dollars(costUsd), passAt1 === undefined ? '–' : percent(passAt1)];
  return h('tr', {},
    h('th', {scope: 'row'}, round),
    h('td', {class: 'progress'}, bar),
    cells.map(text => h('td', {class: 'number'}, text)));
}
