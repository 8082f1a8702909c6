// What made the student's programs fail, by the type of error.

import {get, query, runPath} from './api.js';
import {h, part} from './dom.js';
import {count, errorName, percent} from './format.js';
import {empty, title} from './parts.js';

const SHOWN = 12;

/** @returns {element, load()}; load() throws an ApiError */
export function failures(runId) {
  const element = h('div', {});

  async function load() {
    show(await get(`${runPath(runId)}/failures`));
  }

  const show = part(element, rounds => {
    const total = new Map();
    rounds.forEach(({types}) => Object.entries(types).forEach(([type, number]) =>
      total.set(type, (total.get(type) ?? 0) + number)));
    const all = [...total].sort(([, a], [, b]) => b - a);
    const sum = all.reduce((subtotal, [, number]) => subtotal + number, 0);
    return [title('Failures of the student'), h('div', {class: 'card'}, all.length === 0
      ? empty(rounds.some(round => round.judged > 0) ? 'None of the judged attempts failed.' : 'No attempt has been judged yet.')
      : h('ul', {class: 'failures'}, all.slice(0, SHOWN).map(([type, number]) => row(type, number, all[0][1], sum))),
      all.length > SHOWN ? h('p', {class: 'muted small'}, `and ${count(all.length - SHOWN)} more types`) : null)];
  });

  function row(type, number, most, sum) {
    const name = h('span', {class: 'failure-name'}, errorName(type));
    const address = query(`#/runs/${encodeURIComponent(runId)}/lessons`, {error: type});
    return h('li', {},
      type === 'OTHER' ? name : h('a', {href: address}, name),
      h('span', {class: 'failure-bar', 'aria-hidden': 'true'}, h('span', {style: {width: `${100 * number / most}%`}})),
      h('span', {class: 'number'}, count(number)), h('span', {class: 'number muted'}, percent(number / sum)));
  }

  return {element, load};
}
