// Programs: one alone, or two side by side.

import {diffLines, diffWords} from './diff.js';
import {h} from './dom.js';

export function program(text) {
  const lines = text.replace(/\n$/, '').split('\n');
  return h('div', {class: 'code', tabindex: '0', role: 'group', 'aria-label': 'Program'},
    lines.map((line, index) => h('div', {class: 'code-line'}, lineNumber(index + 1), source(line || ' '))));
}

/** In a narrow window the sides are one below the other. */
export function comparison(before, after, leftName, rightName) {
  const rows = diffLines(before, after);
  const changes = rows.filter(row => !row.same).length;
  const label = `${leftName} and ${rightName}: ${changes} changed lines`;
  return h('div', {class: 'diff', role: 'table', tabindex: '0', 'aria-label': label},
    h('div', {class: 'diff-row diff-head', role: 'row'},
      h('div', {class: 'side', role: 'columnheader'}, leftName),
      h('div', {class: 'side right', role: 'columnheader'}, rightName)),
    rows.map(comparedLine));
}

function comparedLine({left, right, same}) {
  const words = !same && left && right ? diffWords(left.text, right.text) : null;
  return h('div', {class: same ? 'diff-row same' : 'diff-row', role: 'row'},
    side(left, 'left', same ? null : 'removed', words?.left),
    side(right, 'right', same ? null : 'added', words?.right));
}

/** @param change null where the line is the same on both sides */
function side(line, where, change, words) {
  if (line === null) {
    return h('div', {class: `side nothing ${where}`, role: 'cell'});
  }
  const sign = {removed: '−', added: '+'}[change] ?? ' ';
  const text = words ? words.map(({text, changed}) => changed ? h('mark', {}, text) : text) : line.text || ' ';
  return h('div', {class: `side ${where} ${change ?? ''}`, role: 'cell'},
    lineNumber(line.number), h('span', {class: 'sign'}, sign), source(text));
}

const lineNumber = number => h('span', {class: 'line-number', 'aria-hidden': 'true'}, number);
const source = text => h('span', {class: 'source'}, text);
