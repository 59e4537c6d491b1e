/** The receipt code: 24 characters, six groups, one check. */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 24;
const GROUP = 4;
/** Version 1, sealed in the browser. */
const SEALED_HERE = "2";
const SEALED_THERE = "3";
const LOOK_ALIKES = ["8B", "5S", "2Z", "6G", "0D", "VY", "1T", "0Q"];
const READ_AS: Record<string, string> = { O: "0", I: "1", L: "1", U: "V" };

/** What was typed so far, or what is wrong with it. Groups are counted from 1. */
export type Reading =
  | { is: "whole"; code: string }
  | { is: "short"; have: number; group?: number }
  | { is: "long"; over: number; group?: number }
  | { is: "letter"; letter: string; group: number }
  | { is: "kind"; group: 1 }
  | { is: "check"; groups: number[] };

/** Over GF(32) with x⁵+x²+1, times α = 2. */
const double = (value: number): number => ((value << 1) ^ (value & 16 ? 0x25 : 0)) & 31;

const halve = (value: number): number => (value & 1 ? (value ^ 0x25) >> 1 : value >> 1);

/** Σ αⁱ·cᵢ by Horner from the last character. */
function sum(values: number[]): number {
  return values.reduceRight((total, value) => double(total) ^ value, 0);
}

const valuesOf = (code: string): number[] => [...code].map((letter) => ALPHABET.indexOf(letter));

/** A new code; `chance` gives that many random bytes. `kind` is its first character: another than a report's for a record of
 * a counter. */
export function makeCode(chance: (bytes: number) => Uint8Array, kind = SEALED_HERE): string {
  const values = [ALPHABET.indexOf(kind), ...Array.from(chance(22), (byte) => byte & 31)];
  let check = sum([...values, 0]);
  for (let i = 0; i < LENGTH - 1; i++) check = halve(check);
  return [...values, check].map((value) => ALPHABET.charAt(value)).join("");
}

/** Twelve characters of which eleven are random: short enough to be read out on a telephone, and nothing without its link. */
const SHORT = 12;

export function makeShort(chance: (bytes: number) => Uint8Array): string {
  const values = Array.from(chance(SHORT - 1), (byte) => byte & 31);
  let check = sum([...values, 0]);
  for (let i = 0; i < SHORT - 1; i++) check = halve(check);
  return [...values, check].map((value) => ALPHABET.charAt(value)).join("");
}

export const shownShort = (code: string): string => [0, 1, 2].map((group) => code.slice(GROUP * group, GROUP * (group + 1))).join(" ");

/** A short code as it was typed, or what is wrong with it. */
export function readShort(typed: string): { is: "whole"; code: string } | { is: "letter" | "length" | "check" } {
  const code = canonical(typed);
  if ([...code].some((letter) => !ALPHABET.includes(letter))) return { is: "letter" };
  if (code.length !== SHORT) return { is: "length" };
  return sum(valuesOf(code)) === 0 ? { is: "whole", code } : { is: "check" };
}

/** Six groups of four. */
export function groups(code: string): string[] {
  return Array.from({ length: LENGTH / GROUP }, (_, i) => code.slice(GROUP * i, GROUP * (i + 1)));
}

export const shown = (code: string): string => groups(code).join(" ");

/** What a person typed or pasted, in the one spelling, without a check. */
export const canonical = (typed: string): string => written(typed).join("");

/** The same, in the groups in which it was written. */
function written(typed: string): string[] {
  const groups = typed.normalize("NFKC").toUpperCase().split(/[\p{White_Space}\p{Pd}_\u00ad\u200b-\u200f\u2043\u2060\u2212\u2500\u30fc\ufeff]+/u);
  return groups.filter((group) => group !== "").map((group) => [...group].map((letter) => READ_AS[letter] ?? letter).join(""));
}

/** The group that has not four characters, where all six were written apart. */
function odd(typed: string): { group?: number } {
  const groups = written(typed);
  const at = groups.findIndex((group) => group.length !== GROUP);
  return groups.length === LENGTH / GROUP && at >= 0 ? { group: at + 1 } : {};
}

/** `kinds` are the first characters that count. */
export function readCode(typed: string, kinds = SEALED_HERE + SEALED_THERE): Reading {
  const letters = [...canonical(typed)];
  const wrong = letters.findIndex((letter) => !ALPHABET.includes(letter));
  if (wrong >= 0) return { is: "letter", letter: letters[wrong] ?? "", group: groupOf(wrong) };
  const code = letters.join("");
  if (code.length > 0 && !kinds.includes(code.charAt(0)) && code.length < LENGTH) {
    return { is: "kind", group: 1 };
  }
  if (code.length < LENGTH) return { is: "short", have: code.length, ...odd(typed) };
  if (code.length > LENGTH) return { is: "long", over: code.length - LENGTH, ...odd(typed) };
  const right = isRightIn(kinds);
  if (right(code)) return { is: "whole", code };
  return { is: "check", groups: suspects(code, right) };
}

/** Whether a whole code leads to the path without script. */
export const isOfPlainPath = (code: string): boolean => code.startsWith(SEALED_THERE);

const isRightIn = (kinds: string) => (code: string): boolean => kinds.includes(code.charAt(0)) && sum(valuesOf(code)) === 0;

const groupOf = (place: number): number => Math.min(Math.floor(place / GROUP) + 1, LENGTH / GROUP);

/** The groups in which one look-alike, or one swap of neighbours, would make the code right; ascending. */
function suspects(code: string, right: (code: string) => boolean): number[] {
  const found = new Set<number>();
  const letters = [...code];
  const tryAt = (place: number, changed: string[]): void => {
    if (right(changed.join(""))) found.add(groupOf(place));
  };
  letters.forEach((letter, place) => {
    for (const pair of LOOK_ALIKES.filter((both) => both.includes(letter))) {
      tryAt(place, letters.with(place, pair.replace(letter, "")));
    }
    const next = letters[place + 1];
    if (next === undefined || next === letter) return;
    const swapped = letters.with(place, next).with(place + 1, letter);
    tryAt(place, swapped);
    tryAt(place + 1, swapped);
  });
  return [...found].sort((a, b) => a - b);
}
