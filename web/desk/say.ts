// What the page gave along: messages in the visitor's language, and values.

import type { Language } from "../words/day.ts";

export { type Arguments as Values, raw, rich as say, t as text } from "../words/words.ts";

const read = new Map<string, unknown>();

/** What the page gave along under this id: the same object each time, which nobody changes. */
export function given(id: string): unknown {
  if (!read.has(id)) read.set(id, JSON.parse(document.getElementById(id)?.textContent ?? "{}"));
  return read.get(id);
}

/** All messages that the page gave along, marks left in, for the core. */
export function allWords(): Record<string, string> {
  return given("words") as Record<string, string>;
}

export function language(): Language {
  return (document.documentElement.dataset["hl"] ?? "ja") as Language;
}
