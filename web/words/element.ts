/** Elements built by hand: text enters the page as text and never as markup. */
import { pieces } from "./ruby.ts";

export type Child = Node | string | null | undefined | false;

/** An element with attributes (true: present, false or null: absent) and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | boolean | null | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "string") made.setAttribute(name, value);
    else if (value === true) made.setAttribute(name, "");
  }
  made.append(...children.filter((child): child is Node | string => Boolean(child)));
  return made;
}

/** A text with its ruby and its places to break. */
export function ruby(text: string): DocumentFragment {
  const made = document.createDocumentFragment();
  for (const piece of pieces(text)) {
    if (piece.is === "text") made.append(piece.text);
    else if (piece.is === "break") made.append(el("wbr"));
    else made.append(el("ruby", {}, piece.base, el("rp", {}, "（"), el("rt", {}, piece.reading), el("rp", {}, "）")));
  }
  return made;
}

/** The element with that id; every id asked for stands in the page that the server drew. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (!found) throw new Error(`#${id} is not on this page`);
  return found as E;
}
