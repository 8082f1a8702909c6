// A new run: its specification with the problems at their lines, its tasks, what it would cost, and its start.

import {get, post} from './api.js';
import {fill, h, part} from './dom.js';
import {count, dollars} from './format.js';
import {scrollable, title} from './parts.js';
import {DataSets, taskChoice} from './task-choice.js';
import {yamlEditor} from './yaml-editor.js';

const DRAFT = 'new-run';
const PAUSE = 350;

const FIRST_TEXT = `# Required: a student and a teacher. The tasks are chosen beside this text.
name: my-run
preset: laptop
teacher:
  # Answers with the known solutions and costs nothing.
  backend: reference
  # A language model instead:
  # backend: openai
  # baseUrl: https://api.openai.com/v1
  # model: gpt-4o-mini
  # apiKeyEnv: OPENAI_API_KEY
  # budgetUsd: 5
`;

export function newRunPage({session, failed}) {
  const dataSets = new DataSets();
  const editor = yamlEditor({
    text: sessionStorage.getItem(DRAFT) ?? FIRST_TEXT, label: 'Specification in YAML',
    changed: text => {
      sessionStorage.setItem(DRAFT, text);
      checkSoon();
    },
  });
  const choice = settings => taskChoice({...settings, dataSets, write: session.write, failed, changed: checkSoon});
  const practice = choice({name: 'practice', label: 'Practice tasks', likely: /practice|train/i});
  const exam = choice({name: 'exam', label: 'Exam tasks', likely: /exam|test|eval/i});
  const presets = h('select', {id: 'preset'}, h('option', {value: ''}, 'Presets …'));
  const presetText = h('div', {});
  const start = h('button', {type: 'button', class: 'primary', id: 'start', disabled: true, onclick: begin}, 'Start the run');
  const hint = h('p', {class: 'muted small', id: 'start-hint', role: 'status'});
  const refusal = h('p', {class: 'error', role: 'alert', id: 'refusal'});
  const problemList = h('div', {id: 'problems', 'aria-live': 'polite'});
  const estimateBox = h('div', {class: 'card', id: 'estimate', 'aria-live': 'polite'});
  const drawProblems = part(problemList, problems);
  const drawEstimate = part(estimateBox, estimate);
  let specification = null;
  let starting = false;
  let timer = null;
  let asked = 0;
  let left = false;

  function problems({found, away}) {
    if (away) {
      return h('p', {class: 'check-line away'}, away);
    }
    return found === null ? h('p', {class: 'check-line muted'}, 'Checking …')
      : found.length === 0 ? h('p', {class: 'check-line good'}, h('span', {'aria-hidden': 'true'}, '✓ '), 'The specification is valid.')
        : h('ul', {class: 'problems'}, found.map(problem => h('li', {},
          h('button', {type: 'button', class: 'quiet', onclick: () => editor.go(problem.line, problem.column)},
            `Line ${problem.line}`),
          h('span', {}, problem.message))));
  }

  function estimate({words, result}) {
    if (!result) {
      return h('p', {class: 'muted'}, words);
    }
    const {estimate: {low, likely, greatest, budgetUsd, asked: failures, teacher, rungs = []}, tasks, basis} = result;
    if (teacher === 'none') {
      return [h('p', {class: 'spent'}, h('b', {}, '$0')), h('p', {}, 'The method asks no teacher, so it costs nothing.')];
    }
    if (greatest.costUsd === 0) {
      return [h('p', {class: 'spent'}, h('b', {}, '$0')),
        h('p', {}, `${teacher === 'reference' ? 'The reference teacher' : teacher} costs nothing. `,
          `At most ${count(failures)} failures of ${count(tasks)} tasks are taught.`)];
    }
    const columnsOf = figures => ['low', 'likely', 'greatest'].map(name => [name, figures[name]]);
    const columns = columnsOf({low, likely, greatest});
    const row = (name, value, of = columns) => h('tr', {}, h('th', {scope: 'row'}, name),
      of.map(([, column]) => h('td', {class: 'number'}, value(column))));
    const rows = rung => [
      row(`Calls of ${rung.name}`, column => count(column.calls), columnsOf(rung)),
      row(`Cost of ${rung.name}`, column => dollars(column.costUsd), columnsOf(rung)),
    ];
    return [
      h('p', {class: 'spent'}, h('b', {}, dollars(likely.costUsd)), h('span', {class: 'muted'}, ' likely, by ', teacher)),
      scrollable('Estimate', h('table', {class: 'estimate'},
        h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, h('span', {class: 'hidden'}, 'Figure')),
          columns.map(([name]) => h('th', {class: 'number', scope: 'col'}, name)))),
        h('tbody', {},
          row('Failures', column => `${Math.round(100 * column.failureRate)} %`),
          row('Calls', column => count(column.calls)),
          row('Tokens', column => count(column.promptTokens + column.completionTokens)),
          row('Cost', column => dollars(column.costUsd)),
          rungs.map(rows)))),
      h('p', {}, `The budget is ${dollars(budgetUsd)}, which a run never exceeds`,
        greatest.costUsd <= budgetUsd ? '; it covers the greatest estimate.'
          : likely.costUsd <= budgetUsd ? '; it covers the likely estimate.'
            : '; the likely estimate is above it, so some failures would be unfunded.'),
      h('p', {class: 'muted small'}, basis),
    ];
  }

  function checkSoon() {
    specification = null;
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE);
    showStart();
  }

  /** Checks the text; the answer to an older text is dropped. */
  async function check() {
    const mine = ++asked;
    const text = editor.text();
    try {
      const answer = await post('/specifications/check',
        {text, practice: practice.chosen()?.name ?? 'practice', exam: exam.chosen()?.name ?? 'exam'});
      if (mine !== asked || left) {
        return;
      }
      specification = answer.specification ?? null;
      editor.mark(answer.problems);
      drawProblems({found: answer.problems});
      showStart();
      await estimated(mine, text);
    } catch (error) {
      if (error.status === 401) {
        failed(error);
      } else if (mine === asked && !left) {
        drawProblems({found: null, away: error.message});
        timer = setTimeout(check, 3_000);
      }
    }
  }

  async function estimated(mine, text) {
    if (specification === null || practice.chosen() === null) {
      drawEstimate({words: specification === null ? 'The estimate needs a valid specification.'
        : 'Choose the practice tasks to see what the teacher would cost.'});
      return;
    }
    if (specification.tasks?.generate) {
      drawEstimate({words: 'The estimate needs practice tasks that exist; this run generates its own.'});
      return;
    }
    // A table that is there stays until the new one comes, so that the page does not jump while one types.
    if (!estimateBox.querySelector('table')) {
      drawEstimate({words: 'Estimating the cost of these practice tasks …'});
    }
    try {
      const result = await post('/estimates', {text, practice: practice.chosen().id});
      if (mine === asked && !left) {
        drawEstimate({result});
      }
    } catch (error) {
      if (mine === asked && !left) {
        drawEstimate({words: error.message});
      }
    }
  }

  function showStart() {
    const missing = !session.write ? 'Your token may read only. A token with the role write can start runs.'
      : practice.chosen() === null ? 'Choose the practice tasks.'
        : exam.chosen() === null ? 'Choose the exam tasks.'
          : practice.chosen().id === exam.chosen().id ? 'Practice and exam have the same tasks: the exam would say nothing about new ones.'
            : '';
    start.disabled = starting || specification === null || !session.write
      || practice.chosen() === null || exam.chosen() === null;
    hint.textContent = missing;
  }

  async function begin() {
    starting = true;
    fill(refusal);
    showStart();
    const generates = Boolean(specification.tasks?.generate);
    try {
      const report = await post('/runs', {
        specification,
        [generates ? 'seeds' : 'practice']: {dataSet: practice.chosen().id},
        exam: {dataSet: exam.chosen().id},
      });
      location.hash = `#/runs/${encodeURIComponent(report.runId)}`;
    } catch (error) {
      if (error.status === 401) {
        failed(error);
      } else {
        fill(refusal, error.message);
      }
    } finally {
      starting = false;
      if (!left) {
        showStart();
      }
    }
  }

  /** Writes the preset's name into the text; a line that names another is replaced. */
  function usePreset() {
    const name = presets.value;
    const text = editor.text();
    if (name) {
      editor.set(/^preset:.*$/m.test(text) ? text.replace(/^preset:.*$/m, `preset: ${name}`) : `preset: ${name}\n${text}`);
    }
    showPreset();
  }

  let known = [];

  function showPreset() {
    const preset = known.find(each => each.name === presets.value);
    fill(presetText, preset ? h('details', {class: 'preset'},
      h('summary', {}, `What ${preset.name} sets`),
      h('pre', {class: 'text code'}, preset.yaml)) : null);
  }

  async function load() {
    try {
      const [, found] = await Promise.all([dataSets.load(), get('/presets')]);
      known = found;
      fill(presets, h('option', {value: ''}, 'Presets …'), known.map(({name}) => h('option', {value: name}, name)));
      const written = /^preset:\s*(\S+)/m.exec(editor.text())?.[1];
      presets.value = known.some(({name}) => name === written) ? written : '';
      showPreset();
    } catch (error) {
      failed(error);
    }
    check();
  }

  presets.addEventListener('change', usePreset);
  drawProblems({found: null});
  drawEstimate({words: 'Checking the specification …'});
  showStart();
  load();
  return {
    element: h('div', {class: 'page new-run'},
      h('div', {class: 'head'}, h('h1', {}, 'New run')),
      h('div', {class: 'columns'},
        h('div', {},
          h('div', {class: 'title first'}, h('h2', {}, 'Specification'),
            h('div', {class: 'filters'}, h('label', {for: 'preset', class: 'hidden'}, 'Preset'), presets)),
          h('div', {class: 'card flush'}, editor.element, problemList),
          h('p', {class: 'muted small keys', id: 'editor-help'},
            'Tab indents, Shift+Tab moves back. Press Escape, then Tab, to leave the text. ',
            'Every key is described in docs/CONFIGURATION.md.'),
          presetText),
        h('div', {},
          h('div', {class: 'title first'}, h('h2', {}, 'Tasks')),
          h('div', {class: 'card'}, practice.element, exam.element,
            h('p', {class: 'muted small'}, 'A file has one task as JSON per line, in our own format or in that of a published set such as HumanEval or MBPP.')),
          title('Cost of the teacher'), estimateBox,
          h('div', {class: 'start'}, start, hint, refusal)))),
    leave: () => {
      left = true;
      clearTimeout(timer);
    },
  };
}
