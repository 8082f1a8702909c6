// The parts of a Python program that are shown in colours. A program with errors is split as far as it can be read.

const KEYWORDS = new Set(('False None True and as assert async await break class continue def del elif else except finally for from '
  + 'global if import in is lambda nonlocal not or pass raise return try while with yield').split(' '));
const BUILTINS = new Set(('abs all any bool bytes chr dict divmod enumerate filter float frozenset hash hex int isinstance '
  + 'issubclass iter len list map max min next object open ord pow print property range repr reversed round self set sorted '
  + 'staticmethod str sum super tuple type zip Exception IndexError KeyError RuntimeError StopIteration TypeError ValueError '
  + 'ZeroDivisionError').split(' '));
/** Longer programs stay in one colour. */
const LONGEST = 200_000;

const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER = /(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:[eE][+-]?\d+)?[jJ]?)/y;
const STRING = /(?:[rR][bBfF]?|[bBfF][rR]?|[uU])?("""|'''|"|')/y;
const COMMENT = /#[^\n]*/y;
const DECORATOR = /@[\p{L}\p{N}_.]+/uy;

/** The lines of a program, each a list of {text, kind}; the kind is null for what has no colour. */
export function lines(program) {
  const all = [[]];
  for (const {text, kind} of parts(program)) {
    text.split('\n').forEach((piece, index) => {
      if (index > 0) {
        all.push([]);
      }
      if (piece !== '') {
        all.at(-1).push({text: piece, kind});
      }
    });
  }
  return all;
}

function parts(program) {
  if (program.length > LONGEST) {
    return [{text: program, kind: null}];
  }
  const found = [];
  let plain = 0;
  let previous = null;
  let at = 0;
  while (at < program.length) {
    const part = partAt(program, at, previous);
    if (part === null) {
      at++;
      continue;
    }
    if (part.kind !== null) {
      if (plain < at) {
        found.push({text: program.slice(plain, at), kind: null});
      }
      found.push({text: program.slice(at, part.end), kind: part.kind});
      plain = part.end;
    }
    previous = program.slice(at, part.end);
    at = part.end;
  }
  if (plain < program.length) {
    found.push({text: program.slice(plain), kind: null});
  }
  return found;
}

function partAt(program, at, previous) {
  const character = program[at];
  if (character === '#') {
    return {kind: 'comment', end: endOf(COMMENT, program, at)};
  }
  const quote = match(STRING, program, at);
  if (quote) {
    return {kind: 'string', end: endOfString(program, STRING.lastIndex, quote[1])};
  }
  if (character >= '0' && character <= '9') {
    return {kind: 'number', end: endOf(NUMBER, program, at)};
  }
  const name = match(NAME, program, at);
  if (name) {
    return {kind: kindOf(name[0], previous), end: NAME.lastIndex};
  }
  if (character === '@' && /(^|\n)[ \t]*$/.test(program.slice(Math.max(0, at - 80), at)) && match(DECORATOR, program, at)) {
    return {kind: 'decorator', end: DECORATOR.lastIndex};
  }
  return null;
}

function kindOf(name, previous) {
  if (KEYWORDS.has(name)) {
    return 'keyword';
  }
  if (previous === 'def' || previous === 'class') {
    return 'definition';
  }
  return BUILTINS.has(name) ? 'builtin' : null;
}

function match(pattern, program, at) {
  pattern.lastIndex = at;
  return pattern.exec(program);
}

const endOf = (pattern, program, at) => match(pattern, program, at) ? Math.max(at + 1, pattern.lastIndex) : at + 1;

/** A string that is not closed ends with its line, or with the program if it has three quotes. */
function endOfString(program, from, quote) {
  const long = quote.length === 3;
  for (let at = from; at < program.length; at++) {
    if (program[at] === '\\') {
      at++;
    } else if (!long && program[at] === '\n') {
      return at;
    } else if (program.startsWith(quote, at)) {
      return at + quote.length;
    }
  }
  return program.length;
}
