// Builds elements without a string of markup anywhere.

export type Child = Node | string | null | undefined | false;

export interface Made {
  id?: string | undefined;
  class?: string | undefined;
  on?: { [event: string]: (event: Event) => void };
  [attribute: string]: unknown;
}

/** An element; `true` sets an empty attribute, `false` and `undefined` set none. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, made: Made = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(made)) {
    if (name === "on") {
      for (const [event, deed] of Object.entries(made.on ?? {})) element.addEventListener(event, deed);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== undefined && value !== null) {
      element.setAttribute(name, String(value));
    }
  }
  put(element, ...children);
  return element;
}

export function put(into: Node, ...children: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    into.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
  }
}

export function byId<T extends HTMLElement = HTMLElement>(id: string): T | null {
  return document.getElementById(id) as T | null;
}
