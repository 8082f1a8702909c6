// Comparisons of methods: all of them, and one with the progress of its arms and its report.

import {get, getWithLinks, query, repeat, runPath} from './api.js';
import {setConnection} from './connection.js';
import {fill, h, part} from './dom.js';
import {count, counted, dollars, gain, isOver, moment, percent, stageName} from './format.js';
import {empty, notes, scrollable, statePill, title, track} from './parts.js';
import {axisHead, difference, intervalBar, pValue, score} from './scores.js';

const INTERVAL = 5_000;

export function comparisonsPage({failed}) {
  const list = h('div', {class: 'card flush'});
  const footer = h('div', {class: 'more'});
  let pages = 1;

  const draw = part(list, all => all.length === 0
    ? empty('There are no comparisons yet. Start one: ',
      h('code', {}, `./preceptor compare SPEC.yaml --server ${location.origin}`))
    : scrollable('Comparisons', h('table', {},
      h('thead', {}, h('tr', {}, ['Comparison', 'State', 'Runs started', 'Started'].map((name, index) =>
        h('th', {scope: 'col', class: index > 1 ? 'number' : null}, name)))),
      h('tbody', {}, all.map(each => h('tr', {},
        h('th', {scope: 'row'}, h('a', {href: `#/comparisons/${encodeURIComponent(each.comparisonId)}`}, each.comparisonId)),
        h('td', {}, statePill(each.state)),
        h('td', {class: 'number'}, count(each.runs.length)),
        h('td', {class: 'number muted'}, moment(each.createdAt))))))));

  async function load() {
    try {
      const all = [];
      let path = query('/comparisons', {limit: 50});
      for (let page = 0; page < pages && path; page++) {
        const {json, links} = await getWithLinks(path);
        all.push(...json);
        path = links.next;
      }
      setConnection('live');
      draw(all);
      fill(footer, path ? h('button', {type: 'button', onclick: () => { pages++; load(); }}, 'Show more') : null);
    } catch (error) {
      report(error, failed);
    }
  }

  const leave = repeat(INTERVAL, load);
  return {element: h('div', {class: 'page'}, h('div', {class: 'head'}, h('h1', {}, 'Comparisons of methods'),
    h('a', {class: 'button', href: '#/compare'}, 'Compare runs')), list, footer), leave};
}

export function comparisonPage({id, failed}) {
  const page = h('div', {class: 'page'}, empty('Loading the comparison …'));
  const places = {head: h('section', {}), result: h('section', {}), arms: h('section', {})};
  const draws = {head: part(places.head, head), result: part(places.result, result), arms: part(places.arms, arms)};
  let begun = false;

  async function load() {
    try {
      const comparison = await get(`/comparisons/${encodeURIComponent(id)}`);
      const runs = await Promise.all(comparison.runs.map(found));
      if (!begun) {
        begun = true;
        fill(page, places.head, places.result, places.arms);
      }
      setConnection('live');
      draws.head({...comparison, report: undefined});
      draws.result(comparison.report ?? null);
      draws.arms({comparison: {...comparison, report: undefined}, runs: runs.map(progressOf)});
    } catch (error) {
      if (error.status === 404) {
        setConnection(null);
        fill(page, empty(`${error.message}. `, h('a', {href: '#/comparisons'}, 'All comparisons')));
      } else {
        report(error, failed);
      }
    }
  }

  const leave = repeat(INTERVAL, load);
  return {element: page, leave};
}

function report(error, failed) {
  if (error.status === 401) {
    failed(error);
  } else {
    setConnection('away');
  }
}

/** Null where the run was deleted. */
async function found(id) {
  try {
    return await get(runPath(id));
  } catch (error) {
    if (error.status === 404) {
      return null;
    }
    throw error;
  }
}

function progressOf(run) {
  if (run === null) {
    return null;
  }
  const {before, after} = gain(run);
  return {runId: run.runId, state: run.state, cost: run.teacher?.costUsd ?? 0, exam: after ?? before,
    stage: isOver(run.state) ? null : (run.progress ?? []).at(-1)};
}

function head({comparisonId, state, reason, createdAt, runs}) {
  return [
    h('div', {class: 'head'}, h('h1', {}, comparisonId, ' ', statePill(state)),
      runs.length > 1
        ? h('a', {class: 'button', href: query('#/compare', {runs: runs.slice(0, 8).join(',')})}, 'Runs side by side')
        : null),
    reason ? h('p', {class: `reason state-${state.toLowerCase()}`}, reason) : null,
    h('p', {class: 'muted'}, `Started ${moment(createdAt)}`),
  ];
}

const armTitle = ({method, name}) => name ? `${method}-${name}` : method;

export const armLabel = arm => arm.fraction === 1 ? armTitle(arm) : `${armTitle(arm)}-${arm.fraction}`;

function arms({comparison, runs}) {
  const names = ['The student alone', ...(comparison.arms ?? []).map(armLabel)];
  return [
    title('Arms'),
    h('div', {class: 'card'}, h('ul', {class: 'stages'}, names.map((name, index) => arm(name, comparison.runs[index], runs[index])))),
  ];
}

function arm(name, id, run) {
  if (id === undefined) {
    return h('li', {}, h('div', {class: 'stage-line'}, h('span', {class: 'stage-name'}, name),
      h('span', {class: 'muted'}, 'waits for the runs before it')));
  }
  if (!run) {
    return h('li', {}, h('div', {class: 'stage-line'}, h('span', {class: 'stage-name'}, name),
      h('span', {class: 'muted'}, `the run ${id} was deleted`)));
  }
  return h('li', {class: isOver(run.state) ? 'done' : null},
    h('div', {class: 'stage-line'},
      h('span', {class: 'stage-name'}, name, ' ', statePill(run.state)),
      h('span', {class: 'number'}, [run.exam ? `pass@1 ${percent(run.exam.passAtK['1'])}` : null, dollars(run.cost)].filter(Boolean).join(' · '))),
    run.stage ? track(stageName(run.stage.stage), run.stage.done, run.stage.total) : track(name, 1, 1),
    h('div', {class: 'stage-line muted small'},
      h('a', {href: `#/runs/${encodeURIComponent(run.runId)}`}, run.runId),
      run.stage ? h('span', {}, `${stageName(run.stage.stage)}: ${count(run.stage.done)} of ${count(run.stage.total)}`) : null));
}

function result(done) {
  if (done === null) {
    return [];
  }
  const heads = ['pass@1', 'Against the student alone', 'p', 'Examples', 'Paid', 'Alone'];
  return [
    title('Result'),
    h('div', {class: 'card flush'},
      scrollable('Result', h('table', {class: 'exams results'},
        h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'Arm'), h('th', {scope: 'col'}, axisHead(1)),
          heads.map(name => h('th', {scope: 'col', class: 'number'}, name)))),
        h('tbody', {}, done.rows.map(row => resultRow(row, done))))),
      notes([
        `${counted(done.examTasks, 'exam task')}, ${counted(done.samples, 'sample')} each; ${counted(done.practiceTasks, 'practice task')}.`,
        'Paid: what the arm’s own run bought. Alone: what the arm would have cost without the answers that earlier arms had bought.',
        done.lostTasks?.length > 0
          ? `${counted(done.lostTasks.length, 'task')} left out of every arm, because of infrastructure faults.` : null,
      ].filter(Boolean))),
  ];
}

function resultRow(row, {rows, differences}) {
  const first = row.scores.find(each => each.refineStep === 0);
  const tested = differences.find(each => each.from === rows[0].label && each.to === row.label && each.refineStep === 0);
  const value = first?.passAtK['1'];
  const range = first?.confidence?.['1'];
  return h('tr', {},
    h('th', {scope: 'row'}, row.method ? row.label : 'The student alone'),
    h('td', {class: 'interval-cell'}, intervalBar(value, range)),
    h('td', {class: 'number'}, score(value, range)),
    h('td', {class: 'number'}, tested ? difference(tested) : row.method ? '–' : ''),
    h('td', {class: 'number'}, tested ? pValue(tested.pValue) : row.method ? '–' : ''),
    h('td', {class: 'number'}, row.method ? count(row.examples) : ''),
    h('td', {class: 'number'}, row.method ? dollars(row.paidUsd) : ''),
    h('td', {class: 'number'}, row.method ? dollars(row.aloneUsd) : ''));
}
