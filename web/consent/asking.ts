/** The questions of a form, as signed policies have them. */
import { parse } from "smol-toml";
import { isList, isObject, isText } from "../protocol/shape.ts";
import { isNamed, isWords, type Text } from "./procedures.ts";

export type Item = { id: string; text: Text; choices: boolean; options: { id: string; name: Text; means: string | null }[] };
/** `acts` are what sending it may be. */
export type QuestionSet = { name: Text; lead: Text; acts: string[]; items: Item[] };

/** Null if there is no such set. Whose signature the text bears is its caller's to know. */
export function readSet(text: string, id: string): QuestionSet | null {
  try {
    const { set } = parse(text);
    if (!isList(set, isNamed)) return null;
    const found = set.find((one) => one.id === id);
    if (!found || !("lead" in found) || !isWords(found.lead) || !("item" in found) || !isList(found.item, isItem)) return null;
    const items = found.item.map((one) => ({ id: one.id, text: one.text, choices: one.choices === true, options: one.option.map(({ id, name, means }) => ({ id, name, means: isText(means) ? means : null })) }));
    return { name: found.name, lead: found.lead, acts: "acts" in found && isList(found.acts, isText) ? found.acts : [], items };
  } catch {
    return null;
  }
}

type Read = { id: string; text: Text; choices?: unknown; option: { id: string; name: Text; means?: unknown }[] };
const isItem = (value: unknown): value is Read => isObject(value) && isText(value["id"]) && isWords(value["text"]) && isList(value["option"], isNamed);
