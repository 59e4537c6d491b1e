/** A case opened from its receipt code, and what is written into it next. */
import { base64, hex, unbase64 } from "../protocol/bytes.ts";
import type { ReporterKeys } from "../protocol/derive.ts";
import { type Entry, isReport, over, type Report, writeEntry } from "../protocol/entry.ts";
import { readKeyFile } from "../protocol/keyfile.ts";
import { belongs, type Checked, checkLog, headsFor, type Opened } from "../protocol/log.ts";
import type { Roster } from "../protocol/roster.ts";
import { timeOf } from "../protocol/shape.ts";
import { publicKey } from "../protocol/sign.ts";
import { open, recipientOf, seal } from "./age.ts";

/** As the server answers. */
export type Kept = {
  case: string;
  open: boolean;
  arrived: string;
  next: string;
  retention: string;
  entries: { id: string; log: "case"; day: string; file: string }[];
  keys: { purpose: "case"; file: string }[];
};

/** `identities` by epoch; `report` is null where no report without fault was found. */
export type Case = {
  id: string;
  identities: Map<number, string>;
  checked: Checked[];
  report: Report | null;
  author: string;
};

/** The rosters that the entries name, from `fetchRoster` by digest; one that is not to be had is left out. */
export type Rosters = (digest: string) => Promise<Roster | null>;

export async function openCase(kept: Kept, keys: ReporterKeys, window: string, rosters: Rosters): Promise<Case> {
  const author = hex(publicKey(keys.author));
  const identities = await identitiesOf(kept, keys, window);
  const secrets = [...identities.values()];
  const opened: Opened[] = [];
  for (const entry of kept.entries) {
    const file = unbase64(entry.file);
    opened.push({ id: entry.id, file, plain: await open(file, secrets) });
  }
  const expected = { window, case: kept.case, log: "case", reporter: author, rosters: new Map<string, Roster>() } as const;
  for (const { entry } of checkLog(opened, expected)) {
    const digest = entry?.roster.digest;
    if (digest === undefined || expected.rosters.has(digest)) continue;
    const roster = await rosters(digest);
    if (roster) expected.rosters.set(digest, roster);
  }
  const checked = checkLog(opened, expected);
  const body = checked.find(({ entry, faults }) => entry?.kind === "report" && faults.length === 0)?.entry?.body;
  const report = body && isReport(body) ? body : null;
  return { id: kept.case, identities: await named(identities, report, checked), checked, report, author };
}

/** What the reporter's own key files hold. */
async function identitiesOf(kept: Kept, keys: ReporterKeys, window: string): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  for (const { file } of kept.keys) {
    const plain = await open(unbase64(file), [keys.identity]);
    const key = plain && readKeyFile(plain);
    if (!key || key.window !== window || key.case !== kept.case || key.purpose !== "case" || key.to !== "reporter") continue;
    // At first the reporter alone makes key files.
    if (key.epoch === 1 && key.maker !== hex(publicKey(keys.author))) continue;
    found.set(key.epoch, key.secret);
  }
  return found;
}

/** Only those whose recipient the report, or a grant without fault, names. */
async function named(identities: Map<number, string>, report: Report | null, checked: Checked[]): Promise<Map<number, string>> {
  const good = new Map<number, string>();
  for (const [epoch, secret] of identities) {
    const recipient = await recipientOf(secret);
    const granted = checked.some(
      ({ entry, faults }) =>
        entry?.kind === "grant" && faults.length === 0 && entry.body["epoch"] === epoch && entry.body["recipient"] === recipient,
    );
    if (granted || (epoch === 1 && recipient === report?.case_recipient)) good.set(epoch, secret);
  }
  return good;
}

/** The newest roster that an entry without fault names, by its epoch; 0 if there is none. */
export const newestEpoch = ({ checked }: Case): number =>
  checked.reduce((newest, { entry, faults }) => (entry && faults.length === 0 ? Math.max(newest, entry.roster.epoch) : newest), 0);

export type Next = { words: string; roster: Roster; digest: string; now: Date };

function nextEntry(opened: Case, next: Next): Omit<Entry, "author"> {
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
    kind: "message",
    time: timeOf(next.now),
    roster: { epoch: next.roster.epoch, digest: next.digest },
    epoch: Math.max(...opened.identities.keys()),
    body: { words: next.words },
  };
}

export const messageTooLong = (opened: Case, next: Next): number => over(nextEntry(opened, next));

/** A message sealed to the case, as the bytes of a request; sent again as it is. */
export async function makeMessage(opened: Case, next: Next, keys: ReporterKeys): Promise<{ id: string; file: Uint8Array; body: Uint8Array }> {
  const entry = nextEntry(opened, next);
  const secret = opened.identities.get(entry.epoch);
  if (!secret) throw new Error("no key of this case");
  const sealed = await seal(writeEntry(entry, keys.author), await recipientOf(secret));
  const body = { entries: [{ id: sealed.id, log: "case", file: base64(sealed.file) }] };
  return { ...sealed, body: new TextEncoder().encode(JSON.stringify(body)) };
}
