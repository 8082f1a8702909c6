// One run as it moves. Each section is drawn again only if its data changed.

import {ApiError, follow, post, repeat, runPath} from './api.js';
import {setConnection} from './connection.js';
import {copyButton, fill, h, part} from './dom.js';
import {exams} from './exams.js';
import {failures} from './failures.js';
import {duration, isOver, moment, stageName} from './format.js';
import {funnel} from './funnel.js';
import {money} from './money.js';
import {empty, statePill, teacherName} from './parts.js';
import {Rates} from './rates.js';
import {rounds} from './rounds.js';
import {flips} from './run-flips.js';
import {serviceLag} from './service-lag.js';
import {stages} from './stages.js';
import {training} from './training.js';

/** What is not in the report costs the server a request for each browser. */
const MORE_INTERVAL = 5_000;

const REASONS = {
  FAILED: 'The run failed:', HELD: 'The run is held, and nothing is lost:', CANCELLED: 'The run was cancelled:',
};

/** The sections, what they show, and the parts of the report that they need. */
const SECTIONS = {
  funnel: {draw: funnel, needs: ['runId', 'ledger', 'inFlight', 'practiceTasks', 'progress', 'state']},
  exams: {draw: exams, needs: ['exams', 'state']},
  rounds: {draw: rounds, needs: ['rounds']},
  training: {draw: training, needs: ['rounds', 'state']},
  stages: {draw: stages, needs: ['stages', 'state', 'inFlight']},
  money: {draw: money, needs: ['teacher', 'costPer', 'trainingExamples', 'ledger', 'practiceTasks', 'inFlight', 'progress', 'state']},
};

export function runPage({id, session, failed}) {
  const page = h('div', {class: 'page run'}, empty('Loading the run …'));
  const announcement = h('p', {class: 'hidden', 'aria-live': 'polite'});
  const elapsed = h('span', {});
  const rates = new Rates();
  const places = {};
  const draws = {};
  Object.entries({header: {draw: header}, ...SECTIONS}).forEach(([name, {draw}]) => {
    places[name] = h('section', {});
    draws[name] = part(places[name], draw);
  });
  const failureTypes = failures(id);
  const flipped = flips(id);
  const lag = serviceLag();
  const curvesPlace = h('div', {});
  let curves = null;
  let report = null;
  let left = false;
  /** What is not in the report, and the parts of the report with which it changes. */
  const more = [
    {load: loadCurves, changesWith: ({progress, rounds}) =>
      [progress.filter(stage => stage.stage.startsWith('training-')).map(stage => stage.done), rounds.map(round => round.checkpoint)]},
    {load: flipped.load, changesWith: ({exams: graded, rounds, ledger}) => [graded.length, rounds.length > 1 ? ledger : null]},
    {load: failureTypes.load, changesWith: ({progress, ledger}) =>
      [ledger, progress.filter(stage => stage.stage.startsWith('practice-'))]},
  ];

  function show(now) {
    const first = report === null;
    if (first) {
      fill(page, announcement, places.header, h('div', {class: 'columns'},
        h('div', {}, places.funnel, places.exams, places.rounds, flipped.element, places.training, curvesPlace),
        h('div', {}, places.stages, lag.element, places.money, failureTypes.element)));
    }
    report = now;
    draws.header({...pick(now, ['runId', 'name', 'state', 'reason', 'method', 'student', 'createdAt']),
      teacher: teacherName(now)});
    const data = {...now, stages: withRates(now)};
    Object.entries(SECTIONS).forEach(([name, {needs}]) => draws[name](pick(data, needs)));
    if (first || isOver(now.state)) {
      loadMore();
    }
    announce(now);
    showElapsed();
  }

  /** Loads what has changed since it was loaded. What cannot be loaded now is loaded the next time. */
  function loadMore() {
    if (report === null) {
      return;
    }
    more.forEach(async each => {
      const version = JSON.stringify(each.changesWith(report));
      if (version === each.loaded) {
        return;
      }
      each.loaded = version;
      try {
        await each.load();
      } catch (error) {
        each.loaded = null;
        if (!(error instanceof ApiError)) {
          throw error;
        }
      }
    });
  }

  /** A run that is over waits for nothing. What cannot be loaded now is loaded the next time. */
  async function loadLag() {
    if (report === null || report.state !== 'RUNNING') {
      lag.element.hidden = true;
      return;
    }
    try {
      await lag.load();
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error;
      }
    }
  }

  /** The library for charts is loaded when there is something to draw. */
  async function loadCurves() {
    if (!report.progress.some(stage => stage.stage.startsWith('training-'))) {
      return;
    }
    const {trainingCurves} = await import('./curves.js');
    if (left) {
      return;
    }
    if (curves === null) {
      curves = trainingCurves(id);
      fill(curvesPlace, curves.element);
    }
    await curves.load();
  }

  function withRates({progress = [], seconds = {}}) {
    rates.seen(progress, Date.now());
    return progress.map(stage => {
      const duration = seconds[stage.stage] ?? 0;
      return {...stage, seconds: duration, rate: rates.of(stage, duration)};
    });
  }

  /** Tells screen readers the state, and the stage when it changes: not every number. */
  function announce({state, progress}) {
    const stage = isOver(state) ? undefined : progress?.at(-1)?.stage;
    const text = `The run is ${state.toLowerCase()}${stage ? `: ${stageName(stage)}` : ''}.`;
    if (text !== announcement.textContent) {
      announcement.textContent = text;
    }
  }

  function showElapsed() {
    if (report?.createdAt) {
      const end = report.endedAt ? new Date(report.endedAt) : Date.now();
      elapsed.textContent = duration((end - new Date(report.createdAt)) / 1000);
    }
  }

  function header(run) {
    return [
      h('div', {class: 'head'},
        h('div', {},
          h('h1', {}, run.name, ' ', statePill(run.state)),
          h('p', {class: 'muted id-line'},
            h('span', {class: 'id'}, run.runId), copyButton(run.runId, 'the id of the run'))),
        h('div', {class: 'actions'},
          h('a', {class: 'button', href: `#/runs/${encodeURIComponent(id)}/checkpoints`}, 'Checkpoints'), actions(run))),
      run.reason
        ? h('p', {class: `reason state-${run.state.toLowerCase()}`},
          h('b', {}, REASONS[run.state] ?? 'The run waits:'), ' ', run.reason)
        : null,
      h('dl', {class: 'facts'},
        fact('Method', run.method), fact('Student', run.student), fact('Teacher', run.teacher),
        fact('Started', run.createdAt && moment(run.createdAt)),
        fact(isOver(run.state) ? 'Duration' : 'Elapsed', elapsed)),
    ];
  }

  function actions({state}) {
    if (isOver(state) || !session.write) {
      return null;
    }
    const action = state === 'RUNNING' ? 'pause' : 'resume';
    return [
      h('button', {
        type: 'button', class: action === 'resume' ? 'primary' : null, 'data-action': action,
        onclick: event => act(event, action),
      }, action === 'resume' ? 'Resume' : 'Pause'),
      h('button', {type: 'button', class: 'danger', 'data-action': 'cancel', onclick: confirmCancel}, 'Cancel …'),
    ];
  }

  async function act(event, action) {
    event.target.disabled = true;
    try {
      await post(`${runPath(id)}/${action}`);
    } catch (error) {
      failed(error);
    } finally {
      event.target.disabled = false;
    }
  }

  function confirmCancel() {
    const dialog = h('dialog', {'aria-labelledby': 'cancel-title'},
      h('h2', {id: 'cancel-title'}, `Cancel ${report.name} for good?`),
      h('p', {}, 'No further task is assigned and no further training begins. What was paid for stays in the purse.'),
      h('div', {class: 'actions'},
        h('button', {type: 'button', autofocus: true, onclick: () => dialog.close()}, 'Keep it'),
        h('button', {
          type: 'button', class: 'danger', 'data-action': 'confirm-cancel',
          onclick: async event => {
            await act(event, 'cancel');
            dialog.close();
          },
        }, 'Cancel the run')));
    dialog.addEventListener('close', () => dialog.remove());
    page.append(dialog);
    dialog.showModal();
  }

  function gone() {
    setConnection(null);
    fill(page, empty(report ? `The run ${id} was deleted. ` : `There is no run ${id}. `,
      h('a', {href: '#/runs'}, 'All runs')));
  }

  const stopFollowing = follow(id, {
    open: () => setConnection('live'),
    report: now => {
      setConnection('live');
      show(now);
    },
    away: error => error.status === 401 ? failed(error) : setConnection('away'),
    gone,
  });
  const clock = setInterval(showElapsed, 1000);
  const stopMore = repeat(MORE_INTERVAL, () => {
    loadMore();
    return loadLag();
  });
  return {
    element: page,
    leave: () => {
      left = true;
      stopFollowing();
      clearInterval(clock);
      stopMore();
      curves?.leave();
    },
  };
}

const fact = (name, value) => value ? h('div', {}, h('dt', {}, name), h('dd', {}, value)) : null;
const pick = (object, keys) => Object.fromEntries(keys.map(key => [key, object[key]]));
