// Asks two checkpoints the same, and shows their answers as they are generated.

import {postForEvents} from './event-stream.js';
import {fill, h} from './dom.js';
import {title} from './parts.js';
import {comparison, program} from './programs.js';

export const checkpointName = round => round === 0 ? 'Student as it came' : `After round ${round}`;

/**
 * The prompt box: its elements, what is written in it, whether answers are arriving, and what stops them.
 *
 * @param checkpoints of the run; the first and the last are asked unless others are chosen
 * @param write whether the caller may ask
 * @param text to begin with
 */
export function tryIt({base, checkpoints, write, text = '', failed}) {
  const rounds = checkpoints.map(({round}) => round);
  const trained = rounds.some(round => round > 0);
  if (!trained) {
    return {
      elements: [title('Try it'), h('div', {class: 'card'}, h('p', {class: 'empty'}, 'Checkpoints can be tried once one was trained.'))],
      text: () => text, isBusy: () => false, stop: () => {},
    };
  }
  const prompt = h('textarea', {
    id: 'try-prompt', rows: 4, spellcheck: 'false', required: true,
    placeholder: 'Write a Python function that …',
  });
  prompt.value = text;
  const chosen = [rounds[0], rounds.at(-1)].map((round, index) => h('select', {'aria-label': index === 0 ? 'Left checkpoint' : 'Right checkpoint'},
    rounds.map(each => h('option', {value: each, selected: each === round}, checkpointName(each)))));
  const temperature = numberInput('try-temperature', {value: 0, min: 0, max: 2, step: 0.1});
  const maxTokens = numberInput('try-tokens', {value: 256, min: 1, max: 4096, step: 1});
  const sides = chosen.map(select => side(base, () => Number(select.value), failed));
  const both = h('div', {});
  const ask = h('button', {type: 'submit', class: 'primary'}, 'Ask both');
  const stop = h('button', {type: 'button', hidden: true, 'data-action': 'stop', onclick: stopAll}, 'Stop');
  const status = h('p', {class: 'hidden', role: 'status'});

  function stopAll() {
    sides.forEach(each => each.stop());
  }

  async function submit(event) {
    event.preventDefault();
    const request = {prompt: prompt.value, temperature: Number(temperature.value), maxTokens: Number(maxTokens.value)};
    ask.disabled = true;
    stop.hidden = false;
    status.textContent = 'The checkpoints answer.';
    fill(both);
    // Each side reports its own errors.
    const answers = await Promise.all(sides.map(each => each.ask(request)));
    ask.disabled = false;
    stop.hidden = true;
    status.textContent = 'The answers are complete.';
    if (answers.every(Boolean)) {
      fill(both, title('Programs side by side'),
        comparison(answers[0], answers[1], ...chosen.map(select => checkpointName(Number(select.value)))));
    }
  }

  prompt.addEventListener('keydown', event => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      prompt.form.requestSubmit();
    }
  });
  const form = h('form', {class: 'card try', onsubmit: submit},
    h('label', {for: 'try-prompt'}, 'Prompt'), prompt,
    h('div', {class: 'try-settings'},
      h('label', {for: 'try-temperature'}, 'Temperature'), temperature,
      h('label', {for: 'try-tokens'}, 'Tokens at most'), maxTokens,
      h('span', {class: 'actions'}, stop, ask)),
    write ? null : h('p', {class: 'muted'}, 'A token with the role ', h('code', {}, 'write'), ' may ask.'));
  ask.disabled = !write;
  prompt.disabled = !write;
  const elements = [
    h('div', {class: 'title'}, h('h2', {}, 'Try it'),
      h('span', {class: 'muted small hint'}, 'The prompt has the form of a task. Ctrl + Enter asks.')),
    form,
    h('div', {class: 'two-sides'}, sides.map((each, index) => h('div', {class: 'card answer'},
      h('div', {class: 'answer-head'}, chosen[index], each.note), each.element))),
    both, status,
  ];
  return {elements, text: () => prompt.value, isBusy: () => ask.disabled && write, stop: stopAll};
}

const numberInput = (id, attributes) => h('input', {id, type: 'number', required: true, ...attributes});

/** One checkpoint's answer. */
function side(base, round, failed) {
  const note = h('span', {class: 'muted small number'});
  const element = h('div', {'aria-live': 'off'}, h('p', {class: 'empty'}, 'No answer yet.'));
  let running = null;

  /** The program in the answer; null if there is none. */
  async function ask(request) {
    const words = document.createTextNode('');
    const started = performance.now();
    let end = null;
    running = new AbortController();
    fill(element, h('pre', {class: 'text', tabindex: '0', 'aria-label': 'Answer'}, words));
    note.textContent = 'waiting …';
    try {
      await postForEvents(`${base}/${round()}/completions`, request, (name, data) => {
        if (name === 'text') {
          words.appendData(data.text);
          note.textContent = seconds(started);
        } else if (name === 'end') {
          end = data;
        } else if (name === 'error') {
          element.append(h('p', {class: 'error'}, data.error));
        }
      }, running.signal);
    } catch (error) {
      if (running.signal.aborted) {
        note.textContent = 'stopped';
        return null;
      }
      note.textContent = '';
      if (error.status === 401) {
        failed(error);
      } else {
        fill(element, h('p', {class: 'error'}, error.message));
      }
      return null;
    }
    return end === null ? null : show(words.data, end, started);
  }

  function show(answer, end, started) {
    note.textContent = `${seconds(started)}${end.finishReason === 'length' ? ', cut at the limit' : ''}`;
    fill(element,
      end.program ? program(end.program) : h('p', {class: 'muted'}, end.problem ?? 'The answer has no program.'),
      end.program && end.program.trim() === answer.trim() ? null
        : h('details', {open: !end.program}, h('summary', {}, 'Whole answer'),
          h('pre', {class: 'text', tabindex: '0'}, answer || 'The answer is empty.')));
    return end.program ?? null;
  }

  return {element, note, ask, stop: () => running?.abort()};
}

const seconds = started => `${((performance.now() - started) / 1000).toFixed(1)} s`;
