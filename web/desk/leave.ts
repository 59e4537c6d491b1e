// Somebody reads a case no further: said in it, signed, with the keys of those who go on; all of it is kept, or nothing.

import { drawFrom, DRAWN } from "../seal/readers.ts";
import * as api from "./api.ts";
import { now } from "./clock.ts";
import { freshIdentity, sealEntry, sealKey, type Shared } from "./compose.ts";
import type { ReaderKey } from "./keyring.ts";
import type { Opened } from "./opening.ts";
import { text } from "./say.ts";
import type { RosterReader } from "./session.ts";
import { alone, caseTo, mustStand, placeNow, readersNow, readersToAdd } from "./write.ts";

type Body = { kind: "grant" | "handover"; body: Record<string, unknown> };

/** Who reads on once this reader stands aside; of these, `drawn` are given the case then. */
export interface Plan {
  on: RosterReader[];
  drawn: RosterReader[];
  /** Whether others could have been drawn: where nobody else was left, no lot decided. */
  lot: boolean;
}

const chance = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));

/** Two are to read: who is missing is drawn from those who may, so that being drawn means nothing. */
export function planAside(who: api.Me, opened: Opened): Plan {
  const me = who.key?.author;
  const stay = readersNow(who, opened).filter(({ author }) => author !== me);
  const others = readersToAdd(who, opened).filter(({ author }) => author !== me && !opened.answer.can_read.includes(author));
  const drawable = others.filter((reader) => reader.deputy !== true);
  const asked = drawFrom(drawable, Math.max(0, DRAWN - stay.length), chance);
  // A deputy is never drawn beside others, and reads where nobody else would.
  const drawn = stay.length + asked.length > 0 ? asked : drawFrom(others, 1, chance);
  return { on: [...stay, ...drawn], drawn, lot: drawn.length < (asked.length > 0 ? drawable : others).length };
}

/** One after the other in this reader's chain, sealed to what all could read who read until now. */
async function seal(opened: Opened, bodies: Body[], time: string, key: ReaderKey): Promise<api.SealedEntry[]> {
  const to = caseTo(opened);
  let place = placeNow(opened, "case");
  const entries: api.SealedEntry[] = [];
  for (const { kind, body } of bodies) {
    const entry = await sealEntry(opened.ground, place, to, { log: "case", kind, body, time }, key);
    place = { ...place, n: place.n + 1, before: entry.id };
    entries.push(entry);
  }
  return entries;
}

/** The reader who asks leaves, and whoever was drawn is given the case with all its keys. */
export function stepAside(who: api.Me, key: ReaderKey, opened: Opened, plan: Plan): Promise<void> {
  return alone(async () => {
    await mustStand(who, opened);
    const [to, time] = [caseTo(opened), now()];
    const reason = text(plan.lot ? "desk-js-aside-grant" : "desk-js-aside-grant-only");
    const grants = plan.drawn.map(({ author }): Body => ({ kind: "grant", body: { reader: author, epoch: to.epoch, recipient: to.recipient, reason } }));
    const leaving: Body = { kind: "handover", body: { what: text("desk-js-aside-what"), text: "", is: "aside" } };
    const entries = await seal(opened, [...grants, leaving], time, key);
    const keys = await Promise.all(plan.drawn.flatMap((reader) => opened.shared.map((shared) => sealKey(opened.ground, shared, reader, time, key))));
    await api.leave(opened.file, { entries, keys });
  });
}

/** Another reader is removed, perhaps one who stood aside and has the identity still: what follows is sealed to a new one, which the
 * others and the reporter are given. */
export function removeReader(who: api.Me, key: ReaderKey, opened: Opened, reader: { author: string; aside?: boolean }, reason: string): Promise<void> {
  return alone(async () => {
    await mustStand(who, opened);
    const [to, time] = [caseTo(opened), now()];
    const { reporter_to: reporter } = opened.answer;
    const stay = readersNow(who, opened).filter(({ author }) => author !== reader.author);
    const [of, desk] = [await freshIdentity(), await freshIdentity()];
    const epoch = to.epoch + 1;
    const shared = (purpose: api.Log, secret: string): Shared => ({ purpose, epoch, secret });
    const leaving: Body = { kind: "handover", body: { what: text("desk-js-remove-what"), text: reason, is: "removed", reader: reader.author } };
    const on = text("desk-js-remove-grant");
    const grants = stay.map(({ author }): Body => ({ kind: "grant", body: { reader: author, epoch, recipient: of.recipient, reason: on } }));
    const entries = await seal(opened, [leaving, ...grants], time, key);
    const both = [shared("case", of.identity), shared("desk", desk.identity)];
    const keys = await Promise.all(stay.flatMap((one) => both.map((file) => sealKey(opened.ground, file, one, time, key))));
    const own = reporter === null ? [] : [await sealKey(opened.ground, shared("case", of.identity), { author: "reporter", recipient: reporter }, time, key)];
    await api.leave(opened.file, { entries, keys: [...keys, ...own] }, reader.author, reader.aside === true);
  });
}
