/** The sentences about previews and masked copies, in the script that is fetched with the first one. */
import { ruby } from "../words/element.ts";
import { plain } from "../words/ruby.ts";

/** By language, written in when the scripts are built. */
declare const PREVIEWS_WORDS: Record<string, Record<string, string>>;

export type Values = Record<string, string | number>;

/** Values may be what somebody typed: marks in them draw nothing. */
const bare = (typed: string): string => typed.replace(/[《》｜¦]/g, "");

function raw(id: string, values: Values): string {
  const all = PREVIEWS_WORDS[document.documentElement.dataset["hl"] ?? "ja"] ?? {};
  return (all[id] ?? id).replace(/\{\$([a-z]+)\}/g, (whole, name: string) => bare(String(values[name] ?? whole)));
}

export const say = (id: string, values: Values = {}): DocumentFragment => ruby(raw(id, values));
export const text = (id: string, values: Values = {}): string => plain(raw(id, values));
