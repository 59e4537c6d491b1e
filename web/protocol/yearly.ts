/** What the yearly table is made of: codings, ledgers, and the keys that they hang on. */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { hex, parts, unhex, utf8 } from "./bytes.ts";
import { expand, identityFrom, secretOf } from "./derive.ts";
import { filledFrame, signedBy, unframe } from "./frame.ts";
import { isEpoch, isId, isKey, isList, isObject, isYear, type Json } from "./shape.ts";
import { publicKey } from "./sign.ts";

export type Coded = { family: string; stage: string; outcome: string; channel: string; told: boolean };

export type Coding = { v: 1; window: string; year: number; pseudonym: string; version: number; author: string } & Coded;

export type Written = { pseudonym: string; version: number; digest: string };

export type Ledger = {
  v: 1;
  window: string;
  year: number;
  author: string;
  n: number;
  before: string | null;
  codings: Written[];
  closed: boolean;
};

/** The fiscal year of a day in Japan begins on 1 April. */
export const fiscalYear = (day: string): number => Number(day.slice(0, 4)) - (day.slice(5, 7) < "04" ? 1 : 0);

const four = (year: number): Uint8Array => utf8(`${year}`.padStart(4, "0"));

/** The identity to which the codings of a fiscal year are sealed; `desk` is the seed of the desk's offline key. */
export const statisticsIdentity = (desk: Uint8Array, window: string, year: number): string =>
  identityFrom(expand(desk, window, utf8("statistics"), four(year)));

/** A case as its codings name it, by its first identity. */
export const pseudonym = (first: string, window: string, of: string): string =>
  hex(hmac(sha256, expand(secretOf(first), window, utf8("pseudonym")), unhex(of)));

export const codingId = (seed: Uint8Array, window: string, year: number, name: string): string =>
  lies(seed, window, four(year), utf8("coding"), unhex(name));

export const ledgerId = (seed: Uint8Array, window: string, year: number): string => lies(seed, window, four(year), utf8("ledger"));

/** Under which a file lies: only its author can tell it from random bytes. */
function lies(seed: Uint8Array, window: string, ...what: Uint8Array[]): string {
  return hex(hmac(sha256, expand(seed, window, utf8("statistics-file")), parts(...what)).subarray(0, 16));
}

/** The signed and filled plaintext of a coding. */
export function writeCoding(coding: Omit<Coding, "v" | "author">, seed: Uint8Array): Uint8Array {
  const { window, year, pseudonym: name, version, family, stage, outcome, channel, told } = coding;
  const body: Coding = { v: 1, window, year, pseudonym: name, version, author: hex(publicKey(seed)), family, stage, outcome, channel, told };
  const bytes = filledFrame("coding", body, seed);
  if (!bytes) throw new Error("too long");
  return bytes;
}

/** The same of a ledger; null if a counsellor wrote more in a year than one ledger holds. */
export function writeLedger(ledger: Omit<Ledger, "v" | "author">, seed: Uint8Array): Uint8Array | null {
  const { window, year, n, before, codings, closed } = ledger;
  return filledFrame("ledger", { v: 1, window, year, author: hex(publicKey(seed)), n, before, codings, closed } satisfies Ledger, seed);
}

/** The ledger in an opened file if it is well formed and its author signed it, else null. */
export function readLedger(plain: Uint8Array): Ledger | null {
  const whole = unframe("ledger", plain);
  if (!whole || !isLedger(whole.body)) return null;
  return signedBy(whole, unhex(whole.body.author)) ? whole.body : null;
}

export const plainDigest = (plain: Uint8Array): string => hex(sha256(plain));

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The number that a counsellor tells the lead by another way than through the server. */
export const ledgerNumber = (n: number, digest: string): string => `${n}-${markOf(digest)}`;

/** The first 40 bits of hex in eight digits: of its pseudonym, how people name a case of the table to each other. */
export function markOf(name: string): string {
  let bits = BigInt(`0x${name.slice(0, 10)}`);
  let said = "";
  for (let place = 0; place < 8; place++) {
    said = (DIGITS[Number(bits & 31n)] ?? "") + said;
    bits >>= 5n;
  }
  return `${said.slice(0, 4)}-${said.slice(4)}`;
}

function isLedger(body: Json): body is Json & Ledger {
  return (
    body["v"] === 1 &&
    isId(body["window"]) &&
    isYear(body["year"]) &&
    isKey(body["author"]) &&
    isEpoch(body["n"]) &&
    (body["n"] === 1 ? body["before"] === null : isKey(body["before"])) &&
    isList(body["codings"], isWritten) &&
    new Set(body["codings"].map((one) => one.pseudonym)).size === body["codings"].length &&
    typeof body["closed"] === "boolean"
  );
}

const isWritten = (value: unknown): value is Written =>
  isObject(value) && isKey(value["pseudonym"]) && isEpoch(value["version"]) && isKey(value["digest"]);
