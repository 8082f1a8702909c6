// The grid of lessons: a row for each task, with the samples of each round. With one sample in one round the tasks are side by side.

import {h} from './dom.js';
import {placeOf} from './window.js';

const CELL = 30;
/** Between rounds. */
const GAP = 10;
const WIDEST_LABEL = 280;

/**
 * What a list of tasks looks like as a grid.
 *
 * @param width of the place in pixels
 * @returns {items, size, rounds, samples}, see WindowedItems
 */
export function gridOf(tasks, width) {
  const rows = joined(tasks);
  const most = number => rows.reduce((highest, row) => row.cells.reduce((some, cell) => Math.max(some, number(cell)), highest), 1);
  const rounds = most(cell => cell.round);
  const samples = most(cell => cell.sample + 1);
  const columns = rounds * samples;
  if (columns === 1) {
    return {items: rows.map(row => ({taskId: row.taskId, ...row.cells[0]})), size: {height: CELL, width: CELL}, rounds, samples};
  }
  const items = rows.flatMap(({taskId, cells: some}) => {
    const places = new Array(columns).fill(null);
    some.forEach(cell => { places[(cell.round - 1) * samples + cell.sample] = {taskId, ...cell}; });
    return places;
  });
  const left = Math.min(WIDEST_LABEL, Math.max(96, Math.round(width * 0.4)));
  return {items, size: {height: CELL, width: CELL, columns, left, group: samples, gap: GAP, label: row => rows[row].taskId}, rounds, samples};
}

/** The samples of a task may continue on the next page. */
function joined(tasks) {
  const rows = new Map();
  for (const {taskId, cells} of tasks) {
    rows.set(taskId, {taskId, cells: [...(rows.get(taskId)?.cells ?? []), ...cells]});
  }
  return [...rows.values()];
}

/** The names of the columns. */
export function gridHead({size, rounds, samples}) {
  const name = (text, column, span) => {
    const cell = h('span', {class: 'column-name'}, text);
    cell.style.left = `${size.left + placeOf(column, size)}px`;
    cell.style.width = `${span * CELL - 4}px`;
    return cell;
  };
  return Array.from({length: rounds}, (_, round) =>
    name(samples * CELL < 80 ? `R${round + 1}` : `Round ${round + 1}`, round * samples, samples));
}
