/** What signed procedures call their stages and acts, and whom outside their stages tell. */
import { parse } from "smol-toml";
import { isList, isObject, isText } from "../protocol/shape.ts";
import type { Language } from "../words/day.ts";

export type Text = Record<Language, string>;
export type Stage = { name: Text; tells: string | null };
export type Procedure = { stages: Map<string, Stage>; acts: Map<string, Text> };

export const isWords = (value: unknown): value is Text => isObject(value) && isText(value["ja"]) && isText(value["ja-yasashii"]) && isText(value["en"]);
export const isNamed = (value: unknown): value is { id: string; name: Text; tells?: unknown } => isObject(value) && isText(value["id"]) && isWords(value["name"]);

/** Null if it is none. Whose signature it bears is its caller's to know. */
export function readProcedure(text: string): Procedure | null {
  try {
    const { stage, act = [] } = parse(text);
    if (!isList(stage, isNamed) || !isList(act, isNamed)) return null;
    return {
      stages: new Map(stage.map(({ id, name, tells }) => [id, { name, tells: isText(tells) ? tells : null }])),
      acts: new Map(act.map(({ id, name }) => [id, name])),
    };
  } catch {
    return null;
  }
}
