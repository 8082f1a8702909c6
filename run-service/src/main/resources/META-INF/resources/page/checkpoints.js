// Checkpoints: those of all runs, and those of one run with their curves, scores, files and a prompt to try them.

import {get, getWithLinks, query, repeat, runPath} from './api.js';
import {setConnection} from './connection.js';
import {copyButton, fill, h, part} from './dom.js';
import {count, duration, percent} from './format.js';
import {empty, title} from './parts.js';
import {intervalBar, score} from './scores.js';
import {checkpointName, tryIt} from './try-it.js';

const INTERVAL = 5_000;

const address = id => `#/runs/${encodeURIComponent(id)}`;

const firstExam = checkpoint => checkpoint.exams.find(exam => exam.refineStep === 0);

/** Bytes in units of 1000, as disks count. */
export function size(bytes) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

export function checkpointsPage({parameters, failed}) {
  const search = h('input', {
    type: 'search', placeholder: 'Search by run', 'aria-label': 'Search checkpoints by run', value: parameters.get('text') ?? '',
  });
  const list = h('div', {class: 'card flush'});
  const footer = h('div', {class: 'more'});
  let pages = 1;
  let loading = 0;

  const draw = part(list, ({all, text}) => all.length === 0
    ? empty(text ? 'No checkpoint matches.' : 'There are no checkpoints yet. A run makes one at the end of each round.')
    : h('table', {class: 'runs checkpoints'},
      h('thead', {}, h('tr', {},
        ['Run', 'Round', 'Adaptation', 'Parent'].map(name => h('th', {scope: 'col'}, name)),
        ['Examples', 'Loss, first → last', 'pass@1'].map(name => h('th', {scope: 'col', class: 'number'}, name)),
        h('th', {scope: 'col'}, 'Weights'))),
      h('tbody', {}, all.map(row))));

  async function load() {
    const mine = ++loading;
    const text = search.value.trim();
    try {
      const all = [];
      let path = query('/checkpoints', {limit: 50, text});
      for (let page = 0; path && (page < pages || all.length === 0); page++) {
        const {json, links} = await getWithLinks(path);
        all.push(...json);
        path = links.next;
      }
      if (mine === loading) {
        setConnection('live');
        draw({all, text});
        fill(footer, path ? h('button', {type: 'button', onclick: () => { pages++; load(); }}, 'Show more') : null);
      }
    } catch (error) {
      away(error, failed);
    }
  }

  search.addEventListener('input', () => {
    pages = 1;
    history.replaceState(null, '', query('#/checkpoints', {text: search.value.trim()}));
    load();
  });
  const leave = repeat(INTERVAL, load);
  return {element: h('div', {class: 'page wide'},
    h('div', {class: 'head'}, h('h1', {}, 'Checkpoints'), h('div', {class: 'filters'}, search)), list, footer), leave};
}

function row(checkpoint) {
  const exam = firstExam(checkpoint);
  const {steps} = checkpoint;
  return h('tr', {},
    h('td', {class: 'name'}, h('a', {href: `${address(checkpoint.runId)}/checkpoints`}, checkpoint.runId)),
    h('td', {}, `Round ${checkpoint.round}`),
    h('td', {'data-label': 'Adaptation'}, h('span', {}, adaptation(checkpoint))),
    h('td', {'data-label': 'Parent'}, parent(checkpoint)),
    h('td', {'data-label': 'Examples', class: 'number'}, h('span', {}, count(checkpoint.examples))),
    h('td', {'data-label': 'Loss', class: 'number'},
      h('span', {}, steps.length === 0 ? '–' : `${steps[0].loss.toFixed(3)} → ${steps.at(-1).loss.toFixed(3)}`)),
    h('td', {'data-label': 'pass@1', class: 'number'}, h('div', {}, score(exam?.passAtK['1'], exam?.confidence?.['1']))),
    h('td', {'data-label': 'Weights', class: 'nowrap'}, h('span', {}, hash(checkpoint))));
}

const ADAPTATIONS = {full: 'all weights', lora: 'LoRA, merged'};

const adaptation = checkpoint => ADAPTATIONS[checkpoint.adaptation] ?? checkpoint.adaptation;

function parent({parent: from}) {
  return !from ? h('span', {class: 'muted'}, 'not known')
    : h('span', {title: from.uri}, from.round === 0 ? 'the student as it came' : `round ${from.round}`);
}

const hash = ({reference}) => reference.sha256
  ? [h('code', {title: reference.sha256}, reference.sha256.slice(0, 12)), ' ', copyButton(reference.sha256, 'the SHA-256 of the weights')]
  : h('span', {class: 'muted'}, 'pinned by its source');

function away(error, failed) {
  if (error.status === 401) {
    failed(error);
  } else {
    setConnection('away');
  }
}

export function runCheckpointsPage({id, session, failed}) {
  const page = h('div', {class: 'page'}, empty('Loading the checkpoints …'));
  const list = h('div', {class: 'checkpoint-list'});
  const box = h('section', {});
  const files = new Map();
  const curves = new Map();
  let known = null;
  let trial = null;
  let left = false;

  const draw = part(list, checkpoints => checkpoints.map(checkpoint => card(checkpoint, filesOf(checkpoint), curveOf(checkpoint))));

  async function load() {
    try {
      const checkpoints = await get(`${runPath(id)}/checkpoints`);
      if (known === null) {
        fill(page, h('div', {class: 'head'}, h('h1', {}, 'Checkpoints'),
          h('a', {class: 'button', href: address(id)}, 'The run')), list, box);
      }
      setConnection('live');
      draw(checkpoints);
      const rounds = checkpoints.map(({round}) => round).join();
      // Answers that are arriving stay; what is written stays, too.
      if (rounds !== known && !trial?.isBusy()) {
        known = rounds;
        trial = tryIt({
          base: `${runPath(id)}/checkpoints`, checkpoints, write: session.write, text: trial?.text(), failed,
        });
        fill(box, trial.elements);
      }
    } catch (error) {
      if (error.status === 404) {
        setConnection(null);
        fill(page, empty(`There is no run ${id}. `, h('a', {href: '#/runs'}, 'All runs')));
      } else {
        away(error, failed);
      }
    }
  }

  /** The list of a checkpoint's files; it never changes, so that it is loaded once. */
  function filesOf(checkpoint) {
    const key = checkpoint.reference.uri;
    if (!files.has(key)) {
      files.set(key, fileList(id, checkpoint));
    }
    return files.get(key);
  }

  /** The curve of a checkpoint; it never changes, so that it is drawn once. The library for charts is loaded with the first one. */
  function curveOf({reference, steps, validation}) {
    const key = reference.uri;
    if (steps.length > 0 && !curves.has(key)) {
      const place = h('div', {class: 'curve'});
      curves.set(key, {element: place});
      import('./curves.js').then(({checkpointCurve}) => {
        if (!left) {
          const chart = checkpointCurve({steps, validation});
          fill(place, chart.element);
          curves.set(key, {element: place, leave: chart.leave});
        }
      });
    }
    return curves.get(key)?.element ?? null;
  }

  const stopLoading = repeat(INTERVAL, load);
  return {
    element: page,
    leave: () => {
      left = true;
      stopLoading();
      trial?.stop();
      curves.forEach(curve => curve.leave?.());
    },
  };
}

function card(checkpoint, files, curve) {
  const {round, reference, runId} = checkpoint;
  const exam = firstExam(checkpoint);
  const value = exam?.passAtK['1'];
  const range = exam?.confidence?.['1'];
  const base = `${runPath(runId)}/checkpoints/${round}`;
  return h('section', {},
    title(checkpointName(round)),
    h('div', {class: 'card checkpoint'},
      h('div', {class: 'checkpoint-exam'},
        h('div', {}, h('span', {class: 'muted small'}, 'pass@1'), h('div', {class: 'big-number'}, value === undefined ? '–' : percent(value)),
          h('span', {class: 'muted small'}, range ? `${(100 * range[0]).toFixed(1)} to ${(100 * range[1]).toFixed(1)}`
            : value === undefined ? 'no exam yet' : '')),
        intervalBar(value, range)),
      round === 0
        ? h('dl', {class: 'facts'}, fact('Model', h('code', {}, reference.uri)))
        : h('dl', {class: 'facts'},
          fact('Parent', parent(checkpoint)), fact('Adaptation', adaptation(checkpoint)),
          fact('Examples', count(checkpoint.examples)),
          fact('Training', `${duration(checkpoint.seconds)}, ${count(Math.round(checkpoint.tokensPerSecond))} tokens/s`),
          fact('Weights, SHA-256', hash(checkpoint))),
      curve,
      round === 0 ? null : h('div', {class: 'downloads'},
        files,
        h('p', {}, h('a', {class: 'button', href: `${base}/examples`, download: true}, `Examples, ${count(checkpoint.examples)} lines`),
          h('a', {class: 'button', href: `${address(runId)}/lessons?outcome=TAUGHT`}, 'Their lessons')))));
}

const fact = (name, value) => h('div', {}, h('dt', {}, name), h('dd', {}, value));

function fileList(runId, {round, files}) {
  const place = h('div', {});
  if (!files) {
    return place;
  }
  fill(place, h('p', {class: 'muted'}, 'Loading the list of files …'));
  const base = `${runPath(runId)}/checkpoints/${round}`;
  get(`${base}/files`).then(
    all => fill(place, fileTable(base, all)),
    error => fill(place, h('p', {class: 'error'}, error.message)));
  return place;
}

function fileTable(base, all) {
  const total = all.reduce((sum, {bytes}) => sum + bytes, 0);
  return h('details', {class: 'files'},
    h('summary', {}, `${all.length} files, ${size(total)}`),
    h('ul', {}, all.map(({name, bytes, address: place}) => h('li', {},
      h('a', {href: `${base}/${place}`, download: true}, name), h('span', {class: 'muted number'}, size(bytes))))));
}
