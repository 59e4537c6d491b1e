// A reader's key: made here, written as an ordinary age identity file, locked with seven words.

import { wordlist } from "@scure/bip39/wordlists/english.js";
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { hex, unhex } from "../protocol/bytes.ts";
import { publicKey } from "../protocol/sign.ts";
import type { ReaderKey } from "./keyring.ts";

/** Work factor of the passphrase lock: about a second on a laptop. */
const SCRYPT = 18;
const WORDS = 7;

export class WrongPassphrase extends Error {}
export class NotAKey extends Error {}

export async function makeKey(): Promise<ReaderKey> {
  const identity = await generateX25519Identity();
  const seed = crypto.getRandomValues(new Uint8Array(32));
  return whole(identity, seed);
}

async function whole(identity: string, seed: Uint8Array): Promise<ReaderKey> {
  const recipient = await identityToRecipient(identity);
  return { identity, recipient, author: hex(publicKey(seed)), seed };
}

/** Seven words; the list has 2^11 of them, so eleven bits choose one without bias. */
export function makePassphrase(): string[] {
  const drawn = crypto.getRandomValues(new Uint16Array(WORDS));
  return Array.from(drawn, (bits) => wordlist[bits & 2047] ?? "");
}

/** What was typed, as it was meant: seven words of the list may be parted by anything and have any case. */
export function meantPassphrase(typed: string): string {
  const words = typed.normalize("NFKC").toLowerCase().split(/[\s,・-]+/).filter((word) => word !== "");
  const ours = words.length === WORDS && words.every((word) => wordlist.includes(word));
  return ours ? words.join(" ") : typed.trim();
}

export function keyText(key: ReaderKey): string {
  const lines = [
    "# sotomado reader key 1",
    `# recipient: ${key.recipient}`,
    `# author: ${key.author}`,
    `# author-secret: ${hex(key.seed)}`,
    key.identity,
  ];
  return `${lines.join("\n")}\n`;
}

export async function lockKey(key: ReaderKey, passphrase: string): Promise<Uint8Array> {
  return lock(keyText(key), passphrase);
}

async function lock(text: string, passphrase: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(SCRYPT);
  encrypter.setPassphrase(passphrase);
  return encrypter.encrypt(text);
}

/** Opens an age passphrase file. */
export async function unlockText(file: Uint8Array, passphrase: string): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return await decrypter.decrypt(file, "text");
  } catch (fault) {
    if (fault instanceof Error && /no identity matched/.test(fault.message)) throw new WrongPassphrase();
    throw new NotAKey();
  }
}

export async function unlockKey(file: Uint8Array, passphrase: string): Promise<ReaderKey> {
  return readKey(await unlockText(file, passphrase));
}

/** Reads the text of a key file and checks that its halves belong together. */
export async function readKey(text: string): Promise<ReaderKey> {
  const said = (name: string) => new RegExp(`^# ${name}: (\\S+)\\s*$`, "m").exec(text)?.[1] ?? "";
  const identity = /^AGE-SECRET-KEY-1[A-Z0-9]+\s*$/m.exec(text)?.[0].trim();
  const secret = said("author-secret");
  if (!/^# sotomado reader key 1\s*$/m.test(text) || !identity || !/^[0-9a-f]{64}$/.test(secret)) throw new NotAKey();
  let key: ReaderKey;
  try {
    key = await whole(identity, unhex(secret));
  } catch {
    throw new NotAKey();
  }
  if (key.recipient !== said("recipient") || key.author !== said("author")) throw new NotAKey();
  return key;
}

export interface DeskKey {
  public: string;
  seed: Uint8Array;
}

export function makeDeskKey(): DeskKey {
  const seed = crypto.getRandomValues(new Uint8Array(32));
  return { public: hex(publicKey(seed)), seed };
}

/** The desk's signing key as a file, locked with its words. */
export async function lockDeskKey(key: DeskKey, passphrase: string): Promise<Uint8Array> {
  return lock(`# sotomado desk key 1\n# public: ${key.public}\n# secret: ${hex(key.seed)}\n`, passphrase);
}

/** Opens the desk's signing key, whose text is `# sotomado desk key 1`. */
export async function unlockDeskKey(file: Uint8Array, passphrase: string): Promise<DeskKey> {
  const text = await unlockText(file, passphrase);
  const said = (name: string) => new RegExp(`^# ${name}: ([0-9a-f]{64})\\s*$`, "m").exec(text)?.[1] ?? "";
  const seed = unhex(said("secret"));
  if (!/^# sotomado desk key 1\s*$/m.test(text) || seed.length !== 32) throw new NotAKey();
  if (hex(publicKey(seed)) !== said("public")) throw new NotAKey();
  return { public: said("public"), seed };
}
