/** A PNG with the chunks that are needed to show it, and no other. */
import { keep, letters, Look, numbers, type Piece, same } from "./look.ts";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const SHOWN = new Set(["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT", "bKGD", "acTL", "fcTL", "fdAT"]);

/** Null if it is not a PNG from signature to end. */
export async function cutPng(look: Look): Promise<Piece[] | null> {
  if (!same(await look.at(0, 8), SIGNATURE)) return null;
  const pieces: Piece[] = [{ from: 0, to: 8 }];
  let pixels = false;
  for (let at = 8; ; ) {
    const head = await look.at(at, 8);
    if (head.length < 8) return null;
    const name = letters(head.subarray(4));
    const end = at + 12 + numbers(head).getUint32(0);
    if (!/^[A-Za-z]{4}$/.test(name) || end > look.size || (at === 8) !== (name === "IHDR")) return null;
    // A capital first letter says that nobody can show the picture without it.
    if (!SHOWN.has(name) && /^[A-Z]/.test(name)) return null;
    if (name === "IDAT") pixels = true;
    if (SHOWN.has(name) || (name === "pHYs" && (await oblong(look, at)))) keep(pieces, at, end);
    if (name === "IEND") return pixels ? pieces : null;
    at = end;
  }
}

/** Pixels that are not square: without this the picture would be stretched. Square ones tell of the screen it was taken from. */
async function oblong(look: Look, at: number): Promise<boolean> {
  const said = await look.at(at, 17);
  return said.length === 17 && numbers(said).getUint32(0) === 9 && !same(said.subarray(8, 12), said.subarray(12, 16));
}
