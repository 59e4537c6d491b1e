/** The bytes of an answer, never more than are asked for: a server that does not stop must not fill the memory. */
import { concat } from "./bytes.ts";

/** Throws for an answer of more than `longest` bytes, and if the way is cut. */
export async function bytesOf(answer: { body: ReadableStream<Uint8Array> | null }, longest: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = answer.body?.getReader();
  for (let read = await reader?.read(); reader && read?.value; read = await reader.read()) {
    length += read.value.length;
    if (length > longest) {
      await reader.cancel();
      throw new Error("an answer without end");
    }
    parts.push(read.value);
  }
  return concat(...parts);
}

/** The code of a case that too many open at this moment. */
export const OFTEN = "opened-often";

/** Milliseconds to wait before it is asked for again; null once a person should be told. */
export const pauseBefore = (times: number): number | null => (times < 4 ? 1000 * 2 ** times : null);
