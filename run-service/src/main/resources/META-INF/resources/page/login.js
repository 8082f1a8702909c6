// Asks for a token once; the server keeps it in a cookie that no script can read.

import {post} from './api.js';
import {fill, h} from './dom.js';

export function loginPage(done) {
  const token = h('input', {
    id: 'token', type: 'password', autocomplete: 'off', required: true, spellcheck: 'false',
    'aria-describedby': 'token-help token-error',
  });
  const error = h('p', {id: 'token-error', class: 'error', role: 'alert'});
  const button = h('button', {type: 'submit', class: 'primary'}, 'Continue');

  async function submit(event) {
    event.preventDefault();
    button.disabled = true;
    fill(error);
    try {
      await post('/session', {token: token.value});
      done();
    } catch (problem) {
      fill(error, problem.status === 401 ? 'The server does not know this token.' : problem.message);
      token.select();
    } finally {
      button.disabled = false;
    }
  }

  return h('form', {class: 'card login', onsubmit: submit},
    h('h1', {}, 'This server requires a token'),
    h('label', {for: 'token'}, 'Token'),
    token,
    h('p', {id: 'token-help', class: 'muted'},
      'A token that the operator set in preceptor.api.tokens-file. ',
      'It stays in a cookie until you log out or close the browser.'),
    error,
    button);
}
