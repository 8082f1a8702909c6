// All runs: sorted, filtered by state, searched; paged on the server.

import {getWithLinks, query, repeat} from './api.js';
import {setConnection} from './connection.js';
import {fill, h, part} from './dom.js';
import {STATES, count, dollars, gain, isOver, moment, percent, stageName} from './format.js';
import {empty, endedOf, funnelBar, statePill, teacherName, totalOf} from './parts.js';

const INTERVAL = 3_000;

const COLUMNS = [
  {name: 'Run', key: report => report.name.toLowerCase()},
  {name: 'State', key: report => report.state},
  {name: 'Method', key: report => report.method},
  {name: 'Student and teacher', key: report => report.student ?? ''},
  {name: 'Progress', key: report => endedOf(report) / Math.max(1, totalOf(report))},
  {name: 'pass@1', key: report => (gain(report).after ?? gain(report).before)?.passAtK['1'] ?? -1, number: true},
  {name: 'Cost', key: report => report.teacher?.costUsd ?? 0, number: true},
  {name: 'Started', key: report => report.createdAt ?? '', number: true},
];

export function runsPage({parameters, failed}) {
  let order = {column: 7, down: true};
  let pages = 1;
  let loaded = [];
  let more = false;
  let loading = 0;

  const search = h('input', {
    type: 'search', placeholder: 'Search by name', 'aria-label': 'Search runs by name',
    value: parameters.get('text') ?? '',
  });
  const state = h('select', {'aria-label': 'State'},
    h('option', {value: ''}, 'All states'),
    Object.entries(STATES).filter(([key]) => key !== 'UNKNOWN').map(([key, name]) =>
      h('option', {value: key, selected: parameters.get('state') === key}, name)));
  const table = h('div', {class: 'card flush'});
  const footer = h('div', {class: 'more'});
  const filters = () => ({state: state.value, text: search.value.trim()});

  const draw = part(table, ({runs, filtered, order: sorting}) => runs.length === 0
    ? filtered
      ? empty('No run matches. ', h('button', {type: 'button', class: 'quiet', onclick: clear}, 'Clear the filters'))
      : empty('There are no runs yet. Start one: ',
        h('code', {}, `./preceptor run demo.yaml --server ${location.origin}`))
    : h('table', {class: 'runs'},
      h('thead', {}, h('tr', {}, COLUMNS.map((column, index) =>
        h('th', {
          class: column.number ? 'number' : null, scope: 'col',
          'aria-sort': sorting.column !== index ? null : sorting.down ? 'descending' : 'ascending',
        }, h('button', {type: 'button', class: 'sort', onclick: () => sortBy(index)}, column.name,
          h('span', {'aria-hidden': 'true'}, sorting.column !== index ? '' : sorting.down ? ' ↓' : ' ↑')))))),
      h('tbody', {}, runs.map(row))));

  function row(report) {
    const {before, after} = gain(report);
    return h('tr', {},
      h('td', {class: 'name'}, h('a', {href: `#/runs/${encodeURIComponent(report.runId)}`}, report.name),
        h('span', {class: 'muted id'}, report.runId)),
      h('td', {}, statePill(report.state)),
      h('td', {'data-label': 'Method'}, report.method),
      h('td', {'data-label': 'Models'}, h('div', {class: 'clip', title: report.student}, report.student ?? ''),
        h('div', {class: 'muted clip'}, teacherName(report))),
      h('td', {'data-label': 'Progress', class: 'progress'}, funnelBar(report),
        h('span', {class: 'muted'}, progress(report))),
      h('td', {'data-label': 'pass@1', class: 'number'}, passAt1(before, after)),
      h('td', {'data-label': 'Cost', class: 'number'}, dollars(report.teacher?.costUsd ?? 0)),
      h('td', {'data-label': 'Started', class: 'number muted'}, report.createdAt ? moment(report.createdAt) : ''));
  }

  /** The stage at work, or how many tasks have ended. */
  function progress(report) {
    const stage = isOver(report.state) ? null : (report.progress ?? []).filter(each => each.done < each.total).at(-1);
    return stage
      ? `${stageName(stage.stage)}: ${count(stage.done)} of ${count(stage.total)}`
      : `${count(endedOf(report))} of ${count(totalOf(report))} tasks`;
  }

  function passAt1(before, after) {
    if (!before && !after) {
      return h('span', {class: 'muted'}, '–');
    }
    const last = after ?? before;
    const interval = last.confidence?.['1'];
    const first = before && after ? `${percent(before.passAtK['1'])} → ` : '';
    return [h('div', {}, first, h('b', {}, percent(last.passAtK['1']))),
      interval ? h('div', {class: 'muted'}, `${percent(interval[0])} to ${percent(interval[1])}`) : null];
  }

  function sortBy(column) {
    order = {column, down: order.column === column ? !order.down : column >= 4};
    show();
  }

  function show() {
    const {key} = COLUMNS[order.column];
    const compared = (a, b) => key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
    const runs = [...loaded].sort((a, b) => order.down ? compared(b, a) : compared(a, b));
    draw({runs, order, filtered: Object.values(filters()).some(Boolean)});
    fill(footer, more ? h('button', {type: 'button', onclick: showMore}, 'Show more runs') : null);
  }

  function showMore() {
    pages++;
    load();
  }

  async function load() {
    const mine = ++loading;
    try {
      let path = query('/runs', {limit: 50, ...filters()});
      const all = [];
      for (let page = 0; page < pages && path; page++) {
        const {json, links} = await getWithLinks(path);
        all.push(...json);
        path = links.next;
      }
      if (mine === loading) {
        loaded = all;
        more = Boolean(path);
        setConnection('live');
        show();
      }
    } catch (error) {
      if (error.status === 401) {
        failed(error);
      } else {
        setConnection('away');
      }
    }
  }

  function clear() {
    search.value = '';
    state.value = '';
    changed();
  }

  function changed() {
    history.replaceState(null, '', query('#/runs', filters()));
    pages = 1;
    load();
  }

  search.addEventListener('input', changed);
  state.addEventListener('change', changed);
  const leave = repeat(INTERVAL, load);
  return {
    element: h('div', {class: 'page wide'},
      h('div', {class: 'head'}, h('h1', {}, 'Runs'), h('div', {class: 'filters'}, search, state)), table, footer),
    leave,
  };
}
