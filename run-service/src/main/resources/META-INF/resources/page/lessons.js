// The lessons of a run, as a list, or as a grid of tasks by round and sample. Pages come from the server as they are scrolled to;
// only what is visible is in the document.

import {follow, get, getWithLinks, query, runPath} from './api.js';
import {setConnection} from './connection.js';
import {fill, h} from './dom.js';
import {OUTCOMES, VERDICTS, count, counted, dollars, errorName, outcomeOf} from './format.js';
import {gridHead, gridOf} from './grid.js';
import {endedOf, outcomeMark, verdictChip} from './parts.js';
import {WindowedItems} from './window.js';

const PAGE = 500;
/** A list that fits on a page is loaded again so long after a change, in milliseconds. */
const RELOAD_AFTER = 3_000;
const LIST = {height: 44, width: Infinity};

export function lessonsPage({id, parameters, failed}) {
  /** Lessons of the list, or tasks of the grid. */
  let loaded = [];
  let next = null;
  let loading = 0;
  let busy = false;
  let ended = null;
  let reload = null;

  const choice = (name, label, all, values) => h('select', {'aria-label': label}, h('option', {value: ''}, all),
    values.map(([key, words]) => h('option', {value: key, selected: parameters.get(name) === key}, words)));
  const outcome = choice('outcome', 'Outcome', 'All outcomes', OUTCOMES.map(({key, name}) => [key, name]));
  const verdict = choice('verdict', 'Verdict on the attempt', 'All verdicts', Object.entries(VERDICTS));
  const error = h('select', {'aria-label': 'Type of error'}, h('option', {value: ''}, 'All errors'));
  const text = h('input', {
    type: 'search', placeholder: 'Search texts', value: parameters.get('text') ?? '',
    'aria-label': 'Search task ids, prompts, programs and feedback',
  });
  const shape = h('button', {type: 'button', onclick: changeShape});
  const summary = h('p', {class: 'muted line', 'aria-live': 'polite'});
  const hint = h('p', {class: 'muted small line keys'}, 'Arrow keys move, Enter opens a lesson.');
  const fresh = h('span', {});
  let grid = (parameters.get('view') ?? localStorage.getItem('lessons')) === 'grid';

  const draw = lesson => grid ? cell(lesson) : row(lesson);
  const items = new WindowedItems({label: 'Lessons', draw, open, needMore: loadMore});
  const head = h('div', {class: 'grid-head', 'aria-hidden': 'true', hidden: true});
  const filters = () =>
    ({outcome: outcome.value, verdict: verdict.value, error: error.value, text: text.value.trim()});

  function open(lesson) {
    location.hash = lessonAddress(id, lesson, filters());
  }

  async function load(quietly) {
    const mine = ++loading;
    busy = true;
    if (!quietly) {
      fill(summary, 'Loading …');
    }
    try {
      const path = grid
        ? query(`${runPath(id)}/tasks`, {limit: PAGE, ...filters()})
        : query(`${runPath(id)}/lessons`, {limit: PAGE, brief: true, ...filters()});
      const {json, links} = await getWithLinks(path);
      if (mine !== loading) {
        return;
      }
      loaded = json;
      next = links.next ?? null;
      showItems();
      // Where few match, a page may be empty and still have a next one.
      await fillScreen(mine);
    } catch (error) {
      report(error);
    } finally {
      busy = busy && mine !== loading;
    }
    showSummary();
  }

  async function fillScreen(mine) {
    while (next && loaded.length < PAGE && mine === loading) {
      fill(summary, `Searching … ${count(loaded.length)} found`);
      await append(mine);
    }
  }

  async function append(mine) {
    const {json, links} = await getWithLinks(next);
    if (mine === loading) {
      loaded = loaded.concat(json);
      next = links.next ?? null;
      showItems();
    }
  }

  function showItems() {
    const shown = grid ? gridOf(loaded, items.element.clientWidth) : {items: loaded, size: LIST};
    head.hidden = !(shown.size.columns > 0);
    fill(head, head.hidden ? null : gridHead(shown));
    items.set(shown.items, shown.size);
  }

  async function loadMore() {
    if (!next || busy) {
      return;
    }
    busy = true;
    const mine = loading;
    try {
      await append(mine);
    } catch (error) {
      report(error);
    } finally {
      busy = false;
    }
    showSummary();
  }

  function report(error) {
    next = null;
    if (error.status === 404) {
      fill(summary, `There is no run ${id}.`);
    } else {
      failed(error);
    }
  }

  function showSummary() {
    const none = Object.values(filters()).some(Boolean)
      ? `No ${grid ? 'task' : 'lesson'} matches the filters.`
      : 'No task has ended yet. Lessons appear here as tasks end.';
    const noun = grid ? 'task' : 'lesson';
    const some = next ? `${count(loaded.length)} ${noun}s and more` : counted(loaded.length, noun);
    fill(summary, loaded.length === 0 ? none : some);
    hint.hidden = loaded.length === 0;
    items.element.hidden = loaded.length === 0;
  }

  /** The types of errors that the run has had. */
  async function loadErrors() {
    try {
      const rounds = await get(`${runPath(id)}/failures`);
      const types = new Set(rounds.flatMap(({types: some}) => Object.keys(some)).filter(type => type !== 'OTHER'));
      const known = new Set([...error.options].map(option => option.value));
      [...types].sort().filter(type => !known.has(type)).forEach(type => error.append(errorOption(type)));
    } catch {
      // The list itself says what is wrong.
    }
  }

  const errorOption = type =>
    h('option', {value: type, selected: parameters.get('error') === type}, errorName(type));

  function changed() {
    const view = grid ? 'grid' : '';
    history.replaceState(null, '', query(`#/runs/${encodeURIComponent(id)}/lessons`, {...filters(), view}));
    load();
  }

  function changeShape() {
    grid = !grid;
    localStorage.setItem('lessons', grid ? 'grid' : 'list');
    showShape();
    changed();
  }

  function showShape() {
    shape.textContent = grid ? 'List' : 'Grid';
    shape.setAttribute('aria-label', `Show as a ${grid ? 'list' : 'grid'}`);
  }

  let typing = null;
  text.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(changed, 250);
  });
  outcome.addEventListener('change', changed);
  verdict.addEventListener('change', changed);
  error.addEventListener('change', changed);
  if (parameters.get('error')) {
    error.append(errorOption(parameters.get('error')));
  }
  items.element.addEventListener('scroll', () => {
    head.style.transform = `translateX(${-items.element.scrollLeft}px)`;
  }, {passive: true});
  showShape();

  function runChanged(run) {
    setConnection('live');
    const now = endedOf(run);
    if (ended !== null && now !== ended) {
      if (!next && !busy && items.isAtTop()) {
        reload ??= setTimeout(() => { reload = null; load(true); }, RELOAD_AFTER);
      } else {
        fill(fresh, h('button', {type: 'button', class: 'quiet', onclick: refresh}, 'More tasks have ended: refresh'));
      }
    }
    ended = now;
  }

  function refresh() {
    fill(fresh);
    load();
  }

  function gone() {
    setConnection(null);
    fill(summary, `There is no run ${id}.`);
  }

  const stop = follow(id, {
    open: () => setConnection('live'),
    report: runChanged,
    away: error => error.status === 401 ? failed(error) : setConnection('away'),
    gone,
  });
  load();
  loadErrors();
  return {
    element: h('div', {class: 'page wide lessons'},
      h('div', {class: 'head'}, h('h1', {}, 'Lessons'), h('div', {class: 'filters'}, text, outcome, verdict, error, shape)),
      h('div', {class: 'title'}, summary, fresh),
      h('div', {class: 'grid-heads'}, head), items.element, hint),
    leave: () => {
      stop();
      items.leave();
      clearTimeout(typing);
      clearTimeout(reload);
    },
  };
}

function cell({taskId, round, sample, outcome}) {
  const {name, mark} = outcomeOf(outcome);
  const words = `${taskId}, round ${round}, sample ${sample}: ${name}`;
  return h('div', {class: `cell ${name}`, title: words, 'aria-label': words}, mark);
}

function row(lesson) {
  const {tests, refinements: answers} = lesson;
  const fact = words => h('span', {class: 'number wide-only muted'}, words);
  return h('div', {class: 'lesson-row'},
    outcomeMark(lesson.outcome),
    h('span', {class: 'clip', title: lesson.taskId}, h('span', {class: 'task'}, lesson.taskId),
      h('span', {class: 'muted prompt', dir: 'auto'}, lesson.prompt)),
    h('span', {class: 'outcome-name'}, outcomeOf(lesson.outcome).name),
    h('span', {class: 'wide-only'}, lesson.verdict ? verdictChip(lesson.verdict) : ''),
    fact(tests?.run ? `${tests.passed}/${tests.run} tests` : ''),
    fact(answers.length ? counted(answers.length, 'answer') : ''),
    h('span', {class: 'number muted place'}, `round ${lesson.round}, sample ${lesson.sample}`),
    fact(lesson.costUsd > 0 ? dollars(lesson.costUsd) : ''));
}

export const lessonAddress = (id, {taskId, round, sample}, filters) =>
  query(`#/runs/${encodeURIComponent(id)}/lesson`, {task: taskId, round, sample, ...filters});
