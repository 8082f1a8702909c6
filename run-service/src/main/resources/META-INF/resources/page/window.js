// A long list of which only the visible part is in the DOM, moved through by keys.

import {fill, h} from './dom.js';

/** Rows drawn above and below what is visible. */
const MARGIN = 12;
/** The space at the sides of a row's label, in pixels. */
const LABEL_MARGIN = 24;
/** How close to its end the list asks for more, in rows. */
const SOON = 60;

export class WindowedItems {
  #items = [];
  #size = {height: 44, width: Infinity};
  #active = 0;
  #on;
  #space = h('div', {class: 'window-space'});
  #scheduled = false;
  #resized = new ResizeObserver(() => this.#schedule());

  /** @param on draw(item): element, open(item), needMore() */
  constructor(on) {
    this.#on = on;
    const attributes = {class: 'window card flush', role: 'listbox', tabindex: '0', 'aria-label': on.label};
    this.element = h('div', attributes, this.#space);
    this.element.addEventListener('scroll', () => this.#schedule(), {passive: true});
    this.element.addEventListener('keydown', event => this.#key(event));
    this.#space.addEventListener('click', event => {
      const option = event.target.closest('[data-index]');
      if (option) {
        this.#activate(Number(option.dataset.index));
        on.open(this.#items[this.#active]);
      }
    });
    this.#resized.observe(this.element);
  }

  leave() {
    this.#resized.disconnect();
  }

  isAtTop() {
    return this.element.scrollTop === 0;
  }

  /**
   * @param items null where a place of the grid is empty
   * @param size of an item in pixels; an infinite width is a whole row. With {columns, left, group, gap, label(row)} a row
   *   has so many items, which begin at so many pixels from the left, after the row's label; between groups of so many is a gap
   */
  set(items, size) {
    this.#items = items;
    this.#size = size;
    this.#active = Math.min(this.#active, Math.max(0, items.length - 1));
    this.#draw();
  }

  #perRow() {
    if (this.#size.columns) {
      return this.#size.columns;
    }
    const fitting = Math.floor((this.element.clientWidth - 16) / this.#size.width);
    return Number.isFinite(this.#size.width) ? Math.max(1, fitting) : 1;
  }

  #schedule() {
    if (!this.#scheduled) {
      this.#scheduled = true;
      requestAnimationFrame(() => { this.#scheduled = false; this.#draw(); });
    }
  }

  #draw() {
    const perRow = this.#perRow();
    const rows = Math.ceil(this.#items.length / perRow);
    const {height, width, columns, left = 8, label} = this.#size;
    const first = Math.max(0, Math.floor(this.element.scrollTop / height) - MARGIN);
    const last = Math.min(rows, Math.ceil((this.element.scrollTop + this.element.clientHeight) / height) + MARGIN);
    this.#space.style.height = `${rows * height}px`;
    this.#space.style.minWidth = columns ? `${left + placeOf(columns, this.#size)}px` : '';
    const options = [];
    for (let index = first * perRow; index < Math.min(this.#items.length, last * perRow); index++) {
      if (label && index % perRow === 0) {
        options.push(this.#label(label(index / perRow), index / perRow));
      }
      if (this.#items[index] === null) {
        continue;
      }
      const option = this.#on.draw(this.#items[index]);
      option.id = `option-${index}`;
      option.dataset.index = index;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', index === this.#active);
      option.setAttribute('aria-posinset', index + 1);
      option.style.top = `${Math.floor(index / perRow) * height}px`;
      if (columns || perRow > 1) {
        option.style.left = `${left + placeOf(index % perRow, this.#size)}px`;
      }
      options.push(option);
    }
    fill(this.#space, options);
    // A place of the grid may be empty.
    if (this.#items[this.#active]) {
      this.element.setAttribute('aria-activedescendant', `option-${this.#active}`);
    } else {
      this.element.removeAttribute('aria-activedescendant');
    }
    if (last > rows - SOON / perRow) {
      this.#on.needMore();
    }
  }

  /** For the eye: each item says which row it is of. */
  #label(text, row) {
    const style = {top: `${row * this.#size.height}px`, width: `${this.#size.left - LABEL_MARGIN}px`};
    const label = h('div', {class: 'row-label clip', title: text, 'aria-hidden': 'true', style}, text);
    return label;
  }

  #activate(index) {
    this.#active = Math.min(this.#items.length - 1, Math.max(0, index));
    const {height} = this.#size;
    const top = Math.floor(this.#active / this.#perRow()) * height;
    const {scrollTop, clientHeight} = this.element;
    if (top < scrollTop) {
      this.element.scrollTop = top;
    } else if (top + height > scrollTop + clientHeight) {
      this.element.scrollTop = top + height - clientHeight;
    }
    this.#draw();
  }

  #key(event) {
    const perRow = this.#perRow();
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.#size.height)) * perRow;
    const moves = {
      ArrowDown: perRow, ArrowUp: -perRow, ArrowRight: 1, ArrowLeft: -1,
      PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity,
    };
    if (event.key in moves) {
      event.preventDefault();
      this.#activate(this.#active + moves[event.key]);
    } else if (event.key === 'Enter' && this.#items[this.#active]) {
      this.#on.open(this.#items[this.#active]);
    }
  }
}

/** Where an item of a row begins, in pixels from the first one. */
export const placeOf = (column, {width, group = Infinity, gap = 0}) => column * width + Math.floor(column / group) * gap;
