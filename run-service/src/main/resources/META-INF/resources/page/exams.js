// The exams of a run: pass@k with intervals, and the gain.

import {h} from './dom.js';
import {counted, gain, isOver, percent} from './format.js';
import {empty, notes, scrollable, title} from './parts.js';
import {intervalBar} from './scores.js';

export function exams({exams: all, state}) {
  if ((all ?? []).length === 0) {
    return [title('Exams'), h('div', {class: 'card'}, empty(isOver(state)
      ? 'There was no exam.'
      : 'No result yet. The first exam shows what the student can do before training.'))];
  }
  const ks = [...new Set(all.flatMap(exam => Object.keys(exam.passAtK)))].sort((a, b) => a - b);
  return [
    title('Exams on held-out tasks'),
    h('div', {class: 'card flush'},
      gainLine(all),
      scrollable('Exams', h('table', {class: 'exams'}, head(ks), h('tbody', {}, all.map(exam => row(exam, ks))))),
      notes(all.flatMap(remarks))),
  ];
}

function head(ks) {
  const axis = ['0 %', `pass@${ks[0]} with 95 % interval`, '100 %'].map(text => h('span', {}, text));
  return h('thead', {}, h('tr', {},
    h('th', {scope: 'col'}, 'Exam'),
    h('th', {scope: 'col'}, h('span', {class: 'axis'}, axis)),
    ks.map(k => h('th', {scope: 'col', class: 'number'}, `pass@${k}`)),
    h('th', {scope: 'col', class: 'number'}, 'Tasks')));
}

function row(exam, ks) {
  return h('tr', {},
    h('th', {scope: 'row'}, name(exam)),
    h('td', {class: 'interval-cell'}, intervalBar(exam.passAtK[ks[0]], exam.confidence?.[ks[0]])),
    ks.map(k => h('td', {class: 'number'}, score(exam.passAtK[k], exam.confidence?.[k]))),
    h('td', {class: 'number muted'}, `${exam.tasks} × ${exam.samples}`));
}

function name(exam) {
  const when = exam.round === 0 ? 'Before training' : `After round ${exam.round}`;
  return exam.refineStep === 0 ? when : `${when}, refined ${exam.refineStep}×`;
}

function score(value, range) {
  return value === undefined ? '–' : [
    h('b', {}, percent(value)),
    range ? h('div', {class: 'muted small'}, `${(100 * range[0]).toFixed(1)} to ${(100 * range[1]).toFixed(1)}`) : null,
  ];
}

function gainLine(all) {
  const {before, after} = gain({exams: all});
  if (!before || !after) {
    return null;
  }
  const points = 100 * (after.passAtK['1'] - before.passAtK['1']);
  const [first, last] = [before, after].map(exam => exam.confidence?.['1']);
  const overlap = !first || !last || first[0] <= last[1] && last[0] <= first[1];
  const sign = points > 0 ? '+' : points < 0 ? '−' : '±';
  return h('p', {class: 'gain'},
    h('b', {class: overlap ? null : points > 0 ? 'good' : 'bad'}, `${sign}${Math.abs(points).toFixed(1)} points`),
    h('span', {class: 'muted'}, ` of pass@1, ${percent(before.passAtK['1'])} → ${percent(after.passAtK['1'])}`,
      overlap ? '; the intervals overlap' : ''));
}

function remarks(exam) {
  const texts = [];
  if (exam.faulted > 0) {
    const bounds = Object.entries(exam.passAtKBounds ?? {})
      .map(([k, [low, high]]) => `pass@${k} over all tasks is between ${percent(low)} and ${percent(high)}`);
    texts.push([`${counted(exam.faulted, 'sample')} not judged because of faults`, bounds.join(', ')]
      .filter(Boolean).join('; '));
  }
  if (exam.unrefined > 0) {
    texts.push(`${counted(exam.unrefined, 'failed answer')} not refined, because their tasks have no public test`);
  }
  return texts.map(text => `${name(exam)}: ${text}.`);
}
