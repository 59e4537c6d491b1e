/** The reporter hands a case to the new key of somebody who reads it. */
import { base64 } from "../protocol/bytes.ts";
import type { ReporterKeys } from "../protocol/derive.ts";
import { writeEntry } from "../protocol/entry.ts";
import { writeKeyFile } from "../protocol/keyfile.ts";
import { gone } from "../protocol/log.ts";
import { andLater, followed, type Followed } from "../protocol/persons.ts";
import type { Reader, Roster } from "../protocol/roster.ts";
import { timeOf } from "../protocol/shape.ts";
import { seal } from "./age.ts";
import { type Case, newestEpoch, nextEntry } from "./mailbox.ts";

/** Those on today's believed roster to whose new key the case may be handed; nobody where the identity that is handed on is
 * missing, or the case names a newer roster. */
export function whoFollowed(opened: Case, roster: Roster): Followed[] {
  const { report, to, checked } = opened;
  if (!report || !to || !opened.identities.has(to.epoch) || newestEpoch(opened) > roster.epoch) return [];
  const rosters = [...opened.rosters.values(), roster];
  const out = andLater(report.left_out, rosters);
  const left = andLater(gone(checked, opened.rosters), rosters);
  const granted = checked.flatMap(({ entry, faults }) => (entry?.kind === "grant" && faults.length === 0 ? [String(entry.body["reader"])] : []));
  const given = new Set([...report.readers, ...granted].filter((author) => !out.has(author)));
  return followed(roster, given, new Set([...out, ...left]));
}

/** A grant and the key files for it, as the bytes of a request. `next` names that roster. */
export async function makeGrant(opened: Case, to: Reader, next: { reason: string; roster: Roster; digest: string; now: Date }, keys: ReporterKeys): Promise<{ id: string; body: Uint8Array }> {
  if (!opened.to) throw new Error("no key of this case");
  const said = { kind: "grant", body: { reader: to.author, ...opened.to, reason: next.reason } } as const;
  const entry = nextEntry(opened, { words: "", said, roster: next.roster, digest: next.digest, now: next.now });
  const sealed = await seal(writeEntry(entry, keys.author), opened.to.recipient);
  const files = [];
  for (const [epoch, secret] of opened.identities) {
    const file = { v: 1, window: entry.window, case: opened.id, purpose: "case", epoch, secret, to: to.author, time: timeOf(next.now), roster: entry.roster } as const;
    files.push({ to: to.author, purpose: "case", file: base64((await seal(writeKeyFile(file, keys.author, opened.author), to.recipient)).file) });
  }
  const body = { entries: [{ id: sealed.id, log: "case", file: base64(sealed.file) }], known: opened.checked.length, keys: files };
  return { id: sealed.id, body: new TextEncoder().encode(JSON.stringify(body)) };
}
