// Server-sent events that answer a POST, which EventSource cannot send.

import {ApiError} from './api.js';

/**
 * Posts JSON and calls {@code on(name, data)} for each event until the stream ends.
 *
 * @param signal aborts the request; the promise then rejects with an AbortError
 */
export async function postForEvents(path, body, on, signal) {
  let response;
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: {Accept: 'text/event-stream', 'Content-Type': 'application/json'},
      body: JSON.stringify(body),
      signal,
    });
  } catch (error) {
    throw signal.aborted ? error : new ApiError(0, 'The server does not answer.');
  }
  if (!response.ok) {
    const text = await response.text();
    throw new ApiError(response.status, errorIn(text) ?? `The server answered with status ${response.status}.`);
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {value, done} = await reader.read();
    if (done) {
      return;
    }
    const events = (rest + value).split('\n\n');
    rest = events.pop();
    events.forEach(event => read(event, on));
  }
}

function read(event, on) {
  let name = 'message';
  const data = [];
  for (const line of event.split('\n')) {
    if (line.startsWith('event:')) {
      name = line.slice('event:'.length).trim();
    } else if (line.startsWith('data:')) {
      data.push(line.slice('data:'.length));
    }
  }
  if (data.length > 0) {
    on(name, JSON.parse(data.join('\n')));
  }
}

function errorIn(text) {
  try {
    return JSON.parse(text).error;
  } catch {
    return null;
  }
}
