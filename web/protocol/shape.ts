/** Small checks of what JSON must be, shared by everything that is read from outside. */
import { isHex } from "./bytes.ts";

export type Json = Record<string, unknown>;

export const isText = (value: unknown): value is string => typeof value === "string";
export const isCount = (value: unknown, least: number): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= least;
export const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
export const isList = <T>(value: unknown, each: (item: unknown) => item is T): value is T[] => Array.isArray(value) && value.every(each);

export const isId = (value: unknown): value is string => isHex(value, 16);
export const isKey = (value: unknown): value is string => isHex(value, 32);
export const isRecipient = (value: unknown): value is string => isText(value) && /^age1[02-9ac-hj-np-z]{58}$/.test(value);

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
export const isDay = (value: unknown): value is string =>
  isText(value) && DAY.test(value) && new Date(`${value}T00:00:00Z`).toISOString().startsWith(value);
export const isTime = (value: unknown): value is string =>
  isText(value) && /^.{10}T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/.test(value) && isDay(value.slice(0, 10));

export type RosterName = { epoch: number; digest: string };
export const isRosterName = (value: unknown): value is RosterName =>
  isObject(value) && isCount(value["epoch"], 1) && isKey(value["digest"]);

/** RFC 3339 in UTC, whole seconds. */
export const timeOf = (now: Date): string => `${now.toISOString().slice(0, 19)}Z`;

/** The Japanese calendar day of a moment. */
export function dayOf(now: Date): string {
  return new Date(now.getTime() + 9 * 3600_000).toISOString().slice(0, 10);
}
