// Shows the page of the address. Everything after `#` is the page's path, so that addresses can be sent to colleagues.

import {ApiError, get, remove} from './api.js';
import {fill, h} from './dom.js';
import {setConnection} from './connection.js';
import {loginPage} from './login.js';
import {runsPage} from './runs.js';
import {runPage} from './run.js';
import {lessonsPage} from './lessons.js';
import {lessonPage} from './lesson.js';
import {comparePage} from './compare.js';
import {comparisonPage, comparisonsPage} from './comparison.js';
import {checkpointsPage, runCheckpointsPage} from './checkpoints.js';
import {newRunPage} from './new-run.js';
import {machineRoomPage} from './machine-room.js';

const content = document.getElementById('content');
const trail = document.getElementById('trail');

const PAGES = [
  {path: /^\/compare$/, page: comparePage, trail: () => [['Compare', null]]},
  {path: /^\/comparisons$/, page: comparisonsPage, trail: () => [['Compare', '#/compare'], ['Comparisons', null]]},
  {
    path: /^\/comparisons\/([^/]+)$/, page: comparisonPage,
    trail: id => [['Compare', '#/compare'], ['Comparisons', '#/comparisons'], [id, null]],
  },
  {path: /^\/checkpoints$/, page: checkpointsPage, trail: () => [['Checkpoints', null]]},
  {
    path: /^\/runs\/([^/]+)\/checkpoints$/, page: runCheckpointsPage,
    trail: id => [['Runs', '#/runs'], [id, `#/runs/${encodeURIComponent(id)}`], ['Checkpoints', null]],
  },
  {path: /^\/runs$/, page: runsPage, trail: () => [['Runs', null]]},
  {path: /^\/new$/, page: newRunPage, trail: () => [['New run', null]]},
  {path: /^\/machines$/, page: machineRoomPage, trail: () => [['Machine room', null]]},
  {path: /^\/runs\/([^/]+)$/, page: runPage, trail: id => [['Runs', '#/runs'], [id, null]]},
  {
    path: /^\/runs\/([^/]+)\/lessons$/, page: lessonsPage,
    trail: id => [['Runs', '#/runs'], [id, `#/runs/${encodeURIComponent(id)}`], ['Lessons', null]],
  },
  {
    path: /^\/runs\/([^/]+)\/lesson$/, page: lessonPage,
    trail: (id, parameters) => [
      ['Runs', '#/runs'], [id, `#/runs/${encodeURIComponent(id)}`],
      ['Lessons', `#/runs/${encodeURIComponent(id)}/lessons`], [parameters.get('task') ?? '', null]],
  },
];

let leave = null;
let session = {required: false, write: true};

function address() {
  const [path, search = ''] = location.hash.replace(/^#/, '').split(/\?(.*)/s);
  return {path: path || '/runs', parameters: new URLSearchParams(search)};
}

async function show() {
  leave?.();
  leave = null;
  setConnection(null);
  window.scrollTo(0, 0);
  const {path, parameters} = address();
  // A page gets its parameters, what the caller may do, and how it reports errors.
  for (const {path: pattern, page, trail: steps} of PAGES) {
    const match = pattern.exec(path);
    if (match) {
      const id = match[1] === undefined ? undefined : decodeURIComponent(match[1]);
      const places = steps(id, parameters);
      showTrail(places);
      showPlace(places[0][0]);
      document.title = `${places.at(-1)[0]} · Preceptor`;
      const view = page({id, parameters, session, failed});
      fill(content, view.element);
      leave = view.leave;
      return;
    }
  }
  showTrail([['Runs', '#/runs']]);
  fill(content, h('p', {class: 'empty'}, `There is no page ${path}. `, h('a', {href: '#/runs'}, 'All runs')));
}

/** Marks the link to the part of the pages that is shown. */
function showPlace(name) {
  document.querySelectorAll('.sections a').forEach(link =>
    link.textContent === name ? link.setAttribute('aria-current', 'true') : link.removeAttribute('aria-current'));
}

function showTrail(places) {
  fill(trail, h('ol', {}, places.map(([name, href]) =>
    h('li', {}, href ? h('a', {href}, name) : h('span', {'aria-current': 'page'}, name)))));
}

/** Says what went wrong; asks for a token where one is missing. */
function failed(error) {
  if (!(error instanceof ApiError)) {
    throw error;
  }
  if (error.status === 401) {
    leave?.();
    leave = null;
    fill(content, loginPage(start));
    content.querySelector('input')?.focus();
    return;
  }
  notify(error.message);
}

let noticeTimer = null;

function notify(text) {
  const notice = document.getElementById('notice');
  const close = h('button', {type: 'button', class: 'quiet', onclick: () => fill(notice)}, 'Close');
  fill(notice, h('p', {}, text, ' ', close));
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => fill(notice), 15_000);
}

function showAccount() {
  fill(document.getElementById('account'), session.name
    ? [h('span', {class: 'muted name'}, session.name, session.write ? '' : ' (read only)'), ' ',
      h('button', {type: 'button', class: 'quiet', onclick: logOut}, 'Log out')]
    : null);
}

async function logOut() {
  await remove('/session');
  await start();
}

async function start() {
  try {
    session = await get('/session');
  } catch {
    // The page itself says that the server is away.
  }
  showAccount();
  if (session.required && !session.name) {
    failed(new ApiError(401, ''));
  } else {
    await show();
  }
}

function toggleTheme() {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const dark = (root.dataset.theme ?? system) === 'dark';
  root.dataset.theme = dark ? 'light' : 'dark';
  localStorage.setItem('theme', root.dataset.theme);
}

document.getElementById('theme').addEventListener('click', toggleTheme);
addEventListener('hashchange', show);
start();
