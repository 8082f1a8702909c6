// Runs side by side: what differs in their specifications, their results, and the tasks that flipped.

import {get, query, repeat} from './api.js';
import {setConnection} from './connection.js';
import {fill, h, part} from './dom.js';
import {count, dollars, gain, isOver, stageName} from './format.js';
import {outcomes, flips} from './flips.js';
import {empty, notes, scrollable, statePill, title} from './parts.js';
import {axisHead, difference, intervalBar, pValue, score} from './scores.js';
import {runPicker} from './run-picker.js';

const INTERVAL = 5_000;
const MOST_RUNS = 8;

/** The letter that stands for a run in tables and lists. */
export const letterOf = index => String.fromCharCode(65 + index);

export const letter = index => h('span', {class: 'mark letter', 'aria-hidden': 'true'}, letterOf(index));

export function comparePage({parameters, failed}) {
  let ids = (parameters.get('runs') ?? '').split(',').filter(Boolean).slice(0, MOST_RUNS);
  let pair = [parameters.get('from'), parameters.get('to')];
  let loading = 0;

  const chosen = h('div', {});
  const results = h('section', {});
  const settings = h('section', {});
  const changes = h('section', {});
  const picker = runPicker({
    open: ids.length < 2, add, isFull: () => ids.length >= MOST_RUNS, isChosen: id => ids.includes(id), failed,
  });
  const draws = {
    chosen: part(chosen, drawChosen),
    results: part(results, drawResults),
    settings: part(settings, drawSettings),
    changes: part(changes, drawChanges),
  };

  async function load() {
    const mine = ++loading;
    if (ids.length === 0) {
      setConnection(null);
      show({runs: [], settings: [], exams: []});
      return;
    }
    try {
      const compared = await get(query('/runs/compare', {ids: ids.join(',')}));
      if (mine === loading) {
        setConnection('live');
        show(compared);
      }
    } catch (error) {
      if (mine !== loading) {
        return;
      }
      if (error.status === 0 || error.status >= 500) {
        setConnection('away');
      } else {
        if (error.status !== 401) {
          fill(results, empty(`${error.message}.`));
          fill(settings);
          fill(changes);
        }
        failed(error);
      }
    }
  }

  function show({runs, settings: differing, exams}) {
    draws.chosen(runs.map(({runId, name, state}) => ({runId, name, state})));
    draws.results({runs: runs.map(summary), exams});
    draws.settings({runs: runs.map(({runId}) => runId), differing});
    const [from, to] = pairOf(runs.map(({runId}) => runId));
    const exam = exams.find(each => each.from.runId === from && each.to.runId === to)
      ?? reversed(exams.find(each => each.from.runId === to && each.to.runId === from));
    draws.changes({runs: runs.map(({runId, name}) => ({runId, name})), from, to, exam});
  }

  /** The two runs whose tasks are compared: those of the address, otherwise the first two. */
  function pairOf(known) {
    const [from, to] = pair.map(id => known.includes(id) ? id : null);
    const first = from ?? known.find(id => id !== to);
    return [first, to ?? known.find(id => id !== first)];
  }

  function drawChosen(runs) {
    return h('ul', {class: 'chosen'}, runs.map((run, index) => h('li', {class: 'chip'},
      letter(index), h('a', {href: address(run.runId)}, run.runId),
      h('button', {
        type: 'button', class: 'quiet', 'aria-label': `Remove ${run.runId}`, title: 'Remove', onclick: () => remove(run.runId),
      }, '✕'))));
  }

  function changed() {
    history.replaceState(null, '', query('#/compare', {runs: ids.join(','), from: pair[0], to: pair[1]}));
    picker.refresh();
    load();
  }

  function add(id) {
    ids = [...ids, id];
    changed();
  }

  function remove(id) {
    ids = ids.filter(each => each !== id);
    pair = pair.map(each => each === id ? null : each);
    changed();
  }

  function choosePair(from, to) {
    pair = [from, to];
    changed();
  }

  function drawChanges({runs, from, to, exam}) {
    if (runs.length < 2) {
      return [];
    }
    const select = (label, value, other, choose) => h('label', {}, label, ' ', h('select', {
      onchange: event => choose(event.target.value),
    }, runs.map(({runId}, index) => h('option', {value: runId, selected: runId === value, disabled: runId === other},
      `${letterOf(index)}: ${runId}`))));
    const letters = {from: letterOf(runs.findIndex(({runId}) => runId === from)),
      to: letterOf(runs.findIndex(({runId}) => runId === to))};
    return [
      h('div', {class: 'title pair'}, h('h2', {}, 'Tasks that flipped'),
        h('div', {class: 'filters'},
          select('From', from, to, value => choosePair(value, to)),
          select('to', to, from, value => choosePair(from, value)))),
      flips({from, to, letters, exam, failed}),
      outcomes({from, to, letters, failed}),
    ];
  }

  const leave = repeat(INTERVAL, load);
  return {
    element: h('div', {class: 'page wide compare'},
      h('div', {class: 'head'}, h('h1', {}, 'Compare runs'),
        h('a', {class: 'button', href: '#/comparisons'}, 'Comparisons of methods')),
      chosen, picker.element, results, settings, changes),
    leave,
  };
}

const address = id => `#/runs/${encodeURIComponent(id)}`;

const reversed = exam => exam && {...exam, from: exam.to, to: exam.from, gained: exam.lost, lost: exam.gained};

/** The parts of a report that the table shows. */
function summary(report) {
  const {before, after} = gain(report);
  const stage = isOver(report.state) ? null : (report.progress ?? []).filter(each => each.done < each.total).at(-1);
  return {
    runId: report.runId, state: report.state, exam: after ?? before, stage,
    lessons: report.ledger.taught, examples: report.trainingExamples, calls: report.teacher?.calls ?? 0,
    cost: report.teacher?.costUsd ?? 0, point: report.costPer?.pointUsd,
  };
}

function drawResults({runs, exams}) {
  if (runs.length === 0) {
    return [];
  }
  const heads = ['pass@1', 'Against A', 'p', 'Lessons', 'Calls', 'Cost', 'Per point'];
  return [
    title('Results'),
    h('div', {class: 'card flush'},
      scrollable('Results', h('table', {class: 'exams results'},
        h('thead', {}, h('tr', {},
          h('th', {scope: 'col'}, 'Run'), h('th', {scope: 'col'}, axisHead(1)),
          heads.map(name => h('th', {scope: 'col', class: 'number'}, name)))),
        h('tbody', {}, runs.map((run, index) => resultRow(run, index, runs[0], exams))))),
      notes(remarks(runs, exams))),
  ];
}

function resultRow(run, index, first, exams) {
  const tested = index === 0 ? null
    : exams.find(each => each.from.runId === first.runId && each.to.runId === run.runId);
  const value = run.exam?.passAtK['1'];
  const range = run.exam?.confidence?.['1'];
  return h('tr', {},
    h('th', {scope: 'row'}, h('span', {class: 'run-name'}, letter(index),
      h('span', {}, h('a', {href: address(run.runId)}, run.runId), h('br'), statePill(run.state),
        run.stage ? h('span', {class: 'muted small'}, ` ${stageName(run.stage.stage)}`) : null))),
    h('td', {class: 'interval-cell'}, intervalBar(value, range)),
    h('td', {class: 'number'}, score(value, range)),
    h('td', {class: 'number'}, tested ? difference(tested) : index === 0 ? '' : '–'),
    h('td', {class: 'number'}, tested ? pValue(tested.pValue) : index === 0 ? '' : '–'),
    h('td', {class: 'number'}, count(run.lessons)),
    h('td', {class: 'number'}, count(run.calls)),
    h('td', {class: 'number'}, dollars(run.cost)),
    h('td', {class: 'number'}, run.point === undefined ? '–' : dollars(run.point)));
}

function remarks(runs, exams) {
  const first = runs[0].exam;
  const texts = [];
  if (exams.length > 0) {
    texts.push('Scores are those of the last exam. Differences are in points of pass@1, tested in pairs of the same tasks.');
  }
  if (first && runs.length > 1 && exams.some(({tasks}) => tasks < first.tasks)) {
    texts.push('Only tasks that both exams have are compared.');
  }
  if (runs.length > 1 && runs.some(({exam}) => !exam)) {
    texts.push('A run without an exam yet is not compared.');
  }
  return texts;
}

function drawSettings({runs, differing}) {
  if (runs.length < 2) {
    return [];
  }
  return [
    title('What differs in the specifications'),
    differing.length === 0
      ? h('div', {class: 'card'}, empty('Nothing: the settings and the tasks are the same.'))
      : h('div', {class: 'card flush'}, scrollable('Settings that differ', h('table', {class: 'settings'},
        h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'Setting'),
          runs.map((id, index) => h('th', {scope: 'col'}, letter(index), h('span', {class: 'hidden'}, id))))),
        h('tbody', {}, differing.map(({setting, values}) => h('tr', {},
          h('th', {scope: 'row'}, h('code', {}, setting)),
          values.map(value => h('td', {}, settingValue(value))))))))),
  ];
}

const settingValue = value => value === null || value === undefined
  ? h('span', {class: 'muted'}, 'not set')
  : h('code', {}, typeof value === 'object' ? JSON.stringify(value) : String(value));
