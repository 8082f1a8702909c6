// What became of the practice tasks, as it moves.

import {h} from './dom.js';
import {count, isOver, outcomesOf, percent} from './format.js';
import {endedOf, funnelBar, outcomeMark, totalOf} from './parts.js';

export function funnel(run) {
  const total = totalOf(run);
  const ended = endedOf(run);
  const toCome = total - ended - run.inFlight;
  const lessons = `#/runs/${encodeURIComponent(run.runId)}/lessons`;
  return [
    h('div', {class: 'title'}, h('h2', {}, 'Practice tasks'),
      h('a', {href: lessons}, `All lessons (${count(ended)})`)),
    h('div', {class: 'card'},
      funnelBar(run),
      h('div', {class: 'tiles'}, outcomesOf(run.method).map(({key, name, meaning}) =>
        h('a', {class: `tile ${name}`, href: `${lessons}?outcome=${key}`, title: meaning},
          h('span', {class: 'tile-name'}, outcomeMark(key), name),
          h('b', {class: 'tile-number', 'data-outcome': name}, count(run.ledger[name])),
          h('span', {class: 'muted'}, ended === 0 ? '–' : percent(run.ledger[name] / ended))))),
      h('p', {class: 'muted'}, [
        `${count(ended)} of ${count(total)} ended`,
        run.inFlight > 0 ? `${count(run.inFlight)} in flight` : null,
        toCome > 0 && !isOver(run.state) ? `${count(toCome)} to come` : null].filter(Boolean).join(', '))),
  ];
}
