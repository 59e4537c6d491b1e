// Writes and seals what the desk says: entries, key files, rosters.

import { base64, hex, sha256, unhex } from "../protocol/bytes.ts";
import { type Entry, over, writeEntry } from "../protocol/entry.ts";
import { frame } from "../protocol/frame.ts";
import { writeKeyFile } from "../protocol/keyfile.ts";
import type { RosterName } from "../protocol/shape.ts";
import { makeIdentity, seal } from "../seal/age.ts";
import type { Log, SealedEntry } from "./api.ts";
import type { ReaderKey } from "./keyring.ts";

/** Where the next entry of this reader stands in a log, as the core found it. */
export interface Place {
  n: number;
  before: string | null;
  heads: { author: string; entry: string }[];
}

/** What an entry of this case needs beside its words. */
export interface Ground {
  window: string;
  case: string;
  roster: RosterName;
}

/** The identity that a log is sealed to. */
export interface Target {
  recipient: string;
  epoch: number;
}

export interface Said {
  log: Log;
  kind: Entry["kind"];
  body: Record<string, unknown>;
  time: string;
}

export class TooLong extends Error {
  /** Bytes that do not fit. */
  readonly bytes: number;

  constructor(bytes: number) {
    super("too long");
    this.bytes = bytes;
  }
}

/** Throws TooLong before anything is sealed. */
export async function sealEntry(ground: Ground, place: Place, to: Target, said: Said, key: ReaderKey): Promise<SealedEntry> {
  const entry: Omit<Entry, "author"> = {
    v: 1,
    window: ground.window,
    case: ground.case,
    log: said.log,
    n: place.n,
    before: place.before,
    heads: place.heads,
    kind: said.kind,
    time: said.time,
    roster: ground.roster,
    epoch: to.epoch,
    body: said.body,
  };
  const excess = over(entry);
  if (excess > 0) throw new TooLong(excess);
  const sealed = await seal(writeEntry(entry, key.seed), to.recipient);
  return { id: sealed.id, log: said.log, file: base64(sealed.file) };
}

/** How many characters at the end of `words` must go to make room for that many bytes. */
export function charactersOver(words: string, bytes: number): number {
  const letters = [...words];
  let room = 0;
  let count = 0;
  while (room < bytes && letters.length > 0) {
    const letter = letters.pop() ?? "";
    // As JSON spells it, without the quotes around.
    room += new TextEncoder().encode(JSON.stringify(letter)).length - 2;
    count += 1;
  }
  return count;
}

export interface Shared {
  purpose: Log;
  epoch: number;
  secret: string;
}

/** A key file for one reader: who they are by author key, and the recipient that the roster names. */
export async function sealKey(
  ground: Ground,
  shared: Shared,
  reader: { author: string; recipient: string },
  time: string,
  key: ReaderKey,
): Promise<{ to: string; purpose: Log; file: string }> {
  const plain = writeKeyFile({ v: 1, ...ground, ...shared, to: reader.author, time } as Parameters<typeof writeKeyFile>[0], key.seed);
  const sealed = await seal(plain, reader.recipient);
  return { to: reader.author, purpose: shared.purpose, file: base64(sealed.file) };
}

export function freshIdentity(): Promise<{ identity: string; recipient: string }> {
  return makeIdentity((bytes) => crypto.getRandomValues(new Uint8Array(bytes)));
}

/** What is signed exactly as the core wrote it. */
export function signedRelease(body: string, seed: Uint8Array): Uint8Array {
  return frame("release", JSON.parse(body) as object, seed);
}

/** The word of a desk key for the one that follows it. */
export function signedSuccession(window: string, from: { public: string; seed: Uint8Array }, to: string, day: string): Uint8Array {
  return frame("succession", { v: 1, window, from: from.public, to, day }, from.seed);
}

/** A roster, signed by the desk's key. */
export function signedRoster(body: object, seed: Uint8Array): Uint8Array {
  return frame("roster", body, seed);
}

/** What somebody says about the end of cases. */
export type Deed = "propose-destruction" | "confirm-destruction" | "propose-lifting" | "confirm-lifting";

/** One person's word about the end of cases, each named by the digest of its id. */
export function signedEnding(window: string, deed: Deed, cases: string[], day: string, key: Pick<ReaderKey, "author" | "seed">): Uint8Array {
  const named = cases.map((id) => hex(sha256(unhex(id)))).sort();
  return frame("ending", { v: 1, window, key: key.author, deed, cases: named, day }, key.seed);
}
