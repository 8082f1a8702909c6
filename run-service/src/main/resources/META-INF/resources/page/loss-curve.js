// The loss of a training by step.

import {h, svg} from './dom.js';
import {count} from './format.js';

const WIDTH = 600;
const HEIGHT = 150;
/** Free space above and below the line, as a share of the range. */
const MARGIN = 0.06;

/**
 * @param steps each with step and loss
 * @param validation losses on the examples that were held out, each with step and loss
 */
export function lossCurve(steps, validation) {
  const all = [...steps, ...validation];
  const [first, last] = [steps[0].step, steps.at(-1).step];
  const [low, high] = range(all.map(({loss}) => loss));
  const x = step => last === first ? WIDTH / 2 : WIDTH * (step - first) / (last - first);
  const y = loss => HEIGHT * (high - loss) / (high - low);
  const label = `Loss from ${loss(steps[0])} to ${loss(steps.at(-1))} over ${count(last)} steps`
    + (validation.length > 0 ? `; validation loss ${loss(validation.at(-1))}` : '');
  return h('figure', {class: 'curve'},
    h('figcaption', {class: 'curve-words small'},
      h('span', {}, h('span', {class: 'key', 'aria-hidden': 'true'}), 'Loss ', h('b', {}, `${loss(steps[0])} → ${loss(steps.at(-1))}`)),
      validation.length > 0
        ? h('span', {}, h('span', {class: 'key dotted', 'aria-hidden': 'true'}), 'Validation ', h('b', {}, loss(validation.at(-1))))
        : null),
    h('div', {class: 'curve-box'},
      h('div', {class: 'curve-axis muted small', 'aria-hidden': 'true'}, h('span', {}, high.toFixed(2)), h('span', {}, low.toFixed(2))),
      svg('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': label},
        [0.25, 0.5, 0.75].map(share => svg('line', {class: 'grid-line', x1: 0, x2: WIDTH, y1: HEIGHT * share, y2: HEIGHT * share})),
        line(steps, x, y, 'loss-line'),
        validation.length > 0 ? line(validation, x, y, 'validation-line') : null)),
    h('div', {class: 'curve-steps muted small', 'aria-hidden': 'true'},
      h('span', {}, `step ${count(first)}`), h('span', {}, count(last))));
}

/** One value is a line across. */
const line = (points, x, y, kind) => svg('polyline', {
  class: kind,
  points: points.length === 1
    ? `0,${y(points[0].loss)} ${WIDTH},${y(points[0].loss)}`
    : points.map(({step, loss: value}) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`).join(' '),
});

const loss = point => point.loss.toFixed(3);

function range(values) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const space = Math.max(high - low, 0.01) * MARGIN;
  return [Math.max(0, low - space), high + space];
}
