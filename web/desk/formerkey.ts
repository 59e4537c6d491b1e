// Cases that were given to an earlier key of this reader: they say that the present one does not open them, and are handed on
// with the old key where it is still to be had.

import { was } from "../protocol/persons.ts";
import * as api from "./api.ts";
import { dayText } from "./clock.ts";
import { el } from "./element.ts";
import { clearFault, fault, faultPlace, field, form, tell, value, whileWaiting } from "./fields.ts";
import { onForget, openKey, type ReaderKey } from "./keyring.ts";
import { again, href } from "./navigator.ts";
import { openCase } from "./opening.ts";
import { meantPassphrase, NotAKey, unlockKey, WrongPassphrase } from "./readerkey.ts";
import { say, text } from "./say.ts";
import { cases, changed, type RosterReader, rostersWithMe, windowOf, rosterOf } from "./session.ts";
import { addReader } from "./write.ts";

/** The key that was open when another took its place. */
let former: ReaderKey | null = null;
onForget(() => {
  former?.seed.fill(0);
  former = null;
});

export function keepFormer(key: ReaderKey): void {
  former = { ...key, seed: key.seed.slice() };
}

/** This reader's earlier keys, as the newest rosters name them. */
function earlierKeys(who: api.Me): string[] {
  const cards = rostersWithMe(who).flatMap(({ readers }) => readers.filter(({ author }) => author === who.key?.author));
  return [...new Set(cards.flatMap(({ earlier }) => (earlier ?? []).map(({ author }) => author)))];
}

/** The cases that lie under each of them and that the present key was not given. */
async function waiting(who: api.Me): Promise<{ author: string; rows: api.CaseRow[] }[]> {
  const keys = earlierKeys(who);
  if (keys.length === 0) return [];
  const own = new Set((await cases(false)).map((row) => row.case));
  const all = await Promise.all(keys.map(async (author) => ({ author, rows: (await api.cases(author)).rows.filter((row) => !own.has(row.case)) })));
  return all.filter(({ rows }) => rows.length > 0);
}

/** For the list: how many cases cannot be opened by the present key. */
export async function formerNotes(who: api.Me): Promise<HTMLElement[]> {
  const n = (await waiting(who)).flatMap(({ rows }) => rows).length;
  if (n === 0) return [];
  return [el("p", { id: "former-note", class: "note" }, say("desk-js-former-note", { n }), " ", el("a", { id: "to-former", href: href("/desk/key") }, say("desk-js-former-way")))];
}

/** For the page of the key: which cases, and the ways to them. */
export async function formerPart(who: api.Me): Promise<HTMLElement | null> {
  const all = await waiting(who);
  if (all.length === 0) return null;
  const rows = all.flatMap((one) => one.rows);
  const lines = rows.map((row) => el("li", { "data-former": row.case }, say("desk-js-former-case", { name: windowOf(who, row.window)?.name ?? row.organisation, day: dayText(row.arrived) })));
  const ready = former !== null && all.some(({ author }) => author === former?.author);
  return el(
    "section",
    { id: "former", class: "card stack" },
    el("h2", {}, say("desk-js-former-title")),
    el("p", {}, say("desk-js-former-lead", { n: rows.length })),
    el("ul", {}, ...lines),
    el("p", { class: "soft" }, say("desk-js-former-others")),
    openKey() === null
      ? el("p", { class: "soft" }, say("desk-js-former-closed"))
      : form(
          "former-form",
          () => void whileWaiting("former-hand", () => hand(who)),
          ready ? null : field({ id: "former-file", label: "desk-js-former-file", kind: "file", note: "sitting-js-import-note" }),
          ready ? null : field({ id: "former-passphrase", label: "desk-js-former-passphrase", kind: "password" }),
          faultPlace("former-fault"),
          el("button", { id: "former-hand", class: "btn" }, el("span", {}, say("desk-js-former-hand"))),
        ),
  );
}

async function hand(who: api.Me): Promise<void> {
  clearFault("former-fault");
  const key = openKey();
  if (!key) return;
  if (!former || document.getElementById("former-file")) {
    const old = await brought();
    if (!old) return;
    if (!earlierKeys(who).includes(old.author)) return fault("former-fault", "desk-js-former-other");
    former = old;
  }
  await handAll(who, key);
}

/** The old key from its file; null where it does not open, which is said. */
async function brought(): Promise<ReaderKey | null> {
  const file = (document.getElementById("former-file") as HTMLInputElement | null)?.files?.[0];
  if (!file) {
    fault("former-fault", "desk-js-key-import-none");
    return null;
  }
  try {
    return await unlockKey(new Uint8Array(await file.arrayBuffer()), meantPassphrase(value("former-passphrase")));
  } catch (trouble) {
    if (trouble instanceof WrongPassphrase) fault("former-fault", "desk-js-passphrase-wrong");
    else if (trouble instanceof NotAKey) fault("former-fault", "desk-js-key-import-not");
    else throw trouble;
    return null;
  }
}

/** Hands every case that the old key opens to the new one: a grant that the reporter sees, then the key files. What cannot be handed
 * on stays where it is, and is said. */
export async function handAll(who: api.Me, key: ReaderKey): Promise<void> {
  const old = former;
  if (!old) return;
  const { rows } = await api.cases(old.author);
  let done = 0;
  for (const { case: id, window } of rows) {
    const me = onRoster(who, window, old.author);
    if (!me) continue;
    try {
      const opened = await openCase(who, old, id, false, key.author);
      await addReader(who, key, opened, me, text("desk-js-former-reason"));
      done += 1;
    } catch (trouble) {
      if (trouble instanceof api.Refused && trouble.status === 401) throw trouble;
    }
  }
  changed();
  await again();
  tell(done === rows.length ? "desk-js-former-done" : "desk-js-former-some", { n: done, left: rows.length - done });
}

/** This reader on a window's newest roster, where it names that key as theirs before. */
function onRoster(who: api.Me, window: string, earlier: string): RosterReader | undefined {
  const frame = windowOf(who, window)?.roster;
  const card = frame ? rosterOf(frame).readers.find(({ author }) => author === who.key?.author) : undefined;
  return card && card.author !== earlier && was(card, earlier) ? card : undefined;
}
