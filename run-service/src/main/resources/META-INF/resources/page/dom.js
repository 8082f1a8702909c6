// Builds elements. Every text becomes a text node, so that no program and no answer is ever read as markup.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element: attributes, properties of its style, listeners (`onclick`), and children. Null and false attributes and
 * children are left out.
 */
export function h(name, attributes = {}, ...children) {
  return build(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function svg(name, attributes = {}, ...children) {
  return build(document.createElementNS(SVG, name), attributes, children);
}

function build(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (key === 'style') {
      // Through the object model: the content security policy forbids style attributes.
      Object.entries(value).forEach(([property, text]) => element.style.setProperty(property, text));
    } else if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else {
      element.setAttribute(key, value === true ? '' : value);
    }
  }
  element.append(...nodes(children));
  return element;
}

function nodes(children) {
  return children.flat(Infinity)
    .filter(child => child !== null && child !== undefined && child !== false)
    .map(child => child instanceof Node ? child : String(child));
}

/** Replaces what an element contains. */
export function fill(element, ...children) {
  element.replaceChildren(...nodes(children));
  return element;
}

/**
 * A part of a page that is drawn again only if its data changed: what has the focus or is selected stays as it is while
 * other parts change.
 */
export function part(element, draw) {
  let drawn;
  return data => {
    const now = JSON.stringify(data);
    if (now !== drawn) {
      drawn = now;
      fill(element, draw(data));
    }
    return element;
  };
}

/** A button that copies a text and says so. */
export function copyButton(text, what) {
  const label = `Copy ${what}`;
  const button = h('button', {type: 'button', class: 'quiet copy', title: label, 'aria-label': label}, 'Copy');
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Not allowed';
    }
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  });
  return button;
}
