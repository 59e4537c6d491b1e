/** What of a text is masked. Each masked part becomes the same mark: how long it was, and how many words it held, is not told. */

import { MASK } from "../protocol/mask.ts";

export type Range = { from: number; to: number };

/** Whole letters, as a person sees them: half of one would be another. */
function whole(text: string, { from, to }: Range): Range {
  let [left, right] = [from, to];
  for (const { index, segment } of new Intl.Segmenter("ja", { granularity: "grapheme" }).segment(text)) {
    const end = index + segment.length;
    if (index < from && from < end) left = index;
    if (index < to && to < end) right = end;
  }
  return { from: left, to: right };
}

/** In order; those that touch are one, or two marks side by side would tell that there were two. */
function joined(ranges: Range[]): Range[] {
  const made: Range[] = [];
  for (const range of ranges.toSorted((one, other) => one.from - other.from)) {
    const last = made.at(-1);
    if (last && range.from <= last.to) last.to = Math.max(last.to, range.to);
    else made.push({ ...range });
  }
  return made;
}

/** Space at the ends of a selection is a slip of the hand. */
export function trimmed(text: string, { from, to }: Range): Range | null {
  const words = text.slice(from, to);
  const left = from + words.length - words.trimStart().length;
  const right = to - (words.length - words.trimEnd().length);
  return left < right ? whole(text, { from: left, to: right }) : null;
}

export const struck = (ranges: Range[], more: Range[]): Range[] => joined([...ranges, ...more]);

/** Every place of the same words. */
export function everywhere(text: string, { from, to }: Range): Range[] {
  const words = text.slice(from, to);
  const found: Range[] = [];
  for (let at = text.indexOf(words); words !== "" && at >= 0; at = text.indexOf(words, at + words.length)) found.push(whole(text, { from: at, to: at + words.length }));
  return found;
}

/** The text in its parts, masked or not. */
export function parts(text: string, ranges: Range[]): { text: string; masked: boolean }[] {
  let at = 0;
  const made = ranges.flatMap((range) => {
    const before = { text: text.slice(at, range.from), masked: false };
    at = range.to;
    return [before, { text: MASK, masked: true }];
  });
  return [...made, { text: text.slice(at), masked: false }].filter((part) => part.text !== "");
}

export const masked = (text: string, ranges: Range[]): string => parts(text, ranges).map((part) => part.text).join("");
