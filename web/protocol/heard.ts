/** A report that somebody at the desk took down, under that counsellor's own signature. */
import { base64, hex, octetsOf, unhex } from "./bytes.ts";
import { frame, signedBy, unframe } from "./frame.ts";
import { isId, isKey, isTime, type Json } from "./shape.ts";
import { publicKey } from "./sign.ts";

/** How it came to whoever wrote it down. */
export const WAYS = ["phone", "paper", "person"] as const;
export type Way = (typeof WAYS)[number];

/** `author` is the key of the report's code, `by` the counsellor, who signs. */
export type TakenDown = { v: 1; window: string; case: string; author: string; by: string; way: Way; time: string };

/** As it stands in the report. */
export function writeHeard(of: Pick<TakenDown, "window" | "case" | "author" | "time">, way: Way, seed: Uint8Array): string {
  const { window, case: id, author, time } = of;
  return base64(frame("heard", { v: 1, window, case: id, author, by: hex(publicKey(seed)), way, time }, seed));
}

function isTakenDown(body: Json): body is Json & TakenDown {
  return body["v"] === 1 && isId(body["window"]) && isId(body["case"]) && isKey(body["author"]) && isKey(body["by"]) && WAYS.some((way) => way === body["way"]) && isTime(body["time"]);
}

/** Null where it is none, or not signed by the counsellor whom it names. Whose report it is about is the caller's to compare. */
export function readHeard(word: string): TakenDown | null {
  const bytes = octetsOf(word);
  const found = bytes && unframe("heard", bytes);
  return found && isTakenDown(found.body) && signedBy(found, unhex(found.body.by)) ? found.body : null;
}
