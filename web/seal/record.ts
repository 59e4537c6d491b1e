/** The record of an incident at a counter: each tap signed by this page's own key, all of them sealed to the record's code. */
import { concat, hex, sha256 } from "../protocol/bytes.ts";
import { counterKeys } from "../protocol/derive.ts";
import { frame } from "../protocol/frame.ts";
import { publicKey } from "../protocol/sign.ts";
import { open, recipientOf, seal, type Sealed } from "./age.ts";

/** 2^k bytes, so that its length does not count what happened. */
const LEAST = 1 << 16;
const MOST = 1 << 20;

export type RecordKeys = { identity: string; mailbox: Uint8Array };
export const recordKeys = (code: string, window: string): RecordKeys => counterKeys(code, window);

/** Signs what this device writes down, in a chain of its own. The key lives in the page's memory alone. */
export class Device {
  readonly window: string;
  readonly seed: Uint8Array;
  readonly author: string;
  n = 0;
  before: string | null = null;

  constructor(window: string, chance: (bytes: number) => Uint8Array) {
    this.window = window;
    this.seed = chance(32);
    this.author = hex(publicKey(this.seed));
  }

  sign(at: number, event: object): Uint8Array {
    const { window, author, before } = this;
    this.n += 1;
    const signed = frame("tap", { v: 1, window, author, n: this.n, before, at, event }, this.seed);
    this.before = hex(sha256(signed));
    return signed;
  }
}

/** The frames as one text, filled; null if there are more than a record holds. */
export function filled(frames: Uint8Array[]): Uint8Array | null {
  const bytes = concat(...frames);
  let size = LEAST;
  while (size < bytes.length) size *= 2;
  if (size > MOST) return null;
  const all = new Uint8Array(size);
  all.set(bytes);
  return all;
}

export const sealRecord = async (plain: Uint8Array, keys: RecordKeys): Promise<Sealed> => seal(plain, await recipientOf(keys.identity));

export const openRecord = (file: Uint8Array, keys: RecordKeys): Promise<Uint8Array | null> => open(file, [keys.identity]);
