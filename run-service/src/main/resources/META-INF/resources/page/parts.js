// Parts that several pages show.

import {h} from './dom.js';
import {OUTCOMES, STATES, VERDICTS, outcomeOf} from './format.js';

const STATE_MARKS = {RUNNING: '▶', PAUSED: '❚❚', HELD: '◼', FINISHED: '✓', FAILED: '✕', CANCELLED: '⊘', UNKNOWN: '?'};

export const statePill = state =>
  h('span', {class: `pill state-${STATES[state] ?? 'unknown'}`},
    h('span', {'aria-hidden': 'true', class: 'pill-mark'}, STATE_MARKS[state] ?? '?'), STATES[state] ?? state);

export function outcomeMark(key) {
  const outcome = outcomeOf(key);
  return h('span', {class: `mark ${outcome.name}`, title: `${outcome.name}: ${outcome.meaning}`, 'aria-hidden': 'true'}, outcome.mark);
}

export const outcomeChip = key => {
  const outcome = outcomeOf(key);
  return h('span', {class: `chip ${outcome.name}`, title: outcome.meaning}, outcomeMark(key), outcome.name);
};

export const verdictChip = verdict =>
  h('span', {class: `chip verdict ${verdict === 'PASSED' ? 'good' : verdict === 'SANDBOX_ERROR' ? 'fault' : 'bad'}`},
    h('span', {'aria-hidden': 'true'}, verdict === 'PASSED' ? '✓ ' : '✕ '), VERDICTS[verdict] ?? verdict);

/** The tasks by outcome, as parts of one bar. */
export function funnelBar(report) {
  const total = totalOf(report);
  const parts = OUTCOMES.map(({name}) => [name, report.ledger[name]]);
  const label = parts.map(([name, number]) => `${number} ${name}`).concat(`${report.inFlight} in flight`).join(', ');
  return h('div', {class: 'bar-of-parts', role: 'img', 'aria-label': `Practice tasks: ${label} of ${total}`},
    parts.concat([['in-flight', report.inFlight]]).map(([name, number]) =>
      h('span', {class: name, style: {width: `${total === 0 ? 0 : 100 * number / total}%`}})));
}

/** Tasks of all rounds so far: a later round has those that were not taught before. */
export function totalOf(report) {
  const practice = (report.progress ?? []).filter(stage => stage.stage.startsWith('practice-'));
  const known = practice.reduce((sum, stage) => sum + stage.total, 0);
  const ended = OUTCOMES.reduce((sum, {name}) => sum + report.ledger[name], 0);
  return Math.max(known, report.practiceTasks, ended + report.inFlight);
}

export const endedOf = report => OUTCOMES.reduce((sum, {name}) => sum + report.ledger[name], 0);

export const empty = (...words) => h('p', {class: 'empty'}, ...words);
