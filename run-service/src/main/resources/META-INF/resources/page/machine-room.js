// The machine room: services and their health, lag by topic and partition, dead letters.

import {get, repeat} from './api.js';
import {setConnection} from './connection.js';
import {deadLetters} from './dead-letters.js';
import {fill, h, part} from './dom.js';
import {count, counted, duration} from './format.js';
import {empty, scrollable, title} from './parts.js';
import {groupsOf, totalLag} from './service-lag.js';

const INTERVAL = 3_000;

const SERVICES = ['run', 'student', 'executor', 'teacher', 'trainer', 'eval'];

const REFUSALS = {
  FAILED: 'failed a test', TIMED_OUT: 'ran out of time', OUT_OF_MEMORY: 'ran out of memory', CRASHED: 'died',
  REJECTED: 'no valid program', SANDBOX_ERROR: 'sandbox error, a fault of ours', PASSED: 'passed',
};

export function machineRoomPage({session, failed}) {
  const services = h('section', {id: 'services'});
  const sandbox = h('section', {id: 'sandbox'});
  const models = h('section', {id: 'students'});
  const topics = h('section', {id: 'topics'});
  const letters = deadLetters({session, failed});
  const drawServices = part(services, servicesSection);
  const drawSandbox = part(sandbox, sandboxSection);
  const drawModels = part(models, modelsSection);
  const drawTopics = part(topics, topicsSection);
  const page = h('div', {class: 'page wide machines'}, h('div', {class: 'head'}, h('h1', {}, 'Machine room')),
    empty('Loading …'));
  let drawn = false;

  async function load() {
    try {
      const [machines, all] = await Promise.all([get('/machines'), get('/topics'), letters.load()]);
      if (!drawn) {
        drawn = true;
        page.lastChild.replaceWith(h('div', {class: 'columns'},
          h('div', {}, services, topics, letters.element), h('div', {}, sandbox, models)));
      }
      setConnection('live');
      drawServices(byService(machines));
      drawSandbox(machines.replicas.flatMap(replica => replica.services.filter(({service}) => service === 'executor')
        .map(status => ({host: replica.host, facts: status.facts ?? {}, counts: status.counts ?? []}))));
      drawModels({students: studentsOf(machines), training: trainingOf(machines), queue: queueOf(all)});
      drawTopics(all);
    } catch (error) {
      if (error.status === 401) {
        failed(error);
      } else {
        setConnection('away');
        if (!drawn) {
          fill(page.lastChild, error.message);
        }
      }
    }
  }

  const leave = repeat(INTERVAL, load);
  return {element: page, leave};
}

/** One line per service; a process that has several services is in each of their lines. */
function byService({at, replicas, groups}) {
  return SERVICES.map(service => ({
    service,
    replicas: replicas.filter(replica => replica.services.some(each => each.service === service)).map(replica => ({
      id: replica.id, host: replica.host,
      up: Math.floor((new Date(at) - new Date(replica.startedAt)) / 60_000),
      shared: replica.services.length > 1,
      down: replica.checks.filter(check => !check.up),
      checks: replica.checks.length,
    })),
    groups: groupsOf(service, groups),
  }));
}

function servicesSection(all) {
  return [
    title('Services'),
    h('div', {class: 'card flush'}, scrollable('Services', h('table', {class: 'services'},
      h('thead', {}, h('tr', {}, ['Service', 'Health', 'Lag', 'Partitions', 'Replicas'].map((name, index) =>
        h('th', {scope: 'col', class: index === 2 || index === 3 ? 'number' : null}, name)))),
      h('tbody', {}, all.map(serviceRow))))),
  ];
}

function serviceRow({service, replicas, groups}) {
  const down = replicas.filter(replica => replica.down.length > 0);
  const state = replicas.length === 0 ? 'failed' : down.length > 0 ? 'held' : 'finished';
  const words = replicas.length === 0 ? 'no report' : down.length > 0 ? 'not healthy' : 'healthy';
  const partitions = groups.flatMap(group => group.members).reduce((sum, member) => sum + member.partitions, 0);
  return h('tr', {'data-service': service},
    h('th', {scope: 'row'}, service),
    h('td', {}, h('span', {class: `pill state-${state}`},
      h('span', {'aria-hidden': 'true', class: 'pill-mark'}, {failed: '✕', held: '!', finished: '✓'}[state]), words),
    down.flatMap(replica => replica.down.map(check =>
      h('div', {class: 'small check'}, h('b', {}, check.name), check.detail ? `: ${check.detail}` : ' is down')))),
    h('td', {class: 'number'}, count(totalLag(groups))),
    h('td', {class: 'number'}, count(partitions)),
    h('td', {}, replicas.length === 0 ? h('span', {class: 'muted'}, 'No process has reported in the last 30 seconds.')
      : replicas.map(replica => h('div', {class: 'replica'}, h('span', {class: 'id'}, replica.host),
        h('span', {class: 'muted small'}, ` up ${replica.up < 1 ? 'less than a minute' : duration(60 * replica.up)}`,
          replica.shared ? ', in one process with others' : '')))));
}

function sandboxSection(executors) {
  if (executors.length === 0) {
    return [title('Sandbox'), h('div', {class: 'card'}, empty('No executor has reported.'))];
  }
  const counts = {};
  executors.forEach(each => each.counts.forEach(({name, number}) => {
    counts[name] = (counts[name] ?? 0) + number;
  }));
  const total = Object.values(counts).reduce((sum, number) => sum + number, 0);
  return [
    title('Sandbox'),
    h('div', {class: 'card'},
      executors.map(({host, facts}) => h('div', {class: 'isolation'},
        h('p', {}, h('span', {class: `pill state-${facts.isolation === 'none' ? 'failed' : 'finished'}`},
          h('span', {'aria-hidden': 'true', class: 'pill-mark'}, facts.isolation === 'none' ? '!' : '✓'),
          facts.isolation === 'none' ? 'no isolation' : `isolation tier ${facts.isolation}`)),
        h('p', {class: 'muted small'}, facts['isolated by']),
        h('dl', {class: 'pairs'}, [['Host', host], ['Python', facts.Python], ['Workers', facts.workers],
          ['Programs in flight', facts['programs in flight']]].filter(([, value]) => value).map(pair)))),
      h('h3', {}, 'Programs judged since the start'),
      total === 0 ? h('p', {class: 'muted'}, 'None yet.')
        : h('dl', {class: 'pairs', id: 'verdicts'}, Object.keys(REFUSALS).filter(verdict => counts[verdict])
          .map(verdict => [REFUSALS[verdict], count(counts[verdict])]).map(pair))),
  ];
}

const pair = ([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {class: 'number'}, value));

const studentsOf = ({replicas}) => replicas.flatMap(replica => replica.services
  .filter(({service, models}) => service === 'student' && models)
  .flatMap(({models}) => models.map(model => ({host: replica.host, model}))));

const trainingOf = ({replicas}) => replicas.flatMap(replica => replica.services
  .filter(({service, facts}) => service === 'trainer' && facts?.trains)
  .map(({facts}) => ({host: replica.host, trains: facts.trains, step: facts.step})));

/** Jobs that no trainer has finished; the one in progress is among them. */
const queueOf = topics => topics.find(({topic}) => topic.endsWith('training-jobs'))?.readers
  .filter(({group}) => group.endsWith('preceptor-trainer')).reduce((sum, reader) => sum + reader.lag, 0) ?? 0;

function modelsSection({students, training, queue}) {
  return [
    title('Training'),
    h('div', {class: 'card'},
      training.length === 0 ? h('p', {}, queue === 0 ? 'No training job waits.' : `${counted(queue, 'training job')} not done.`)
        : [training.map(({host, trains, step}) => h('div', {}, h('b', {}, trains),
          h('p', {class: 'muted small'}, `step ${step}, on ${host}`))),
        h('p', {class: 'muted small'}, `${counted(Math.max(0, queue - training.length), 'further job')} in the queue`)]),
    title('Students in memory'),
    h('div', {class: 'card'}, students.length === 0 ? h('p', {class: 'muted'}, 'None: a student is loaded at its first task.')
      : h('ul', {class: 'models'}, students.map(({host, model}) => h('li', {}, h('code', {}, shortened(model)),
        h('span', {class: 'muted small'}, host))))),
  ];
}

/** The end of a path says which checkpoint it is. */
const shortened = uri => uri.length <= 46 ? uri : `…${uri.slice(-45)}`;

function topicsSection(topics) {
  const most = Math.max(1, ...topics.flatMap(({readers}) => readers.flatMap(({partitions}) => partitions.map(({lag}) => lag))));
  return [
    title('Topics'),
    h('div', {class: 'card flush'}, scrollable('Topics', h('table', {class: 'topics'},
      h('thead', {}, h('tr', {}, ['Topic', 'Read by', 'Lag', 'By partition', 'Per second', 'Records', 'Dead letters']
        .map((name, index) => h('th', {scope: 'col', class: [2, 4, 5, 6].includes(index) ? 'number' : null}, name)))),
      h('tbody', {}, topics.map(topic => topicRow(topic, most)))))),
  ];
}

function topicRow({topic, records, perSecond, readers, deadLetters: dead}, most) {
  return h('tr', {'data-topic': topic},
    h('th', {scope: 'row', class: 'id'}, topic),
    h('td', {}, readers.length === 0 ? h('span', {class: 'muted'}, '–')
      : readers.map(({group}) => h('div', {class: 'reader'}, group.replace(/^.*preceptor-/, '')))),
    h('td', {class: 'number'}, readers.map(({lag}) => h('div', {class: 'reader'}, count(lag)))),
    h('td', {}, readers.map(reader => lagCells(reader, most))),
    h('td', {class: 'number'}, perSecond === undefined ? '–' : perSecond === 0 ? '0' : perSecond.toFixed(1)),
    h('td', {class: 'number'}, count(records)),
    h('td', {class: dead > 0 ? 'number bad' : 'number muted'}, count(dead)));
}

/** One cell per partition: its lag as a number, and behind it as a bar of the greatest lag. */
function lagCells({group, partitions}, most) {
  return h('div', {class: 'reader lags', role: 'img',
    'aria-label': partitions.map(({partition, lag}) => `partition ${partition}: ${lag}`).join(', ')},
  partitions.map(({partition, lag, owner}) => h('span', {
    class: lag > 0 ? 'lag behind' : 'lag', title: `${group}, partition ${partition}: lag ${count(lag)}${owner ? `, read by ${owner}` : ', read by nobody'}`,
    style: {'--share': `${Math.round(100 * lag / most)}%`},
  }, short(lag))));
}

const short = number => number < 1_000 ? String(number) : number < 1_000_000 ? `${Math.round(number / 1_000)}k` : `${Math.round(number / 1_000_000)}M`;
