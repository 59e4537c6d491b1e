/** A report made ready: case identity, receipt code, entry and key files, all sealed here. */
import { base64, hex } from "../protocol/bytes.ts";
import { makeCode } from "../protocol/code.ts";
import { type ReporterKeys, reporterKeys } from "../protocol/derive.ts";
import { type Entry, over, type Report, writeEntry } from "../protocol/entry.ts";
import { writeKeyFile } from "../protocol/keyfile.ts";
import type { Roster } from "../protocol/roster.ts";
import { timeOf } from "../protocol/shape.ts";
import { publicKey } from "../protocol/sign.ts";
import { makeIdentity, recipientOf, seal } from "./age.ts";
import { drawReaders } from "./readers.ts";

/** What the reporter wrote and chose. */
export type Said = Pick<Report, "words" | "people" | "answers" | "consent" | "consent_text">;

/** `body` is sent as it is, and sent again as it is. */
export type Ready = { code: string; keys: ReporterKeys; body: Uint8Array; readers: string[] };

/** The clock and the source of chance are the caller's. */
export type Given = {
  roster: Roster;
  digest: string;
  leftOut: ReadonlySet<string>;
  /** The readers are called at once. */
  urgent?: boolean;
  now: Date;
  chance: (bytes: number) => Uint8Array;
  /** Where somebody at the desk takes it down: their word about the report that is being made. */
  heard?: (of: { window: string; case: string; author: string; time: string }) => string;
  /** A code made before, for words changed after a sending that was not answered; else a new one. */
  code?: string;
};

/** Throws where no reader remains or `tooLong` is not 0. */
export async function makeReport(said: Said, given: Given): Promise<Ready> {
  const { roster, chance, leftOut } = given;
  const readers = drawReaders(roster, leftOut, chance);
  if (readers.length === 0) throw new Error("no reader is left");
  const code = given.code ?? makeCode(chance);
  const keys = reporterKeys(code, roster.window);
  // Once for all that is signed: without JIT each costs as much as half a signature.
  const author = hex(publicKey(keys.author));
  const of = hex(chance(16));
  const { identity, recipient } = await makeIdentity(chance);
  const named = { epoch: roster.epoch, digest: given.digest };
  const time = timeOf(given.now);
  const report: Report = {
    ...said,
    case_recipient: recipient,
    reporter_recipient: await recipientOf(keys.identity),
    readers: readers.map((reader) => reader.author),
    left_out: [...leftOut],
    ...(given.heard ? { heard: given.heard({ window: roster.window, case: of, author, time }) } : {}),
  };
  const entry = await seal(writeEntry(opening(report, roster.window, of, time, named), keys.author, author), recipient);
  const files = [];
  for (const { to, sealedTo } of [
    ...readers.map((reader) => ({ to: reader.author, sealedTo: reader.recipient })),
    { to: "reporter", sealedTo: report.reporter_recipient },
  ]) {
    const file = { v: 1, window: roster.window, case: of, purpose: "case", epoch: 1, secret: identity, to, time, roster: named } as const;
    files.push({ to, purpose: "case", file: base64((await seal(writeKeyFile(file, keys.author, author), sealedTo)).file) });
  }
  const body = {
    case: of,
    mailbox: hex(publicKey(keys.mailbox)),
    urgent: given.urgent === true,
    entries: [{ id: entry.id, log: "case", file: base64(entry.file) }],
    keys: files,
  };
  return { code, keys, body: new TextEncoder().encode(JSON.stringify(body)), readers: report.readers };
}

function opening(report: Report, window: string, of: string, time: string, roster: { epoch: number; digest: string }): Omit<Entry, "author"> {
  return { v: 1, window, case: of, log: "case", n: 1, before: null, heads: [], kind: "report", time, roster, epoch: 1, body: report };
}

/** Bytes by which a report would be too long with these readers left out; 0 if it fits. `heard` is the length of a counsellor's word in it. */
export function tooLong(said: Said, roster: Roster, leftOut: ReadonlySet<string>, heard = 0): number {
  const recipient = `age1${"q".repeat(58)}`;
  const report: Report = {
    ...said,
    case_recipient: recipient,
    reporter_recipient: recipient,
    readers: ["0".repeat(64), "0".repeat(64)],
    left_out: [...leftOut],
    ...(heard > 0 ? { heard: "0".repeat(heard) } : {}),
  };
  const named = { epoch: roster.epoch, digest: "0".repeat(64) };
  return over(opening(report, roster.window, "0".repeat(32), "2026-01-01T00:00:00Z", named));
}
