// Finds runs by their names, to choose some of them.

import {get, query} from './api.js';
import {fill, h} from './dom.js';
import {gain, moment, percent} from './format.js';
import {empty, statePill} from './parts.js';

const SHOWN = 8;

/** @param on open: whether the list is shown at first; add(id), isFull(), isChosen(id), failed(error) */
export function runPicker(on) {
  let loading = 0;
  const list = h('ul', {class: 'picks', 'aria-label': 'Runs that can be added'});
  const search = h('input', {type: 'search', placeholder: 'Add a run by its name', 'aria-label': 'Add a run by its name'});

  async function load() {
    const mine = ++loading;
    if (on.isFull()) {
      fill(list, h('li', {}, empty('No more runs can be added.')));
      return;
    }
    try {
      const runs = await get(query('/runs', {limit: 50, text: search.value.trim()}));
      if (mine === loading) {
        show(runs.filter(({runId}) => !on.isChosen(runId)));
      }
    } catch (error) {
      on.failed(error);
    }
  }

  function show(runs) {
    const none = search.value.trim() ? 'No other run matches.' : 'There is no other run.';
    fill(list, runs.length === 0 ? h('li', {}, empty(none)) : runs.slice(0, SHOWN).map(item));
  }

  function item(report) {
    const {before, after} = gain(report);
    const exam = after ?? before;
    return h('li', {}, h('button', {type: 'button', class: 'pick', onclick: () => on.add(report.runId)},
      h('span', {class: 'clip'}, report.runId),
      statePill(report.state),
      h('span', {class: 'muted'}, report.method),
      h('span', {class: 'number'}, exam ? percent(exam.passAtK['1']) : '–'),
      h('span', {class: 'muted number wide-only'}, report.createdAt ? moment(report.createdAt) : '')));
  }

  let typing = null;
  search.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(load, 200);
  });
  load();
  return {
    element: h('details', {class: 'card picker', open: on.open},
      h('summary', {}, 'Add runs to compare'), search, list),
    refresh: load,
  };
}
