// Numbers and words for people.

export const percent = share => `${(100 * share).toFixed(1)} %`;

export const count = number => number.toLocaleString('en-US');

export const counted = (number, noun) => `${count(number)} ${noun}${number === 1 ? '' : 's'}`;

/** Cents for amounts from a dollar up, two digits for smaller ones. */
export function dollars(amount) {
  if (amount === 0 || amount >= 1) {
    return amount === 0 ? '$0' : `$${amount.toFixed(2)}`;
  }
  const decimals = Math.min(12, 1 - Math.floor(Math.log10(amount)));
  return `$${amount.toFixed(decimals)}`;
}

export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  }
  return whole < 86_400
    ? `${Math.floor(whole / 3600)} h ${Math.floor(whole % 3600 / 60)} min`
    : `${Math.floor(whole / 86_400)} d ${Math.floor(whole % 86_400 / 3600)} h`;
}

export const time = date => new Date(date).toLocaleTimeString('en-GB');

/** Day and minute, in the browser's time zone. */
export function moment(text) {
  const date = new Date(text);
  return `${date.toLocaleDateString('en-CA')} ${date.toLocaleTimeString('en-GB').slice(0, 5)}`;
}

/** `exam-0` and the like in words. */
export function stageName(stage) {
  const [kind, round] = stage.split('-');
  if (kind === 'exam') {
    return round === '0' ? 'Exam before training' : `Exam after round ${round}`;
  }
  return `${kind[0].toUpperCase()}${kind.slice(1)}, round ${round}`;
}

export const STATES = {
  RUNNING: 'running', PAUSED: 'paused', HELD: 'held', FINISHED: 'finished', FAILED: 'failed', CANCELLED: 'cancelled',
  UNKNOWN: 'unknown',
};

/** The outcomes of a task: their mark, so that none is told by its colour alone, and what they mean. */
export const OUTCOMES = [
  {key: 'SOLVED', name: 'solved', mark: 'S', meaning: 'the student passed: nothing to teach'},
  {key: 'TAUGHT', name: 'taught', mark: 'T', meaning: "the teacher's program passed and became an example"},
  {key: 'UNTAUGHT', name: 'untaught', mark: 'U', meaning: "the teacher's attempts failed too"},
  {key: 'UNFUNDED', name: 'unfunded', mark: '$', meaning: 'the budget was used up'},
  {key: 'FAULTED', name: 'faulted', mark: '!', meaning: 'an infrastructure fault'},
];

/** What the outcomes mean with the methods that ask no teacher, or have it score attempts. */
const OWN_MEANINGS = {
  rft: {SOLVED: 'the student passed, and its program became an example', UNTAUGHT: 'the student failed: nothing to learn from'},
  ssd: {SOLVED: 'the student passed, and its program became an example',
    TAUGHT: 'the student failed, and its program became an example all the same', UNTAUGHT: 'the student wrote no program'},
  opd: {SOLVED: 'the student passed', TAUGHT: "the teacher scored the student's attempt, which became an example",
    UNTAUGHT: "the teacher's score could not be used"},
};

/** The outcomes as they are meant with a method. */
export const outcomesOf = method =>
  OUTCOMES.map(outcome => ({...outcome, meaning: OWN_MEANINGS[method]?.[outcome.key] ?? outcome.meaning}));

export const outcomeOf = key => OUTCOMES.find(outcome => outcome.key === key) ?? OUTCOMES[4];

export const VERDICTS = {
  PASSED: 'passed', FAILED: 'failed', TIMED_OUT: 'timed out', OUT_OF_MEMORY: 'out of memory', CRASHED: 'crashed',
  REJECTED: 'rejected', SANDBOX_ERROR: 'sandbox error',
};

/** A type of error in words: Python's own names stay. */
export const errorName = type => ({WRONG_RESULT: 'wrong result', OTHER: 'other errors'})[type] ?? VERDICTS[type] ?? type;

export const isOver = state => state === 'FINISHED' || state === 'FAILED' || state === 'CANCELLED';

/** pass@1 of the untrained student and of the last exam; null where there is none. */
export function gain(report) {
  const exams = (report.exams ?? []).filter(exam => exam.refineStep === 0 && exam.passAtK['1'] !== undefined);
  const before = exams.find(exam => exam.round === 0) ?? null;
  const after = exams.filter(exam => exam.round > 0).at(-1) ?? null;
  return {before, after};
}
