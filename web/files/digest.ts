/** SHA-256 of what passes by, here or in a second worker, so that two cores share the counting. */
import { SHA256 } from "@stablelib/sha256";
import { hex, sha256 as whole } from "../protocol/bytes.ts";

/** Of so many bytes as are at hand. The browser's own is many times quicker, and there only over https. */
export async function digestOfPart(bytes: Uint8Array): Promise<Uint8Array> {
  return "subtle" in crypto ? new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as BufferSource)) : whole(bytes);
}

export interface Digesting {
  /** Resolves when more may be given. */
  add(bytes: Uint8Array): Promise<void>;
  done(): Promise<string>;
}

export function digestHere(): Digesting {
  const hash = new SHA256();
  return {
    add: async (bytes) => void hash.update(bytes),
    done: async () => hex(hash.digest()),
  };
}

/** Parts on the way to the other side at any time. */
const AHEAD = 4;

type Counted = Uint8Array | "begin" | "end";

/** Each part goes over as a copy; the other side says when it has counted one. One digest at a time. */
export function digestThere(port: MessagePort): Digesting {
  let under = 0;
  let free = (): void => {};
  let tell: (digest: string) => void = () => {};
  const give = (counted: Counted, ...moved: Transferable[]): void => port.postMessage(counted, moved);
  port.onmessage = ({ data }: MessageEvent<string | null>) => {
    if (data !== null) return tell(data);
    // Parts of a digest that was left half-way may be counted still.
    under = Math.max(0, under - 1);
    free();
  };
  give("begin");
  return {
    async add(bytes) {
      while (under >= AHEAD) await new Promise<void>((done) => (free = done));
      under += 1;
      const copy = bytes.slice();
      give(copy, copy.buffer);
    },
    done: () =>
      new Promise((done) => {
        tell = done;
        give("end");
      }),
  };
}

/** The other side. */
export function countFor(port: MessagePort): void {
  let hash = new SHA256();
  port.onmessage = ({ data }: MessageEvent<Counted>) => {
    if (data === "begin") hash = new SHA256();
    else if (data === "end") port.postMessage(hex(hash.digest()));
    else {
      hash.update(data);
      port.postMessage(null);
    }
  };
}

/** Of a whole file, part by part. */
export async function digestOf(blob: Blob, digesting: Digesting): Promise<string> {
  for await (const part of partsOf(blob)) await digesting.add(part);
  return digesting.done();
}

/** The file as the browser reads it, ahead of whoever works on it. Throws if it can no longer be read. */
export async function* partsOf(blob: Blob): AsyncGenerator<Uint8Array> {
  const reader = (blob.stream() as ReadableStream<Uint8Array>).getReader();
  let left = blob.size;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      left -= value.length;
      yield value;
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
  if (left !== 0) throw new Error("the file has changed");
}
