/** What the page asks the core, and the one way by which its markup enters the page. */
import type { Core } from "../../core/loader.ts";
import type { Language } from "../../words/day.ts";

/** An event as the engine knows it. */
export type Event = { is: string; [member: string]: unknown };
export type Record = { at: number; by?: string; event: Event };

export type Answer = {
  state: { staff: number; visitors: number; last: number } | null;
  standing: { stage: string } | null;
  roles: string[];
  kept: number;
  refused: [number, { is: string }][];
  /** When it last became a case at the desk, in seconds since 1970. */
  filed: number | null;
  html: string | null;
  text: string | null;
};

export type Draw = { show: "start" | "running" | "sheet"; lang: Language; practice: boolean; organisation: string; help: string[] };

export type Ask = (history: Record[], now: number, draw: Draw | null) => Answer;

export function asking(core: Core, procedure: string): Ask {
  const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}") as object;
  return (history, now, draw) => core.ask({ ask: "counter", procedure, history, now, draw: draw && { ...draw, words } }) as Answer;
}

type Policy = { createHTML(text: string): string };
const types = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes;
const rules: Policy = { createHTML: (text) => text };
const policy = types ? types.createPolicy("sotomado", rules) : rules;

/** Puts what the core rendered into the page; maud has escaped every value in it. */
export function put(at: HTMLElement, html: string): void {
  at.innerHTML = policy.createHTML(html);
}
