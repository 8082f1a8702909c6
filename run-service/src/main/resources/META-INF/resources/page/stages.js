// The stages of a run in the order of their beginnings, each with its progress.

import {h} from './dom.js';
import {count, duration, isOver, stageName} from './format.js';
import {empty, title, track} from './parts.js';

/** @param stages of the report, each with its seconds and its rate per second */
export function stages({stages: all, state, inFlight}) {
  return [
    title('Stages'),
    h('div', {class: 'card'}, all.length === 0
      ? empty(isOver(state) ? 'Nothing was begun.' : 'Nothing has begun yet.')
      : h('ul', {class: 'stages'}, all.map(stage => row(stage, state, waiting(stage, all, inFlight))))),
  ];
}

/**
 * How many tasks or failures a stage has in flight: assigned and not yet done. Null where that is not known.
 *
 * @param inFlight the practice tasks in flight, at the student, the sandbox or the teacher
 */
function waiting({stage, done, total}, all, inFlight) {
  const [kind, round] = stage.split('-');
  const isLast = !all.some(other => other.stage === `practice-${Number(round) + 1}`);
  if (kind === 'teaching') {
    return total - done;
  }
  return kind === 'practice' && isLast ? inFlight : null;
}

function row(stage, state, open) {
  const done = stage.total > 0 && stage.done >= stage.total;
  return h('li', {class: done ? 'done' : null},
    h('div', {class: 'stage-line'},
      h('span', {class: 'stage-name'}, stageName(stage.stage)),
      h('span', {class: 'number'}, `${count(stage.done)} / ${count(stage.total)}`)),
    track(stageName(stage.stage), stage.done, stage.total),
    h('div', {class: 'stage-line muted small'},
      h('span', {}, [duration(stage.seconds), stage.note, open ? `${count(open)} in flight` : null]
        .filter(Boolean).join(' · ')),
      h('span', {class: 'number'}, done || state !== 'RUNNING' ? '' : pace(stage))));
}

function pace({done, total, rate}) {
  if (!rate) {
    return '';
  }
  const speed = rate >= 1 ? `${rate.toFixed(1)}/s` : `${(60 * rate).toFixed(1)}/min`;
  return `${speed} · ${duration((total - done) / rate)} left`;
}
