// Parts that several pages show.

import {h} from './dom.js';
import {OUTCOMES, STATES, VERDICTS, outcomeOf} from './format.js';

const STATE_MARKS = {RUNNING: '▶', PAUSED: '❚❚', HELD: '◼', FINISHED: '✓', FAILED: '✕', CANCELLED: '⊘'};

export const statePill = state =>
  h('span', {class: `pill state-${STATES[state] ?? 'unknown'}`},
    h('span', {'aria-hidden': 'true', class: 'pill-mark'}, STATE_MARKS[state] ?? '?'), STATES[state] ?? state);

export function outcomeMark(key) {
  const outcome = outcomeOf(key);
  const words = `${outcome.name}: ${outcome.meaning}`;
  return h('span', {class: `mark ${outcome.name}`, title: words, 'aria-hidden': 'true'}, outcome.mark);
}

export const outcomeChip = key => {
  const outcome = outcomeOf(key);
  return h('span', {class: `chip ${outcome.name}`, title: outcome.meaning}, outcomeMark(key), outcome.name);
};

const VERDICT_KINDS = {PASSED: 'good', SANDBOX_ERROR: 'fault'};

export const verdictChip = verdict =>
  h('span', {class: `chip verdict ${VERDICT_KINDS[verdict] ?? 'bad'}`},
    h('span', {'aria-hidden': 'true'}, verdict === 'PASSED' ? '✓ ' : '✕ '), VERDICTS[verdict] ?? verdict);

/** The tasks by outcome, as parts of one bar. */
export function funnelBar(report) {
  const total = totalOf(report);
  const parts = OUTCOMES.map(({name}) => [name, report.ledger[name]]);
  const label = parts.map(([name, number]) => `${number} ${name}`).concat(`${report.inFlight} in flight`).join(', ');
  return h('div', {class: 'bar-of-parts', role: 'img', 'aria-label': `Practice tasks: ${label} of ${total}`},
    parts.concat([['in-flight', report.inFlight]]).map(([name, number]) => h('span', {
      class: name,
      // What is rare stays visible.
      style: {width: `${total === 0 ? 0 : 100 * number / total}%`, 'min-width': number > 0 ? '3px' : '0'},
    })));
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

/** A table that scrolls sideways in a narrow window, also by keys. */
export const scrollable = (label, table, kind = '') =>
  h('div', {class: `scroll-x ${kind}`, role: 'region', tabindex: '0', 'aria-label': label}, table);

export const title = text => h('div', {class: 'title'}, h('h2', {}, text));

export const notes = texts => texts.length === 0 ? null
  : h('ul', {class: 'notes muted small'}, texts.map(text => h('li', {}, text)));

/** How much of something is done. */
export const track = (label, done, total) =>
  h('div', {
    class: 'track', role: 'progressbar', 'aria-label': label,
    'aria-valuemin': 0, 'aria-valuemax': total, 'aria-valuenow': Math.min(done, total),
  }, h('span', {style: {width: `${total === 0 ? 0 : Math.min(100, 100 * done / total)}%`}}));

export const teacherName = report => report.teacher?.model === 'none' ? 'no teacher' :
  !report.teacher?.model || report.teacher.model === 'reference' ? 'reference teacher' : report.teacher.model;
