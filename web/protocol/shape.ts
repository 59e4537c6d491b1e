/** Small checks of what JSON must be, shared by everything that is read from outside. */
import { bech32 } from "@scure/base";
import { isHex } from "./bytes.ts";

export type Json = Record<string, unknown>;

export const isText = (value: unknown): value is string => typeof value === "string";
export const isCount = (value: unknown, least: number): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= least;
export const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
export const isList = <T>(value: unknown, each: (item: unknown) => item is T): value is T[] => Array.isArray(value) && value.every(each);

export const isId = (value: unknown): value is string => isHex(value, 16);
export const isKey = (value: unknown): value is string => isHex(value, 32);
/** An epoch has room in 32 bits. */
export const isEpoch = (value: unknown): value is number => isCount(value, 1) && value <= 0xffffffff;
/** A year has room in 16 bits. */
export const isYear = (value: unknown): value is number => isCount(value, 0) && value <= 0x7fff;
/** An age recipient in its one spelling, with a right check. */
export const isRecipient = (value: unknown): value is string => isBech32(value, "age") && value === value.toLowerCase();
/** An age identity, in the same way. */
export const isIdentity = (value: unknown): value is string => isBech32(value, "age-secret-key-") && value === value.toUpperCase();

function isBech32(value: unknown, prefix: string): value is string {
  const read = isText(value) && bech32.decodeUnsafe(value);
  if (!read || read.prefix !== prefix) return false;
  return bech32.fromWordsUnsafe(read.words)?.length === 32;
}

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
export const isDay = (value: unknown): value is string =>
  isText(value) && DAY.test(value) && !value.startsWith("9999") && isOnCalendar(value);
/** 30 February has the shape of a day; engines disagree on what it is. */
function isOnCalendar(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}
export const isTime = (value: unknown): value is string =>
  isText(value) && /^.{10}T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/.test(value) && isDay(value.slice(0, 10));

export type RosterName = { epoch: number; digest: string };
export const isRosterName = (value: unknown): value is RosterName =>
  isObject(value) && isEpoch(value["epoch"]) && isKey(value["digest"]);

/** RFC 3339 in UTC, whole seconds. */
export const timeOf = (now: Date): string => `${now.toISOString().slice(0, 19)}Z`;

export { dayOf } from "./days.ts";
