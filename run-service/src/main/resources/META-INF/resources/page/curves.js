// Training curves: those of all rounds of a run, one after the other on one axis, and that of one checkpoint.

import {get, runPath} from './api.js';
import {lineChart} from './charts.js';
import {fill, h} from './dom.js';
import {scrollable} from './parts.js';

const loss = number => number.toPrecision(3);
const rate = number => number === 0 ? '0' : number.toExponential(1);

/**
 * Loads and shows the curves of a run.
 *
 * @returns {element, load(), leave()}; load() may be called often, and throws an ApiError
 */
export function trainingCurves(runId) {
  const element = h('div', {class: 'curves', hidden: true});
  const table = h('div', {});
  let breaks = [];
  let charts = null;
  let busy = false;
  let again = false;
  let left = false;

  async function load() {
    again = busy;
    if (busy) {
      return;
    }
    busy = true;
    try {
      show(await get(`${runPath(runId)}/curves`));
    } finally {
      busy = false;
    }
    if (again && !left) {
      again = false;
      await load();
    }
  }

  function show(curves) {
    const known = curves.filter(curve => curve.steps.length > 0);
    element.hidden = known.length === 0;
    if (known.length === 0 || left) {
      return;
    }
    charts ??= draw();
    const data = columns(known);
    breaks = data.breaks;
    charts.losses.set([data.steps, data.losses, data.validation]);
    charts.rates.set([data.steps, data.rates]);
    fill(table, summary(known));
  }

  function draw() {
    const places = () => breaks;
    const losses = lossChart({
      label: 'Training loss and validation loss by step; the table below has their first, best and last values.',
      height: 220, breaks: places,
    });
    const rates = lineChart({
      label: 'Learning rate by step.', height: 120, breaks: places,
      series: [{name: 'Learning rate', colour: '--slate', value: rate}],
    });
    fill(element, losses.element, rates.element, table);
    return {losses, rates};
  }

  return {
    element,
    load,
    leave: () => {
      left = true;
      charts?.losses.leave();
      charts?.rates.leave();
    },
  };
}

/**
 * The curve of one checkpoint.
 *
 * @returns {element, leave()}
 */
export function checkpointCurve({steps, validation}) {
  const [first, last] = [steps[0], steps.at(-1)];
  const held = validation.length > 0 ? `; validation loss ${loss(validation.at(-1).loss)}` : '';
  const data = columns([{steps, validation}]);
  const chart = lossChart({
    label: `Loss from ${loss(first.loss)} to ${loss(last.loss)} over ${last.step} steps${held}`, height: 160,
  });
  chart.set([data.steps, data.losses, data.validation]);
  return chart;
}

const lossChart = options => lineChart({
  ...options,
  series: [
    {name: 'Loss', colour: '--accent', value: loss},
    {name: 'Validation', colour: '--amber', value: loss, points: true},
  ],
});

/** The values of all rounds by step; the steps of a round follow those of the round before. */
function columns(curves) {
  const data = {steps: [], losses: [], validation: [], rates: [], breaks: []};
  let before = 0;
  for (const {steps, validation} of curves) {
    const rows = new Map(steps.map(step => [step.step, {loss: step.loss, rate: step.learningRate}]));
    for (const {step, loss: held} of validation) {
      rows.set(step, {...rows.get(step), validation: held});
    }
    const places = [...rows.keys()].sort((a, b) => a - b);
    if (before > 0) {
      data.breaks.push(before + 0.5);
      add(data, before + 0.5, {});
    }
    places.forEach(place => add(data, before + place, rows.get(place)));
    before += places.at(-1);
  }
  return data;
}

function add(data, step, {loss: own = null, rate: learning = null, validation = null}) {
  data.steps.push(step);
  data.losses.push(own);
  data.rates.push(learning);
  data.validation.push(validation);
}

function summary(curves) {
  const head = ['Steps', 'First loss', 'Best loss', 'Last loss', 'Best validation', 'Last validation', 'Peak rate'];
  return scrollable('Training curves in numbers', h('table', {},
    h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'Round'),
      head.map(name => h('th', {scope: 'col', class: 'number'}, name)))),
    h('tbody', {}, curves.map(({round, steps, validation}) => {
      const losses = steps.map(step => step.loss);
      const held = validation.map(each => each.loss);
      const values = [steps.at(-1).step, loss(losses[0]), best(losses), loss(losses.at(-1)),
        best(held), held.length === 0 ? '–' : loss(held.at(-1)), rate(Math.max(...steps.map(step => step.learningRate)))];
      return h('tr', {}, h('th', {scope: 'row'}, round), values.map(value => h('td', {class: 'number'}, value)));
    }))));
}

const best = numbers => numbers.length === 0 ? '–' : loss(Math.min(...numbers));
