// The rounds of a run: examples, losses, checkpoints.

import {copyButton, h} from './dom.js';
import {count, isOver, percent} from './format.js';
import {empty, notes, scrollable, title} from './parts.js';

/** The reason of the report where all requested rounds took place. */
const LAST_ROUND = 'it was the last round';

export function training({rounds, state}) {
  const trained = (rounds ?? []).filter(round => round.examples > 0 || round.stopped);
  if (trained.length === 0) {
    return [title('Training'), h('div', {class: 'card'}, empty(isOver(state)
      ? 'There was nothing to learn from.'
      : 'No training yet. It begins when every practice task of the round has ended.'))];
  }
  return [
    title('Training'),
    h('div', {class: 'card flush'},
      scrollable('Training', h('table', {},
        h('thead', {}, h('tr', {},
          h('th', {scope: 'col'}, 'Round'),
          ['Examples', 'Loss, first → last', 'pass@1'].map(text => h('th', {scope: 'col', class: 'number'}, text)),
          h('th', {scope: 'col'}, 'Checkpoint'))),
        h('tbody', {}, trained.map(row)))),
      notes(trained.filter(round => round.stopped && round.stopped !== LAST_ROUND)
        .map(round => `No round after ${round.round}: ${round.stopped}.`))),
  ];
}

function row(round) {
  const loss = round.firstLoss === undefined
    ? '–'
    : `${round.firstLoss.toFixed(3)} → ${(round.lastLoss ?? round.firstLoss).toFixed(3)}`;
  return h('tr', {},
    h('th', {scope: 'row'}, round.round),
    h('td', {class: 'number'}, count(round.examples)),
    h('td', {class: 'number'}, loss),
    h('td', {class: 'number'}, round.passAt1 === undefined ? '–' : percent(round.passAt1)),
    h('td', {}, round.checkpoint ? checkpoint(round.checkpoint) : h('span', {class: 'muted'}, 'none yet')));
}

const checkpoint = ({uri, sha256}) => h('span', {class: 'nowrap'},
  h('code', {title: uri}, (sha256 ?? uri).slice(0, 12)), ' ', copyButton(uri, 'the address of the checkpoint'));
