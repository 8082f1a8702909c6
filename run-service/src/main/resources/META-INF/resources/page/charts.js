// Line charts, drawn by uPlot on a canvas. What they show is beside them as text, for those who do not see them.

import uPlot from '../webjars/uplot/1.6.30/dist/uPlot.esm.js';
import {h} from './dom.js';

const FONT = '12px system-ui, sans-serif';
const WHOLE_STEPS = [1, 2, 5].flatMap(first => Array.from({length: 9}, (_, zeros) => first * 10 ** zeros)).sort((a, b) => a - b);
const dark = matchMedia('(prefers-color-scheme: dark)');

/**
 * A chart that follows the width of its place and the theme.
 *
 * @param label says what the chart shows
 * @param series {name, colour, points: whether only points are drawn, value(number): text}
 * @param height in pixels
 * @param breaks places on the x axis where a new part begins
 * @returns {element, set(data), leave()}; data is a list of columns, the x values first
 */
export function lineChart({label, series, height, breaks = () => []}) {
  const colours = Object.fromEntries(series.map(({colour: own}, index) => [`--series-${index + 1}`, `var(${own})`]));
  const place = h('div', {class: 'chart', role: 'img', 'aria-label': label, style: colours});
  const probe = h('span', {hidden: true});
  place.append(probe);
  const colour = name => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const axis = {
    stroke: () => colour('--muted'), font: FONT, grid: {stroke: () => colour('--line'), width: 1}, ticks: {show: false},
  };
  const lines = series.map(({name, colour: own, points, value}) => ({
    label: name, stroke: () => colour(own), width: points ? 0 : 2, spanGaps: false,
    paths: points ? () => null : undefined,
    points: {show: Boolean(points), size: 8, fill: () => colour(own)},
    value: (chart, number) => number === null || number === undefined ? '–' : value(number),
  }));
  const chart = new uPlot({
    width: 300, height, scales: {x: {time: false}}, cursor: {y: false, drag: {x: false, y: false}},
    axes: [{...axis, size: 28, incrs: WHOLE_STEPS}, {...axis, size: 58, values: (self, splits) => splits.map(series[0].value)}],
    series: [{label: 'Step', value: (self, step) => step ?? '–'}, ...lines],
    hooks: {drawClear: [self => drawBreaks(self, breaks(), colour('--line'))]},
  }, [[], ...series.map(() => [])], place);
  const resized = new ResizeObserver(([{contentRect}]) => {
    if (contentRect.width > 0) {
      chart.setSize({width: contentRect.width, height});
    }
  });
  const redraw = () => chart.redraw();
  const themed = new MutationObserver(redraw);
  resized.observe(place);
  themed.observe(document.documentElement, {attributeFilter: ['data-theme']});
  dark.addEventListener('change', redraw);
  return {
    element: place,
    set: data => {
      chart.setData(data);
      data.slice(1).forEach((column, index) => {
        const show = column.some(value => value !== null);
        if (chart.series[index + 1].show !== show) {
          chart.setSeries(index + 1, {show});
        }
      });
    },
    leave: () => {
      resized.disconnect();
      themed.disconnect();
      dark.removeEventListener('change', redraw);
      chart.destroy();
    },
  };
}

function drawBreaks(chart, places, stroke) {
  const {ctx, bbox} = chart;
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.lineWidth = 1;
  ctx.setLineDash([3, 4]);
  for (const place of places) {
    const x = Math.round(chart.valToPos(place, 'x', true));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
