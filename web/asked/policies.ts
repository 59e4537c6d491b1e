/** What a report asks: the questions and the words of consent, as signed policy texts have them. */
import { parse } from "smol-toml";
import { isList, isObject, isText, type Json } from "../protocol/shape.ts";
import type { Language } from "../words/day.ts";

export type Text = Record<Language, string>;
export type Option = { id: string; text: Text };
export type Question = { id: string; kind: "one" | "many" | "text" | "month"; text: Text; note?: Text; ahead?: boolean; option?: Option[] };
export type Level = { id: string; text: Text; may: Text };
export type Asking = { questions: Question[]; levels: Level[] };

export const isWords = (value: unknown): value is Text =>
  isObject(value) && isText(value["ja"]) && isText(value["ja-yasashii"]) && isText(value["en"]);
const isOption = (value: unknown): value is Option => isObject(value) && isText(value["id"]) && isWords(value["text"]);
export const maybe = (value: unknown, is: (value: unknown) => boolean): boolean => value === undefined || is(value);

const isQuestion = (value: unknown): value is Question =>
  isObject(value) &&
  isText(value["id"]) &&
  ["one", "many", "text", "month"].some((kind) => kind === value["kind"]) &&
  isWords(value["text"]) &&
  maybe(value["note"], isWords) &&
  maybe(value["option"], (options) => isList(options, isOption));

const isLevel = (value: unknown): value is Level =>
  isObject(value) && isText(value["id"]) && isWords(value["text"]) && isWords(value["may"]);

/** Throws if the file is missing or not of that shape. */
export function table<T>(texts: Record<string, string>, file: string, name: string, is: (value: unknown) => value is T): T[] {
  const rows = (parse(texts[file] ?? "") as Json)[name];
  if (!isList(rows, is)) throw new Error(`${file} is not as expected`);
  return rows;
}

/** Throws if a file is missing or not of the shape that is drawn. */
export function readAsking(texts: Record<string, string>): Asking {
  const asking = {
    questions: table(texts, "intake.toml", "question", isQuestion),
    levels: table(texts, "consent.toml", "level", isLevel),
  };
  if (asking.levels.length === 0) throw new Error("no consent level");
  return asking;
}
