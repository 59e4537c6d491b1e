/** Bytes as hex, base64 and text. */
import { sha256 as digest } from "@noble/hashes/sha2.js";

const encoder = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const sha256 = (bytes: Uint8Array): Uint8Array => digest(bytes);
export const utf8 = (text: string): Uint8Array => encoder.encode(text);
/** Throws on bytes that are not UTF-8. */
export const text = (bytes: Uint8Array): string => strict.decode(bytes);

export function hex(bytes: Uint8Array): string {
  let out = "";
  for (const byte of bytes) out += byte.toString(16).padStart(2, "0");
  return out;
}

/** Whether `value` is lower-case hex of exactly `length` bytes. */
export function isHex(value: unknown, length: number): value is string {
  return typeof value === "string" && value.length === 2 * length && /^[0-9a-f]*$/.test(value);
}

/** Throws on anything but lower-case hex. */
export function unhex(value: string): Uint8Array {
  if (!isHex(value, value.length / 2)) throw new Error("not hex");
  return Uint8Array.from({ length: value.length / 2 }, (_, i) => Number.parseInt(value.slice(2 * i, 2 * i + 2), 16));
}

export function concat(...parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}

export const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

export function base64(bytes: Uint8Array): string {
  let binary = "";
  for (let place = 0; place < bytes.length; place += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(place, place + 0x8000));
  }
  return btoa(binary);
}

/** Throws on anything but standard base64. */
export function unbase64(value: string): Uint8Array {
  const binary = atob(value);
  // A loop: a function called for each letter took as long as a tenth of a board of two hundred cases.
  const bytes = new Uint8Array(binary.length);
  for (let place = 0; place < binary.length; place += 1) bytes[place] = binary.charCodeAt(place);
  return bytes;
}

/** The bytes of standard base64 in its one spelling; null for any other text. */
export function octetsOf(value: string): Uint8Array | null {
  try {
    const bytes = unbase64(value);
    return base64(bytes) === value ? bytes : null;
  } catch {
    return null;
  }
}

/** Two bytes of length, then the part, for each part: nothing can slide from one part into the next. */
export function parts(...all: Uint8Array[]): Uint8Array {
  return concat(...all.flatMap((part) => [Uint8Array.of(part.length >> 8, part.length & 255), part]));
}
