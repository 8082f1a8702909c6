// One run as it moves: what became of its tasks, its stages, exams, rounds and money.

import {follow, post, runPath} from './api.js';
import {setConnection} from './connection.js';
import {copyButton, fill, h, part} from './dom.js';
import {OUTCOMES, count, counted, dollars, duration, gain, isOver, moment, percent, stageName} from './format.js';
import {empty, endedOf, funnelBar, outcomeMark, statePill, totalOf} from './parts.js';
import {Rates} from './rates.js';
import {teacherName} from './runs.js';

export function runPage({id, session, failed}) {
  const rates = new Rates();
  const sections = {};
  const names = ['header', 'funnel', 'stages', 'exams', 'rounds', 'money'];
  names.forEach(name => { sections[name] = h('section', {class: `section-${name}`}); });
  const announcement = h('p', {class: 'hidden', 'aria-live': 'polite'});
  const page = h('div', {class: 'page run'}, empty('Loading the run …'));
  const elapsed = h('span', {class: 'elapsed'});
  let report = null;
  let announced = null;

  const draw = {
    header: part(sections.header, header),
    funnel: part(sections.funnel, funnel),
    stages: part(sections.stages, stages),
    exams: part(sections.exams, exams),
    rounds: part(sections.rounds, rounds),
    money: part(sections.money, money),
  };

  function show(now) {
    if (report === null) {
      fill(page, announcement, sections.header,
        h('div', {class: 'columns'},
          h('div', {}, sections.funnel, sections.exams, sections.rounds),
          h('div', {}, sections.stages, sections.money)));
    }
    report = now;
    rates.seen(now.progress ?? [], Date.now());
    draw.header({...pick(now, ['runId', 'name', 'state', 'reason', 'method', 'student', 'createdAt', 'endedAt']), teacher: teacherName(now)});
    draw.funnel(pick(now, ['runId', 'ledger', 'inFlight', 'practiceTasks', 'progress', 'state']));
    draw.stages({stages: stageRows(now), state: now.state});
    draw.exams(pick(now, ['exams', 'state']));
    draw.rounds(pick(now, ['rounds', 'state']));
    draw.money(pick(now, ['teacher', 'costPer', 'trainingExamples', 'ledger']));
    announce(now);
    showElapsed();
  }

  /** Tells screen readers the state, and the stage when it changes: not every number. */
  function announce(now) {
    const stage = (now.progress ?? []).at(-1)?.stage;
    const text = `The run is ${now.state.toLowerCase()}${stage && !isOver(now.state) ? `: ${stageName(stage)}` : ''}.`;
    if (text !== announced) {
      announced = text;
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
        h('div', {}, h('h1', {}, run.name, ' ', statePill(run.state)),
          h('p', {class: 'muted id-line'}, h('span', {class: 'id'}, run.runId), ' ', copyButton(run.runId, 'the id of the run'))),
        h('div', {class: 'actions'}, actions(run))),
      run.reason ? h('p', {class: `reason state-${run.state.toLowerCase()}`}, h('b', {}, reasonTitle(run.state)), ' ', run.reason) : null,
      h('dl', {class: 'facts'},
        fact('Method', run.method), fact('Student', run.student), fact('Teacher', run.teacher),
        fact('Started', run.createdAt && moment(run.createdAt)), fact(isOver(run.state) ? 'Duration' : 'Elapsed', elapsed)),
    ];
  }

  function reasonTitle(state) {
    return {FAILED: 'The run failed:', HELD: 'The run is held, and nothing is lost:', CANCELLED: 'Cancelled:'}[state] ?? 'The run waits:';
  }

  function actions(run) {
    if (isOver(run.state) || !session.write) {
      return null;
    }
    const runs = run.state === 'RUNNING';
    return [
      h('button', {type: 'button', class: runs ? null : 'primary', 'data-action': runs ? 'pause' : 'resume', onclick: event => act(event, runs ? 'pause' : 'resume')},
        runs ? 'Pause' : 'Resume'),
      h('button', {type: 'button', class: 'danger', 'data-action': 'cancel', onclick: confirmCancel}, 'Cancel …'),
    ];
  }

  async function act(event, action) {
    event.target.disabled = true;
    try {
      show(await post(`${runPath(id)}/${action}`));
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
        h('button', {type: 'button', class: 'danger', 'data-action': 'confirm-cancel', onclick: async event => { await act(event, 'cancel'); dialog.close(); }}, 'Cancel the run')));
    dialog.addEventListener('close', () => dialog.remove());
    page.append(dialog);
    dialog.showModal();
  }

  function funnel(run) {
    const total = totalOf(run);
    const ended = endedOf(run);
    const lessons = `#/runs/${encodeURIComponent(id)}/lessons`;
    return [
      h('div', {class: 'title'}, h('h2', {}, 'Practice tasks'), h('a', {href: lessons}, `All lessons (${count(ended)})`)),
      h('div', {class: 'card'},
        funnelBar(run),
        h('div', {class: 'tiles'}, OUTCOMES.map(({key, name, meaning}) =>
          h('a', {class: `tile ${name}`, href: `${lessons}?outcome=${key}`, title: meaning},
            h('span', {class: 'tile-name'}, outcomeMark(key), name),
            h('b', {class: 'tile-number', 'data-outcome': name}, count(run.ledger[name])),
            h('span', {class: 'muted'}, ended === 0 ? '–' : percent(run.ledger[name] / ended))))),
        h('p', {class: 'muted line'}, `${count(ended)} of ${count(total)} ended`,
          run.inFlight > 0 ? `, ${count(run.inFlight)} in flight` : '',
          total > ended + run.inFlight && !isOver(run.state) ? `, ${count(total - ended - run.inFlight)} to come` : '')),
    ];
  }

  function stageRows(run) {
    const all = run.progress ?? [];
    return all.map(stage => ({...stage, seconds: run.seconds?.[stage.stage] ?? 0, rate: rates.of(stage, run.seconds?.[stage.stage] ?? 0)}));
  }

  function stages({stages: rows, state}) {
    return [
      h('div', {class: 'title'}, h('h2', {}, 'Stages')),
      h('div', {class: 'card'}, rows.length === 0 ? empty('Nothing has begun yet.')
        : h('ul', {class: 'stages'}, rows.map(stage => {
          const done = stage.total > 0 && stage.done >= stage.total;
          const share = stage.total === 0 ? 0 : Math.min(1, stage.done / stage.total);
          return h('li', {class: done ? 'done' : null},
            h('div', {class: 'stage-line'},
              h('span', {class: 'stage-name'}, stageName(stage.stage)),
              h('span', {class: 'number'}, `${count(stage.done)} / ${count(stage.total)}`)),
            h('div', {class: 'track', role: 'progressbar', 'aria-label': stageName(stage.stage), 'aria-valuemin': 0, 'aria-valuemax': stage.total, 'aria-valuenow': Math.min(stage.done, stage.total)},
              h('span', {style: {width: `${100 * share}%`}})),
            h('div', {class: 'stage-line muted small'},
              h('span', {}, [duration(stage.seconds), stage.note].filter(Boolean).join(' · ')),
              h('span', {class: 'number'}, done || isOver(state) ? '' : pace(stage))));
        }))),
    ];
  }

  function pace(stage) {
    if (!stage.rate) {
      return '';
    }
    const left = (stage.total - stage.done) / stage.rate;
    const rate = stage.rate >= 1 ? `${stage.rate.toFixed(1)}/s` : `${(60 * stage.rate).toFixed(1)}/min`;
    return `${rate} · ${duration(left)} left`;
  }

  function exams({exams: all, state}) {
    if ((all ?? []).length === 0) {
      return [title('Exams'), h('div', {class: 'card'}, empty(isOver(state) ? 'There was no exam.' : 'No result yet. The first exam shows what the student can do before training.'))];
    }
    const ks = [...new Set(all.flatMap(exam => Object.keys(exam.passAtK)))].sort((a, b) => a - b);
    return [
      title('Exams on held-out tasks'),
      h('div', {class: 'card flush'},
        gainLine(all),
        h('div', {class: 'scroll-x'}, h('table', {class: 'exams'},
          h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'Exam'), ks.flatMap(k => [
            h('th', {scope: 'col', class: 'number'}, `pass@${k}`),
            h('th', {scope: 'col'}, h('span', {class: 'axis'}, h('span', {}, '0'), h('span', {}, '95 % interval'), h('span', {}, '100')))]),
          h('th', {scope: 'col', class: 'number'}, 'Tasks'))),
          h('tbody', {}, all.map(exam => h('tr', {},
            h('th', {scope: 'row'}, examName(exam), examNotes(exam)),
            ks.flatMap(k => [h('td', {class: 'number'}, h('b', {}, exam.passAtK[k] === undefined ? '–' : percent(exam.passAtK[k]))),
              h('td', {class: 'interval-cell'}, interval(exam.passAtK[k], exam.confidence?.[k]))]),
            h('td', {class: 'number muted'}, `${exam.tasks} × ${exam.samples}`))))))),
    ];
  }

  function examName(exam) {
    const name = exam.round === 0 ? 'Before training' : `After round ${exam.round}`;
    return exam.refineStep === 0 ? name : `${name}, refined ${exam.refineStep}×`;
  }

  function examNotes(exam) {
    const notes = [];
    if (exam.faulted > 0) {
      const bounds = Object.entries(exam.passAtKBounds ?? {}).map(([k, [low, high]]) => `pass@${k} over all tasks is between ${percent(low)} and ${percent(high)}`);
      notes.push(`${counted(exam.faulted, 'sample')} not judged because of faults${bounds.length ? `; ${bounds.join(', ')}` : ''}`);
    }
    if (exam.unrefined > 0) {
      notes.push(`${counted(exam.unrefined, 'failed answer')} not refined: no public test`);
    }
    return notes.length ? h('div', {class: 'muted small'}, notes.join('. ')) : null;
  }

  function gainLine(all) {
    const {before, after} = gain({exams: all});
    if (!before || !after) {
      return null;
    }
    const points = 100 * (after.passAtK['1'] - before.passAtK['1']);
    return h('p', {class: 'gain'}, h('b', {class: points > 0 ? 'good' : points < 0 ? 'bad' : null}, `${points > 0 ? '+' : points < 0 ? '−' : '±'}${Math.abs(points).toFixed(1)} points`),
      h('span', {class: 'muted'}, ` of pass@1, ${percent(before.passAtK['1'])} → ${percent(after.passAtK['1'])}`));
  }

  function interval(value, range) {
    if (value === undefined) {
      return null;
    }
    const [low, high] = range ?? [value, value];
    return h('div', {class: 'interval', title: `${percent(low)} to ${percent(high)}`},
      h('span', {class: 'range', style: {left: `${100 * low}%`, width: `${100 * (high - low)}%`}}),
      h('span', {class: 'point', style: {left: `${100 * value}%`}}),
      h('span', {class: 'hidden'}, `${percent(low)} to ${percent(high)}`));
  }

  function rounds({rounds: all, state}) {
    const trained = (all ?? []).filter(round => round.examples > 0 || round.firstLoss !== undefined || round.stopped !== undefined);
    if (trained.length === 0) {
      return [title('Training'), h('div', {class: 'card'}, empty(isOver(state) ? 'There was nothing to learn from.' : 'No training yet. It begins when every practice task of the round has ended.'))];
    }
    return [
      title('Training'),
      h('div', {class: 'card flush scroll-x'}, h('table', {},
        h('thead', {}, h('tr', {}, ['Round', 'Examples', 'Loss, first → last', 'pass@1'].map((name, index) => h('th', {scope: 'col', class: index ? 'number' : null}, name)), h('th', {scope: 'col'}, 'Checkpoint'))),
        h('tbody', {}, trained.map(round => h('tr', {},
          h('th', {scope: 'row'}, round.round, round.stopped ? h('div', {class: 'muted small'}, round.stopped) : null),
          h('td', {class: 'number'}, count(round.examples)),
          h('td', {class: 'number'}, round.firstLoss === undefined ? '–' : `${round.firstLoss.toFixed(3)} → ${(round.lastLoss ?? round.firstLoss).toFixed(3)}`),
          h('td', {class: 'number'}, round.passAt1 === undefined ? '–' : percent(round.passAt1)),
          h('td', {}, round.checkpoint
            ? h('span', {class: 'nowrap'}, h('code', {title: round.checkpoint.uri}, (round.checkpoint.sha256 ?? round.checkpoint.uri).slice(0, 12)), ' ', copyButton(round.checkpoint.uri, 'the address of the checkpoint'))
            : h('span', {class: 'muted'}, 'none yet'))))))),
    ];
  }

  function money({teacher, costPer, trainingExamples}) {
    if (!teacher || !teacher.model || teacher.model === 'reference') {
      return [title('Money'), h('div', {class: 'card'}, h('p', {class: 'line'}, 'The reference teacher answers with the known solution nearest to the attempt. It is no language model and costs nothing.'))];
    }
    const share = teacher.budgetUsd > 0 ? Math.min(1, teacher.costUsd / teacher.budgetUsd) : 0;
    return [
      title('Money'),
      h('div', {class: 'card'},
        h('p', {class: 'spent'}, h('b', {}, dollars(teacher.costUsd)), h('span', {class: 'muted'}, ` of ${dollars(teacher.budgetUsd)}`)),
        h('div', {class: 'track', role: 'progressbar', 'aria-label': 'Budget used', 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': Math.round(100 * share)}, h('span', {style: {width: `${100 * share}%`}})),
        h('dl', {class: 'pairs'},
          pair('Per training example', costPer?.exampleUsd == null ? '–' : dollars(costPer.exampleUsd)),
          pair('Per point of pass@1', costPer?.pointUsd == null ? '–' : dollars(costPer.pointUsd)),
          pair('Training examples', count(trainingExamples)),
          pair('Paid answers', count(teacher.calls)),
          pair('Tokens, prompt + completion', `${count(teacher.promptTokens)} + ${count(teacher.completionTokens)}`),
          teacher.cached?.calls > 0 ? pair('From the purse', `${count(teacher.cached.calls)}, ${dollars(teacher.cached.savedUsd)} saved`) : null,
          teacher.unknownUsd > 0 ? pair('Not confirmed', dollars(teacher.unknownUsd), 'Calls that may have been billed without an answer, and calls in flight, count at their greatest cost.') : null)),
    ];
  }

  const stopFollowing = follow(id, {
    open: () => setConnection('live'),
    report: now => { setConnection('live'); show(now); },
    away: error => error.status === 401 ? failed(error) : setConnection('away'),
    gone: () => {
      setConnection(null);
      fill(page, empty(report ? `The run ${id} was deleted. ` : `There is no run ${id}. `, h('a', {href: '#/runs'}, 'All runs')));
    },
  });
  const clock = setInterval(showElapsed, 1000);
  return {element: page, leave: () => { stopFollowing(); clearInterval(clock); }};
}

const title = text => h('div', {class: 'title'}, h('h2', {}, text));
const fact = (name, value) => value ? h('div', {}, h('dt', {}, name), h('dd', {}, value)) : null;
const pair = (name, value, why) => h('div', {title: why}, h('dt', {}, name), h('dd', {class: 'number'}, value));
const pick = (object, keys) => Object.fromEntries(keys.map(key => [key, object[key]]));
