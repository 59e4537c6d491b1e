/** From a receipt code to its three keys. */
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bech32 } from "@scure/base";
import { parts, unhex, utf8 } from "./bytes.ts";

export type Purpose = "reporter-identity" | "author" | "mailbox" | "record-identity" | "record-mailbox";

/** `identity` is AGE-SECRET-KEY-1…; the others are Ed25519 seeds. */
export type ReporterKeys = { identity: string; author: Uint8Array; mailbox: Uint8Array };

/** 32 bytes for one purpose, from 24 canonical characters and the window id in hex. */
export function derive(code: string, window: string, purpose: Purpose): Uint8Array {
  return expand(utf8(code), window, utf8(purpose));
}

/** 32 bytes for what `purpose` names, part by part. */
export function expand(key: Uint8Array, window: string, ...purpose: Uint8Array[]): Uint8Array {
  const info = parts(utf8("sotomado"), utf8("1"), unhex(window), ...purpose);
  return hkdf(sha256, key, undefined, info, 32);
}

export function identityFrom(secret: Uint8Array): string {
  return bech32.encodeFromBytes("AGE-SECRET-KEY-", secret).toUpperCase();
}

/** The 32 bytes of an AGE-SECRET-KEY-1…. Throws on anything else. */
export function secretOf(identity: string): Uint8Array {
  const read = bech32.decodeToBytes(identity);
  if (read.prefix !== "age-secret-key-" || read.bytes.length !== 32) throw new Error("not an identity");
  return read.bytes;
}

export function reporterKeys(code: string, window: string): ReporterKeys {
  const secret = derive(code, window, "reporter-identity");
  const identity = identityFrom(secret);
  secret.fill(0);
  return { identity, author: derive(code, window, "author"), mailbox: derive(code, window, "mailbox") };
}

/** The two keys of a code of an incident's record at a counter. */
export function counterKeys(code: string, window: string): { identity: string; mailbox: Uint8Array } {
  const secret = derive(code, window, "record-identity");
  const identity = identityFrom(secret);
  secret.fill(0);
  return { identity, mailbox: derive(code, window, "record-mailbox") };
}
