// What the cases came to that were opened since the key was: their due work, their words, and whom they name. In this document
// alone, and gone with the key.

import type { Way } from "../protocol/heard.ts";
import { namesIn } from "../protocol/names.ts";
import { isOpen, onForget, type ReaderKey } from "./keyring.ts";
import type { Due, Opened } from "./opening.ts";
import { sealedPart } from "./policy.ts";

/** `words` are what a search goes over; null where its reader has not gone on from the names. */
export interface Known {
  organisation: string;
  due: Due[];
  stage: string;
  people: string;
  /** How it came: by its reporter's own browser, or taken down by somebody here. */
  came: "web" | Way;
  words: string | null;
  /** Something came back from whoever was told, and nobody has written it down. */
  back: boolean;
  /** Who reads it and stands on the roster no more. */
  unlisted: string[];
}

const all = new Map<string, Known>();
onForget(() => all.clear());

export const known = (id: string): Known | undefined => all.get(id);
export const unknown = (id: string): boolean => all.delete(id);

/** What stands above an entry in an export: who, when, and where it lies sealed. */
const headOf = (text: string): string => text.slice(0, Math.max(0, text.indexOf("\n\n")));

/** Nothing where the key was put away while the case was on its way. */
export function remember(key: ReaderKey, { file, answer: { drawn, to_see, heard } }: Opened, unlisted: string[]): void {
  if (!isOpen(key)) return;
  // What this reader has not opened yet is not found either: it would be read without saying so.
  const entries = drawn.texts?.filter(({ path, text }) => path.startsWith("entries/") && !to_see.some((id) => headOf(text).includes(id)));
  all.set(file.case, {
    organisation: file.organisation,
    due: drawn.work?.due ?? [],
    stage: drawn.work?.stage ?? "",
    people: sealedPart("people", drawn.people).textContent.trim(),
    came: heard ?? "web",
    words: entries ? entries.map(({ text }) => text.slice(headOf(text).length).trim()).join("\n") : null,
    back: false,
    unlisted,
  });
}

/** Nothing where the key was put away while it was asked for. */
export function noteBack(id: string): void {
  const one = all.get(id);
  if (one) one.back = true;
}

/** Other cases of the same organisation in which somebody of this one is named, and who. */
export function sameNames(id: string): { id: string; names: string[] }[] {
  const own = all.get(id);
  if (!own) return [];
  const names = namesIn(own.people);
  return [...all].flatMap(([other, { organisation, people }]) => {
    const shared = namesIn(people).filter((name) => names.includes(name));
    return other !== id && organisation === own.organisation && shared.length > 0 ? [{ id: other, names: shared }] : [];
  });
}
