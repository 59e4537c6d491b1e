/** PNG byte by byte, never by way of a canvas, which some browsers falsify. */
import { Unzlib, zlibSync } from "fflate";

export type Fault = "not-png" | "too-large" | "damaged";
/** One byte of brightness a pixel, transparency over white. */
export type Grey = { width: number; height: number; pixels: Uint8Array };

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** A file, and a picture, are read up to here; more is no picture of a code. */
const MOST_BYTES = 24 * 1024 * 1024;
const MOST_PIXELS = 24_000_000;
/** Pieces in which a file is inflated, so that a small one that would become endless is left early. */
const PIECE = 16 * 1024;
const DEPTHS: Record<number, number[]> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] };
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = (TABLE[(c ^ byte) & 255] ?? 0) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** `black` has 1 for a black pixel and 0 for a white one. */
export function writePng(black: Uint8Array, width: number, height: number): Uint8Array {
  const row = Math.ceil(width / 8) + 1;
  const packed = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * row + 1 + (x >> 3);
      if (!black[y * width + x]) packed[at] = (packed[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  const head = new Uint8Array(13);
  new DataView(head.buffer).setUint32(0, width);
  new DataView(head.buffer).setUint32(4, height);
  head.set([1, 0, 0, 0, 0], 8);
  const parts = [Uint8Array.from(SIGNATURE), chunk("IHDR", head), chunk("IDAT", zlibSync(packed, { level: 9 })), chunk("IEND", new Uint8Array())];
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const whole = new Uint8Array(12 + data.length);
  const view = new DataView(whole.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) whole[4 + i] = name.charCodeAt(i);
  whole.set(data, 8);
  view.setUint32(8 + data.length, crc(whole.subarray(4, 8 + data.length)));
  return whole;
}

type Head = { width: number; height: number; depth: number; colour: number };
type Chunks = { head: Head; data: Uint8Array[]; palette: Uint8Array; clear: Uint8Array };

export function readPng(bytes: Uint8Array): Grey | { fault: Fault } {
  if (!SIGNATURE.every((byte, at) => bytes[at] === byte)) return { fault: "not-png" };
  if (bytes.length > MOST_BYTES) return { fault: "too-large" };
  const chunks = chunksOf(bytes);
  if (!chunks) return { fault: "damaged" };
  const { width, height, depth, colour } = chunks.head;
  if (width * height > MOST_PIXELS) return { fault: "too-large" };
  const bits = depth * (CHANNELS[colour] ?? 1);
  const stride = Math.ceil((width * bits) / 8);
  const lines = inflate(chunks.data, (stride + 1) * height);
  if (!lines || !unfilter(lines, stride, height, Math.max(1, bits >> 3))) return { fault: "damaged" };
  return { width, height, pixels: grey(lines, stride, chunks) };
}

/** Null where the file is not laid out as a PNG without interlacing. */
function chunksOf(bytes: Uint8Array): Chunks | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found: { head?: Head; data: Uint8Array[]; palette: Uint8Array; clear: Uint8Array } = { data: [], palette: new Uint8Array(), clear: new Uint8Array() };
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) return null;
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (name === "IHDR" && length === 13) {
      const head = { width: view.getUint32(at + 8), height: view.getUint32(at + 12), depth: data[8] ?? 0, colour: data[9] ?? 9 };
      const known = DEPTHS[head.colour]?.includes(head.depth) && data[10] === 0 && data[11] === 0 && data[12] === 0;
      if (!known || head.width === 0 || head.height === 0) return null;
      found.head = head;
    } else if (name === "IDAT") found.data.push(data);
    else if (name === "PLTE") found.palette = data;
    else if (name === "tRNS") found.clear = data;
    else if (name === "IEND") break;
    at += 12 + length;
  }
  return found.head ? { ...found, head: found.head } : null;
}

/** Exactly `length` bytes, or null: too few, too many, or no zlib stream. */
function inflate(data: Uint8Array[], length: number): Uint8Array | null {
  const out = new Uint8Array(length);
  let filled = 0;
  let over = false;
  const stream = new Unzlib((piece) => {
    over ||= filled + piece.length > length;
    if (!over) out.set(piece, filled);
    filled += piece.length;
  });
  try {
    for (const part of data) {
      for (let at = 0; at < part.length && !over; at += PIECE) stream.push(part.subarray(at, at + PIECE));
    }
  } catch {
    return null;
  }
  return over || filled !== length ? null : out;
}

/** Undoes each line's filter in place; false where there is no such filter. */
function unfilter(lines: Uint8Array, stride: number, height: number, step: number): boolean {
  const value = (at: number): number => lines[at] ?? 0;
  for (let y = 0; y < height; y++) {
    const begin = y * (stride + 1);
    const filter = value(begin);
    if (filter > 4) return false;
    for (let x = 1; x <= stride; x++) {
      const at = begin + x;
      const left = x > step ? value(at - step) : 0;
      const up = y > 0 ? value(at - stride - 1) : 0;
      const corner = x > step && y > 0 ? value(at - stride - 1 - step) : 0;
      lines[at] = value(at) + guess(filter, left, up, corner);
    }
  }
  return true;
}

function guess(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function grey(lines: Uint8Array, stride: number, { head, palette, clear }: Chunks): Uint8Array {
  const { width, height, depth, colour } = head;
  const channels = CHANNELS[colour] ?? 1;
  const most = 2 ** Math.min(depth, 8) - 1;
  const pixels = new Uint8Array(width * height);
  /** A sample as a byte as it is, its upper byte where it has two. */
  const sample = (y: number, n: number): number => {
    const line = y * (stride + 1) + 1;
    if (depth >= 8) return lines[line + n * (depth >> 3)] ?? 0;
    const bit = n * depth;
    return ((lines[line + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & most;
  };
  const light = (r: number, g: number, b: number): number => (r * 77 + g * 150 + b * 29) >> 8;
  const over = (value: number, alpha: number): number => 255 - Math.round(((255 - value) * alpha) / 255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const first = sample(y, x * channels);
      let value: number;
      if (colour === 3) {
        value = over(light(palette[3 * first] ?? 0, palette[3 * first + 1] ?? 0, palette[3 * first + 2] ?? 0), clear[first] ?? 255);
      } else {
        value = channels < 3 ? (first * 255) / most : light(first, sample(y, x * channels + 1), sample(y, x * channels + 2));
        if (channels % 2 === 0) value = over(value, sample(y, x * channels + channels - 1));
      }
      pixels[y * width + x] = value;
    }
  }
  return pixels;
}
