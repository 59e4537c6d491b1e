// A counsellor's own ledger of a fiscal year: which codings were written, closed at its end, and the number that the lead is told.

import { base64, hex, sha256, unbase64 } from "../protocol/bytes.ts";
import type { Roster } from "../protocol/roster.ts";
import { type Coded, codingId, fiscalYear, type Ledger, ledgerId, ledgerNumber, markOf, plainDigest, readLedger, writeCoding, writeLedger } from "../protocol/yearly.ts";
import { open, seal } from "../seal/age.ts";
import * as api from "./api.ts";
import { el } from "./element.ts";
import { button, faultPlace, fault, inside, sayTrouble, tell, whileWaiting } from "./fields.ts";
import { onForget, type ReaderKey } from "./keyring.ts";
import { again, href, type View } from "./navigator.ts";
import { say, text } from "./say.ts";
import { rosterOf } from "./session.ts";

/** A ledger that is not this counsellor's, does not open, or is older than one seen since the key was opened. */
export class BadLedger extends Error {}
/** More codings in a year than one ledger holds. */
export class LedgerFull extends Error {}

const seen = new Map<string, number>();
/** Cases by their pseudonym, of those that were opened since the key was. */
const cases = new Map<string, string>();
onForget(() => [seen, cases].forEach((all) => all.clear()));

/** A case was opened, and is named so in the table. */
export function named(pseudonym: string, of: string): void {
  cases.set(pseudonym, of);
}

/** The ledger as it lies there: null before the first coding; `known` names the file, `digest` what it holds. */
export interface Kept {
  ledger: Ledger;
  digest: string;
  known: string;
}

interface Of {
  organisation: string;
  window: string;
  year: number;
  /** The statistics recipient of that year. */
  recipient: string;
}

export async function ownLedger(key: ReaderKey, of: Of): Promise<Kept | null> {
  const id = ledgerId(key.seed, of.window, of.year);
  const file = await api.coding(of.organisation, id);
  if (file === null) {
    if (seen.has(id)) throw new BadLedger();
    return null;
  }
  const bytes = unbase64(file);
  const plain = await open(bytes, [key.identity]);
  const ledger = plain && readLedger(plain);
  if (!plain || !ledger || ledger.author !== key.author || ledger.window !== of.window || ledger.year !== of.year) throw new BadLedger();
  if (ledger.n < (seen.get(id) ?? 0)) throw new BadLedger();
  seen.set(id, ledger.n);
  return { ledger, digest: plainDigest(plain), known: hex(sha256(bytes)) };
}

type Change = { codings: Ledger["codings"]; closed: boolean };

/** Writes the ledger anew after `kept`, with a coding's file if there is one; gives its number. */
async function write(key: ReaderKey, of: Of, kept: Kept | null, change: Change, coding?: { id: string; file: string; known: string | null }): Promise<string> {
  const { window, year } = of;
  const n = (kept?.ledger.n ?? 0) + 1;
  const plain = writeLedger({ window, year, n, before: kept?.digest ?? null, ...change }, key.seed);
  if (!plain) throw new LedgerFull();
  const sealed = await seal(plain, of.recipient, key.recipient);
  const id = ledgerId(key.seed, window, year);
  const ledger = { id, file: base64(sealed.file), known: kept?.known ?? null };
  await api.putCodings(of.organisation, coding ? [coding, ledger] : [ledger]);
  seen.set(id, n);
  return ledgerNumber(n, plainDigest(plain));
}

/** Once more where another page of this counsellor wrote meanwhile. */
async function settled<T>(deed: () => Promise<T>): Promise<T> {
  for (let tries = 5; ; tries--) {
    try {
      return await deed();
    } catch (trouble) {
      if (!(trouble instanceof api.Refused) || trouble.code !== "moved-on" || tries <= 1) throw trouble;
    }
  }
}

/** Writes a coding and the ledger that names it, both or neither. Its version follows the newest that is known. */
export function keepCoding(key: ReaderKey, of: Of, pseudonym: string, coded: Coded, newest: number): Promise<{ version: number; number: string; reopened: boolean }> {
  return settled(async () => {
    const kept = await ownLedger(key, of);
    const before = kept?.ledger.codings.find((one) => one.pseudonym === pseudonym);
    const version = Math.max(newest, before?.version ?? 0) + 1;
    const plain = writeCoding({ window: of.window, year: of.year, pseudonym, version, ...coded }, key.seed);
    const sealed = await seal(plain, of.recipient);
    const id = codingId(key.seed, of.window, of.year, pseudonym);
    const old = await api.coding(of.organisation, id);
    const known = old === null ? null : hex(sha256(unbase64(old)));
    const others = (kept?.ledger.codings ?? []).filter((one) => one.pseudonym !== pseudonym);
    const codings = [...others, { pseudonym, version, digest: plainDigest(plain) }];
    const number = await write(key, of, kept, { codings, closed: false }, { id, file: base64(sealed.file), known });
    return { version, number, reopened: kept?.ledger.closed ?? false };
  });
}

function close(key: ReaderKey, of: Of): Promise<string> {
  return settled(async () => {
    const kept = await ownLedger(key, of);
    return write(key, of, kept, { codings: kept?.ledger.codings ?? [], closed: true });
  });
}

/** The years of a roster for which codings are taken. */
export const yearsOf = (roster: Roster): { year: number; recipient: string }[] => roster.statistics ?? [];

/** Of these, the ones with a day on which some roster of the window held: before, there was no desk. */
export function heldYears(window: api.WindowOfDesk): { year: number; recipient: string }[] {
  if (!window.roster) return [];
  const all = [window.roster, ...window.rosters].map(rosterOf);
  const held = (year: number): boolean => all.some((one) => fiscalYear(one.first_day) <= year && year <= fiscalYear(one.last_day));
  return yearsOf(rosterOf(window.roster)).filter(({ year }) => held(year));
}

export async function ledgerView(who: api.Me, key: ReaderKey): Promise<View> {
  const sections: HTMLElement[] = [];
  for (const window of who.windows) {
    const roster = window.roster ? rosterOf(window.roster) : null;
    if (!roster?.readers.some((reader) => reader.author === key.author)) continue;
    const years = heldYears(window).filter(({ year }) => year <= fiscalYear(who.today)).reverse();
    sections.push(el("section", { class: "card stack", id: `ledgers-${window.organisation}` }, el("h2", {}, window.name), ...(await Promise.all(years.map((year) => yearPart(key, { ...year, organisation: window.organisation, window: window.window }, who))))));
  }
  const content = el(
    "div",
    { class: "narrow stack" },
    el("h1", {}, say("desk-js-ledger-title")),
    el("p", {}, say("desk-js-ledger-lead")),
    ...sections,
  );
  return { title: text("desk-js-ledger-title"), content };
}

async function yearPart(key: ReaderKey, of: Of, who: api.Me): Promise<HTMLElement> {
  const name = `${of.organisation}-${of.year}`;
  let kept: Kept | null = null;
  let bad = false;
  try {
    kept = await ownLedger(key, of);
  } catch (trouble) {
    if (!(trouble instanceof BadLedger)) throw trouble;
    bad = true;
  }
  const deed = () =>
    void whileWaiting(`close-${name}`, async () => {
      try {
        await close(key, of);
      } catch (trouble) {
        if (trouble instanceof BadLedger) return fault(`ledger-fault-${name}`, "desk-js-ledger-bad");
        return sayTrouble(`ledger-fault-${name}`, trouble);
      }
      await again();
      tell("desk-js-ledger-kept");
    });
  const over = of.year < fiscalYear(who.today);
  const count = kept?.ledger.codings.length ?? 0;
  const closed = kept?.ledger.closed === true;
  return el(
    "div",
    { class: "stack", id: `ledger-${name}` },
    el("h3", {}, say("desk-js-ledger-year", { year: of.year, reiwa: of.year - 2018 })),
    bad ? el("p", { class: "fault" }, say("desk-js-ledger-bad")) : el("p", {}, say(closed ? "desk-js-ledger-closed" : "desk-js-ledger-open", { n: count })),
    kept
      ? el("p", {}, say(closed ? "desk-js-ledger-tell" : "desk-js-ledger-number"), " ", el("b", { class: "mono", id: `number-${name}` }, ledgerNumber(kept.ledger.n, kept.digest)))
      : null,
    kept && count > 0 ? marks(kept.ledger) : null,
    over && !closed && !bad ? button(`close-${name}`, "desk-js-ledger-close", deed) : null,
    over || closed ? null : el("p", { class: "soft" }, say("desk-js-ledger-not-over")),
    faultPlace(`ledger-fault-${name}`),
  );
}

/** The cases in it as the lead names them where something is wrong. */
function marks(ledger: Ledger): HTMLElement {
  const line = ({ pseudonym }: Ledger["codings"][number]): HTMLElement => {
    const mark = el("span", { class: "mono" }, markOf(pseudonym));
    const of = cases.get(pseudonym);
    return el("li", {}, of === undefined ? mark : el("a", { href: href(`/desk/case/${of}`) }, mark));
  };
  const all = ledger.codings.toSorted((one, other) => (markOf(one.pseudonym) < markOf(other.pseudonym) ? -1 : 1)).map(line);
  return el("details", { class: "fold" }, el("summary", {}, el("span", {}, say("desk-js-ledger-marks"))), inside(el("p", { class: "soft" }, say("desk-js-ledger-marks-note")), el("ul", { class: "marks" }, ...all)));
}
