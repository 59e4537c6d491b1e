/** A WebP with its pixels, colours and movements, and no other chunk. */
import { begins, keep, letters, Look, numbers, type Piece } from "./look.ts";

const SHOWN = new Set(["VP8 ", "VP8L", "ALPH", "ANIM", "ICCP"]);
const PIXELS = new Set(["VP8 ", "VP8L", "ANMF"]);
const IN_FRAME = new Set(["ALPH", "VP8 ", "VP8L"]);
/** Flags of VP8X: there is Exif, there is XMP. */
const TOLD = 0x08 | 0x04;
const FRAME_HEAD = 16;

type Chunk = { name: string; at: number; inside: number; end: number };

/** Null if it is not a WebP of whole chunks. */
export async function cutWebp(look: Look): Promise<Piece[] | null> {
  const head = await look.at(0, 12);
  if (head.length < 12 || !begins(head, "RIFF") || letters(head.subarray(8)) !== "WEBP") return null;
  const end = 8 + numbers(head).getUint32(4, true);
  if (end > look.size) return null;
  const chunks = await chunksOf(look, 12, end);
  if (!chunks || !chunks.some(({ name }) => PIXELS.has(name))) return null;
  const pieces: Piece[] = [];
  for (const chunk of chunks) {
    if (SHOWN.has(chunk.name)) keep(pieces, chunk.at, chunk.end);
    else if (chunk.name === "VP8X") flags(pieces, chunk, await look.at(chunk.at, 18));
    else if (chunk.name === "ANMF" && !(await frame(look, pieces, chunk))) return null;
  }
  const size = 4 + pieces.reduce((sum, piece) => sum + (piece instanceof Uint8Array ? piece.length : piece.to - piece.from), 0);
  return headed(pieces, size, size === end - 8);
}

async function chunksOf(look: Look, from: number, end: number): Promise<Chunk[] | null> {
  const chunks: Chunk[] = [];
  for (let at = from; at < end; ) {
    const head = await look.at(at, 8);
    if (head.length < 8) return null;
    const inside = numbers(head).getUint32(4, true);
    const next = at + 8 + inside + (inside % 2);
    if (next > end) return null;
    chunks.push({ name: letters(head.subarray(0, 4)), at, inside, end: next });
    at = next;
  }
  return chunks;
}

function flags(pieces: Piece[], { at, inside, end }: Chunk, whole: Uint8Array): void {
  const told = whole[8] ?? 0;
  if ((told & TOLD) === 0 && inside === 10) return keep(pieces, at, end);
  const bare = Uint8Array.from({ length: 18 }, (_, i) => whole[i] ?? 0);
  bare.set([10, 0, 0, 0, told & ~TOLD], 4);
  pieces.push(bare);
}

/** A frame of a moving picture holds chunks of its own. */
async function frame(look: Look, pieces: Piece[], { at, inside, end }: Chunk): Promise<boolean> {
  if (inside < FRAME_HEAD) return false;
  const chunks = await chunksOf(look, at + 8 + FRAME_HEAD, end);
  if (!chunks) return false;
  const kept = chunks.filter(({ name }) => IN_FRAME.has(name));
  if (kept.length === chunks.length) {
    keep(pieces, at, end);
    return true;
  }
  const head = (await look.at(at, 8 + FRAME_HEAD)).slice();
  numbers(head).setUint32(4, kept.reduce((sum, chunk) => sum + chunk.end - chunk.at, FRAME_HEAD), true);
  pieces.push(head);
  for (const chunk of kept) keep(pieces, chunk.at, chunk.end);
  return true;
}

function headed(pieces: Piece[], size: number, same: boolean): Piece[] {
  const [first, ...rest] = pieces;
  if (same) {
    const all: Piece[] = [{ from: 0, to: 12 }];
    for (const piece of first ? [first, ...rest] : []) {
      if (piece instanceof Uint8Array) all.push(piece);
      else keep(all, piece.from, piece.to);
    }
    return all;
  }
  const head = Uint8Array.from([..."RIFF....WEBP"], (letter) => letter.charCodeAt(0));
  numbers(head).setUint32(4, size, true);
  return [head, ...pieces];
}
