/** The sentences about files, in the script that is fetched with them: the page's first load carries none. */
import { el, ruby } from "../words/element.ts";
import { plain } from "../words/ruby.ts";
import type { Failure } from "./job.ts";

/** By language, written in when the scripts are built. */
declare const FILES_WORDS: Record<string, Record<string, string>>;

export type Values = Record<string, string | number>;

function raw(id: string, values: Values): string {
  const all = FILES_WORDS[document.documentElement.dataset["hl"] ?? "ja"] ?? {};
  return (all[id] ?? id).replace(/\{\$([a-z]+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export const say = (id: string, values: Values = {}): DocumentFragment => ruby(raw(id, values));
export const text = (id: string, values: Values = {}): string => plain(raw(id, values));

/** A sentence of the server's own, marked as such: nobody signed it. */
export const serverSays = (detail: string): Node[] => [say("files-js-server-says"), el("q", { class: "server-says", dir: "auto" }, detail)];

/** What is said of a failure: this page's sentence, or the server's if it is a plain no. */
export function failed({ code, detail, own }: Failure): Node[] {
  if (own !== undefined) return [ruby(own)];
  return code === "refused" && detail !== "" ? serverSays(detail) : [say(`files-js-failed-${code}`)];
}
