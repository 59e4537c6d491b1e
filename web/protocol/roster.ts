/** Who may read, signed by the desk; and whether today's signer follows from the poster's key. */
import { equal, hex, sha256, unhex } from "./bytes.ts";
import { signedBy, unframe } from "./frame.ts";
import { isDay, isEpoch, isId, isKey, isList, isObject, isRecipient, isText, isYear, type Json } from "./shape.ts";

/** `deputy` is the second where one person must not decide alone, never drawn for a new case. `earlier` are the keys by which the
 * same person read before. */
export type Reader = { author: string; recipient: string; name: string; profession: string; appointed_by: string; adviser: string; deputy?: boolean; earlier?: Earlier[] };
/** A key in whose place another of the same person stands, since that day. */
export type Earlier = { author: string; since: string };
export type PolicyDigest = { file: string; sha256: string };

export type Statistics = { year: number; recipient: string };

export type Roster = {
  v: 1 | 2 | 3;
  window: string;
  organisation: string;
  name: string;
  epoch: number;
  first_day: string;
  last_day: string;
  desk_key: string;
  runs: "firm" | "city" | "third";
  readers: Reader[];
  policies: PolicyDigest[];
  /** To whom codings are sealed; an older roster has none. */
  statistics?: Statistics[];
};

export type Succession = { v: 1; window: string; from: string; to: string; day: string };

export type RosterFault =
  | "malformed"
  | "bad-signature"
  | "wrong-window"
  | "not-yet"
  | "expired-roster"
  | "old-roster"
  | "not-followed";

/** Keys whose rosters count, each with the last day on which they do: null for a key that no other has followed. */
export type Signers = Map<string, string | null>;

/** `compared` says whether a poster's fingerprint was followed to the roster's key; `signers` are the keys on that way,
 * the only ones whose older rosters count. */
export type Trust = { roster: Roster; digest: string; compared: boolean; signers: Signers } | { fault: RosterFault };

const LONGEST = 100;
const EARLIER_MOST = 20;

export const rosterDigest = (bytes: Uint8Array): string => hex(sha256(bytes));

/** First 32 hex characters of the SHA-256 of a desk key in hex. */
export const fingerprint = (key: string): string => hex(sha256(unhex(key))).slice(0, 32);

/** The roster in a frame, whatever its days; a fault if it is none or was not signed by its own desk key. */
export function readRoster(bytes: Uint8Array): Roster | { fault: "malformed" | "bad-signature" } {
  const whole = unframe("roster", bytes);
  if (!whole || !isRoster(whole.body)) return { fault: "malformed" };
  return signedBy(whole, unhex(whole.body.desk_key)) ? whole.body : { fault: "bad-signature" };
}

export function readSuccession(bytes: Uint8Array): Succession | null {
  const whole = unframe("succession", bytes);
  if (!whole || !isSuccession(whole.body)) return null;
  return signedBy(whole, unhex(whole.body.from)) ? whole.body : null;
}

/** 3 where somebody has another key than before, 2 with a deputy, else 1: a page from before there were deputies refuses such a
 * roster, and draws none of them; one that does not know earlier keys would take one person for two. */
export const rosterVersion = (readers: Reader[]): Roster["v"] => (readers.some((reader) => (reader.earlier ?? []).length > 0) ? 3 : readers.some(isDeputy) ? 2 : 1);

const isDeputy = (reader: Reader): boolean => reader.deputy === true;

/** Those who may be drawn for a new case. */
export const drawable = (roster: Roster): Reader[] => roster.readers.filter((reader) => !isDeputy(reader));

/** What a client checks before it believes a roster. `print` is the poster's fingerprint, null without one; `newest`
 * the newest epoch seen before, 0 for none. */
export function trust(
  frame: Uint8Array,
  successions: Uint8Array[],
  expected: { window: string; today: string; print: string | null; newest?: number },
): Trust {
  const roster = readRoster(frame);
  if ("fault" in roster) return roster;
  if (roster.window !== expected.window) return { fault: "wrong-window" };
  if (expected.today < roster.first_day) return { fault: "not-yet" };
  if (expected.today > roster.last_day) return { fault: "expired-roster" };
  if (roster.epoch < (expected.newest ?? 0)) return { fault: "old-roster" };
  const signers = way(roster, successions, expected.print);
  if (!signers) return { fault: "not-followed" };
  return { roster, digest: rosterDigest(frame), compared: expected.print !== null, signers };
}

/** The keys from the poster's to the roster's; null if no way leads there. */
function way(roster: Roster, frames: Uint8Array[], print: string | null): Signers | null {
  const steps = frames.map(readSuccession);
  if (!steps.every((step) => step !== null && step.window === roster.window)) return null;
  const links = steps as Succession[];
  const keys = [...links.map((step) => step.from), roster.desk_key];
  const first = print === null ? keys[0] : keys.find((key) => fingerprint(key) === print);
  if (first === undefined) return null;
  const signers = walk(first, links);
  // A key that was followed by another signs no roster any more.
  return signers.get(roster.desk_key) === null ? signers : null;
}

/** `key` and every key that successions of this window lead on to; those that are none are passed over. */
export function followers(key: string, frames: Uint8Array[], window: string): Signers {
  return walk(key, frames.map(readSuccession).filter((step): step is Succession => step?.window === window));
}

/** A key with two followers leads nowhere: who holds a former key could else name one of their own. Whoever had the
 * page open when a key was followed has a day left. */
function walk(first: string, links: Succession[]): Signers {
  const signers: Signers = new Map();
  for (let at: string | undefined = first; at !== undefined && !signers.has(at); ) {
    const steps = links.filter((step) => step.from === at);
    const days = steps.map((step) => step.day).sort();
    signers.set(at, days[0] === undefined ? null : dayAfter(days[0]));
    const next = new Set(steps.map((step) => step.to));
    at = next.size === 1 ? [...next][0] : undefined;
  }
  return signers;
}

const dayAfter = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + 86400_000).toISOString().slice(0, 10);

/** The roster as far as its signer may speak; null if the signer is none of these. */
export function within(roster: Roster, signers: Signers): Roster | null {
  const until = signers.get(roster.desk_key);
  if (until === undefined) return null;
  return until !== null && until < roster.last_day ? { ...roster, last_day: until } : roster;
}

/** Names of files whose text is not the one that the roster names; a file the roster does not name is among them. */
export function changedPolicies(roster: Roster, texts: Record<string, string>): string[] {
  const encoder = new TextEncoder();
  return Object.keys(texts).filter((file) => {
    const named = roster.policies.find((policy) => policy.file === file);
    return !named || !equal(unhex(named.sha256), sha256(encoder.encode(texts[file])));
  });
}

function isRoster(body: Json): body is Json & Roster {
  const { first_day: first, last_day: last } = body;
  return (
    isId(body["window"]) &&
    isText(body["organisation"]) &&
    isText(body["name"]) &&
    isEpoch(body["epoch"]) &&
    isDay(first) &&
    isDay(last) &&
    first <= last &&
    (Date.parse(last) - Date.parse(first)) / 86400_000 + 1 <= LONGEST &&
    isKey(body["desk_key"]) &&
    (body["runs"] === "firm" || body["runs"] === "city" || body["runs"] === "third") &&
    isList(body["readers"], isReader) &&
    body["v"] === rosterVersion(body["readers"]) &&
    (body["readers"].length === 0 || !body["readers"].every(isDeputy)) &&
    isList(body["policies"], isPolicyDigest) &&
    once(body["readers"].map((reader) => reader.author), body["readers"].flatMap((reader) => (reader.earlier ?? []).map(({ author }) => author)), body["desk_key"]) &&
    once(body["readers"].map((reader) => reader.recipient)) &&
    once(body["policies"].map((policy) => policy.file)) &&
    (body["statistics"] === undefined || (isList(body["statistics"], isStatistics) && once(body["statistics"].map(({ year }) => `${year}`))))
  );
}

/** Each of them once. */
const once = (...all: (string | string[])[]): boolean => new Set(all.flat()).size === all.flat().length;

function isReader(value: unknown): value is Reader {
  return (
    isObject(value) &&
    isKey(value["author"]) &&
    isRecipient(value["recipient"]) &&
    ["name", "profession", "appointed_by", "adviser"].every((name) => isText(value[name])) &&
    (value["deputy"] === undefined || typeof value["deputy"] === "boolean") &&
    (value["earlier"] === undefined || (isList(value["earlier"], isEarlier) && value["earlier"].length <= EARLIER_MOST))
  );
}

const isEarlier = (value: unknown): value is Earlier => isObject(value) && isKey(value["author"]) && isDay(value["since"]);

const isPolicyDigest = (value: unknown): value is PolicyDigest => isObject(value) && isText(value["file"]) && isKey(value["sha256"]);

const isStatistics = (value: unknown): value is Statistics => isObject(value) && isYear(value["year"]) && isRecipient(value["recipient"]);

function isSuccession(body: Json): body is Json & Succession {
  const { from, to } = body;
  return body["v"] === 1 && isId(body["window"]) && isKey(from) && isKey(to) && from !== to && isDay(body["day"]);
}
