/** A JPEG without what it says of place, device and history: its pixels, how they turn, and their colours stay. */
import { begins, keep, Look, numbers, type Piece, same } from "./look.ts";

const ORIENTATION = 0x0112;
const JFIF = 18;
const ADOBE = 16;

type Found = { jfif: Piece | null; exif: Piece | null; turn: number; rest: Piece[]; frame: boolean; scan: boolean };

/** Null if it is not a JPEG from its first to its last mark. */
export async function cutJpeg(look: Look): Promise<Piece[] | null> {
  const start = await look.at(0, 2);
  if (start[0] !== 0xff || start[1] !== 0xd8) return null;
  const found: Found = { jfif: null, exif: null, turn: 1, rest: [], frame: false, scan: false };
  for (let at = 2; ; ) {
    const head = await look.at(at, 4);
    if (head[0] !== 0xff || head[1] === undefined) return null;
    const mark = head[1];
    if (mark === 0xff) {
      // Any number of these may stand before a mark; they may also carry a message.
      at += 1;
      continue;
    }
    if (mark === 0xd9) {
      found.rest.push({ from: at, to: at + 2 });
      return found.frame && found.scan ? inOrder(found) : null;
    }
    if (head.length < 4) return null;
    const end = at + 2 + numbers(head).getUint16(2);
    if (end < at + 4 || end > look.size) return null;
    const next = await segment(look, found, mark, at, end);
    if (next === null) return null;
    at = next;
  }
}

/** Where the next mark stands. */
async function segment(look: Look, found: Found, mark: number, at: number, end: number): Promise<number | null> {
  if (mark === 0xda) {
    const next = await scanEnd(look, end);
    if (next === null) return null;
    found.scan = true;
    found.rest.push({ from: at, to: next });
    return next;
  }
  if ((mark >= 0xe0 && mark <= 0xef) || mark === 0xfe) {
    application(found, mark, await look.at(at, end - at), at, end);
    return end;
  }
  const tables = mark >= 0xc0 && mark <= 0xcf && mark !== 0xc8;
  if (!tables && ![0xdb, 0xdc, 0xdd, 0xde, 0xdf].includes(mark)) return null;
  if (tables && ![0xc4, 0xcc].includes(mark)) found.frame = true;
  found.rest.push({ from: at, to: end });
  return end;
}

function application(found: Found, mark: number, whole: Uint8Array, at: number, end: number): void {
  const said = whole.subarray(4);
  const here = { from: at, to: end };
  if (mark === 0xe0 && begins(said, "JFIF\0") && whole.length >= JFIF) {
    // Its small copy of the picture may show what was cropped away.
    const bare = whole.length === JFIF && whole[16] === 0 && whole[17] === 0;
    found.jfif ??= bare ? here : Uint8Array.of(0xff, 0xe0, 0, JFIF - 2, ...whole.subarray(4, 16), 0, 0);
  } else if (mark === 0xe1 && begins(said, "Exif\0\0") && found.turn === 1) {
    found.turn = orientation(said.subarray(6));
    const only = exifOf(found.turn);
    if (found.turn > 1) found.exif = same(whole, only) ? here : only;
  } else if (mark === 0xe2 && begins(said, "ICC_PROFILE\0")) {
    found.rest.push(here);
  } else if (mark === 0xee && begins(said, "Adobe") && whole.length >= ADOBE) {
    found.rest.push(whole.length === ADOBE ? here : Uint8Array.of(0xff, 0xee, 0, ADOBE - 2, ...whole.subarray(4, ADOBE)));
  }
}

/** The mark after the coded pixels; null if there is none. */
async function scanEnd(look: Look, from: number): Promise<number | null> {
  for (let at = from; at + 1 < look.size; ) {
    const held = await look.at(at, Math.min(65536, look.size - at));
    let place = held.indexOf(0xff);
    while (place >= 0 && place + 1 < held.length) {
      const after = held[place + 1] ?? 0;
      if (after !== 0 && after !== 0xff && (after < 0xd0 || after > 0xd7)) return at + place;
      place = held.indexOf(0xff, place + 1);
    }
    at += Math.max(1, place < 0 ? held.length : place);
  }
  return null;
}

/** 1 to 8 as Exif says it; 1 where it says nothing. */
function orientation(tiff: Uint8Array): number {
  if (tiff.length < 14) return 1;
  const view = numbers(tiff);
  const little = view.getUint16(0) === 0x4949;
  const from = view.getUint32(4, little);
  if (from + 2 > tiff.length) return 1;
  const count = view.getUint16(from, little);
  for (let n = 0, at = from + 2; n < count && at + 12 <= tiff.length; n++, at += 12) {
    if (view.getUint16(at, little) !== ORIENTATION) continue;
    const turn = view.getUint16(at + 8, little);
    return turn >= 1 && turn <= 8 ? turn : 1;
  }
  return 1;
}

/** An Exif segment that says how the picture turns, and nothing else. */
function exifOf(turn: number): Uint8Array {
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0];
  const tiff = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, turn, 0, 0, 0, 0, 0, 0];
  return Uint8Array.of(0xff, 0xe1, 0, 2 + exif.length + tiff.length, ...exif, ...tiff);
}

function inOrder({ jfif, exif, rest }: Found): Piece[] {
  const pieces: Piece[] = [];
  for (const piece of [{ from: 0, to: 2 }, jfif, exif, ...rest]) {
    if (piece instanceof Uint8Array) pieces.push(piece);
    else if (piece) keep(pieces, piece.from, piece.to);
  }
  return pieces;
}
