/** A half-written report, sealed to the one who writes it. */
import { base64, hex } from "../protocol/bytes.ts";
import type { ReporterKeys } from "../protocol/derive.ts";
import { type Entry, over, readEntry, type Report, writeEntry } from "../protocol/entry.ts";
import type { Roster } from "../protocol/roster.ts";
import { isList, isObject, isText, type Json, timeOf } from "../protocol/shape.ts";
import { publicKey } from "../protocol/sign.ts";
import { open, recipientOf, seal } from "./age.ts";

/** `left_names` are the names of those left out, by key: the list may not have them any more when the draft is opened. */
export type DraftSaid = Pick<Report, "words" | "people" | "answers" | "consent" | "left_out"> & { left_names: Record<string, string> };
export type DraftGiven = { roster: Roster; digest: string; now: Date };

/** There is no case yet. */
const NO_CASE = "0".repeat(32);

function entry(said: DraftSaid, { roster, digest, now }: DraftGiven): Omit<Entry, "author"> {
  const named = { epoch: roster.epoch, digest };
  return {
    v: 1, window: roster.window, case: NO_CASE, log: "case", n: 0, before: null, heads: [], kind: "draft", time: timeOf(now),
    roster: named, epoch: 1, body: said,
  };
}

/** Bytes by which it is too long; 0 if it fits. */
export const draftTooLong = (said: DraftSaid, given: DraftGiven): number => over(entry(said, given));

/** As the bytes of a request; `known` are the ids of sealed drafts of which one may lie there. Throws where `draftTooLong` is not 0. */
export async function makeDraft(said: DraftSaid, given: DraftGiven, keys: ReporterKeys, known: string[]): Promise<{ id: string; body: Uint8Array }> {
  const sealed = await seal(writeEntry(entry(said, given), keys.author), await recipientOf(keys.identity));
  return { id: sealed.id, body: new TextEncoder().encode(JSON.stringify({ file: base64(sealed.file), known })) };
}

/** What was said, and when it was sealed. Null if it does not open, or was not written with this code at this window. */
export async function openDraft(file: Uint8Array, keys: ReporterKeys, window: string): Promise<{ said: DraftSaid; time: string } | null> {
  const plain = await open(file, [keys.identity]);
  const read = plain && readEntry(plain);
  if (!read?.signed) return null;
  const { entry: found } = read;
  const own = found.kind === "draft" && found.window === window && found.author === hex(publicKey(keys.author));
  return own ? { said: saidIn(found.body), time: found.time } : null;
}

/** All but the words may be missing, or be of a shape that a later form writes. */
function saidIn(body: Json): DraftSaid {
  const text = (name: string): string => (isText(body[name]) ? body[name] : "");
  const answers = Object.entries(isObject(body["answers"]) ? body["answers"] : {}).filter(
    (pair): pair is [string, string | string[]] => isText(pair[1]) || isList(pair[1], isText),
  );
  const out = body["left_out"];
  const names = isObject(body["left_names"]) ? body["left_names"] : {};
  return {
    words: text("words"),
    people: text("people"),
    answers: Object.fromEntries(answers),
    consent: text("consent"),
    left_out: isList(out, isText) ? out : [],
    left_names: Object.fromEntries(Object.entries(names).filter((pair): pair is [string, string] => isText(pair[1]))),
  };
}
