/** A file sealed as a stream: filled, so that its size says little, and never held whole. */
import { Encrypter } from "age-encryption";
import { fileId, ID_PIECE } from "../protocol/fileid.ts";
import { type Digesting, digestOfPart, partsOf } from "./digest.ts";

const LEAST = 65536;
const ZEROS = 1 << 20;
/** The most that one request may carry. */
export const CHUNK = ID_PIECE;
const BUFFERS = 3;

/** The next 2^k or 1.5·2^k. */
export function filledTo(bytes: number): number {
  for (let size = LEAST; ; size *= 2) {
    if (bytes <= size) return size;
    if (bytes <= size * 1.5) return size * 1.5;
  }
}

/** Bytes of the age file and, soon, their SHA-256: counted by the browser while the next are sealed. */
export type Part = { bytes: Uint8Array; sha256: Promise<Uint8Array> };
export type Sealed = { file: string; digest: string | null };

export class Sealing {
  /** Bytes of the whole age file. */
  readonly length: number;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #digest: Digesting | null;
  readonly #pieces: Promise<Uint8Array>[] = [];
  /** One is filled while another is on its way; the one before that is at hand until a server has it on its disk. */
  readonly #buffers: Uint8Array[];
  #turn = 0;
  #rest: Uint8Array = new Uint8Array();

  private constructor(length: number, stream: ReadableStream<Uint8Array>, digest: Digesting | null) {
    this.length = length;
    this.#reader = stream.getReader();
    this.#digest = digest;
    const room = Math.min(CHUNK, length);
    this.#buffers = Array.from({ length: BUFFERS }, () => new Uint8Array(room));
  }

  /** The digest of the file itself is counted by `digest`, if that is wanted. */
  static async begin(blob: Blob, recipient: string, digest: Digesting | null): Promise<Sealing> {
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    const size = filledTo(blob.size);
    const stream = await encrypter.encrypt(filled(blob, size, digest));
    return new Sealing(stream.size(size), stream, digest);
  }

  /** The next part, CHUNK bytes but for the last; null after it. Good until the third after it is asked for. */
  async next(): Promise<Part | null> {
    const buffer = this.#buffers[this.#turn++ % BUFFERS] as Uint8Array;
    let used = 0;
    while (used < buffer.length) {
      if (this.#rest.length === 0) {
        const { done, value } = await this.#reader.read();
        if (done) break;
        this.#rest = value;
      }
      const fits = Math.min(buffer.length - used, this.#rest.length);
      buffer.set(this.#rest.subarray(0, fits), used);
      this.#rest = this.#rest.subarray(fits);
      used += fits;
    }
    if (used === 0) return null;
    const bytes = buffer.subarray(0, used);
    const sha256 = digestOfPart(bytes);
    // Whoever stops listening must not make it a fault that nobody caught.
    sha256.catch(() => {});
    this.#pieces.push(sha256);
    return { bytes, sha256 };
  }

  /** After the last part. */
  async sealed(): Promise<Sealed> {
    return { file: fileId(await Promise.all(this.#pieces)), digest: (await this.#digest?.done()) ?? null };
  }

  stop(): void {
    void this.#reader.cancel().catch(() => {});
  }
}

function filled(blob: Blob, size: number, digest: Digesting | null): ReadableStream<Uint8Array> {
  const parts = partsOf(blob);
  let left = size - blob.size;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await parts.next();
        if (!done) {
          await digest?.add(value);
          return controller.enqueue(value);
        }
        if (left === 0) return controller.close();
        const zeros = new Uint8Array(Math.min(left, ZEROS));
        left -= zeros.length;
        controller.enqueue(zeros);
      },
      cancel: () => void parts.return(undefined),
    },
    { highWaterMark: 0 },
  );
}
