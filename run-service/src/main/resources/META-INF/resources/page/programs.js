// Programs: one alone, or two side by side.

import {diffLines, diffWords} from './diff.js';
import {h} from './dom.js';
import {lines} from './python.js';

/** Lines are drawn in groups, of which the browser lays out only those in view. */
const GROUP = 100;

export function program(text) {
  const all = lines(text.replace(/\n$/, ''));
  return h('div', {class: 'code', tabindex: '0', role: 'group', 'aria-label': 'Program'},
    grouped(all, (line, index) => h('div', {class: 'code-line'}, lineNumber(index + 1), source(line))));
}

/** In a narrow window the sides are one below the other. */
export function comparison(before, after, leftName, rightName) {
  const rows = diffLines(before, after);
  const changes = rows.filter(row => !row.same).length;
  const label = `${leftName} and ${rightName}: ${changes} changed lines`;
  const colours = {left: lines(before), right: lines(after)};
  return h('div', {class: 'diff', role: 'table', tabindex: '0', 'aria-label': label},
    h('div', {class: 'diff-row diff-head', role: 'row'},
      h('div', {class: 'side', role: 'columnheader'}, leftName),
      h('div', {class: 'side right', role: 'columnheader'}, rightName)),
    grouped(rows, row => comparedLine(row, colours), 'rowgroup'));
}

function grouped(all, draw, role = null) {
  const groups = [];
  for (let start = 0; start < all.length; start += GROUP) {
    groups.push(h('div', {class: 'line-group', role},
      all.slice(start, start + GROUP).map((each, index) => draw(each, start + index))));
  }
  return groups;
}

function comparedLine({left, right, same}, colours) {
  const words = !same && left && right ? diffWords(left.text, right.text) : null;
  return h('div', {class: same ? 'diff-row same' : 'diff-row', role: 'row'},
    side(left, 'left', same ? null : 'removed', words?.left, colours.left),
    side(right, 'right', same ? null : 'added', words?.right, colours.right));
}

/** @param change null where the line is the same on both sides */
function side(line, where, change, words, colours) {
  if (line === null) {
    return h('div', {class: `side nothing ${where}`, role: 'cell'});
  }
  const sign = {removed: '−', added: '+'}[change] ?? ' ';
  const parts = colours[line.number - 1] ?? [];
  return h('div', {class: `side ${where} ${change ?? ''}`, role: 'cell'},
    lineNumber(line.number), h('span', {class: 'sign'}, sign), words ? h('span', {class: 'source'}, marked(parts, words)) : source(parts));
}

/** The coloured parts of a line, with marks around the words that changed. */
function marked(parts, words) {
  let at = 0;
  return words.map(({text, changed}) => {
    const nodes = between(parts, at, at + text.length).map(coloured);
    at += text.length;
    return changed ? h('mark', {}, nodes) : nodes;
  });
}

/** What of the parts is between two places of the line. */
function between(parts, from, to) {
  let start = 0;
  return parts.flatMap(({text, kind}) => {
    const piece = text.slice(Math.max(0, from - start), Math.max(0, to - start));
    start += text.length;
    return piece === '' ? [] : [{text: piece, kind}];
  });
}

const coloured = ({text, kind}) => kind === null ? text : h('span', {class: `py-${kind}`}, text);
const lineNumber = number => h('span', {class: 'line-number', 'aria-hidden': 'true'}, number);
const source = parts => h('span', {class: 'source'}, parts.length === 0 ? ' ' : parts.map(coloured));
