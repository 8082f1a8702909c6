// pass@k for people: a score with its interval, and a difference with its p-value.

import {h} from './dom.js';
import {percent} from './format.js';

/** A score and its interval on a line from 0 to 100 %. The numbers stand beside it: this is for the eye only. */
export function intervalBar(value, range) {
  if (value === undefined) {
    return null;
  }
  const [low, high] = range ?? [value, value];
  return h('div', {class: 'interval', 'aria-hidden': 'true'},
    h('span', {class: 'range', style: {left: `${100 * low}%`, width: `${100 * (high - low)}%`}}),
    h('span', {class: 'point', style: {left: `${100 * value}%`}}));
}

export const axisHead = k => h('span', {class: 'axis'},
  ['0 %', `pass@${k} with 95 % interval`, '100 %'].map(text => h('span', {}, text)));

/** A score, with its interval below it. */
export const score = (value, range) => value === undefined ? '–' : [
  h('b', {}, percent(value)),
  range ? h('div', {class: 'muted small'}, `${points(range[0])} to ${points(range[1])}`) : null,
];

/** A difference of scores in points, with its interval below it; green or red where p is below 0.05. */
export function difference({difference: value, confidence, pValue}) {
  const kind = pValue >= 0.05 ? null : value > 0 ? 'good' : 'bad';
  return [
    h('b', {class: kind}, signed(value)),
    h('div', {class: 'muted small'}, `${signed(confidence[0])} to ${signed(confidence[1])}`),
  ];
}

/** A p-value as papers write it. */
export const pValue = value => value < 0.001 ? '< 0.001' : value.toFixed(3);

const points = share => (100 * share).toFixed(1);

function signed(share) {
  const text = points(Math.abs(share));
  return text === '0.0' ? '0.0' : `${share > 0 ? '+' : '−'}${text}`;
}
