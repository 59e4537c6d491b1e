// Another key in the place of one that stands on a roster: the old key says so, or the desk's key signs what follows. Nobody else may.

import { base64, unbase64 } from "../protocol/bytes.ts";
import { followedBy } from "../protocol/persons.ts";
import * as api from "./api.ts";
import { plusDays } from "./clock.ts";
import { signedSuccession } from "./compose.ts";
import { el } from "./element.ts";
import { button, fault, field, handOver } from "./fields.ts";
import { openKey, type ReaderKey } from "./keyring.ts";
import { deskKey, follows, LONGEST, next } from "./rosters.ts";
import { say } from "./say.ts";
import { rosterOf } from "./session.ts";

/** Names the fields of the desk's key on this page. */
const HERE = "replace";
/** The box that says that the old key is kept. */
const KEPT = "old-kept";
const OLD_FILE = "sotomado-key-before.age";

/** The windows on whose newest roster this account's key stands. */
export function standing(who: api.Me): api.WindowOfDesk[] {
  return who.windows.filter(({ roster }) => roster !== null && rosterOf(roster).readers.some(({ author }) => author === who.key?.author));
}

/** The account's key, where it is open in this document. */
export function openOld(who: api.Me): ReaderKey | null {
  const key = openKey();
  return key && key.author === who.key?.author ? key : null;
}

/** What is asked for and said where a new key takes the place of one on a roster; nothing where there is none. */
export function replacing(who: api.Me): HTMLElement | null {
  if (standing(who).length === 0 || !who.key) return null;
  const { file } = who.key;
  const lead = who.role === "lead";
  const open = openOld(who) !== null;
  return el(
    "div",
    { id: "replacing", class: "stack" },
    el("p", { class: "note" }, say(open ? "desk-js-replace-open" : lead ? "desk-js-replace-lost" : "desk-js-replace-closed")),
    open ? button("download-old", "desk-js-replace-download", () => handOver(OLD_FILE, unbase64(file)), true) : null,
    open ? el("div", { class: "choice" }, el("input", { type: "checkbox", id: KEPT }), el("label", { for: KEPT }, say("desk-js-replace-kept"))) : null,
    lead ? field({ id: `signing-key-${HERE}`, label: "desk-js-rosters-desk-key", kind: "file", note: "desk-js-replace-sign-note" }) : el("p", { class: "soft" }, say("desk-js-replace-lead")),
    lead ? field({ id: `signing-passphrase-${HERE}`, label: "desk-js-passphrase-desk", kind: "password" }) : null,
  );
}

type Words = Pick<api.NewKey, "follows" | "rosters">;

/** What goes with the new key so that it may take the old one's place; null where it may not, which is said at `place`. */
export async function wordsFor(who: api.Me, key: ReaderKey, place: string): Promise<Words | null> {
  const stands = standing(who);
  const [first] = stands;
  if (!first) return {};
  // The server gives out the new file from now on: whoever leaves without the old one may leave its cases behind.
  const kept = document.getElementById(KEPT) as HTMLInputElement | null;
  if (kept && !kept.checked) {
    fault(place, "desk-js-replace-unkept");
    return null;
  }
  const given = document.getElementById(`signing-key-${HERE}`) as HTMLInputElement | null;
  if ((given?.files?.length ?? 0) > 0) return signed(who, key, stands, place);
  const old = openOld(who);
  if (old) return { follows: base64(signedSuccession(first.window, { public: old.author, seed: old.seed }, key.author, who.today)) };
  fault(place, who.role === "lead" ? "desk-js-replace-needs-desk-key" : "desk-js-replace-needs-old");
  return null;
}

/** The next roster of each: the same people and texts from today, and this one of them under the new key. */
async function signed(who: api.Me, key: ReaderKey, stands: api.WindowOfDesk[], place: string): Promise<Words | null> {
  const desk = await deskKey(HERE, place);
  if (!desk) return null;
  const rosters = [];
  for (const window of stands) {
    if (!window.roster || !follows(window, window.roster, desk.public)) {
      fault(place, "desk-js-rosters-doubted");
      return null;
    }
    const old = rosterOf(window.roster);
    const readers = old.readers.map((reader) =>
      reader.author === who.key?.author ? { ...reader, author: key.author, recipient: key.recipient, earlier: followedBy(reader, who.today) } : reader,
    );
    const said = { readers, runs: old.runs, policies: old.policies, epoch: old.epoch + 1, first_day: who.today, last_day: plusDays(who.today, LONGEST) };
    rosters.push({ organisation: window.organisation, roster: base64(await next(window, desk, said)) });
  }
  desk.seed.fill(0);
  return { rosters };
}
