/** What the page told the script, and what the script must forget when the page goes. */
import { isId, isObject } from "../protocol/shape.ts";
import type { Language } from "../words/day.ts";

/** `largest_file` in bytes. */
export type PageData = { organisation: string; window: string; hl: Language; page: string; largest_file?: number };

const LANGUAGES = ["ja", "ja-yasashii", "en"];

/** The page speaks of another organisation than its address. */
export class Elsewhere extends Error {}

/** Null on pages that only need the links and the way out. Throws on anything but what such a page says of itself, and
 * Elsewhere where the address names another organisation: people compare the address, so it decides. */
export function pageData(): PageData | null {
  const block = document.getElementById("page");
  if (!block) return null;
  const told: unknown = JSON.parse(block.textContent ?? "");
  if (!isObject(told) || !isId(told["window"]) || !LANGUAGES.some((hl) => hl === told["hl"])) throw new Error("not a page of a window");
  const [, organisation, page] = /^\/o\/([^/]+)\/([^/]+)$/.exec(location.pathname) ?? [];
  if (typeof told["organisation"] !== "string" || told["page"] !== page) throw new Error("not a page of a window");
  if (told["organisation"] !== organisation) throw new Elsewhere();
  return told as unknown as PageData;
}

const FINGERPRINT = /^#([0-9a-f]{32})$/i;

/** The poster's fingerprint, taken out of the address bar, carried on by the links of this window. */
export function takeFingerprint(): string | null {
  const found = FINGERPRINT.exec(location.hash)?.[1]?.toLowerCase() ?? null;
  if (found === null) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  // The form that a draft is taken up in lies in a template, where an address is a text and leads nowhere yet.
  const parts = [document, ...[...document.querySelectorAll("template")].map(({ content }) => content)];
  for (const part of parts) for (const way of part.querySelectorAll("a[href^='/']")) way.setAttribute("href", `${way.getAttribute("href")}#${found}`);
  return found;
}

const forgetting = new Set<() => void>();

/** A poster's code opened while this window is already here: begin anew, so that it is compared. */
export function watchFingerprint(): void {
  addEventListener("hashchange", () => {
    if (FINGERPRINT.test(location.hash)) location.reload();
  });
}

/** Called once when the page is left. */
export const onLeave = (forget: () => void): void => void forgetting.add(forget);

export function forgetAll(): void {
  for (const forget of forgetting) forget();
  forgetting.clear();
}

let guarded: (() => boolean) | null = null;
const ask = (event: BeforeUnloadEvent): void => {
  if (guarded?.()) event.preventDefault();
};

/** The browser asks before it drops the page while `unsent` says so; the quick exit never asks. */
export function guard(unsent: () => boolean): void {
  guarded = unsent;
  addEventListener("beforeunload", ask);
}

function leave(to: string): void {
  removeEventListener("beforeunload", ask);
  forgetAll();
  document.documentElement.hidden = true;
  location.replace(to);
}

/** The quick exits, and the forgetting. */
export function prepareLeaving(): void {
  // Also for what comes into the page later.
  document.addEventListener("click", (event) => {
    const way = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("#leave, [data-leave]") : null;
    if (!way) return;
    event.preventDefault();
    leave(way.href);
  });
  addEventListener("pagehide", forgetAll);
  // A page that comes back from the browser's own store has forgotten its keys: begin anew.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
