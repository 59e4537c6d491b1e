/** What signed procedures call their stages and acts, whom outside their stages tell, and what must have been said before a way opens. */
import { parse } from "smol-toml";
import { isList, isObject, isText } from "../protocol/shape.ts";
import type { Language } from "../words/day.ts";

export type Text = Record<Language, string>;
/** To which stage; `bare`: it needs neither a consent nor a second, so that the desk's word alone leads there; and the conditions any one of
 * which opens it: each so many times that acts were done, or null of what is no such. */
export type Way = { to: string; bare: boolean; when: (Map<string, number> | null)[] };
/** `say` is what happens in it, in words for the reporter where the file has such; `once` what they read instead once one of these acts was
 * done, the last that holds; `nameless`: what is told does not give their name; `next` are the ways on. */
export type Stage = { name: Text; tells: string | null; nameless: boolean; say: Text | null; once: Once[]; next: Way[]; last: boolean };
export type Once = { done: string[]; reporter: Text };
/** An act that is what the reporter said, by the meaning of an answer: `own` where they alone say it, in a form. */
export type Said = { act: string; means: string; own: boolean };
/** `acts` are named as the reporter reads them. `danger` is the stage in which 110 was called. */
export type Procedure = { name: Text | null; stages: Map<string, Stage>; acts: Map<string, Text>; said: Said[]; danger: string | null };

export const isWords = (value: unknown): value is Text => isObject(value) && isText(value["ja"]) && isText(value["ja-yasashii"]) && isText(value["en"]);
type Named = { id: string; name: Text } & Record<string, unknown>;
export const isNamed = (value: unknown): value is Named => isObject(value) && isText(value["id"]) && isWords(value["name"]);

/** Null if it is none. Whose signature it bears is its caller's to know. */
export function readProcedure(text: string): Procedure | null {
  try {
    const { name, stage, act = [], danger } = parse(text);
    if (!isList(stage, isNamed) || !isList(act, isNamed)) return null;
    return {
      name: isWords(name) ? name : null,
      stages: new Map(stage.map(({ id, name, tells, nameless, say, reporter, once, next, last }) => [id, { name, tells: isText(tells) ? tells : null, nameless: nameless === true, say: [reporter, say].find(isWords) ?? null, once: isList(once, isOnce) ? once : [], next: follow(next), last: last === true }])),
      acts: new Map(act.map(({ id, name, reporter }) => [id, isWords(reporter) ? reporter : name])),
      said: act.flatMap(({ id, said, aloud }): Said[] => (isText(said) ? [{ act: id, means: said, own: true }] : isText(aloud) ? [{ act: id, means: aloud, own: false }] : [])),
      danger: isText(danger) ? danger : null,
    };
  } catch {
    return null;
  }
}

const isOnce = (value: unknown): value is Once => isObject(value) && isList(value["done"], isText) && isWords(value["reporter"]);
const isWay = (value: unknown): value is { to: string; consent?: unknown; persons?: unknown; when?: unknown } => isObject(value) && isText(value["to"]);
const follow = (next: unknown): Way[] => (isList(next, isWay) ? next.map(({ to, consent, persons, when }) => ({ to, bare: consent !== true && (persons ?? 1) === 1, when: isList(when, isText) ? when.map(condition) : [] })) : []);

/** `act` or `act >= 2`, joined by `and`; null where a number has a name, which no case has. */
function condition(text: string): Map<string, number> | null {
  const parts = text.split(" and ").map((part) => /^(\w+)(?: *>= *(\d+))?$/.exec(part.trim()));
  if (parts.some((part) => part === null)) return null;
  return new Map(parts.map((part) => [part?.[1] ?? "", Number(part?.[2] ?? 1)]));
}
