// The REST API, as every other client uses it. A browser sends the session's cookie by itself.

/** An answer that is an error, with its status; status 0 is no answer. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const ACCEPT = {Accept: 'application/json'};

async function request(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? ACCEPT : {...ACCEPT, 'Content-Type': 'application/json'},
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiError(0, 'The server does not answer.');
  }
  const text = await response.text();
  let json = null;
  try {
    json = text === '' ? null : JSON.parse(text);
  } catch {
    // A proxy in between may answer in its own words.
  }
  if (!response.ok) {
    throw new ApiError(response.status, json?.error ?? `The server answered with status ${response.status}.`);
  }
  return {json, links: links(response.headers.get('Link'))};
}

/** The addresses of the Link header (RFC 8288) by their relation. */
function links(header) {
  const found = {};
  for (const [, address, relation] of (header ?? '').matchAll(/<([^>]*)>\s*;\s*rel="?([a-z]+)"?/g)) {
    found[relation] = address;
  }
  return found;
}

export const get = async path => (await request('GET', path)).json;
export const getWithLinks = path => request('GET', path);
export const post = async (path, body) => (await request('POST', path, body)).json;
export const remove = async path => (await request('DELETE', path)).json;

/** A path with a query, without parameters that are empty. */
export function query(path, parameters) {
  const text = new URLSearchParams(Object.entries(parameters)
    .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)).toString();
  return text ? `${path}?${text}` : path;
}

export const runPath = id => `/runs/${encodeURIComponent(id)}`;

/**
 * Follows the reports of a run over outages and restarts of the server; returns what stops it. A hidden page does not
 * hold a connection: browsers allow six per server.
 *
 * @param on open(), report(report), away(error), gone()
 */
export function follow(runId, on) {
  const FIRST_WAIT = 500;
  const LONGEST_WAIT = 10_000;
  let source = null;
  let timer = null;
  let wait = FIRST_WAIT;
  let stopped = false;

  function close() {
    source?.close();
    source = null;
    clearTimeout(timer);
  }

  function open() {
    close();
    source = new EventSource(`${runPath(runId)}/events`);
    source.addEventListener('report', event => {
      wait = FIRST_WAIT;
      on.report(JSON.parse(event.data));
    });
    source.addEventListener('open', () => on.open());
    source.addEventListener('deleted', () => { stop(); on.gone(); });
    source.addEventListener('error', lost);
  }

  async function lost() {
    close();
    try {
      // An event source does not tell why it failed; the report's own address does.
      on.report(await get(runPath(runId)));
    } catch (error) {
      if (stopped) {
        return;
      }
      if (error.status === 404) {
        stop();
        on.gone();
        return;
      }
      on.away(error);
      if (error.status === 401) {
        return;
      }
    }
    if (!stopped && !document.hidden) {
      timer = setTimeout(open, wait * (0.75 + Math.random() / 2));
      wait = Math.min(LONGEST_WAIT, wait * 2);
    }
  }

  function visibility() {
    if (document.hidden) {
      close();
    } else {
      wait = FIRST_WAIT;
      open();
    }
  }

  function stop() {
    stopped = true;
    close();
    document.removeEventListener('visibilitychange', visibility);
  }

  document.addEventListener('visibilitychange', visibility);
  open();
  return stop;
}

/** Repeats a request while the page is visible; returns what stops it. */
export function repeat(milliseconds, action) {
  let timer = null;
  let stopped = false;
  async function next() {
    clearTimeout(timer);
    if (!document.hidden) {
      await action();
    }
    if (!stopped) {
      timer = setTimeout(next, milliseconds);
    }
  }
  const visibility = () => { if (!document.hidden) { next(); } };
  document.addEventListener('visibilitychange', visibility);
  next();
  return () => {
    stopped = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', visibility);
  };
}
