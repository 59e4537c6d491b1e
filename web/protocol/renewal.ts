/** Another code takes the place of a reporter's: the new one's word, in an entry that the old one signs; and who a reporter is by them. */
import { base64, hex, octetsOf, unhex } from "./bytes.ts";
import { frame, signedBy, unframe } from "./frame.ts";
import type { Entry } from "./entry.ts";
import { readingOrder, type Sound, within } from "./order.ts";
import type { Roster } from "./roster.ts";
import { isId, isKey, isRecipient, isTime, type Json } from "./shape.ts";
import { publicKey } from "./sign.ts";

/** `from` is the author key of the code until now, `author` that of the new one, which signs; `recipient` that of its key files. */
export type Renewal = { v: 1; window: string; case: string; from: string; author: string; recipient: string; time: string };

/** As it stands in the entry. */
export function writeRenewal(of: Pick<Renewal, "window" | "case" | "from" | "recipient" | "time">, seed: Uint8Array): string {
  const { window, case: id, from, recipient, time } = of;
  return base64(frame("code", { v: 1, window, case: id, from, author: hex(publicKey(seed)), recipient, time }, seed));
}

function isRenewal(body: Json): body is Json & Renewal {
  return body["v"] === 1 && isId(body["window"]) && isId(body["case"]) && isKey(body["from"]) && isKey(body["author"]) && isRecipient(body["recipient"]) && isTime(body["time"]);
}

/** Null where it is none, or not signed by the new code. Whether the old one may be followed is the caller's to ask. */
export function readRenewal(word: string): Renewal | null {
  const bytes = octetsOf(word);
  const found = bytes && unframe("code", bytes);
  return found && isRenewal(found.body) && signedBy(found, unhex(found.body.author)) ? found.body : null;
}

/** A replacement that holds, and the entry that says so. */
export type Followed = { id: string; from: string; author: string; recipient: string };
type Of = { window: string; case: string; rosters: Map<unknown, Roster> };

/** The word in an entry, if it holds: about this case, by both keys, and by none that stands on a roster. */
function word({ kind, log, author, body }: Entry, of: Of): Renewal | null {
  const found = kind === "code" && log === "case" ? readRenewal(String(body["frame"])) : null;
  if (!found || found.window !== of.window || found.case !== of.case || found.from !== author || found.author === author) return null;
  const reads = [...of.rosters.values()].some((roster) => roster.window === of.window && roster.readers.some((reader) => reader.author === found.author));
  return reads ? null : found;
}

/** What follows `first`, in reading `order`; of two that follow one key the first counts, and no key comes twice. */
function codesAfter(first: string, order: Sound[], of: Of): Followed[] {
  const words = order.flatMap(({ id, entry }) => {
    const found = word(entry, of);
    return found ? [{ id, from: found.from, author: found.author, recipient: found.recipient }] : [];
  });
  const keys = [first];
  const found: Followed[] = [];
  for (;;) {
    const next = words.find(({ from, author }) => from === keys.at(-1) && !keys.includes(author));
    if (!next) return found;
    keys.push(next.author);
    found.push(next);
  }
}

/** Whose case it is: the report, what followed its code, and all keys of its author, the one that is good now last. `reporter` is one of them
 * where it is known; without a report it stands alone. */
export function reporterIn(sound: Sound[], byId: Map<string, Entry>, of: Of & { reporter?: string }): { first: Sound | undefined; followed: Followed[]; keys: string[] } {
  // Most cases have no second code, and need no order to find it.
  const order = sound.some(({ entry }) => entry.kind === "code") ? readingOrder(sound, byId) : [];
  for (const first of sound) {
    if (first.entry.kind !== "report") continue;
    const followed = codesAfter(first.entry.author, order, of);
    const keys = [first.entry.author, ...followed.map((one) => one.author)];
    if (of.reporter === undefined || keys.includes(of.reporter)) return { first, followed, keys };
  }
  return { first: undefined, followed: [], keys: of.reporter === undefined ? [] : [of.reporter] };
}

/** `old-code` of what a replaced code wrote besides what its replacement builds on; `code-differs` of a replacement that is none. */
export function checkCodes(sound: Sound[], byId: Map<string, Entry>, followed: Followed[]): void {
  for (const { id, from } of followed) {
    const before = within(byId, id);
    for (const one of sound) if (one.entry.author === from && !before.has(one.id)) one.faults.push("old-code");
  }
  for (const { id, entry, faults } of sound) if (entry.kind === "code" && followed.every((one) => one.id !== id)) faults.push("code-differs");
}
