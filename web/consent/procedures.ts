/** What signed procedures call their stages and acts, and whom outside their stages tell. */
import { parse } from "smol-toml";
import { isList, isObject, isText } from "../protocol/shape.ts";
import type { Language } from "../words/day.ts";

export type Text = Record<Language, string>;
/** `say` is what happens in it, in words for the reporter where the file has such, `next` are the stages that may follow. */
export type Stage = { name: Text; tells: string | null; say: Text | null; next: Way[] };
/** `bare`: it needs neither a consent nor a second, so that the desk's word alone leads there. */
export type Way = { to: string; bare: boolean };
/** `danger` is the stage in which 110 was called. */
export type Procedure = { name: Text | null; stages: Map<string, Stage>; acts: Map<string, Text>; danger: string | null };

export const isWords = (value: unknown): value is Text => isObject(value) && isText(value["ja"]) && isText(value["ja-yasashii"]) && isText(value["en"]);
export const isNamed = (value: unknown): value is { id: string; name: Text; tells?: unknown; say?: unknown; reporter?: unknown; next?: unknown } => isObject(value) && isText(value["id"]) && isWords(value["name"]);

/** Null if it is none. Whose signature it bears is its caller's to know. */
export function readProcedure(text: string): Procedure | null {
  try {
    const { name, stage, act = [], danger } = parse(text);
    if (!isList(stage, isNamed) || !isList(act, isNamed)) return null;
    return {
      name: isWords(name) ? name : null,
      stages: new Map(stage.map(({ id, name, tells, say, reporter, next }) => [id, { name, tells: isText(tells) ? tells : null, say: [reporter, say].find(isWords) ?? null, next: follow(next) }])),
      acts: new Map(act.map(({ id, name }) => [id, name])),
      danger: isText(danger) ? danger : null,
    };
  } catch {
    return null;
  }
}

const isWay = (value: unknown): value is { to: string; consent?: unknown; persons?: unknown } => isObject(value) && isText(value["to"]);
const follow = (next: unknown): Way[] => (isList(next, isWay) ? next.map(({ to, consent, persons }) => ({ to, bare: consent !== true && (persons ?? 1) === 1 })) : []);
