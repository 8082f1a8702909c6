// One lesson: the task, the student's attempt, what the teacher made of it, and what was learned.

import {getWithLinks, query, runPath} from './api.js';
import {copyButton, fill, h} from './dom.js';
import {diffLines, diffWords} from './diff.js';
import {count, dollars} from './format.js';
import {empty, outcomeChip, verdictChip} from './parts.js';
import {lessonAddress} from './lessons.js';

const ANSWERS = {
  ANSWERED: 'answered', NO_CODE: 'no program in the answer', UNCHANGED: 'the same program again', UNFUNDED: 'not paid for: the budget was used up', FAULTED: 'an infrastructure fault',
};

export function lessonPage({id, parameters, failed}) {
  const page = h('div', {class: 'page lesson'}, empty('Loading the lesson …'));
  const which = Object.fromEntries(parameters);
  const filters = {outcome: which.outcome, verdict: which.verdict, text: which.text};
  let neighbours = {};

  async function load() {
    try {
      const {json, links} = await getWithLinks(query(`${runPath(id)}/lesson`, which));
      neighbours = Object.fromEntries(Object.entries(links).map(([relation, path]) => [relation, address(path)]));
      fill(page, draw(json));
    } catch (error) {
      if (error.status === 404) {
        fill(page, empty(`${error.message}. `, h('a', {href: `#/runs/${encodeURIComponent(id)}/lessons`}, 'All lessons of the run')));
      } else {
        failed(error);
      }
    }
  }

  function address(path) {
    const found = new URL(path, location.origin).searchParams;
    return lessonAddress(id, {taskId: found.get('task'), round: found.get('round'), sample: found.get('sample')}, filters);
  }

  function draw(lesson) {
    return [
      h('div', {class: 'head'},
        h('div', {}, h('h1', {class: 'task-title'}, lesson.taskId),
          h('p', {class: 'muted'}, `Round ${lesson.round}, sample ${lesson.sample}`)),
        h('nav', {class: 'actions', 'aria-label': 'Neighbouring lessons'}, step('prev', '← Previous'), step('next', 'Next →'))),
      h('p', {class: 'chips'}, outcomeChip(lesson.outcome),
        lesson.costUsd > 0 ? h('span', {class: 'chip'}, `${dollars(lesson.costUsd)} for the teacher`) : null,
        lesson.examples.map(example => h('span', {class: 'chip'}, `example ${example.pair}`))),
      section('Task', h('pre', {class: 'text', tabindex: '0'}, lesson.prompt ?? 'The prompt is not known.')),
      lesson.attempt === undefined ? section('Attempt', h('p', {class: 'line'}, 'The teacher was assigned the task directly.'))
        : section(['The student’s attempt', ' ', lesson.verdict ? verdictChip(lesson.verdict) : null],
          lesson.outcome === 'SOLVED' || lesson.refinements.every(answer => answer.code === undefined) ? code(lesson.attempt) : null,
          tests(lesson), feedback(lesson.feedback)),
      lesson.refinements.map(answer => refinement(lesson, answer)),
      lineage(lesson),
    ];
  }

  const step = (relation, name) => neighbours[relation]
    ? h('a', {class: 'button', rel: relation, href: neighbours[relation]}, name)
    : h('span', {class: 'button off', 'aria-disabled': 'true'}, name);

  function tests(lesson) {
    if (lesson.cases.length === 0) {
      return null;
    }
    return h('div', {class: 'scroll-x'}, h('table', {class: 'tests'},
      h('thead', {}, h('tr', {}, ['', 'Test', 'Expected', 'Got'].map(name => h('th', {scope: 'col'}, name || h('span', {class: 'hidden'}, 'Result'))))),
      h('tbody', {}, lesson.cases.map(test => h('tr', {class: test.passed ? 'passed' : 'failed'},
        h('td', {}, h('span', {class: test.passed ? 'good' : 'bad', title: test.passed ? 'passed' : 'failed'}, test.passed ? '✓' : '✕'), h('span', {class: 'hidden'}, test.passed ? 'passed' : 'failed')),
        h('td', {}, h('code', {}, test.call ?? test.test), test.publicTest ? h('span', {class: 'muted small'}, ' public') : null),
        h('td', {}, test.expected === undefined ? '' : h('code', {}, test.expected)),
        h('td', {}, test.error === undefined ? test.got === undefined ? '' : h('code', {}, test.got) : h('code', {class: 'bad'}, test.error)))))));
  }

  const feedback = text => text ? h('div', {class: 'feedback'}, h('h3', {}, 'Feedback to the teacher'), h('pre', {class: 'text', tabindex: '0'}, text)) : null;

  function refinement(lesson, answer) {
    return section(
      [lesson.refinements.length > 1 ? `The teacher’s answer ${answer.number} of ${lesson.refinements.length}` : 'The teacher’s answer', ' ',
        answer.verdict ? verdictChip(answer.verdict) : h('span', {class: 'chip'}, ANSWERS[answer.outcome] ?? answer.outcome)],
      h('p', {class: 'muted line'}, [
        answer.model, answer.tests?.run ? `${answer.tests.passed} of ${answer.tests.run} tests` : null,
        answer.promptTokens + answer.completionTokens > 0 ? `${count(answer.promptTokens)} + ${count(answer.completionTokens)} tokens` : null,
        answer.costUsd > 0 ? dollars(answer.costUsd) : null].filter(Boolean).join(' · ')),
      answer.detail ? h('p', {class: 'line'}, answer.detail) : null,
      answer.code === undefined ? null
        : lesson.attempt === undefined ? code(answer.code) : comparison(lesson.attempt, answer.code, 'Attempt', `Answer ${answer.number}`),
      answer.verdict === 'PASSED' ? null : feedback(answer.feedback));
  }

  function lineage(lesson) {
    const ids = [
      ['Run', id], ['Task', lesson.taskId], ['Student', lesson.student?.uri], ['Weights (SHA-256)', lesson.student?.sha256], ['Attempt', lesson.attemptId],
      ...lesson.refinements.map(answer => [`Answer ${answer.number}`, answer.id]),
      ...lesson.examples.map(example => [`Example ${example.pair}`, example.id]),
    ].filter(([, value]) => value);
    return section('Lineage', h('dl', {class: 'lineage'}, ids.map(([name, value]) =>
      h('div', {}, h('dt', {}, name), h('dd', {}, h('code', {}, value), copyButton(value, name))))));
  }

  function key(event) {
    const inField = event.target.closest?.('input, select, textarea, pre, .diff');
    if (!inField && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const target = {ArrowLeft: neighbours.prev, ArrowRight: neighbours.next}[event.key];
      if (target) {
        location.hash = target;
      }
    }
  }

  addEventListener('keydown', key);
  load();
  return {element: page, leave: () => removeEventListener('keydown', key)};
}

function section(title, ...content) {
  return h('section', {}, h('div', {class: 'title'}, h('h2', {}, title)), h('div', {class: 'card'}, content));
}

function code(text) {
  const lines = text.replace(/\n$/, '').split('\n');
  return h('div', {class: 'code', tabindex: '0', role: 'group', 'aria-label': 'Program'}, lines.map((line, index) =>
    h('div', {class: 'code-line'}, h('span', {class: 'line-number', 'aria-hidden': 'true'}, index + 1), h('span', {class: 'source'}, line || ' '))));
}

/** Two programs side by side; in a narrow window one below the other. */
function comparison(before, after, leftName, rightName) {
  const rows = diffLines(before, after);
  const changes = rows.filter(row => !row.same).length;
  return h('div', {class: 'diff', role: 'table', tabindex: '0', 'aria-label': `${leftName} and ${rightName}: ${changes} changed lines`},
    h('div', {class: 'diff-row diff-head', role: 'row'},
      h('div', {class: 'side', role: 'columnheader'}, leftName), h('div', {class: 'side right', role: 'columnheader'}, rightName)),
    rows.map(row => {
      const marked = !row.same && row.left && row.right ? diffWords(row.left.text, row.right.text) : null;
      return h('div', {class: row.same ? 'diff-row same' : 'diff-row', role: 'row'},
        side(row.left, row.same ? '' : 'removed', '−', marked?.left), side(row.right, row.same ? 'right' : 'right added', '+', marked?.right));
    }));
}

function side(line, kind, sign, marked) {
  if (line === null) {
    return h('div', {class: `side nothing ${kind.includes('right') ? 'right' : ''}`, role: 'cell'});
  }
  const changed = kind.includes('removed') || kind.includes('added');
  return h('div', {class: `side ${kind}`, role: 'cell'},
    h('span', {class: 'line-number', 'aria-hidden': 'true'}, line.number),
    h('span', {class: 'sign'}, changed ? sign : ' '),
    h('span', {class: 'source'}, marked ? marked.map(word => word.changed ? h('mark', {}, word.text) : word.text) : line.text || ' '));
}
