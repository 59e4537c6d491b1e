/** The one shape of everything that is signed. */
import { concat, text, utf8 } from "./bytes.ts";
import { sign, verify } from "./sign.ts";

/** A word that stands inside an entry of somebody else, signed by another key. */
type Word = "heard" | "code" | "spoken";
export type Line = "entry" | "keyfile" | "roster" | "succession" | "tap" | "coding" | "ledger" | "release" | "ending" | "telling" | "answer" | Word;

const SIGNATURE = 64;
const ENTRY_STEP = 4096;
const ENTRY_MOST = 65536;
const KEY_FILE_SIZE = 2048;
const LOOSE_MOST = 262144;
const CODING_SIZE = 1024;
const ANSWER_MOST = 16384;
const WORD_MOST = 4096;
const LEDGER_STEP = 65536;
const LEDGER_MOST = 8 * LEDGER_STEP;
const NUMBER_MOST = Number.MAX_SAFE_INTEGER;
const DEEPEST = 127;

const line = (kind: Line): Uint8Array => utf8(`sotomado ${kind} 1\n`);

export type Frame = { body: Record<string, unknown>; signed: Uint8Array; signature: Uint8Array };

/** line ‖ length ‖ body ‖ signature, without padding. */
export function frame(kind: Line, body: object, seed: Uint8Array): Uint8Array {
  const words = utf8(JSON.stringify(body));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, words.length);
  const signed = concat(line(kind), length, words);
  return concat(signed, sign(signed, seed));
}

/** A frame filled to its size; null if it is too long for its kind. */
export function filledFrame(kind: Line, body: object, seed: Uint8Array): Uint8Array | null {
  const bytes = frame(kind, body, seed);
  const size = filled(kind, bytes.length);
  return size < 0 ? null : pad(bytes, size);
}

/** Zero bytes up to `size` in all. */
export function pad(bytes: Uint8Array, size: number): Uint8Array {
  const all = new Uint8Array(size);
  all.set(bytes);
  return all;
}

/** The size of a whole frame whose unfilled part has `size` bytes; -1 if there is none. */
function filled(kind: Line, size: number): number {
  if (kind === "entry") return size > ENTRY_MOST ? -1 : Math.ceil(size / ENTRY_STEP) * ENTRY_STEP;
  if (kind === "telling") return filled("entry", size);
  if (kind === "answer") return size > ANSWER_MOST ? -1 : filled("entry", size);
  if (kind === "keyfile") return size > KEY_FILE_SIZE ? -1 : KEY_FILE_SIZE;
  if (kind === "coding") return size > CODING_SIZE ? -1 : CODING_SIZE;
  if (kind === "heard" || kind === "code" || kind === "spoken") return size > WORD_MOST ? -1 : size;
  if (kind === "ledger") return size > LEDGER_MOST ? -1 : Math.ceil(size / LEDGER_STEP) * LEDGER_STEP;
  return size > LOOSE_MOST ? -1 : size;
}

/** Whole numbers from 0 on, no member named by digits, no half of a surrogate pair, no more lists and objects within each
 * other than every reader follows: what all read alike. */
function plain(value: unknown, depth = 0): boolean {
  if (typeof value === "number") return Number.isInteger(value) && value >= 0 && value <= NUMBER_MOST;
  if (typeof value === "string") return !/\p{Surrogate}/u.test(value);
  if (typeof value !== "object" || value === null) return true;
  if (depth === DEEPEST) return false;
  if (Array.isArray(value)) return value.every((item) => plain(item, depth + 1));
  return Object.entries(value).every(([name, member]) => !/^\d+$/.test(name) && plain(name) && plain(member, depth + 1));
}

/** The frame in `bytes`, or null for any other shape. The signature is looked at by `signedBy`. */
export function unframe(kind: Line, bytes: Uint8Array): Frame | null {
  const opening = line(kind);
  if (bytes.length < opening.length + 4 || opening.some((byte, i) => bytes[i] !== byte)) return null;
  const start = opening.length + 4;
  const end = start + new DataView(bytes.buffer, bytes.byteOffset + opening.length).getUint32(0);
  if (end + SIGNATURE > bytes.length) return null;
  // The size is the one that the writer had to choose: a body has no second wrapping.
  if (bytes.length !== filled(kind, end + SIGNATURE)) return null;
  if (bytes.subarray(end + SIGNATURE).some((byte) => byte !== 0)) return null;
  try {
    const words = text(bytes.subarray(start, end));
    const body: unknown = JSON.parse(words);
    if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
    // One spelling, so that no two readers read two things in one body: no member twice, above all.
    if (JSON.stringify(body) !== words || !plain(body)) return null;
    return { body: body as Record<string, unknown>, signed: bytes.subarray(0, end), signature: bytes.slice(end, end + SIGNATURE) };
  } catch {
    return null;
  }
}

export const signedBy = (whole: Frame, key: Uint8Array): boolean => verify(whole.signature, whole.signed, key);
