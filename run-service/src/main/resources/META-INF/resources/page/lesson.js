// One lesson: the task, the student's attempt, what the teacher made of it, and what was learned.

import {getWithLinks, query, runPath} from './api.js';
import {copyButton, fill, h} from './dom.js';
import {count, dollars, errorName} from './format.js';
import {lessonAddress} from './lessons.js';
import {empty, outcomeChip, scrollable, title, verdictChip} from './parts.js';
import {comparison, program} from './programs.js';

/** What the teacher answered, where there is no verdict on it. */
const ANSWERS = {
  ANSWERED: 'answered',
  NO_CODE: 'no program in the answer',
  UNCHANGED: 'the same program again',
  UNFUNDED: 'not paid for: the budget was used up',
  FAULTED: 'an infrastructure fault',
  SCORED: 'scored',
  NO_SCORE: 'no score that can be used',
};

export function lessonPage({id, parameters, failed}) {
  const page = h('div', {class: 'page lesson'}, empty('Loading the lesson …'));
  const asked = Object.fromEntries(parameters);
  const filters = {outcome: asked.outcome, verdict: asked.verdict, error: asked.error, text: asked.text};
  let neighbours = {};

  async function load() {
    try {
      const {json, links} = await getWithLinks(query(`${runPath(id)}/lesson`, asked));
      neighbours = Object.fromEntries(Object.entries(links).map(([relation, path]) => [relation, address(path)]));
      fill(page, head(json), task(json), attempt(json), json.refinements.map(answer => refinement(json, answer)),
        lineage(id, json));
    } catch (error) {
      if (error.status === 404) {
        fill(page, empty(`${error.message}. `,
          h('a', {href: `#/runs/${encodeURIComponent(id)}/lessons`}, 'All lessons of the run')));
      } else {
        failed(error);
      }
    }
  }

  /** The page of the lesson at an address of the API. */
  function address(path) {
    const found = new URL(path, location.origin).searchParams;
    const lesson = {taskId: found.get('task'), round: found.get('round'), sample: found.get('sample')};
    return lessonAddress(id, lesson, filters);
  }

  function head(lesson) {
    return [
      h('div', {class: 'head'},
        h('div', {}, h('h1', {class: 'task-title'}, lesson.taskId),
          h('p', {class: 'muted'}, `Round ${lesson.round}, sample ${lesson.sample}`)),
        h('nav', {class: 'actions', 'aria-label': 'Neighbouring lessons'},
          step('prev', '← Previous'), step('next', 'Next →'))),
      h('p', {class: 'chips'}, outcomeChip(lesson.outcome),
        lesson.rung ? h('span', {class: 'chip'}, `taught by ${lesson.rung}`) : null,
        lesson.costUsd > 0 ? h('span', {class: 'chip'}, `${dollars(lesson.costUsd)} for the teacher`) : null,
        lesson.examples.map(example => h('span', {class: 'chip'}, `example: ${example.pair.toLowerCase()}`))),
    ];
  }

  const step = (relation, name) => neighbours[relation]
    ? h('a', {class: 'button', rel: relation, href: neighbours[relation]}, name)
    : h('span', {class: 'button off', 'aria-disabled': 'true'}, name);

  function key(event) {
    const taken = event.target.closest?.('input, select, textarea, [tabindex="0"]')
      || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
    const target = {ArrowLeft: neighbours.prev, ArrowRight: neighbours.next}[event.key];
    if (target && !taken) {
      location.hash = target;
    }
  }

  addEventListener('keydown', key);
  load();
  return {element: page, leave: () => removeEventListener('keydown', key)};
}

const section = (name, ...content) => h('section', {}, title(name), h('div', {class: 'card'}, content));

const text = words => h('pre', {class: 'text', tabindex: '0'}, words);

const task = lesson => section('Task', text(lesson.prompt ?? 'The prompt is not known.'));

function attempt(lesson) {
  const name = 'The student’s attempt';
  if (lesson.attemptId === undefined) {
    return section(name, h('p', {}, 'The teacher was assigned the task directly.'));
  }
  const besideAnAnswer = lesson.refinements.some(answer => answer.code !== undefined);
  const shown = !lesson.attempt
    ? h('p', {}, 'The student’s answer contains no program.')
    : besideAnAnswer ? null : program(lesson.attempt);
  return section([name, lesson.verdict ? [' ', verdictChip(lesson.verdict)] : null, errorChip(lesson)],
    shown, tests(lesson.cases), feedback(lesson.feedback));
}

/** The type of error, where the verdict does not say it. */
function errorChip({verdict, errorType}) {
  return errorType && errorType !== verdict ? [' ', h('span', {class: 'chip'}, errorName(errorType))] : null;
}

function tests(cases) {
  if (cases.length === 0) {
    return null;
  }
  // The sandbox reports the values of failed tests only.
  const values = cases.some(test => [test.expected, test.got, test.error].some(value => value !== undefined));
  return scrollable('Tests of the attempt', h('table', {class: 'tests'},
    h('thead', {}, h('tr', {},
      h('th', {scope: 'col'}, h('span', {class: 'hidden'}, 'Result')),
      ['Test', ...(values ? ['Expected', 'Got'] : [])].map(name => h('th', {scope: 'col'}, name)))),
    h('tbody', {}, cases.map(test => h('tr', {},
      h('td', {}, result(test.passed)),
      h('td', {}, code(test.call ?? test.test), test.publicTest ? h('span', {class: 'muted small'}, ' public') : null),
      values ? [h('td', {}, code(test.expected)), h('td', {}, got(test))] : null)))));
}

const result = passed => [
  h('span', {class: passed ? 'good' : 'bad', 'aria-hidden': 'true'}, passed ? '✓' : '✕'),
  h('span', {class: 'hidden'}, passed ? 'passed' : 'failed'),
];

const code = words => words === undefined ? null : h('code', {}, words);

const got = test => test.error === undefined ? code(test.got) : h('code', {class: 'bad'}, test.error);

const feedback = words => words
  ? h('div', {class: 'feedback'}, h('h3', {}, 'Feedback to the teacher'), text(words))
  : null;

function refinement(lesson, answer) {
  const of = lesson.refinements.length > 1 ? ` ${answer.number} of ${lesson.refinements.length}` : '';
  const facts = [
    answer.rung && answer.rung !== answer.model ? `${answer.rung}: ${answer.model}` : answer.model,
    answer.tests?.run ? `${answer.tests.passed} of ${answer.tests.run} tests` : null,
    answer.promptTokens + answer.completionTokens > 0
      ? `${count(answer.promptTokens)} + ${count(answer.completionTokens)} tokens`
      : null,
    answer.costUsd > 0 ? dollars(answer.costUsd) : null,
    answer.batch ? `in the batch ${answer.batch}` : null,
  ];
  const end = answer.verdict
    ? verdictChip(answer.verdict)
    : h('span', {class: 'chip'}, ANSWERS[answer.outcome] ?? answer.outcome);
  const scored = answer.logprobs?.softTargets && answer.outcome === 'SCORED' ? answer.logprobs.softTargets : null;
  return section([`The teacher’s answer${of} `, end],
    h('p', {class: 'muted'}, facts.filter(Boolean).join(' · ')),
    scored ? h('p', {}, `Log-probabilities at the ${count(scored.rows)} tokens of the attempt`) : null,
    answer.detail ? h('p', {}, answer.detail) : null,
    answer.logprobs?.problem ? h('p', {class: 'muted'}, `Without log-probabilities: ${answer.logprobs.problem}`) : null,
    answer.code === undefined ? null
      : !lesson.attempt ? program(answer.code)
        : comparison(lesson.attempt, answer.code, 'Attempt', `Answer ${answer.number}`),
    answer.verdict === 'PASSED' ? null : feedback(answer.feedback));
}

function lineage(runId, lesson) {
  const ids = [
    ['Run', runId],
    ['Task', lesson.taskId],
    ['Student', lesson.student?.uri],
    ['Weights, SHA-256', lesson.student?.sha256],
    ['Attempt', lesson.attemptId],
    ...lesson.refinements.map(answer => [`Answer ${answer.number}`, answer.id]),
    ...lesson.examples.map(example => [`Example, ${example.pair.toLowerCase()}`, example.id]),
  ].filter(([, value]) => value);
  return section('Lineage', h('dl', {class: 'lineage'}, ids.map(([name, value]) =>
    h('div', {}, h('dt', {}, name), h('dd', {}, code(value), copyButton(value, name))))));
}
