/** The signed policy texts that this window shows. */
import { parse } from "smol-toml";
import { isList, isObject, isText, type Json } from "../protocol/shape.ts";
import type { Language } from "../words/day.ts";
import { type Days, readDays } from "./days.ts";

export type Text = Record<Language, string>;
export type Option = { id: string; text: Text };
export type Question = { id: string; kind: "one" | "many" | "text" | "month"; text: Text; note?: Text; ahead?: boolean; option?: Option[] };
export type Level = { id: string; text: Text; may: Text };
export type Contact = { id: string; name: Text; note?: Text; tel?: string };
export type Policies = { questions: Question[]; levels: Level[]; contacts: Contact[]; days: Days };

const isWords = (value: unknown): value is Text =>
  isObject(value) && isText(value["ja"]) && isText(value["ja-yasashii"]) && isText(value["en"]);
const isOption = (value: unknown): value is Option => isObject(value) && isText(value["id"]) && isWords(value["text"]);
const maybe = (value: unknown, is: (value: unknown) => boolean): boolean => value === undefined || is(value);

const isQuestion = (value: unknown): value is Question =>
  isObject(value) &&
  isText(value["id"]) &&
  ["one", "many", "text", "month"].some((kind) => kind === value["kind"]) &&
  isWords(value["text"]) &&
  maybe(value["note"], isWords) &&
  maybe(value["option"], (options) => isList(options, isOption));

const isLevel = (value: unknown): value is Level =>
  isObject(value) && isText(value["id"]) && isWords(value["text"]) && isWords(value["may"]);
const isContact = (value: unknown): value is Contact =>
  isObject(value) && isText(value["id"]) && isWords(value["name"]) && maybe(value["note"], isWords) && maybe(value["tel"], isText);

function table<T>(texts: Record<string, string>, file: string, name: string, is: (value: unknown) => value is T): T[] {
  const rows = (parse(texts[file] ?? "") as Json)[name];
  if (!isList(rows, is)) throw new Error(`${file} is not as expected`);
  return rows;
}

/** Throws if a file is missing or not of the shape that this page draws. */
export function readPolicies(texts: Record<string, string>): Policies {
  const policies = {
    questions: table(texts, "intake.toml", "question", isQuestion),
    levels: table(texts, "consent.toml", "level", isLevel),
    contacts: table(texts, "contacts.toml", "contact", isContact),
    days: readDays(texts),
  };
  if (policies.levels.length === 0) throw new Error("no consent level");
  return policies;
}
