/** The messages that the page gave the script, in its language. */
import { ruby } from "./element.ts";
import { plain } from "./ruby.ts";

export type Arguments = Record<string, string | number>;

let all: Record<string, string> | null = null;

function read(): Record<string, string> {
  const block = document.getElementById("words");
  all ??= block ? (JSON.parse(block.textContent ?? "{}") as Record<string, string>) : {};
  return all;
}

/** With its marks still in it; the id itself if there is no such message. */
export function raw(id: string, values: Arguments = {}): string {
  return (read()[id] ?? id).replace(/\{\$([a-z]+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** As plain text, for attributes. */
export const t = (id: string, values?: Arguments): string => plain(raw(id, values));

/** As nodes, with ruby. */
export const rich = (id: string, values?: Arguments): DocumentFragment => ruby(raw(id, values));
