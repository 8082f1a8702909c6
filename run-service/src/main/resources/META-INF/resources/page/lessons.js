// The lessons of a run, as a list or as a grid. Pages come from the server as they are scrolled to; only what is visible is in the DOM.

import {follow, getWithLinks, query, runPath} from './api.js';
import {setConnection} from './connection.js';
import {fill, h} from './dom.js';
import {OUTCOMES, VERDICTS, count, dollars, outcomeOf} from './format.js';
import {empty, endedOf, outcomeMark, verdictChip} from './parts.js';
import {WindowedItems} from './window.js';

const PAGE = 500;
const LIST = {height: 44, width: Infinity};
const GRID = {height: 30, width: 30};

export function lessonsPage({id, parameters, failed}) {
  let lessons = [];
  let next = null;
  let loading = 0;
  let busy = false;
  let ended = null;

  const outcome = h('select', {'aria-label': 'Outcome'}, h('option', {value: ''}, 'All outcomes'),
    OUTCOMES.map(({key, name}) => h('option', {value: key, selected: parameters.get('outcome') === key}, name)));
  const verdict = h('select', {'aria-label': 'Verdict on the attempt'}, h('option', {value: ''}, 'All verdicts'),
    Object.entries(VERDICTS).map(([key, name]) => h('option', {value: key, selected: parameters.get('verdict') === key}, name)));
  const text = h('input', {type: 'search', placeholder: 'Search texts', 'aria-label': 'Search task ids, prompts, programs and feedback', value: parameters.get('text') ?? ''});
  const shape = h('button', {type: 'button', onclick: changeShape});
  const summary = h('p', {class: 'muted line', 'aria-live': 'polite'});
  const hint = h('p', {class: 'muted small line keys'}, 'Arrow keys move, Enter opens a lesson.');
  const fresh = h('span', {});
  let grid = (parameters.get('view') ?? localStorage.getItem('lessons')) === 'grid';

  const items = new WindowedItems({label: 'Lessons', draw, open, needMore: loadMore});
  const filters = () => ({outcome: outcome.value, verdict: verdict.value, text: text.value.trim()});

  function draw(lesson) {
    const name = outcomeOf(lesson.outcome).name;
    if (grid) {
      return h('div', {class: `cell ${name}`, title: `${lesson.taskId} · round ${lesson.round} · sample ${lesson.sample} · ${name}`,
        'aria-label': `${lesson.taskId}, round ${lesson.round}, sample ${lesson.sample}: ${name}`}, outcomeOf(lesson.outcome).mark);
    }
    return h('div', {class: 'lesson-row'},
      outcomeMark(lesson.outcome),
      h('span', {class: 'task clip', title: lesson.taskId}, lesson.taskId),
      h('span', {class: 'outcome-name'}, name),
      h('span', {class: 'wide-only'}, lesson.verdict ? verdictChip(lesson.verdict) : ''),
      h('span', {class: 'number wide-only muted'}, lesson.tests?.run ? `${lesson.tests.passed}/${lesson.tests.run} tests` : ''),
      h('span', {class: 'number wide-only muted'}, lesson.refinements.length ? `${lesson.refinements.length} answer${lesson.refinements.length > 1 ? 's' : ''}` : ''),
      h('span', {class: 'number muted'}, `r${lesson.round} s${lesson.sample}`),
      h('span', {class: 'number muted wide-only'}, lesson.costUsd > 0 ? dollars(lesson.costUsd) : ''));
  }

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
      const {json, links} = await getWithLinks(query(`${runPath(id)}/lessons`, {limit: PAGE, brief: true, ...filters()}));
      if (mine !== loading) {
        return;
      }
      lessons = json;
      next = links.next ?? null;
      items.set(lessons, grid ? GRID : LIST);
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
    while (next && lessons.length < PAGE && mine === loading) {
      fill(summary, `Searching … ${count(lessons.length)} found`);
      await append(mine);
    }
  }

  async function append(mine) {
    const {json, links} = await getWithLinks(next);
    if (mine === loading) {
      lessons = lessons.concat(json);
      next = links.next ?? null;
      items.set(lessons, grid ? GRID : LIST);
    }
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
    const filtered = Object.values(filters()).some(Boolean);
    fill(summary, lessons.length === 0
      ? filtered ? 'No lesson matches the filters.' : 'No task has ended yet. Lessons appear here as tasks end.'
      : `${count(lessons.length)}${next ? ' and more' : ''} ${lessons.length === 1 && !next ? 'lesson' : 'lessons'}`);
    hint.hidden = lessons.length === 0;
    items.element.hidden = lessons.length === 0;
  }

  function changed() {
    history.replaceState(null, '', query(`#/runs/${encodeURIComponent(id)}/lessons`, {...filters(), view: grid ? 'grid' : ''}));
    load();
  }

  function changeShape() {
    grid = !grid;
    localStorage.setItem('lessons', grid ? 'grid' : 'list');
    showShape();
    items.set(lessons, grid ? GRID : LIST);
  }

  function showShape() {
    shape.textContent = grid ? 'List' : 'Grid';
    shape.setAttribute('aria-label', `Show as a ${grid ? 'list' : 'grid'}`);
  }

  let typing = null;
  text.addEventListener('input', () => { clearTimeout(typing); typing = setTimeout(changed, 250); });
  outcome.addEventListener('change', changed);
  verdict.addEventListener('change', changed);
  showShape();

  const stop = follow(id, {
    open: () => setConnection('live'),
    report: run => {
      setConnection('live');
      const now = endedOf(run);
      if (ended !== null && now !== ended) {
        if (!next && !busy && items.isAtTop()) {
          load(true);
        } else {
          fill(fresh, h('button', {type: 'button', class: 'quiet', onclick: () => { fill(fresh); load(); }}, 'More tasks have ended: refresh'));
        }
      }
      ended = now;
    },
    away: error => error.status === 401 ? failed(error) : setConnection('away'),
    gone: () => { setConnection(null); fill(summary, `There is no run ${id}.`); },
  });
  load();
  return {
    element: h('div', {class: 'page wide lessons'},
      h('div', {class: 'head'}, h('h1', {}, 'Lessons'), h('div', {class: 'filters'}, text, outcome, verdict, shape)),
      h('div', {class: 'title'}, summary, fresh),
      items.element, hint),
    leave: () => { stop(); items.leave(); },
  };
}

export const lessonAddress = (id, {taskId, round, sample}, filters) =>
  query(`#/runs/${encodeURIComponent(id)}/lesson`, {task: taskId, round, sample, ...filters});
