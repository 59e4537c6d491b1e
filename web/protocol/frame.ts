/** The one shape of everything that is signed. */
import { concat, text, utf8 } from "./bytes.ts";
import { sign, verify } from "./sign.ts";

export type Line = "entry" | "keyfile" | "roster" | "succession";

const PADDED = new Set<Line>(["entry", "keyfile"]);
const SIGNATURE = 64;

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

/** Zero bytes up to `size` in all. */
export function pad(bytes: Uint8Array, size: number): Uint8Array {
  const all = new Uint8Array(size);
  all.set(bytes);
  return all;
}

/** The frame in `bytes`, or null for any other shape. The signature is looked at by `signedBy`. */
export function unframe(kind: Line, bytes: Uint8Array): Frame | null {
  const opening = line(kind);
  if (bytes.length < opening.length + 4 || opening.some((byte, i) => bytes[i] !== byte)) return null;
  const start = opening.length + 4;
  const end = start + new DataView(bytes.buffer, bytes.byteOffset + opening.length).getUint32(0);
  if (end + SIGNATURE > bytes.length) return null;
  const rest = bytes.subarray(end + SIGNATURE);
  if (PADDED.has(kind) ? rest.some((byte) => byte !== 0) : rest.length > 0) return null;
  try {
    const body: unknown = JSON.parse(text(bytes.subarray(start, end)));
    if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
    return { body: body as Record<string, unknown>, signed: bytes.subarray(0, end), signature: bytes.slice(end, end + SIGNATURE) };
  } catch {
    return null;
  }
}

export const signedBy = (whole: Frame, key: Uint8Array): boolean => verify(whole.signature, whole.signed, key);
