// What waits for each service of the installation: the lag of its consumer groups, over all runs.

import {get} from './api.js';
import {h, part} from './dom.js';
import {count} from './format.js';

const SERVICES = ['student', 'executor', 'teacher', 'trainer', 'eval'];

/** @returns {element, load()}; load() throws an ApiError */
export function serviceLag() {
  const element = h('div', {class: 'lags', hidden: true});
  const draw = part(element, lags => [
    h('h3', {}, 'Lag'),
    h('dl', {class: 'pairs'}, lags.map(({service, lag}) =>
      h('div', {}, h('dt', {}, service), h('dd', {class: 'number', 'data-lag': service}, count(lag))))),
    h('p', {class: 'muted small'}, 'Records that each service has not committed, over all runs. ',
      h('a', {href: '#/machines'}, 'By topic and partition')),
  ]);
  return {
    element,
    async load() {
      const {groups} = await get('/machines');
      draw(SERVICES.map(service => ({service, lag: totalLag(groupsOf(service, groups))})));
      element.hidden = false;
    },
  };
}

/** The consumer groups of a service. */
export const groupsOf = (service, groups) => groups.filter(({group}) => group.endsWith(`preceptor-${service}`));

/** The lag of groups in all. */
export const totalLag = groups => groups.reduce((sum, {lag}) => sum + lag, 0);
