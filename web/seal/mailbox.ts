/** A case opened from its receipt code, and what is written into it next. */
import { base64, hex, unbase64 } from "../protocol/bytes.ts";
import type { ReporterKeys } from "../protocol/derive.ts";
import { type Attachment, type Entry, isReport, over, type Report, writeEntry } from "../protocol/entry.ts";
import { type KeyFile, readKeyFile } from "../protocol/keyfile.ts";
import { belongs, type Checked, checkLog, headsFor, type Opened } from "../protocol/log.ts";
import { isOpened } from "../protocol/order.ts";
import { reporterIn } from "../protocol/renewal.ts";
import type { Roster } from "../protocol/roster.ts";
import { dayOf, timeOf } from "../protocol/shape.ts";
import { publicKey } from "../protocol/sign.ts";
import { open, opener, recipientOf, seal } from "./age.ts";

/** As the server answers. */
export type Kept = {
  case: string;
  open: boolean;
  arrived: string;
  next: string;
  retention: string;
  /** Kept beyond that day; the desk looks again by this one. */
  held: string | null;
  /** No reader has fetched it: it can be taken back. */
  unread?: boolean;
  entries: { id: string; log: "case"; day: string; file: string }[];
  keys: { purpose: "case"; file: string }[];
};

/** `identities` by epoch; `to` is the newest epoch that the report or a grant names, and its recipient: what is written is
 * sealed to it even where its key was held back, or whoever was removed would go on reading; `report` is null where no report without fault was found; `anchor` is the roster that it names;
 * `rosters` are those that entries and key files name, by digest; `badKeys` counts key files that neither this reporter nor a reader made for this case; `held` is what
 * each of the others opens; `lacking` counts rosters that are named and did not come: what was written under them is not seen as it is. */
export type Case = {
  id: string;
  identities: Map<number, string>;
  to: { epoch: number; recipient: string } | null;
  checked: Checked[];
  report: Report | null;
  author: string;
  /** All keys of this reporter, one after the other: of each code that was replaced, and the one that opened it. */
  keys: string[];
  anchor: string | null;
  rosters: Map<string, Roster>;
  badKeys: number;
  held: { epoch: number; secret: string }[];
  lacking: number;
};

/** The rosters that the entries name, from `fetchRoster` by digest; one that is not to be had is left out. */
export type Rosters = (digest: string, anchor: string | null) => Promise<Roster | null>;

export async function openCase(kept: Kept, keys: ReporterKeys, window: string, rosters: Rosters): Promise<Case> {
  const author = hex(publicKey(keys.author));
  const files = await keyFilesOf(kept, keys, window);
  const secrets = files.flatMap((file) => (file ? [file.secret] : []));
  const opens = opener(secrets);
  const opened: Opened[] = [];
  for (const entry of kept.entries) {
    const file = bytesOf(entry.file);
    opened.push({ id: entry.id, file, plain: await opens(file) });
  }
  const expected = { window, case: kept.case, log: "case", reporter: author, rosters: new Map<string, Roster>() } as const;
  const alone = checkLog(opened, expected);
  const anchor = reporterOf(alone, expected).first?.entry.roster.digest ?? null;
  const named = new Set([...alone.map(({ entry }) => entry), ...files].flatMap((one) => one?.roster.digest ?? []));
  for (const digest of named) {
    const roster = await rosters(digest, anchor);
    if (roster) expected.rosters.set(digest, roster);
  }
  const checked = checkLog(opened, expected);
  const body = checked.find(({ entry, faults }) => entry?.kind === "report" && faults.length === 0)?.entry?.body;
  const report = body && isReport(body) ? body : null;
  const { keys: codes } = reporterOf(checked, expected);
  const held: Case["held"] = [];
  for (const file of files) if (file && (await isMeant(file, { keys: codes, report, checked, rosters: expected.rosters }))) held.push(file);
  const identities = new Map(held.map(({ epoch, secret }) => [epoch, secret]));
  const bad = { badKeys: files.length - held.length, lacking: named.size - expected.rosters.size };
  return { id: kept.case, identities, to: newestOf(report, checked), checked, report, author, keys: codes, anchor, rosters: expected.rosters, held, ...bad };
}

function reporterOf(checked: Checked[], of: { window: string; case: string; reporter: string; rosters: Map<string, Roster> }): ReturnType<typeof reporterIn> {
  const sound = checked.filter(isOpened).filter(belongs);
  return reporterIn(sound, new Map(sound.map(({ id, entry }) => [id, entry])), of);
}

function newestOf(report: Report | null, checked: Checked[]): Case["to"] {
  if (!report) return null;
  const granted = checked.flatMap(({ entry, faults }) =>
    entry?.kind === "grant" && faults.length === 0 ? [{ epoch: Number(entry.body["epoch"]), recipient: String(entry.body["recipient"]) }] : [],
  );
  return granted.reduce((newest, one) => (one.epoch > newest.epoch ? one : newest), { epoch: 1, recipient: report.case_recipient });
}

/** Nothing where it is no base64: such a file opens to nothing and bears no right id. */
function bytesOf(file: string): Uint8Array {
  try {
    return unbase64(file);
  } catch {
    return new Uint8Array();
  }
}

/** Each key file as it opens; null for one that does not, or that is not for the reporter of this case. */
async function keyFilesOf(kept: Kept, keys: ReporterKeys, window: string): Promise<(KeyFile | null)[]> {
  const found = [];
  for (const { file } of kept.keys) {
    const plain = await open(bytesOf(file), [keys.identity]);
    const key = plain && readKeyFile(plain);
    const ours = key && key.window === window && key.case === kept.case && key.purpose === "case" && key.to === "reporter";
    found.push(ours ? key : null);
  }
  return found;
}

/** Made by whom it must be, under a roster that held, and holding the identity that the report or a grant names. */
async function isMeant(file: KeyFile, of: Pick<Case, "keys" | "report" | "checked"> & { rosters: Map<string, Roster> }): Promise<boolean> {
  const roster = of.rosters.get(file.roster.digest);
  const day = dayOf(new Date(file.time));
  if (roster?.epoch !== file.roster.epoch || day < roster.first_day || day > roster.last_day) return false;
  const byReader = roster.readers.some((reader) => reader.author === file.maker) && !of.report?.left_out.includes(file.maker);
  const byReporter = of.keys.includes(file.maker);
  // At first the reporter alone makes key files; of later epochs a reader does, and the reporter for a new code.
  if (file.epoch === 1 ? !byReporter : !byReader && !byReporter) return false;
  const recipient = await recipientOf(file.secret);
  const granted = of.checked.some(
    ({ entry, faults }) =>
      entry?.kind === "grant" && faults.length === 0 && entry.body["epoch"] === file.epoch && entry.body["recipient"] === recipient,
  );
  return granted || (file.epoch === 1 && recipient === of.report?.case_recipient);
}

/** The newest roster that an entry without fault names, by its epoch; 0 if there is none. */
export const newestEpoch = ({ checked }: Case): number =>
  checked.reduce((newest, { entry, faults }) => (entry && faults.length === 0 ? Math.max(newest, entry.roster.epoch) : newest), 0);

/** `said` in place of a message with `words`. */
export type Next = { words: string; said?: { kind: "attachment"; body: Attachment } | { kind: "consent" | "grant" | "code"; body: Entry["body"] }; roster: Roster; digest: string; now: Date };

export function nextEntry(opened: Case, next: Next): Omit<Entry, "author"> {
  const own = opened.checked.flatMap(({ id, entry, faults }) =>
    // All that I signed, whatever is missing around it: or I would fork my own chain.
    entry && belongs({ id, entry, faults }) && entry.author === opened.author && entry.kind !== "draft" ? [{ id, n: entry.n }] : [],
  );
  const last = own.reduce((a, b) => (b.n > a.n ? b : a), { id: null as string | null, n: 0 });
  return {
    v: 1,
    window: next.roster.window,
    case: opened.id,
    log: "case",
    n: last.n + 1,
    before: last.id,
    heads: headsFor(opened.author, opened.checked),
    kind: next.said?.kind ?? "message",
    time: timeOf(next.now),
    roster: { epoch: next.roster.epoch, digest: next.digest },
    epoch: opened.to?.epoch ?? 1,
    body: next.said?.body ?? { words: next.words },
  };
}

export const messageTooLong = (opened: Case, next: Next): number => over(nextEntry(opened, next));

/** A message sealed to the case, as the bytes of a request; sent again as it is. */
export async function makeMessage(opened: Case, next: Next, keys: ReporterKeys): Promise<{ id: string; file: Uint8Array; body: Uint8Array }> {
  if (!opened.to) throw new Error("no key of this case");
  const sealed = await seal(writeEntry(nextEntry(opened, next), keys.author), opened.to.recipient);
  const body = { entries: [{ id: sealed.id, log: "case", file: base64(sealed.file) }], known: opened.checked.length };
  return { ...sealed, body: new TextEncoder().encode(JSON.stringify(body)) };
}
