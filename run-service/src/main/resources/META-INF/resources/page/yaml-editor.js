// A text area with line numbers. Tab indents; after Escape, Tab moves the focus on, so that the keyboard is never trapped.

import {fill, h} from './dom.js';

const INDENT = '  ';

/**
 * @param text the first text
 * @param label for screen readers
 * @param changed called with the text after each change
 * @return {element, text(), set(text), mark(problems), go(line, column)}
 */
export function yamlEditor({text, label, changed}) {
  const numbers = h('div', {class: 'editor-numbers', 'aria-hidden': 'true'});
  const area = h('textarea', {
    class: 'editor-text', id: 'specification', 'aria-label': label, 'aria-describedby': 'editor-help problems',
    spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off', autocorrect: 'off', wrap: 'off',
  });
  area.value = text;
  let leaving = false;
  let problems = [];

  function drawNumbers() {
    const lines = area.value.split('\n').length;
    const worst = new Map(problems.map(problem => [problem.line, problem.message]));
    fill(numbers, Array.from({length: lines}, (_, index) => h('div', {
      class: worst.has(index + 1) ? 'wrong' : null, title: worst.get(index + 1),
    }, index + 1)));
    area.rows = Math.max(14, lines + 1);
  }

  function edited() {
    drawNumbers();
    changed(area.value);
  }

  /** Replaces the selection as typing does, so that the browser can undo it. */
  function insert(replacement) {
    if (!document.execCommand('insertText', false, replacement)) {
      area.setRangeText(replacement, area.selectionStart, area.selectionEnd, 'end');
      edited();
    }
  }

  /** Selects whole lines, and shifts them to the right or to the left. */
  function shift(right) {
    const from = area.value.lastIndexOf('\n', area.selectionStart - 1) + 1;
    const last = Math.max(from, area.selectionEnd - (area.selectionEnd > area.selectionStart ? 1 : 0));
    const end = area.value.indexOf('\n', last);
    const lines = area.value.slice(from, end < 0 ? area.value.length : end).split('\n');
    const shifted = lines.map(line => right ? (line === '' ? line : INDENT + line) : line.replace(/^ {1,2}/, '')).join('\n');
    area.setSelectionRange(from, end < 0 ? area.value.length : end);
    insert(shifted);
    area.setSelectionRange(from, from + shifted.length);
  }

  function pressed(event) {
    if (event.key === 'Escape') {
      leaving = true;
      return;
    }
    if (event.key === 'Tab' && !leaving && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      if (event.shiftKey || area.selectionStart !== area.selectionEnd) {
        shift(!event.shiftKey);
      } else {
        insert(INDENT);
      }
    } else if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      const line = area.value.slice(area.value.lastIndexOf('\n', area.selectionStart - 1) + 1, area.selectionStart);
      insert(`\n${/^ */.exec(line)[0]}`);
    }
    if (event.key !== 'Tab' && event.key !== 'Shift') {
      leaving = false;
    }
  }

  area.addEventListener('keydown', pressed);
  area.addEventListener('blur', () => { leaving = false; });
  area.addEventListener('input', edited);
  drawNumbers();

  return {
    element: h('div', {class: 'editor'}, numbers, area),
    text: () => area.value,
    set: now => {
      area.value = now;
      edited();
    },
    mark: now => {
      problems = now;
      area.setAttribute('aria-invalid', now.length > 0 ? 'true' : 'false');
      drawNumbers();
    },
    go: (line, column) => {
      const start = area.value.split('\n').slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
      const end = area.value.indexOf('\n', start);
      area.focus();
      area.setSelectionRange(start + column - 1, end < 0 ? area.value.length : end);
    },
  };
}
