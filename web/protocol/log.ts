/** Checks all entries of a case's log against each other. */
import { equal, hex, sha256 } from "./bytes.ts";
import { type Entry, isReport, readEntry, type Log, type Report } from "./entry.ts";
import { readHeard } from "./heard.ts";
import { checkLeaving, gone } from "./leaving.ts";
import { type Checked, type Fault, counts, readingOrder, type Sound } from "./order.ts";
import { andLater, was } from "./persons.ts";
import { checkCodes, reporterIn } from "./renewal.ts";
import type { Roster } from "./roster.ts";
import { dayOf, type RosterName } from "./shape.ts";

export { gone } from "./leaving.ts";
export { belongs, counts, type Checked, type Fault } from "./order.ts";

/** A file as it came, and what it opens to; null if it does not open. */
export type Opened = { id: string; file: Uint8Array; plain: Uint8Array | null };

/** What the entries must belong to. `rosters` are the signed ones by digest. `reporter` is the reporter's author key
 * where it is known (from the code, which may have followed another); else it is the author of the first report. */
export type Expected = {
  window: string;
  case: string;
  log: Log;
  rosters: Map<string, Roster>;
  reporter?: string;
  report?: Report;
};

// The reporter's grant is for a new key of somebody who reads the case already.
const BY_REPORTER = new Set(["report", "message", "attachment", "consent", "grant", "code"]);
const BY_READER: Record<Log, Set<string>> = {
  case: new Set(["message", "seen", "grant", "attachment", "step", "handover"]),
  desk: new Set(["note", "coding"]),
};

/** In the order given, the very same file once; an entry without fault has an empty list. */
export function checkLog(opened: Opened[], expected: Expected): Checked[] {
  const again = (file: Opened, place: number): boolean => opened.slice(0, place).some((other) => other.id === file.id && equal(other.file, file.file));
  const twice = new Set(opened.map((file) => file.id)).size < opened.length;
  const checked = opened.filter((file, place) => !twice || !again(file, place)).map((file) => alone(file, expected));
  const sound = checked.filter((one): one is Sound => one.entry !== null && one.faults.length === 0);
  const byId = new Map(sound.map((one) => [one.id, one.entry]));
  const { first, followed, keys } = reporterIn(sound, byId, expected);
  const reporter = new Set(keys);
  const body = first?.entry.body;
  const report = expected.report ?? (body && isReport(body) ? body : undefined);
  const barred = andLater(report?.left_out ?? [], expected.rosters.values());
  for (const one of sound) {
    one.faults.push(
      ...author(one.entry, expected, reporter, barred),
      ...kind(one, reporter, first, expected.log),
      ...heard(one.entry, expected),
      ...chain(one, sound),
      ...(one.entry.heads.some((head) => byId.get(head.entry)?.author !== head.author) ? (["missing-head"] as const) : []),
      ...roster(one, expected.rosters, byId, first),
    );
  }
  if (expected.log === "case") checkCodes(sound, byId, followed);
  if (expected.log === "case" && report) checkLeaving(sound, byId, report.readers);
  if (expected.log === "case" && report) epochs(sound, byId, expected.rosters, { report, reporter, barred });
  return checked;
}

/** What can be said of a file by itself. */
function alone({ id, file, plain }: Opened, expected: Expected): Checked {
  const wrongId: Fault[] = hex(sha256(file)) === id ? [] : ["wrong-id"];
  if (!plain) return { id, entry: null, faults: ["not-age", ...wrongId] };
  const read = readEntry(plain);
  if (!read) return { id, entry: null, faults: ["malformed", ...wrongId] };
  const { entry, signed } = read;
  const faults: Fault[] = [];
  if (entry.window !== expected.window) faults.push("wrong-window");
  if (entry.case !== expected.case) faults.push("wrong-case");
  if (entry.log !== expected.log) faults.push("wrong-log");
  if (!signed) faults.push("bad-signature");
  return { id, entry, faults: [...faults, ...wrongId] };
}

function author(entry: Entry, expected: Expected, reporter: ReadonlySet<string>, barred: ReadonlySet<string>): Fault[] {
  if (reporter.has(entry.author)) return [];
  const faults: Fault[] = [];
  const named = expected.rosters.get(entry.roster.digest);
  if (!named?.readers.some((reader) => reader.author === entry.author)) faults.push("unknown-author");
  if (barred.has(entry.author)) faults.push("left-out");
  return faults;
}

function kind(one: Sound, reporter: ReadonlySet<string>, first: Sound | undefined, log: Log): Fault[] {
  const { entry } = one;
  const byReporter = reporter.has(entry.author);
  const allowed = byReporter ? log === "case" && BY_REPORTER.has(entry.kind) : BY_READER[log].has(entry.kind);
  const secondReport = entry.kind === "report" && one !== first;
  const misplacedReport = entry.kind === "report" && entry.n !== 1;
  // The report opens the chain of the code by which it was written; those that follow begin with anything.
  const notOpening = byReporter && entry.n === 1 && entry.kind !== "report" && (!first || entry.author === first.entry.author);
  return !allowed || secondReport || misplacedReport || notOpening ? ["wrong-kind"] : [];
}

/** A report that says a counsellor took it down bears the word of one about itself. */
function heard({ kind, body, author, roster }: Entry, { window, case: of, rosters }: Expected): Fault[] {
  if (kind !== "report" || !isReport(body) || body.heard === undefined) return [];
  const word = readHeard(body.heard);
  const named = rosters.get(roster.digest);
  const reads = named?.epoch === roster.epoch && named.readers.some((reader) => reader.author === word?.by);
  return word && word.window === window && word.case === of && word.author === author && reads ? [] : ["heard-differs"];
}

function chain(one: Sound, sound: Sound[]): Fault[] {
  const { entry } = one;
  // A draft stands in no chain.
  if (entry.kind === "draft") return entry.before === null ? [] : ["broken-chain"];
  const own = sound.filter((other) => other.entry.author === entry.author && other.entry.kind !== "draft");
  const faults: Fault[] = [];
  if (own.some((other) => other.id !== one.id && other.entry.n === entry.n)) faults.push("fork");
  if (entry.n === 1) return entry.before === null ? faults : [...faults, "broken-chain"];
  const previous = own.filter((other) => other.entry.n === entry.n - 1);
  if (previous.length === 0) faults.push("gap");
  else if (!previous.some((other) => other.id === entry.before)) faults.push("broken-chain");
  return faults;
}

function roster({ id, entry }: Sound, rosters: Map<string, Roster>, byId: Map<string, Entry>, first: Sound | undefined): Fault[] {
  const named = rosters.get(entry.roster.digest);
  if (!named || named.epoch !== entry.roster.epoch) return ["unknown-roster"];
  const faults: Fault[] = [];
  // Nobody wrote in this case who had not seen the report.
  const seen = first && first.id !== id ? [first.entry, ...seenBy(entry, byId)] : seenBy(entry, byId);
  if (seen.some((earlier) => outdates(earlier, entry.roster, rosters))) faults.push("old-roster");
  const day = dayOf(new Date(entry.time));
  if (day < named.first_day || day > named.last_day) faults.push("expired-roster");
  return faults;
}

/** Grants one after the other: to whom they may be, and which recipient each epoch has. */
function epochs(sound: Sound[], byId: Map<string, Entry>, rosters: Map<string, Roster>, of: { report: Report; reporter: ReadonlySet<string>; barred: ReadonlySet<string> }): void {
  const { report, reporter, barred } = of;
  const given = new Set(report.readers.filter((one) => !barred.has(one)));
  const recipients = new Map([[1, report.case_recipient]]);
  const left = new Set<string>();
  for (const one of readingOrder(sound, byId)) {
    const { entry, faults } = one;
    for (const who of gone([one], rosters)) left.add(who);
    if (entry.kind !== "grant") continue;
    const { reader, epoch, recipient } = entry.body as { reader: string; epoch: number; recipient: string };
    const named = rosters.get(entry.roster.digest);
    const known = recipients.get(epoch);
    const card = named?.epoch === entry.roster.epoch ? named.readers.find((one) => one.author === reader) : undefined;
    const byReporter = reporter.has(entry.author);
    // The reporter hands on to a new key of whoever reads, an identity that is known, and nothing else.
    const follows = card && [...given].some((key) => key !== reader && was(card, key)) && !(card.earlier ?? []).some((key) => left.has(key.author));
    if (barred.has(reader)) {
      if (!faults.includes("left-out")) faults.push("left-out");
    } else if (left.has(reader)) {
      if (!faults.includes("gone-reader")) faults.push("gone-reader");
    } else if (byReporter ? !follows : !card) faults.push("unknown-reader");
    else if (known === undefined ? byReporter || epoch !== recipients.size + 1 : known !== recipient) faults.push("wrong-epoch");
    if (faults.length > 0) continue;
    recipients.set(epoch, recipient);
    given.add(reader);
  }
  for (const { entry, faults } of sound) {
    if (!recipients.has(entry.epoch) && !faults.includes("wrong-epoch")) faults.push("wrong-epoch");
  }
}

/** Whether what was seen names a newer roster, or another one of the same epoch: a desk signs one only. A made-up epoch
 * makes nothing old. */
function outdates({ roster: seen }: Entry, named: RosterName, rosters: Map<string, Roster>): boolean {
  const signed = rosters.get(seen.digest)?.epoch === seen.epoch;
  return signed && (seen.epoch > named.epoch || (seen.epoch === named.epoch && seen.digest !== named.digest));
}

/** Every entry that this one builds on, near and far. */
function seenBy(entry: Entry, byId: Map<string, Entry>): Entry[] {
  const seen = new Map<string, Entry>();
  const open = [entry];
  for (let at = open.pop(); at; at = open.pop()) {
    for (const id of [at.before, ...at.heads.map((head) => head.entry)]) {
      const earlier = id === null ? undefined : byId.get(id);
      if (id === null || !earlier || seen.has(id)) continue;
      seen.set(id, earlier);
      open.push(earlier);
    }
  }
  return [...seen.values()];
}

/** Newest entry of each other author, for the `heads` of the next one. */
export function headsFor(author: string, checked: Checked[]): { author: string; entry: string }[] {
  const newest = new Map<string, { n: number; id: string }>();
  for (const { id, entry, faults } of checked) {
    if (!entry || !counts({ id, entry, faults }) || entry.author === author || entry.kind === "draft") continue;
    if ((newest.get(entry.author)?.n ?? 0) < entry.n) newest.set(entry.author, { n: entry.n, id });
  }
  return [...newest].map(([other, { id }]) => ({ author: other, entry: id }));
}

/** Ids that a `seen` entry without fault names. */
export function seenByDesk(checked: Checked[]): Set<string> {
  const seen = new Set<string>();
  for (const { entry, faults } of checked) {
    if (entry?.kind !== "seen" || faults.length > 0) continue;
    for (const id of entry.body["entries"] as string[]) seen.add(id);
  }
  return seen;
}
