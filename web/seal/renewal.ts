/** A new code in the place of the one by which a case was opened: what is said of it, its key files, and its mailbox key. */
import { base64, hex, parts, unhex, utf8 } from "../protocol/bytes.ts";
import { type ReporterKeys, reporterKeys } from "../protocol/derive.ts";
import { writeEntry } from "../protocol/entry.ts";
import { writeKeyFile } from "../protocol/keyfile.ts";
import { writeRenewal } from "../protocol/renewal.ts";
import type { Roster } from "../protocol/roster.ts";
import { timeOf } from "../protocol/shape.ts";
import { publicKey, sign } from "../protocol/sign.ts";
import { recipientOf, seal } from "./age.ts";
import { type Case, nextEntry } from "./mailbox.ts";

/** The new mailbox key's word that it follows the old one. */
export const follows = (window: string, old: Uint8Array, seed: Uint8Array): string =>
  hex(sign(parts(utf8("sotomado-mailbox-follows-1"), unhex(window), old, publicKey(seed)), seed));

/** Whether all that was given opens here and holds: what is not handed to the new code is lost with the old one. */
export const isWhole = ({ to, badKeys, lacking }: Case): boolean => to !== null && badKeys === 0 && lacking === 0;

/** As the bytes of a request that the old mailbox key signs. What each key file opens is handed to the new code. */
export async function makeRenewal(opened: Case, code: string, next: { roster: Roster; digest: string; now: Date }, old: ReporterKeys): Promise<{ id: string; keys: ReporterKeys; body: Uint8Array }> {
  if (!opened.to || !isWhole(opened)) throw new Error("not all keys of this case");
  const { window } = next.roster;
  const keys = reporterKeys(code, window);
  const [author, recipient, time] = [hex(publicKey(keys.author)), await recipientOf(keys.identity), timeOf(next.now)];
  const frame = writeRenewal({ window, case: opened.id, from: opened.author, recipient, time }, keys.author);
  const entry = nextEntry(opened, { words: "", said: { kind: "code", body: { frame } }, ...next });
  const sealed = await seal(writeEntry(entry, old.author), opened.to.recipient);
  const files = [];
  for (const { epoch, secret } of opened.held) {
    const file = { v: 1, window, case: opened.id, purpose: "case", epoch, secret, to: "reporter", time, roster: entry.roster } as const;
    files.push({ to: "reporter", purpose: "case", file: base64((await seal(writeKeyFile(file, keys.author, author), recipient)).file) });
  }
  const body = {
    entries: [{ id: sealed.id, log: "case", file: base64(sealed.file) }],
    keys: files,
    known: opened.checked.length,
    mailbox: hex(publicKey(keys.mailbox)),
    proof: follows(window, publicKey(old.mailbox), keys.mailbox),
  };
  return { id: sealed.id, keys, body: new TextEncoder().encode(JSON.stringify(body)) };
}
