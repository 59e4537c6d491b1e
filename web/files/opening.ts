/** Fetches an attached file and opens it as a stream; what differs from the signed entry is not handed over. */
import { Decrypter } from "age-encryption";
import type { Attachment } from "../protocol/entry.ts";
import { fileId, ID_PIECE } from "../protocol/fileid.ts";
import { type Digesting, digestOfPart } from "./digest.ts";
import type { Opened } from "./job.ts";
import { Lost, type Wire } from "./wire.ts";

/** The file is not the one that the entry names: swapped, cut or changed. */
export class Differs extends Error {}

export type Named = Pick<Attachment, "bytes" | "digest" | "file" | "length">;

/** The age file as it lies, checked against the entry, in a Blob that the browser keeps where it likes. */
export async function fetchSealed(named: Named, wire: Wire, told: (done: number) => void): Promise<Blob> {
  const reader = (await wire.stream(`/files/${named.file}`)).getReader();
  const pieces: Promise<Uint8Array>[] = [];
  const parts = new Parts((piece) => pieces.push(digestOfPart(piece)));
  let length = 0;
  for (;;) {
    const { done, value } = await read(reader, wire);
    if (done) break;
    length += value.length;
    if (length > named.length) {
      void reader.cancel().catch(() => {});
      throw new Differs();
    }
    parts.add(value);
    // So that no more than one piece waits to be counted.
    await pieces.at(-1);
    told(length);
  }
  const blob = parts.blob();
  if (length !== named.length || fileId(await Promise.all(pieces)) !== named.file) throw new Differs();
  return blob;
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>, wire: Wire): Promise<ReadableStreamReadResult<Uint8Array>> {
  try {
    return await reader.read();
  } catch {
    wire.signal.throwIfAborted();
    throw new Lost();
  }
}

/** The file itself: without filling, of the size that the entry names, and of the digest if it states one. */
export async function openSealed(sealed: Blob, named: Named, identities: string[], digesting: Digesting): Promise<Opened> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  const parts = new Parts();
  let left = named.bytes;
  try {
    const stream = await decrypter.decrypt(sealed.stream() as ReadableStream<Uint8Array>);
    for (let reader = stream.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      const own = value.subarray(0, left);
      if (value.subarray(own.length).some((byte) => byte !== 0)) throw new Differs();
      left -= own.length;
      await digesting.add(own);
      parts.add(own);
    }
  } catch {
    throw new Differs();
  }
  const digest = await digesting.done();
  if (left !== 0 || (named.digest !== null && digest !== named.digest)) throw new Differs();
  return { blob: parts.blob(), digest };
}

/** Bytes handed to the browser part by part, so that no more than one part is ours. */
export class Parts {
  readonly #done: Blob[] = [];
  readonly #seen: (piece: Uint8Array) => void;
  #part = new Uint8Array(ID_PIECE);
  #used = 0;

  /** `seen` is given each part, for as long as it runs. */
  constructor(seen: (piece: Uint8Array) => void = () => {}) {
    this.#seen = seen;
  }

  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const fits = Math.min(ID_PIECE - this.#used, bytes.length - at);
      this.#part.set(bytes.subarray(at, at + fits), this.#used);
      this.#used += fits;
      at += fits;
      if (this.#used === ID_PIECE) this.#flush();
    }
  }

  #flush(): void {
    if (this.#used === 0) return;
    const part = this.#part.subarray(0, this.#used);
    this.#seen(part);
    this.#done.push(new Blob([part]));
    this.#used = 0;
  }

  blob(): Blob {
    this.#flush();
    // Never a kind that a browser would show as a page.
    return new Blob(this.#done, { type: "application/octet-stream" });
  }
}
