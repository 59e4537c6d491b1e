/** Ed25519, strictly. */
import { ed25519 } from "@noble/curves/ed25519.js";

// A report is signed a handful of times: the table that pays off after many would cost a browser without JIT more than the signing.
ed25519.Point.BASE.precompute(4);

/** Fills that table, which else the first signature does: multiples of a public point, nothing of anybody's. Without JIT
 * it takes as long as four signatures, so that it is better done while a person reads than after "send". */
export const getReady = (): void => void ed25519.Point.BASE.multiply(2n);

export const publicKey = (seed: Uint8Array): Uint8Array => ed25519.getPublicKey(seed);
export const sign = (message: Uint8Array, seed: Uint8Array): Uint8Array => ed25519.sign(message, seed);

/** False for every malformed key or signature, and for points with a part of small order. */
export function verify(signature: Uint8Array, message: Uint8Array, key: Uint8Array): boolean {
  try {
    if (signature.length !== 64 || key.length !== 32) return false;
    const author = ed25519.Point.fromBytes(key);
    const commitment = ed25519.Point.fromBytes(signature.subarray(0, 32));
    // Without a part of small order the equations with and without cofactor are one, so that every client agrees.
    if (author.is0() || commitment.is0() || !author.isTorsionFree() || !commitment.isTorsionFree()) return false;
    return ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}
