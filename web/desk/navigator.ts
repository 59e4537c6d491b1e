// Swaps pages inside the one document that holds the key.

import { byId, put } from "./element.ts";
import { removeSealed } from "./policy.ts";
import { tell } from "./fields.ts";
import { text } from "./say.ts";
import { keepTyped } from "./typed.ts";
import { entitle } from "./waits.ts";

export interface View {
  /** Stands in the tab and in the browser's history: never anything that was sealed. */
  title: string;
  content: Node;
  /** List and page side by side where there is room. */
  wide?: boolean;
}

type Resolve = (path: string) => Promise<View>;

let resolve: Resolve = () => Promise.reject(new Error("not started"));
let asked = 0;

export function startNavigator(to: Resolve): Promise<void> {
  resolve = to;
  document.addEventListener("click", onClick);
  window.addEventListener("popstate", () => void show(location.pathname));
  return show(location.pathname);
}

/** Goes to a path of the desk, leaving an entry in the history. */
export function go(path: string): Promise<void> {
  if (path !== location.pathname) history.pushState(null, "", path + location.search);
  return show(path);
}

/** Draws the present path anew. What was typed into a case and not `sent` stays. */
export async function again(sent: HTMLFormElement | null = null): Promise<void> {
  const put = keepTyped(sent);
  await show(location.pathname);
  put();
}

/** Whether the page asked for by `turn` is still the one wanted. */
export function turn(): () => boolean {
  const mine = asked;
  return () => mine === asked;
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest?.("a");
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (!/^\/desk(\/(?!api\/)|$)/.test(link.pathname) || link.search !== location.search) return;
  event.preventDefault();
  void go(link.pathname);
}

async function show(path: string): Promise<void> {
  const mine = ++asked;
  const view = await resolve(path);
  // An older answer must not cover a newer click.
  if (mine !== asked) return;
  removeSealed();
  tell(null);
  const place = byId("view");
  if (!place) return;
  place.replaceChildren();
  put(place, view.content);
  document.body.classList.toggle("wide", view.wide === true);
  // Another language shows this page, not the first.
  for (const link of document.querySelectorAll<HTMLAnchorElement>('[data-step="language"]')) link.pathname = path;
  entitle(`${view.title} | ${text("desk-js-title")}`);
  const heading = place.querySelector<HTMLElement>("[data-heading], h1");
  if (heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  window.scrollTo(0, 0);
}

/** A path of the desk as a link carries it: the language stays. */
export function href(path: string): string {
  return path + location.search;
}
