// What the teacher cost, and what that bought.

import {h} from './dom.js';
import {count, dollars} from './format.js';
import {title, track} from './parts.js';

export function money({teacher, costPer, trainingExamples}) {
  if (!teacher?.model || teacher.model === 'reference') {
    return [title('Money'), h('div', {class: 'card'}, h('p', {},
      'The reference teacher answers with the known solution nearest to the attempt. ',
      'It is no language model and costs nothing.'))];
  }
  const share = teacher.budgetUsd > 0 ? teacher.costUsd / teacher.budgetUsd : 0;
  return [
    title('Money'),
    h('div', {class: 'card'},
      h('p', {class: 'spent'}, h('b', {}, dollars(teacher.costUsd)),
        h('span', {class: 'muted'}, ` of ${dollars(teacher.budgetUsd)}`)),
      track('Budget used, in percent', Math.round(100 * share), 100),
      h('dl', {class: 'pairs'},
        pair('Per training example', amount(costPer?.exampleUsd)),
        pair('Per point of pass@1', amount(costPer?.pointUsd)),
        pair('Training examples', count(trainingExamples)),
        pair('Paid answers', count(teacher.calls)),
        pair('Tokens, prompt + completion', `${count(teacher.promptTokens)} + ${count(teacher.completionTokens)}`),
        teacher.cached?.calls > 0
          ? pair('From the purse', `${count(teacher.cached.calls)}, ${dollars(teacher.cached.savedUsd)} saved`)
          : null,
        teacher.unknownUsd > 0
          ? pair('Not confirmed', dollars(teacher.unknownUsd),
            'Calls that may have been billed without an answer, and calls in flight, at their greatest cost.')
          : null)),
  ];
}

const amount = dollarsOrNone => dollarsOrNone == null ? '–' : dollars(dollarsOrNone);

const pair = (name, value, why) => h('div', {title: why}, h('dt', {}, name), h('dd', {class: 'number'}, value));
