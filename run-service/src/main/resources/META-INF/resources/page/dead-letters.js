// Dead letters: the newest first, paged on the server; one with its headers and its event; sent again, one or all of a topic.

import {get, getWithLinks, post, query} from './api.js';
import {fill, h, part} from './dom.js';
import {count, counted, moment} from './format.js';
import {empty} from './parts.js';

/** @return {element, load()} */
export function deadLetters({session, failed}) {
  const list = h('div', {class: 'card flush', id: 'dead-letters'});
  const footer = h('div', {class: 'more'});
  const said = h('p', {class: 'muted small', role: 'status', id: 'replay-result'});
  const topic = h('select', {'aria-label': 'Topic of the dead letters'}, h('option', {value: ''}, 'All topics'));
  const all = h('button', {type: 'button', hidden: true, onclick: replayAll}, 'Replay all …');
  const draw = part(list, letters => letters.length === 0
    ? empty('No dead letters. A record that a service cannot process because of an infrastructure fault appears here.')
    : h('ul', {class: 'letters'}, letters.map(row)));
  let pages = 1;
  let open = null;
  let whole = null;

  function row(letter) {
    const shown = open === letter.letter;
    return h('li', {class: shown ? 'letter open' : 'letter', 'data-letter': letter.letter},
      h('button', {
        type: 'button', class: 'letter-line', 'aria-expanded': String(shown), onclick: () => toggle(letter.letter),
      },
      h('span', {class: 'id'}, letter.letter),
      h('span', {class: 'cause'}, letter.cause),
      h('span', {class: 'muted small'}, [letter.service, letter.run, letter.task].filter(Boolean).join(' · ')),
      h('span', {class: 'muted small number'}, moment(letter.time),
        letter.replayed ? h('span', {class: 'chip verdict good'}, '✓ sent again') : null)),
      shown ? detail(letter) : null);
  }

  function detail(letter) {
    if (whole?.summary.letter !== letter.letter) {
      return h('div', {class: 'letter-detail'}, h('p', {class: 'muted'}, 'Loading …'));
    }
    const sendable = whole.event !== undefined && whole.event !== null && !letter.replayed;
    return h('div', {class: 'letter-detail'},
      session.write && sendable
        ? h('button', {type: 'button', class: 'primary', 'data-action': 'replay', onclick: event => replay(event, {letters: [letter.letter]})}, 'Replay')
        : h('p', {class: 'muted small'}, letter.replayed ? 'It was sent again; each is sent at most once.'
          : sendable ? 'A token with the role write can replay it.' : 'It has no event, so it cannot be replayed.'),
      h('h3', {}, 'Headers'),
      h('dl', {class: 'lineage'}, [['key', whole.key ?? ''], ...Object.entries(whole.summary.headers)].map(([name, value]) =>
        h('div', {}, h('dt', {}, name), h('dd', {}, h('code', {}, value))))),
      h('h3', {}, 'Event'),
      h('pre', {class: 'text code', tabindex: '0'}, whole.event ?? '(nothing)'));
  }

  async function toggle(address) {
    open = open === address ? null : address;
    whole = null;
    show();
    if (open === null) {
      return;
    }
    try {
      const found = await get(`/dead-letters/${address}`);
      if (open === address) {
        whole = found;
        show();
      }
    } catch (error) {
      failed(error);
    }
  }

  async function replay(event, which) {
    event.target.disabled = true;
    try {
      const {sent, sentBefore} = await post('/dead-letters/replay', which);
      said.textContent = `${counted(sent.length, 'dead letter')} sent again${sentBefore > 0 ? `, ${count(sentBefore)} had been sent before` : ''}.`;
      await load();
    } catch (error) {
      failed(error);
    } finally {
      event.target.disabled = false;
    }
  }

  function replayAll() {
    const name = topic.value;
    const dialog = h('dialog', {'aria-labelledby': 'replay-title'},
      h('h2', {id: 'replay-title'}, `Replay all dead letters from ${name}?`),
      h('p', {}, 'Fix their cause first. Each goes back to its topic once, and its service processes it again.'),
      h('div', {class: 'actions'},
        h('button', {type: 'button', autofocus: true, onclick: () => dialog.close()}, 'Not now'),
        h('button', {
          type: 'button', class: 'primary', 'data-action': 'confirm-replay',
          onclick: async event => {
            await replay(event, {topic: name});
            dialog.close();
          },
        }, 'Replay all')));
    dialog.addEventListener('close', () => dialog.remove());
    list.append(dialog);
    dialog.showModal();
  }

  let loaded = [];
  let more = false;

  function show() {
    // The detail is part of what is drawn: a list that is read again stays as it is.
    draw(loaded.map(letter => ({...letter, open: open === letter.letter, loaded: whole?.summary.letter === letter.letter})));
    fill(footer, more ? h('button', {type: 'button', onclick: () => { pages++; load(); }}, 'Show older ones') : null);
    const topics = [...new Set(loaded.map(({letter}) => letter.split('/')[0].replace(/-dlq$/, '')))].sort();
    if (topic.value === '' && topic.options.length !== topics.length + 1) {
      fill(topic, h('option', {value: ''}, 'All topics'), topics.map(name => h('option', {value: name}, name)));
    }
    all.hidden = !session.write || topic.value === '' || loaded.every(({replayed}) => replayed);
  }

  async function load() {
    let path = query('/dead-letters', {limit: 50, topic: topic.value});
    const found = [];
    for (let page = 0; page < pages && path; page++) {
      const {json, links} = await getWithLinks(path);
      found.push(...json);
      path = links.next;
    }
    loaded = found;
    more = Boolean(path);
    show();
  }

  topic.addEventListener('change', () => {
    pages = 1;
    load().catch(failed);
  });
  return {
    element: h('section', {}, h('div', {class: 'title'}, h('h2', {}, 'Dead letters'), h('div', {class: 'filters'}, all, topic)), said, list, footer),
    load,
  };
}
