// The deeds of a reader in a case: each seals, sends, and says whether it was kept.

import type { Attachment } from "../protocol/entry.ts";
import * as api from "./api.ts";
import { now } from "./clock.ts";
import { freshIdentity, type Place, sealEntry, sealKey, type Shared, type Target } from "./compose.ts";
import { onForget, type ReaderKey } from "./keyring.ts";
import { rosterHolds } from "./list.ts";
import { openCase, type Opened, rosterName } from "./opening.ts";
import { me, rosterOf, type RosterReader, windowOf } from "./session.ts";

/** The case cannot be written to: no identity of it that holds. */
export class NoIdentity extends Error {}
/** The roster does not hold today: what is written now would be refused by every other client. */
export class RosterOver extends Error {}

/** The roster was not signed by whom it must be: nobody it names may be given anything. */
export class RosterDoubted extends Error {}

/** Another roster was signed since the page was drawn: whom it names may not be whom the page showed. */
export class RosterMoved extends Error {}

/** Sealed and perhaps already kept: sent again as the same bytes, so that nothing is said twice. `log` is that of a case. */
const pending = new Map<string, { words: string; entry: api.SealedEntry; log: string; n: number }>();
/** The places after what was sent since a case was drawn, by case and log: files are kept while the page stays as it is. */
const after = new Map<string, { n: number; before: string }>();
onForget(() => {
  pending.clear();
  after.clear();
});

let last: Promise<unknown> = Promise.resolve();

/** One after the other: two entries of one author must not take the same place. */
export function alone<T>(deed: () => Promise<T>): Promise<T> {
  const next = last.then(deed);
  last = next.catch(() => {});
  return next;
}

export function placeNow(opened: Opened, log: api.Log): Place {
  const drawn = opened.answer.places[log];
  const since = after.get(`${opened.file.case} ${log}`);
  return since && since.n > drawn.n ? { ...drawn, ...since } : drawn;
}

export function caseTo(opened: Opened): Target {
  const to = opened.answer.case_to;
  if (!to) throw new NoIdentity();
  return to;
}

/** Whether another roster holds now than the one under which the case was opened; `who` knows it from here on. A page may lie open
 * for days, and what it wrote under the older one would be taken for a lie once somebody named the newer. */
async function moved(who: api.Me, opened: Opened): Promise<boolean> {
  const fresh = await me(true);
  if (fresh) Object.assign(who, fresh);
  const frame = windowOf(who, opened.file.window)?.roster;
  return typeof frame === "string" && rosterName(frame).digest !== opened.ground.roster.digest;
}

function holds(who: api.Me, opened: Opened): void {
  if (!opened.believed) throw new RosterDoubted();
  if (!rosterHolds(who, opened.file.window)) throw new RosterOver();
}

/** Before anything is signed: the case under today's roster, which must be believed and hold. */
export async function mustHold(who: api.Me, key: ReaderKey, opened: Opened): Promise<void> {
  if (await moved(who, opened)) Object.assign(opened, await openCase(who, key, opened.file.case, true));
  holds(who, opened);
}

/** The same before somebody is given or loses the case: who chose them must have seen today's roster. */
export async function mustStand(who: api.Me, opened: Opened): Promise<void> {
  if (await moved(who, opened)) throw new RosterMoved();
  holds(who, opened);
}

/** Says, signed, which entries this reader has now opened; true if it was kept. Left for the next visit if it cannot be sent. */
export async function writeSeen(who: api.Me, key: ReaderKey, opened: Opened): Promise<boolean> {
  const unseen = opened.answer.to_see;
  const place = opened.answer.places.case;
  if (unseen.length === 0 || !opened.answer.case_to || !opened.believed || !rosterHolds(who, opened.file.window)) return false;
  try {
    const said = { log: "case", kind: "seen", body: { entries: unseen }, time: now() } as const;
    const entry = await sealEntry(opened.ground, place, opened.answer.case_to, said, key);
    await api.sendEntries(opened.file, [entry]);
    return true;
  } catch (trouble) {
    if (!(trouble instanceof api.Lost || trouble instanceof api.Refused)) throw trouble;
    return false;
  }
}

/** What is said, where it waits until it lies there, and the words by which it is known again. */
type Saying = { slot: string; words: string; log: api.Log; place: Place; seal: () => Promise<api.SealedEntry> };

/** Sends an entry and looks whether it lies there. */
async function keep(opened: Opened, { slot, words, log, place, seal }: Saying, files?: { upload: string; id: string }[]): Promise<void> {
  const id = opened.file.case;
  const [own, chain] = [`${id} ${slot}`, `${id} ${log}`];
  const waiting = pending.get(own);
  const { entry, n } = waiting?.words === words ? waiting : { entry: await seal(), n: place.n };
  pending.set(own, { words, entry, log: chain, n });
  try {
    await api.sendEntries(opened.file, [entry], files);
  } catch (trouble) {
    // A plain no means that nothing was kept; only silence leaves it open.
    if (trouble instanceof api.Refused) pending.delete(own);
    throw trouble;
  }
  await api.mustLie(id, entry);
  // What waits with the place that is now taken did not arrive.
  for (const [other, one] of pending) if (one.log === chain && one.n === n) pending.delete(other);
  after.set(chain, { n: n + 1, before: entry.id });
}

/** Names a file whose bytes lie in `upload`. `opened` is fresh: it was opened after the bytes had arrived. */
export function sendAttachment(who: api.Me, key: ReaderKey, opened: Opened, body: Attachment, upload: string): Promise<void> {
  return alone(async () => {
    await mustHold(who, key, opened);
    const place = placeNow(opened, "case");
    const slot = `file ${body.file}`;
    // Something else has taken its place meanwhile.
    if (pending.get(`${opened.file.case} ${slot}`)?.n !== place.n) pending.delete(`${opened.file.case} ${slot}`);
    const seal = () => sealEntry(opened.ground, place, caseTo(opened), { log: "case", kind: "attachment", body, time: now() }, key);
    await keep(opened, { slot, words: body.file, log: "case", place, seal }, [{ upload, id: body.file }]);
  });
}

/** Words for the reporter, or for colleagues. */
type Words = { kind: "message" | "note"; body: { words: string; is?: "answer" } | Task };
/** Something to be done by a day, and that it was. */
type Task = { words: string; is: "task"; until: string } | { words: string; is: "done"; of: string };

/** To whom something is sealed, asked when it is: whoever was removed meanwhile knows the identity before. */
type To = (opened: Opened) => Target | Promise<Target>;

/** Sends an entry; the same words after a lost connection go as the bytes that were sealed before. */
function say(who: api.Me, key: ReaderKey, opened: Opened, said: Words, to: To): Promise<void> {
  return alone(() => sayNow(who, key, opened, said, to));
}

/** Another laptop of this reader, a colleague or the reporter wrote meanwhile: the words are sealed anew after what is new. */
async function sayNow(who: api.Me, key: ReaderKey, opened: Opened, said: Words, to: To, tries = 5): Promise<void> {
  try {
    return await sayOnce(who, key, opened, said, to);
  } catch (trouble) {
    if (!(trouble instanceof api.Refused) || trouble.code !== "moved-on" || tries <= 1) throw trouble;
    Object.assign(opened, await openCase(who, key, opened.file.case, true));
    return sayNow(who, key, opened, said, to, tries - 1);
  }
}

async function sayOnce(who: api.Me, key: ReaderKey, opened: Opened, { kind, body }: Words, to: To): Promise<void> {
  await mustHold(who, key, opened);
  const log = kind === "note" ? "desk" : "case";
  const target = await to(opened);
  const place = placeNow(opened, log);
  const seal = () => sealEntry(opened.ground, place, target, { log, kind, body, time: now() }, key);
  await keep(opened, { slot: kind, words: JSON.stringify(body), log, place, seal });
}

export function sendMessage(who: api.Me, key: ReaderKey, opened: Opened, words: string): Promise<void> {
  return say(who, key, opened, { kind: "message", body: { words } }, caseTo);
}

export function sendNote(who: api.Me, key: ReaderKey, opened: Opened, words: string): Promise<void> {
  return say(who, key, opened, { kind: "note", body: { words } }, (present) => deskTo(who, key, present));
}

/** What its author would answer, for a colleague to look at; the reporter never gets it. */
export function sendDraft(who: api.Me, key: ReaderKey, opened: Opened, words: string): Promise<void> {
  return say(who, key, opened, { kind: "note", body: { words, is: "answer" } }, (present) => deskTo(who, key, present));
}

export function sendTask(who: api.Me, key: ReaderKey, opened: Opened, body: Task): Promise<void> {
  return say(who, key, opened, { kind: "note", body }, (present) => deskTo(who, key, present));
}

/** How the case was coded, for whoever reads it next. */
export function sendCoding(who: api.Me, key: ReaderKey, opened: Opened, body: Record<string, unknown>): Promise<void> {
  return alone(async () => {
    for (let tries = 5; ; tries--) {
      await mustHold(who, key, opened);
      const to = await deskTo(who, key, opened);
      const place = placeNow(opened, "desk");
      const seal = () => sealEntry(opened.ground, place, to, { log: "desk", kind: "coding", body, time: now() }, key);
      try {
        return await keep(opened, { slot: "coding", words: JSON.stringify(body), log: "desk", place, seal });
      } catch (trouble) {
        if (!(trouble instanceof api.Refused) || trouble.code !== "moved-on" || tries <= 1) throw trouble;
        Object.assign(opened, await openCase(who, key, opened.file.case, true));
      }
    }
  });
}

/** A step in the case. `make` gives its body from the case as it is when it is sealed, and null where it is no longer to be
 * signed: the reporter's answer may have changed since the page was drawn. False if so; then nothing was kept. */
export function sendStep(who: api.Me, key: ReaderKey, opened: Opened, make: (opened: Opened) => Record<string, unknown> | null): Promise<boolean> {
  return alone(async () => {
    for (let tries = 5; ; tries--) {
      await mustHold(who, key, opened);
      const body = make(opened);
      if (!body) return false;
      const place = placeNow(opened, "case");
      const seal = () => sealEntry(opened.ground, place, caseTo(opened), { log: "case", kind: "step", body, time: now() }, key);
      try {
        await keep(opened, { slot: "step", words: JSON.stringify(body), log: "case", place, seal });
        return true;
      } catch (trouble) {
        if (!(trouble instanceof api.Refused) || trouble.code !== "moved-on" || tries <= 1) throw trouble;
        Object.assign(opened, await openCase(who, key, opened.file.case, true));
      }
    }
  });
}

/** Says in the case, for the reporter too, that it was set aside and why; then closes it. */
export async function setAside(who: api.Me, key: ReaderKey, opened: Opened, body: { what: string; text: string }): Promise<void> {
  await mustHold(who, key, opened);
  const place = placeNow(opened, "case");
  const seal = () => sealEntry(opened.ground, place, caseTo(opened), { log: "case", kind: "step", body, time: now() }, key);
  await alone(() => keep(opened, { slot: "step", words: JSON.stringify(body), log: "case", place, seal }));
  await api.markRead(opened.file.case);
  await api.setOpen(opened.file.case, false);
}

/** The identity for the readers alone, made by whoever first writes a note. If two were made, both stay good. */
async function deskTo(who: api.Me, key: ReaderKey, opened: Opened): Promise<Target> {
  if (opened.answer.desk_to) return opened.answer.desk_to;
  await mustHold(who, key, opened);
  const { identity, recipient } = await freshIdentity();
  // One of each epoch: whoever was removed knows the one before.
  const epoch = caseTo(opened).epoch;
  const shared: Shared = { purpose: "desk", epoch, secret: identity };
  const time = now();
  const readers = readersNow(who, opened);
  const files = await Promise.all(readers.map((reader) => sealKey(opened.ground, shared, reader, time, key)));
  await api.sendKeys(opened.file.case, files);
  opened.shared.push(shared);
  opened.answer.desk_to = { recipient, epoch };
  return opened.answer.desk_to;
}

/** Those on today's roster to whom the report or a grant gave this case; whom the server names besides is nobody. */
export function readersNow(who: api.Me, opened: Opened): RosterReader[] {
  return onRoster(who, opened).filter((reader) => opened.answer.can_read.includes(reader.author));
}

/** Those on today's roster who could be given this case. */
export function readersToAdd(who: api.Me, opened: Opened): RosterReader[] {
  return onRoster(who, opened).filter((reader) => !opened.file.readers.includes(reader.author));
}

function onRoster(who: api.Me, opened: Opened): RosterReader[] {
  const frame = windowOf(who, opened.file.window)?.roster;
  // For ever: neither whom the reporter left out nor who left is given a key again.
  const never = new Set([...opened.answer.left_out, ...opened.answer.gone]);
  return frame ? rosterOf(frame).readers.filter((reader) => !never.has(reader.author)) : [];
}

/** A grant that the reporter sees, then the key files: nobody can read before it is said that they may. */
export async function addReader(who: api.Me, key: ReaderKey, opened: Opened, reader: RosterReader, reason: string): Promise<void> {
  await mustStand(who, opened);
  const to = caseTo(opened);
  const time = now();
  const body = { reader: reader.author, epoch: to.epoch, recipient: to.recipient, reason };
  const place = placeNow(opened, "case");
  const seal = () => sealEntry(opened.ground, place, to, { log: "case", kind: "grant", body, time }, key);
  const files = await Promise.all(opened.shared.map((shared) => sealKey(opened.ground, shared, reader, time, key)));
  await alone(() => keep(opened, { slot: "grant", words: JSON.stringify(body), log: "case", place, seal }));
  await api.sendKeys(opened.file.case, files);
}
