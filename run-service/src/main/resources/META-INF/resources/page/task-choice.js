// Chooses a set of tasks: one that the server has, or a file that is uploaded and checked.

import {get, post} from './api.js';
import {fill, h} from './dom.js';
import {counted} from './format.js';

const MOST_BYTES = 64 << 20;
const ORIGINS = {INSTALLATION: 'Installation', RUN: 'Runs of this server', UPLOAD: 'Uploaded'};

/** Keeps what the server knows, for all choices of a page. */
export class DataSets {
  #all = [];
  #views = [];

  async load() {
    this.#all = await get('/data-sets');
    this.#views.forEach(view => view());
  }

  add(set) {
    this.#all = [set, ...this.#all.filter(other => other.id !== set.id)];
    this.#views.forEach(view => view());
  }

  get all() {
    return this.#all;
  }

  find = id => this.#all.find(set => set.id === id);

  shown(view) {
    this.#views.push(view);
  }
}

/**
 * @param name of the form field
 * @param likely whether the name of a set fits here, such as /practice/
 * @param changed called after each change
 * @return {element, chosen()}
 */
export function taskChoice({name, label, dataSets, likely, write, failed, changed}) {
  const select = h('select', {id: `${name}-set`, 'aria-describedby': `${name}-problem`});
  const problem = h('p', {id: `${name}-problem`, class: 'error', role: 'alert'});
  const file = h('input', {type: 'file', id: `${name}-file`, hidden: true, accept: '.jsonl,.json,.txt'});
  const upload = h('button', {type: 'button', disabled: !write, onclick: () => file.click()}, 'Upload a file …');
  let id = null;

  function draw() {
    id ??= dataSets.all.find(set => likely.test(set.name))?.id ?? null;
    const groups = Object.entries(ORIGINS).map(([origin, words]) => [words, dataSets.all.filter(set => set.origin === origin)]);
    fill(select, h('option', {value: ''}, dataSets.all.length === 0 ? 'The server has no tasks yet' : 'Choose …'),
      groups.filter(([, sets]) => sets.length > 0).map(([words, sets]) => h('optgroup', {label: words}, sets.map(set =>
        h('option', {value: set.id, selected: set.id === id}, `${set.name} · ${counted(set.tasks, 'task')}`)))));
  }

  async function send() {
    const [chosen] = file.files;
    file.value = '';
    if (!chosen) {
      return;
    }
    fill(problem);
    if (chosen.size > MOST_BYTES) {
      fill(problem, `${chosen.name} has ${Math.ceil(chosen.size / (1 << 20))} MiB; the page sends at most 64 MiB. `
        + 'The command ./preceptor run --server sends larger files.');
      return;
    }
    upload.disabled = true;
    upload.textContent = 'Checking …';
    try {
      const set = await post('/data-sets', {name: chosen.name, text: await chosen.text()});
      id = set.id;
      dataSets.add(set);
      changed();
    } catch (error) {
      if (error.status === 401) {
        failed(error);
      }
      fill(problem, error.message);
    } finally {
      upload.disabled = false;
      upload.textContent = 'Upload a file …';
    }
  }

  select.addEventListener('change', () => {
    id = select.value || null;
    fill(problem);
    changed();
  });
  file.addEventListener('change', send);
  dataSets.shown(draw);
  draw();
  return {
    element: h('div', {class: 'choice'},
      h('label', {for: `${name}-set`}, label),
      h('div', {class: 'choice-line'}, select, upload, file),
      problem),
    chosen: () => dataSets.find(id) ?? null,
  };
}
