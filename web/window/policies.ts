/** The signed policy texts that this window shows. */
import { type Days, readDays } from "../asked/days.ts";
import { type Asking, isWords, maybe, readAsking, table, type Text } from "../asked/policies.ts";
import { isObject, isText } from "../protocol/shape.ts";

export type Contact = { id: string; name: Text; note?: Text; tel?: string };
export type Policies = Asking & { contacts: Contact[]; days: Days };

const isContact = (value: unknown): value is Contact =>
  isObject(value) && isText(value["id"]) && isWords(value["name"]) && maybe(value["note"], isWords) && maybe(value["tel"], isText);

/** Throws if a file is missing or not of the shape that this page draws. */
export function readPolicies(texts: Record<string, string>): Policies {
  return { ...readAsking(texts), contacts: table(texts, "contacts.toml", "contact", isContact), days: readDays(texts) };
}
