// Differences of two programs by lines, and of two lines by words: longest common subsequences.

/** Beyond so many comparisons the middle counts as changed as a whole. */
const MOST_COMPARISONS = 4_000_000;
/** Words are compared in lines up to this length. */
const LONGEST_LINE = 2_000;
/** The share of a line's letters that must stay for its words to be compared. */
const ENOUGH_IN_COMMON = 0.25;

/**
 * Rows of a side-by-side view: {left, right, same}, each side {number, text} or null.
 */
export function diffLines(before, after) {
  const left = lines(before);
  const right = lines(after);
  const rows = [];
  let i = 0;
  let j = 0;
  for (const [a, b] of [...common(left, right), [left.length, right.length]]) {
    for (; i < a || j < b;) {
      rows.push({
        left: i < a ? {number: i + 1, text: left[i++]} : null,
        right: j < b ? {number: j + 1, text: right[j++]} : null,
        same: false,
      });
    }
    if (a < left.length) {
      rows.push({left: {number: ++i, text: left[a]}, right: {number: ++j, text: right[b]}, same: true});
    }
  }
  return rows;
}

/** The words of two lines, each {text, changed}; null if the lines have too little in common to be compared. */
export function diffWords(before, after) {
  if (before.length > LONGEST_LINE || after.length > LONGEST_LINE) {
    return null;
  }
  const left = words(before);
  const right = words(after);
  const pairs = common(left, right);
  const shared = pairs.reduce((sum, [index]) => sum + left[index].trim().length, 0);
  if (shared < ENOUGH_IN_COMMON * Math.max(letters(left), letters(right))) {
    return null;
  }
  const kept = [new Set(pairs.map(([a]) => a)), new Set(pairs.map(([, b]) => b))];
  const marked = (all, same) => joined(all.map((text, index) => ({text, changed: !same.has(index)})));
  return {left: marked(left, kept[0]), right: marked(right, kept[1])};
}

/** Neighbours that are alike become one. */
function joined(all) {
  const found = [];
  for (const word of all) {
    if (found.at(-1)?.changed === word.changed) {
      found.at(-1).text += word.text;
    } else {
      found.push(word);
    }
  }
  return found;
}

const letters = all => all.reduce((sum, word) => sum + word.trim().length, 0);

const words = line => line.match(/[\p{L}\p{N}_]+|\s+|./gsu) ?? [];

function lines(text) {
  const all = text.split('\n');
  return all.at(-1) === '' ? all.slice(0, -1) : all;
}

/** Pairs of the indexes of a longest common subsequence, ascending. */
export function common(left, right) {
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) {
    start++;
  }
  let end = 0;
  while (end < left.length - start && end < right.length - start && left.at(-1 - end) === right.at(-1 - end)) {
    end++;
  }
  const pairs = Array.from({length: start}, (_, index) => [index, index]);
  const rows = left.length - start - end;
  const columns = right.length - start - end;
  if (rows * columns <= MOST_COMPARISONS) {
    pairs.push(...middle(left, right, start, rows, columns));
  }
  for (let index = end; index > 0; index--) {
    pairs.push([left.length - index, right.length - index]);
  }
  return pairs;
}

function middle(left, right, start, rows, columns) {
  const width = columns + 1;
  const lengths = new Uint32Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      lengths[i * width + j] = left[start + i] === right[start + j]
        ? lengths[(i + 1) * width + j + 1] + 1
        : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < rows && j < columns;) {
    if (left[start + i] === right[start + j]) {
      pairs.push([start + i++, start + j++]);
    } else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) {
      i++;
    } else {
      j++;
    }
  }
  return pairs;
}
