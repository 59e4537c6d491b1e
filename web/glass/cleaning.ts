/** Has a PDF written anew by the library that came over the port. */
import { scriptAddress } from "./address.ts";
import { Cannot } from "./sheet.ts";
import type { Answer, Order } from "./talk.ts";

export async function clean({ bytes, script }: Extract<Order, { do: "clean" }>): Promise<Answer> {
  const { rewritten } = (await import(scriptAddress(script))) as typeof import("./rewritten.ts");
  const made = await rewritten(new Uint8Array(bytes));
  if (made === "locked") throw new Cannot("locked");
  return { is: "made", bytes: made.bytes.slice().buffer as ArrayBuffer, dropped: made.dropped };
}
