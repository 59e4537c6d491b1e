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

/** What follows the key `from`: the entry that says so, and the new key; or, where entries compete of which neither has seen the other,
 * all of them and no key. */
export type Followed = { ids: string[]; from: string; next: { author: string; recipient: string } | null };
type Of = { window: string; case: string; rosters: Map<unknown, Roster> };

/** The word in an entry, if it holds: about this case, by both keys, and by none that stands on a roster. */
function word({ kind, log, author, body }: Entry, of: Of): Renewal | null {
  const found = kind === "code" && log === "case" ? readRenewal(String(body["frame"])) : null;
  if (!found || found.window !== of.window || found.case !== of.case || found.from !== author || found.author === author) return null;
  const reads = [...of.rosters.values()].some((roster) => roster.window === of.window && roster.readers.some((reader) => reader.author === found.author));
  return reads ? null : found;
}

type Said = { id: string; from: string; author: string; recipient: string };

/** What follows `first`, in reading `order`; no key comes twice. Whoever holds `own` follows the way to it. Anybody else follows the first of
 * several that follow one key where all others build on it; else nothing says which is the reporter's, and none is followed. */
function codesAfter(first: string, order: Sound[], byId: Map<string, Entry>, of: Of, own?: string): Followed[] {
  const words = order.flatMap(({ id, entry }): Said[] => {
    const found = word(entry, of);
    return found ? [{ id, from: found.from, author: found.author, recipient: found.recipient }] : [];
  });
  const keys = [first];
  const found: Followed[] = [];
  for (;;) {
    const from = keys.at(-1) as string;
    const all = words.filter((one) => one.from === from);
    const open = all.filter(({ author }) => !keys.includes(author));
    const ownWay = own !== undefined && !keys.includes(own) ? open.find(({ author }) => leads(words, author, own, keys)) : undefined;
    const next = ownWay ?? open[0];
    if (!next) return found;
    if (!ownWay && all.some(({ id }) => id !== next.id && !within(byId, id).has(next.id))) return [...found, { ids: all.map(({ id }) => id), from, next: null }];
    keys.push(next.author);
    found.push({ ids: [next.id], from, next });
  }
}

/** Whether some way of words leads from one key to another. */
function leads(words: Said[], from: string, to: string, before: string[]): boolean {
  if (from === to) return true;
  const known = [...before, from];
  return words.some((one) => one.from === from && !known.includes(one.author) && leads(words, one.author, to, known));
}

/** What all entries that say so have seen. */
export function beforeAll(byId: Map<string, Entry>, { ids }: Followed): Set<string> {
  const [first = new Set<string>(), ...rest] = ids.map((id) => within(byId, id));
  return new Set([...first].filter((id) => rest.every((other) => other.has(id))));
}

/** Whose case it is: the report, what followed its code, and all keys of its author, the one that is good now last. `reporter` is one of them
 * where it is known; without a report it stands alone. */
export function reporterIn(sound: Sound[], byId: Map<string, Entry>, of: Of & { reporter?: string }): { first: Sound | undefined; followed: Followed[]; keys: string[] } {
  // Most cases have no second code, and need no order to find it.
  const order = sound.some(({ entry }) => entry.kind === "code") ? readingOrder(sound, byId) : [];
  for (const first of sound) {
    if (first.entry.kind !== "report") continue;
    const followed = codesAfter(first.entry.author, order, byId, of, of.reporter);
    const keys = [first.entry.author, ...followed.flatMap(({ next }) => next?.author ?? [])];
    if (of.reporter === undefined || keys.includes(of.reporter)) return { first, followed, keys };
  }
  return { first: undefined, followed: [], keys: of.reporter === undefined ? [] : [of.reporter] };
}

/** `old-code` of what a replaced code wrote besides what its replacement builds on; `code-differs` of a replacement that is none. */
export function checkCodes(sound: Sound[], byId: Map<string, Entry>, followed: Followed[]): void {
  for (const one of followed) {
    const before = beforeAll(byId, one);
    for (const { id, entry, faults } of sound) if (entry.author === one.from && !one.ids.includes(id) && !before.has(id)) faults.push("old-code");
  }
  const good = new Set(followed.flatMap(({ ids, next }) => (next ? ids : [])));
  for (const { id, entry, faults } of sound) if (entry.kind === "code" && !good.has(id)) faults.push("code-differs");
}
