// Says whether a page is live, and when it last heard from the server.

import {fill, h} from './dom.js';
import {time} from './format.js';

const place = document.getElementById('connection');
const word = h('span', {});
const stamp = h('time', {class: 'stamp', title: 'Last update'});
let shown = null;

/** @param state 'live', 'away' or null, where the page does not follow anything */
export function setConnection(state) {
  if (state === 'live') {
    stamp.textContent = time(Date.now());
  }
  if (state === shown) {
    return;
  }
  shown = state;
  place.className = state ?? '';
  if (state === null) {
    fill(place);
    stamp.remove();
    return;
  }
  // The stamp is beside the status, not in it: screen readers would read every second.
  fill(place, word);
  fill(word, h('span', {class: 'dot', 'aria-hidden': 'true'}), state === 'live' ? 'Live' : 'Server away, retrying');
  place.after(stamp);
}
