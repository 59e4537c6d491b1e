/** The counting that a server in a flood asks of a browser: eight bytes for which a digest begins with zeros. */
import { concat, hex, sha256 } from "./bytes.ts";

/** More zero bits than this no honest server asks for; a phone would count for minutes. */
export const MOST_WORK = 18;

/** So many digests are asked of the browser at a time. */
const BATCH = 256;

type Digest = (bytes: Uint8Array) => Promise<Uint8Array>;

const zeros = (digest: Uint8Array): number => {
  let n = 0;
  for (const byte of digest) {
    if (byte !== 0) return n + Math.clz32(byte) - 24;
    n += 8;
  }
  return n;
};

const nonce = (n: number): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(4, n);
  return bytes;
};

/** The browser's own SHA-256 is as quick without JIT as with it; where it is missing, ours does the same. */
const native: Digest = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as BufferSource));
const own: Digest = async (bytes) => sha256(bytes);

/** The work for a challenge, in hex; null if more is asked for than is reasonable. */
export async function work(challenge: Uint8Array, bits: number, digest: Digest = "subtle" in crypto ? native : own): Promise<string | null> {
  if (!Number.isInteger(bits) || bits < 0 || bits > MOST_WORK) return null;
  for (let from = 0; ; from += BATCH) {
    const tried = Array.from({ length: BATCH }, (_, n) => nonce(from + n));
    const digests = await Promise.all(tried.map((bytes) => digest(concat(challenge, bytes))));
    const found = digests.findIndex((bytes) => zeros(bytes) >= bits);
    if (found >= 0) return hex(tried[found]!);
  }
}
