// Speaks to the desk's own host, JSON both ways.

import { bytesOf, OFTEN, pauseBefore } from "../protocol/answer.ts";
import { isDay, isId, isList, isObject, isText, type Json } from "../protocol/shape.ts";
import { language } from "./say.ts";

const PATIENCE = 60_000;
/** Bytes of an answer that are read: of a case, and of everything else. */
const LONGEST = 256 << 20;
const SHORT = 16 << 20;
/** Characters of a server's sentence that are shown. */
const SENTENCE = 200;

export interface WindowOfDesk {
  organisation: string;
  name: string;
  window: string;
  roster: string | null;
  /** The desk was put back from before the roster that followed this one. */
  followed: boolean;
  successions: string[];
  rosters: string[];
}

export interface Me {
  name: string;
  sign_in: string;
  role: "lead" | "counsellor";
  key: { author: string; recipient: string; file: string } | null;
  windows: WindowOfDesk[];
  today: string;
  /** The account's last day. */
  ends: string | null;
  /** `needed`: nothing else can be done before one is added. */
  second_factor: "none" | "some" | "needed";
}

export interface CaseRow {
  organisation: string;
  window: string;
  case: string;
  arrived: string;
  next: string;
  unread: boolean;
  urgent: boolean;
  open: boolean;
  /** Readers who have let something of it lie for more than a working day. */
  lying: string[];
}

/** Whoever has let something lie at a window, since when; no case is named. */
export interface LeftLying {
  organisation: string;
  reader: string;
  name: string | null;
  since: string;
}

export type Log = "case" | "desk";

export interface SealedEntry {
  id: string;
  log: Log;
  day?: string;
  file: string;
}

export interface CaseFile {
  organisation: string;
  window: string;
  case: string;
  arrived: string;
  next: string;
  retention: string;
  /** Kept beyond that day; somebody looks again by this one. */
  held: string | null;
  open: boolean;
  /** The server says that it sealed the report itself, on the path without script. */
  sealed_here: boolean;
  entries: SealedEntry[];
  keys: { purpose: Log; file: string }[];
  readers: string[];
}

export interface OfferedKey {
  account: string;
  name: string;
  profession: string;
  appointed_by: string;
  adviser: string;
  author: string;
  recipient: string;
  /** The account's last day. */
  ends: string | null;
}

/** The server answered, and it is a no; `detail` is a sentence for the person. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;

  constructor(status: number, code: string, detail: string) {
    super(code);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

/** No answer came, or one without end. */
export class Lost extends Error {}

/** The server said that it keeps an entry, and does not give it back. */
export class NotThere extends Error {}

/** One request; throws Refused or Lost. */
export async function ask<T>(method: string, path: string, body?: unknown, longest = SHORT): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json", "accept-language": language() === "en" ? "en" : "ja" };
  const init: RequestInit = { method, headers, cache: "no-store", credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(PATIENCE) };
  if (body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(`/desk/api/${path}`, init);
    text = new TextDecoder().decode(await bytesOf(answer, answer.ok ? longest : SHORT));
  } catch {
    throw new Lost();
  }
  if (!answer.ok) throw refusal(answer.status, text);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

function refusal(status: number, text: string): Refused {
  try {
    const told: unknown = JSON.parse(text);
    const member = (name: string): string => (isObject(told) && isText(told[name]) ? told[name] : "");
    return new Refused(status, member("code"), [...member("detail")].slice(0, SENTENCE).join(""));
  } catch {
    return new Refused(status, "", "");
  }
}

export const signOut = () => ask<void>("POST", "signout", {});
export const me = () => ask<Me>("GET", "me");
/** A key; where this account has one, its `password` too; and where that one stands on a roster, `follows` is that one's word for it, or `rosters` are the next ones,
 * signed, which are in force with it. */
export interface NewKey {
  author: string;
  recipient: string;
  file: string;
  password?: string;
  follows?: string;
  rosters?: { organisation: string; roster: string }[];
}
export const putKey = (key: NewKey) => ask<void>("PUT", "key", key);
const isRow = (row: Json): boolean =>
  isId(row["case"]) && isId(row["window"]) && isText(row["organisation"]) && isDay(row["arrived"]) && isDay(row["next"]);

/** 1 or 0 each. Of all cases that this account reads: one is unread; one is open and its day has passed; another reader has
 * let one lie. The lead is told of the last for all cases of the desk. */
export const waits = () => ask<{ waits: number; overdue: number; lying: number }>("GET", "waits");
export const leftLying = () => ask<LeftLying[]>("GET", "lying");

/** Pages of the list at most, of a hundred cases: a server could give pages without end. */
const PAGES = 1000;

/** The cases that can be read as such, each once, and how many rows could not. `earlier`: those that this account was given under an
 * earlier key, and not yet under the one it has now. */
export async function cases(earlier?: string): Promise<{ rows: CaseRow[]; odd: number }> {
  const rows = new Map<string, CaseRow>();
  let odd = 0;
  const of = earlier === undefined ? "" : `earlier=${earlier}`;
  let after = of && `?${of}`;
  for (let page = 0; page < PAGES; page++) {
    const given = await ask<unknown>("GET", `cases${after}`);
    if (!isObject(given) || !Array.isArray(given["cases"])) throw new Refused(200, "", "");
    const told: unknown[] = given["cases"];
    const read = told.filter((row): row is CaseRow & Json => isObject(row) && isRow(row));
    // A case whose day was changed meanwhile may stand on two pages, on one never.
    odd += told.length - new Set(read.map((row) => row.case)).size;
    for (const row of read) rows.set(row.case, tidy(row));
    if (!isText(given["next"])) break;
    after = `?after=${encodeURIComponent(given["next"])}${of && `&${of}`}`;
  }
  return { rows: [...rows.values()], odd };
}

function tidy(row: CaseRow): CaseRow {
  const lying = isList(row.lying, isText) ? row.lying : [];
  return { ...row, lying, unread: row.unread === true, urgent: row.urgent === true, open: row.open !== false };
}
export async function caseFile(id: string): Promise<CaseFile> {
  for (let times = 0; ; times++) {
    try {
      return await ask<CaseFile>("GET", `cases/${id}`, undefined, LONGEST);
    } catch (trouble) {
      const pause = trouble instanceof Refused && trouble.code === OFTEN ? pauseBefore(times) : null;
      if (pause === null) throw trouble;
      await new Promise((done) => setTimeout(done, pause));
    }
  }
}
/** Written after what `file` holds, else refused as `moved-on`. `files` names the uploads whose bytes the entries attach.
 * Throws Lost for an answer that does not say that they were
 * kept: whoever gave it, the words must stay. */
export async function sendEntries(file: CaseFile, entries: SealedEntry[], files: { upload: string; id: string }[] = []): Promise<void> {
  const known = file.entries.length;
  const told = await ask<{ kept?: unknown } | undefined>("POST", `cases/${file.case}/entries`, { entries, files, known });
  if (told?.kept !== "now" && told?.kept !== "before") throw new Lost();
}
/** Whether an entry lies there as it was sent: "kept" is a word that anybody can say. */
export async function mustLie(id: string, entry: SealedEntry): Promise<void> {
  const { entries } = await caseFile(id);
  if (!isList(entries, isObject) || !entries.some((one) => one["id"] === entry.id && one["file"] === entry.file)) throw new NotThere();
}
export const sendKeys = (id: string, keys: { to: string; purpose: Log; file: string }[]) =>
  ask<void>("POST", `cases/${id}/keys`, { keys });
/** Goes on from the names to the rest. */
export const markRead = (id: string) => ask<void>("POST", `cases/${id}/read`);
/** What is said of somebody's leaving, and the key files of those who go on. */
export interface Leaving {
  entries: SealedEntry[];
  keys: { to: string; purpose: Log; file: string }[];
}
/** All of it or nothing, written after what `file` holds. `reader` is removed by another, perhaps `aside` before; without one, whoever
 * asks stands aside. */
export async function leave(file: CaseFile, { entries, keys }: Leaving, reader?: string, aside = false): Promise<void> {
  const known = file.entries.length;
  const told =
    reader === undefined
      ? await ask<{ kept?: unknown } | undefined>("POST", `cases/${file.case}/aside`, { entries, keys, known })
      : await ask<{ kept?: unknown } | undefined>("POST", `cases/${file.case}/remove`, { reader, aside, entries, keys, known });
  if (told?.kept !== "now" && told?.kept !== "before") throw new Lost();
}
export const setNext = (id: string, day: string) => ask<void>("POST", `cases/${id}/next`, { day });
export const setOpen = (id: string, open: boolean) => ask<void>("POST", `cases/${id}/open`, { open });
/** Recorded before the file is made: a certificate lists when a case was carried out. */
export const takeOut = (id: string) => ask<void>("POST", `cases/${id}/export`, {});

export interface Proposed {
  by: string;
  mine: boolean;
  day: string;
  until: string;
}

/** The end of a case: its random id and days, and who of the desk did what. */
export interface Term {
  organisation: string;
  case: string;
  arrived: string;
  last: string;
  due: boolean;
  reads: boolean;
  held: { by: string; day: string; look: string; lifting: Proposed | null } | null;
  proposed: Proposed | null;
}

interface Person {
  account: string;
  name: string;
}

export interface Certificate {
  frame: string;
  organisation: string;
  name: string;
  day: string;
  confirmed: Person;
  copies_until: string;
  cases: { mark: string; kept_until: string; proposed: Person; proposed_day: string; exports: { day: string; by: Person | null }[] }[];
}

export const retention = () => ask<{ cases: Term[]; certificates: Certificate[] }>("GET", "retention");
export const withdrawEnd = (organisation: string, cases: string[]) => ask<void>("POST", "retention/withdraw", { organisation, cases });
/** `word` is what the person signed: base64 of a frame. */
export const end = (what: "propose" | "confirm", organisation: string, cases: string[], word: string) =>
  ask<Certificate | undefined>("POST", `retention/${what}`, { organisation, cases, word });
export const hold = (id: string, look: string) => ask<void>("POST", "retention/hold", { case: id, look });
export const lift = (id: string, word: string) => ask<{ lifted: boolean }>("POST", "retention/lift", { case: id, word });

/** The audit chain as the lead sees it; `head` is the line to be kept outside, `closed` begins with the newest day. */
export interface Audit {
  keyed: boolean;
  head: string | null;
  closed: { day: string; mark: string }[];
  faults: { fault: string; day: string | null }[];
}

export const audit = () => ask<Audit>("GET", "audit");
export const offeredKeys = () => ask<OfferedKey[]>("GET", "keys");
export const policies = () => ask<{ file: string; sha256: string }[]>("GET", "policies");
/** A file under an id that only its author knows for what it is; null if there is none. */
export async function coding(organisation: string, id: string): Promise<string | null> {
  try {
    return (await ask<{ file: string }>("GET", `codings/${organisation}/${id}`)).file;
  } catch (trouble) {
    if (trouble instanceof Refused && trouble.status === 404) return null;
    throw trouble;
  }
}
export const putCodings = (organisation: string, files: { id: string; file: string; known: string | null }[]) =>
  ask<void>("PUT", "codings", { organisation, files });
export interface Gathered {
  files: string[];
  releases: string[];
  disclosure: string;
  taxonomy: string;
}
export const gathered = (organisation: string) => ask<Gathered>("GET", `releases/${organisation}`, undefined, LONGEST);
export const postRelease = (organisation: string, release: string) => ask<void>("POST", "releases", { organisation, release });
export const postSuccessions = (windows: { organisation: string; succession: string; roster: string }[]) =>
  ask<void>("POST", "successions", { windows });
export const postRoster = (organisation: string, roster: string) =>
  ask<void>("POST", "rosters", { organisation, roster });

export type Role = "lead" | "counsellor";
export interface Card {
  role: Role;
  name: string;
  profession: string;
  appointed_by: string;
  adviser: string;
}
/** `sign_in` where the link is for somebody who has an account. */
export interface Link {
  id: string;
  sign_in: string | null;
  name: string;
  role: Role;
  last_day: string;
}
export interface People {
  accounts: { sign_in: string; name: string; role: Role; ends: string | null }[];
  invitations: Link[];
}
export const people = () => ask<People>("GET", "invitations");
/** Of the link's secret the server gets the digest alone. */
export const invite = (digest: string, card: Card) => ask<void>("POST", "invitations", { digest, ...card });
export const letBackIn = (digest: string, sign_in: string) => ask<void>("POST", "invitations/back", { digest, sign_in });
/** `ends` may have passed: it shuts the account at once; null takes the last day back. */
export const setLastDay = (sign_in: string, ends: string | null, password: string) => ask<void>("PUT", "accounts/last-day", { sign_in, ends, password });
export const revoke = (id: string) => ask<void>("DELETE", `invitations/${id}`);
/** What a link is for; `begin` where the desk itself begins by it, for the organisations that are there already, if any. */
export interface Looked extends Card {
  begin: boolean;
  organisations: { short: string; name: string }[];
  sign_in: string | null;
}
export const lookInvited = (secret: string) => ask<Looked>("POST", "invited/look", { secret });
export interface Beginning extends Omit<Card, "role"> {
  secret: string;
  sign_in: string;
  password: string;
  organisations: { short: string; name: string }[];
}
export const begin = (made: Beginning) => ask<void>("POST", "begin", made);
export const comeIn = (secret: string, sign_in: string, password: string) => ask<void>("POST", "invited", { secret, sign_in, password });
/** A colleague who came in without what they had before. */
export interface Return {
  id: string;
  name: string;
  how: "paper" | "password";
  day: string;
}
export const returns = () => ask<Return[]>("GET", "returns");
export const putReturnAway = (id: string) => ask<void>("DELETE", `returns/${id}`);
/** Of the number on the paper copy the server gets the digest alone, until it is used. */
export const keepRecovery = (digest: string, password: string) => ask<void>("PUT", "recovery", { digest, password });
export const comeBack = (back: { name: string; password: string; code: string; next: string }) => ask<void>("POST", "return", back);
/** A report that was taken down here; `report` is what its reporter's own browser would have sent. */
export async function fileHeard(organisation: string, report: object): Promise<void> {
  const told = await ask<{ kept?: unknown } | undefined>("POST", "reports", { organisation, ...report });
  if (told?.kept !== "now" && told?.kept !== "before") throw new Lost();
}
/** A sealed text that somebody in the city is told by a link; nothing in it says of which case. */
export interface TellingSent {
  organisation: string;
  telling: string;
  mailbox: string;
  last_day: string;
  file: string;
}
export async function keepTelling(sent: TellingSent): Promise<void> {
  const told = await ask<{ kept?: unknown } | undefined>("POST", "tellings", sent);
  if (told?.kept !== "now" && told?.kept !== "before") throw new Lost();
}
/** What came back for one, sealed to its case. */
export const cameBack = (organisation: string, telling: string) => ask<{ answers: string[] }>("GET", `tellings/${organisation}/${telling}`);
export const endTelling = (organisation: string, telling: string) => ask<void>("POST", `tellings/${organisation}/${telling}/end`, {});
