/** What somebody answered on the telephone, about a text that was read out to them: their code's own signature, made by the counsellor to
 * whom they read the code. */
import { base64, hex, octetsOf, unhex } from "./bytes.ts";
import type { Entry } from "./entry.ts";
import { frame, signedBy, unframe } from "./frame.ts";
import { type Sound } from "./order.ts";
import { beforeAll, reporterIn } from "./renewal.ts";
import type { Roster } from "./roster.ts";
import { isId, isKey, isTime, type Json } from "./shape.ts";
import { publicKey } from "./sign.ts";

export type Heard = "agreed" | "declined" | "revoked";
/** `author` is the key of the code, `by` the counsellor who heard it; `of` the proposal, or the consent that is taken back; `first` the entry
 * of whoever heard an agreement before. */
export type Spoken = { v: 1; window: string; case: string; author: string; by: string; is: Heard; of: string; first?: string; time: string };

/** As it stands in the step. */
export function writeSpoken(said: Omit<Spoken, "v" | "author">, seed: Uint8Array): string {
  const { window, case: id, by, is, of, first, time } = said;
  return base64(frame("spoken", { v: 1, window, case: id, author: hex(publicKey(seed)), by, is, of, ...(first === undefined ? {} : { first }), time }, seed));
}

function isSpoken(body: Json): body is Json & Spoken {
  const { is, first } = body;
  return (
    body["v"] === 1 &&
    isId(body["window"]) &&
    isId(body["case"]) &&
    isKey(body["author"]) &&
    isKey(body["by"]) &&
    (is === "agreed" || is === "declined" || is === "revoked") &&
    isKey(body["of"]) &&
    (first === undefined || (isKey(first) && is === "agreed")) &&
    isTime(body["time"])
  );
}

/** Null where it is none, or not signed by the code that it names. Whose code that is is the caller's to compare. */
export function readSpoken(word: string): Spoken | null {
  const bytes = octetsOf(word);
  const found = bytes && unframe("spoken", bytes);
  return found && isSpoken(found.body) && signedBy(found, unhex(found.body.author)) ? found.body : null;
}

/** The word in messages for what a step says was heard. */
export function kindOf(word: string): string {
  const said = readSpoken(word);
  if (!said) return "spoken";
  return `spoken-${said.first === undefined ? said.is : "second"}`;
}

/** Gives the answer in a step, if the reporter's code signed it for whoever wrote it down. A code that was replaced speaks only where its
 * replacement builds on it, whatever time is given. */
export function voices(sound: Sound[], byId: Map<string, Entry>, rosters: Iterable<Roster>, reporter?: string): (id: string, entry: Entry) => Spoken | null {
  const [one] = sound;
  if (!one || sound.every(({ entry }) => entry.body["is"] !== "spoken")) return () => null;
  const of = { window: one.entry.window, case: one.entry.case, rosters: new Map([...rosters].entries()) };
  const { keys, followed } = reporterIn(sound, byId, reporter === undefined ? of : { ...of, reporter });
  const before = new Map(followed.map((one) => [one.from, beforeAll(byId, one)]));
  return (id, entry) => {
    const word = readSpoken(String(entry.body["frame"]));
    const here = word && word.window === entry.window && word.case === entry.case && word.by === entry.author;
    return here && keys.includes(word.author) && before.get(word.author)?.has(id) !== false ? word : null;
  };
}
