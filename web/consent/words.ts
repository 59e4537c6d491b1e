/** The sentences about consent, in the script that is fetched with the first proposal: the page's first load carries none. */
import { ruby } from "../words/element.ts";
import { plain } from "../words/ruby.ts";

/** By language, written in when the scripts are built. */
declare const CONSENT_WORDS: Record<string, Record<string, string>>;

export type Values = Record<string, string>;

/** Values may be what somebody typed: marks in them draw nothing. */
function raw(id: string, values: Values): string {
  const all = CONSENT_WORDS[document.documentElement.dataset["hl"] ?? "ja"] ?? {};
  return (all[id] ?? id).replace(/\{\$([a-z]+)\}/g, (whole, name: string) => values[name] ?? whole);
}

export const bare = (typed: string): string => typed.replace(/[《》｜¦]/g, "");
export const say = (id: string, values: Values = {}): DocumentFragment => ruby(raw(id, values));
export const text = (id: string): string => plain(raw(id, {}));
