/** Looking into a file without holding it: short reads here and there, and a copy made of ranges and a few bytes of ours. */

/** What a cut copy is made of: a range of the file, or bytes in its place. */
export type Piece = { from: number; to: number } | Uint8Array;

const AHEAD = 65536;

export class Look {
  readonly blob: Blob;
  readonly size: number;
  #from = 0;
  #held = new Uint8Array();

  constructor(blob: Blob) {
    this.blob = blob;
    this.size = blob.size;
  }

  /** Fewer bytes than asked for only at the end of the file. */
  async at(from: number, length: number): Promise<Uint8Array> {
    if (from < this.#from || from + length > this.#from + this.#held.length) {
      const until = Math.min(this.size, from + Math.max(length, AHEAD));
      this.#held = new Uint8Array(await this.blob.slice(from, until).arrayBuffer());
      this.#from = from;
    }
    return this.#held.subarray(from - this.#from, from - this.#from + length);
  }
}

/** Ranges that touch become one. */
export function keep(pieces: Piece[], from: number, to: number): void {
  const last = pieces.at(-1);
  if (last && !(last instanceof Uint8Array) && last.to === from) last.to = to;
  else pieces.push({ from, to });
}

/** The copy; `null` if it would be the file itself. Nothing is read for it. */
export function copyOf(blob: Blob, pieces: Piece[]): Blob | null {
  const [first] = pieces;
  if (pieces.length === 1 && first && !(first instanceof Uint8Array) && first.from === 0 && first.to === blob.size) return null;
  return new Blob(pieces.map((piece) => (piece instanceof Uint8Array ? (piece as BlobPart) : blob.slice(piece.from, piece.to))));
}

export const letters = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
export const begins = (bytes: Uint8Array, text: string): boolean => letters(bytes.subarray(0, text.length)) === text;
export const numbers = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
export const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
