// The lead's page: which keys were offered, who is on which roster, until when; signed here.

import { base64, unbase64 } from "../protocol/bytes.ts";
import { followedBy } from "../protocol/persons.ts";
import { type Earlier, followers, readRoster, type Roster, rosterVersion, type Statistics } from "../protocol/roster.ts";
import { fiscalYear, statisticsIdentity } from "../protocol/yearly.ts";
import { recipientOf } from "../seal/age.ts";
import * as api from "./api.ts";
import { dayText, daysBetween, plusDays, yearDayText } from "./clock.ts";
import { type Child, el } from "./element.ts";
import { clearFault, fault, faultPlace, field, form, inside, sayTrouble, tell, value, whileWaiting } from "./fields.ts";
import { leavers, leaversPlace, mayLeave, nameLeavers } from "./leavers.ts";
import { lyingNotes } from "./lying.ts";
import { keyNumber } from "./mykey.ts";
import { SOON } from "./list.ts";
import { again, href, type View } from "./navigator.ts";
import { offNotes } from "./offroster.ts";
import { endingNote } from "./own.ts";
import { type DeskKey, NotAKey, unlockDeskKey, WrongPassphrase } from "./readerkey.ts";
import { returnNotes } from "./returns.ts";
import { say, text } from "./say.ts";
import { changed, type RosterReader, rosterOf } from "./session.ts";
import { fewNote, overNotes, overSince } from "./standing.ts";
import { signedRoster } from "./compose.ts";

/** A roster holds 100 days at most, both counted. */
export const LONGEST = 99;

export async function rostersView(who: api.Me): Promise<View> {
  const [keys, policies, told, lying, ending] = await Promise.all([api.offeredKeys(), api.policies(), returnNotes(who), lyingNotes(who), endingNote()]);
  const content = el(
    "div",
    { class: "narrow stack" },
    el("h1", {}, say("desk-js-rosters-title")),
    ...told,
    ...offNotes(who),
    el("p", {}, say("desk-js-rosters-lead")),
    ...lying,
    ending,
    keys.length === 0 ? el("p", { class: "note" }, say("desk-js-rosters-no-keys")) : null,
    ...who.windows.map((window) => organisation(who, window, keys, policies)),
    // Printed anew whenever somebody comes or a number changes, long after the first sitting.
    el("p", { class: "way" }, el("a", { id: "to-printing", href: href("/desk/begin") }, say("desk-js-to-printing"))),
    el("p", { class: "way" }, el("a", { id: "to-succession", href: href("/desk/succession") }, say("desk-js-to-succession"))),
  );
  return { title: text("desk-js-rosters-title"), content };
}

type Policies = { file: string; sha256: string }[];

function organisation(who: api.Me, window: api.WindowOfDesk, keys: api.OfferedKey[], policies: Policies): HTMLElement {
  const old = window.roster ? rosterOf(window.roster) : null;
  const org = window.organisation;
  const sign = () => void whileWaiting(`sign-${org}`, () => signAndSend(window, old, keys, policies));
  const alone = el("p", { id: `alone-${org}`, role: "status" });
  const leaving = leaversPlace(org);
  const people = el("fieldset", {}, el("legend", {}, say("desk-js-rosters-who")), el("p", { class: "soft" }, say("desk-js-rosters-deputy-note")), el("p", {}, say("desk-js-rosters-voice")), ...keys.map((key) => choice(who, window, key, old, keys)));
  const look = () => {
    const one = people.querySelectorAll(`input[name="readers-${org}"]:checked`).length === 1;
    alone.classList.toggle("note", one);
    alone.replaceChildren(...(one ? [say("desk-js-rosters-alone")] : []));
    nameLeavers(leaving, org, leavers(old, chosen(people, window, old, keys)));
  };
  people.addEventListener("change", look);
  look();
  return el(
    "section",
    { class: "card stack", id: `roster-${org}` },
    el("h2", {}, window.name),
    expiry(who, org, old),
    window.followed ? el("p", { class: "note", "data-followed": org }, say("desk-js-rosters-followed")) : null,
    ...overNotes(who, [window], keys, false),
    fewNote(who, window, keys),
    form(
      `form-${org}`,
      sign,
      people,
      alone,
      leaving,
      el(
        "div",
        { class: "two" },
        field({ id: `first-${org}`, label: "desk-js-rosters-first", kind: "date", value: who.today }),
        field({ id: `last-${org}`, label: "desk-js-rosters-last", kind: "date", value: plusDays(who.today, LONGEST) }),
      ),
      runs(org, old?.runs ?? "firm"),
      field({ id: `signing-key-${org}`, label: "desk-js-rosters-desk-key", kind: "file", note: "desk-js-rosters-desk-key-note" }),
      field({ id: `signing-passphrase-${org}`, label: "desk-js-passphrase-desk", kind: "password" }),
      texts(org, policies, old),
      faultPlace(`fault-${org}`),
      el("button", { id: `sign-${org}`, class: "btn" }, el("span", {}, say("desk-js-rosters-sign"))),
    ),
  );
}

function expiry(who: api.Me, org: string, old: Roster | null): HTMLElement {
  const at = (note: boolean, ...said: Child[]): HTMLElement => el("p", { id: `expiry-${org}`, class: note ? "note" : undefined }, ...said);
  if (!old) return at(true, say("desk-js-rosters-none"));
  const left = daysBetween(who.today, old.last_day);
  const day = yearDayText(old.last_day);
  if (left < 0) return at(true, say("desk-js-rosters-over", { day }));
  const until = say("desk-js-rosters-until", { day, days: left, number: old.epoch });
  return left < SOON.lead ? at(true, until, " ", say("desk-js-rosters-renew")) : at(false, until);
}

function choice(who: api.Me, window: api.WindowOfDesk, key: api.OfferedKey, old: Roster | null, keys: api.OfferedKey[]): HTMLElement {
  const org = window.organisation;
  const before = was(old, key) ? undefined : personBefore(window, key, keys);
  const sameId = `same-${org}-${key.author.slice(0, 16)}`;
  const listed = was(old, key) !== undefined;
  // Whoever is over is put on the next roster by a tick alone.
  const over = overSince(who, key);
  // Whom a desk that was put back names may have left since.
  const on = listed && over === null && !window.followed;
  const known = (reader: RosterReader): boolean => reader.name === key.name || reader.author === key.author || reader.recipient === key.recipient;
  const renewed = !listed && (old?.readers.some(known) ?? false);
  const [id, deputyId] = [`reader-${org}-${key.author.slice(0, 16)}`, `deputy-${org}-${key.author.slice(0, 16)}`];
  const reads = el("input", { type: "checkbox", id, name: `readers-${org}`, value: key.author, checked: on });
  const deputy = el("input", { type: "checkbox", id: deputyId, name: `deputies-${org}`, value: key.author, checked: was(old, key)?.deputy === true });
  // A deputy stands on the roster, so one box follows the other.
  deputy.addEventListener("change", () => (reads.checked ||= deputy.checked));
  reads.addEventListener("change", () => (deputy.checked &&= reads.checked));
  const reader = el(
    "div",
    { class: "choice" },
    reads,
    el(
      "label",
      { for: id },
      el("b", {}, key.name),
      el("small", {}, say("desk-js-rosters-reader", { appointed: key.appointed_by, adviser: key.adviser })),
      el("small", { class: "mono" }, say("desk-js-rosters-number", { number: keyNumber(key) })),
      listed ? null : el("small", { "data-new-key": key.author }, el("b", {}, say(renewed ? "desk-js-rosters-renewed" : "desk-js-rosters-new-key"))),
      over === null ? null : el("small", {}, el("b", {}, say("own-js-over-choice", { day: yearDayText(over) }))),
    ),
  );
  const sameBox = el("input", { type: "checkbox", id: sameId, name: `same-${org}`, value: key.author });
  // Nobody is the same person as before without standing on the roster; whoever is put on it is taken for them unless it is unticked.
  sameBox.addEventListener("change", () => (reads.checked ||= sameBox.checked));
  reads.addEventListener("change", () => (sameBox.checked = reads.checked));
  const same = before
    ? el(
        "div",
        { class: "choice under" },
        sameBox,
        el("label", { for: sameId }, say("desk-js-rosters-same"), el("small", { class: "mono" }, say("desk-js-rosters-number", { number: keyNumber(before) }))),
      )
    : null;
  return el("div", { class: "person" }, reader, same, el("div", { class: "choice under" }, deputy, el("label", { for: deputyId }, say("desk-js-rosters-deputy"))));
}

/** The card of this very key on the roster before. */
export const was = (old: Roster | null, key: api.OfferedKey): RosterReader | undefined =>
  old?.readers.find((reader) => reader.author === key.author && reader.recipient === key.recipient);

/** What stands on a roster of somebody whose key was offered. `earlier` are the keys by which they read before. */
export function cardOf({ author, recipient, name, profession, appointed_by, adviser }: api.OfferedKey, deputy: boolean, earlier: Earlier[] = []): RosterReader {
  return { author, recipient, name, profession, appointed_by, adviser, ...(deputy ? { deputy } : {}), ...(earlier.length > 0 ? { earlier } : {}) };
}

/** Whoever stood on a roster with this very card and a key that nobody offers any more; the newest roster that knows one counts. That
 * it is the same person, the one who signs says. */
function personBefore(window: api.WindowOfDesk, key: api.OfferedKey, keys: api.OfferedKey[]): RosterReader | undefined {
  const rosters = [window.roster, ...window.rosters].filter((frame): frame is string => frame !== null).map(rosterOf);
  const alike = (one: RosterReader): boolean => one.name === key.name && one.profession === key.profession && one.appointed_by === key.appointed_by && one.adviser === key.adviser;
  const lost = (one: RosterReader): boolean => !keys.some(({ author }) => author === one.author);
  return rosters.toSorted((a, b) => b.epoch - a.epoch).flatMap(({ readers }) => readers).find((one) => alike(one) && lost(one));
}

/** Whoever signs stands for the texts too: each with its digest, and whether the roster before named another. */
function texts(org: string, policies: Policies, old: Roster | null): HTMLElement {
  const before = new Map(old?.policies.map(({ file, sha256 }) => [file, sha256]));
  const isChanged = ({ file, sha256 }: Policies[number]): boolean => old !== null && before.get(file) !== sha256;
  const gone = [...before.keys()].filter((file) => !policies.some((policy) => policy.file === file));
  const line = (file: string, digest: string, mark: boolean): HTMLElement =>
    el("li", {}, file, " ", el("small", { class: "mono" }, digest.slice(0, 16)), mark ? el("b", { "data-changed": file }, " ", say("desk-js-rosters-text-changed")) : null);
  return el(
    "details",
    { id: `texts-${org}`, class: "fold", open: policies.some(isChanged) || gone.length > 0 },
    el("summary", {}, el("span", {}, say("desk-js-rosters-texts", { n: policies.length }))),
    inside(
      el("p", { class: "soft" }, say("desk-js-rosters-texts-note")),
      el("ul", {}, ...policies.map((policy) => line(policy.file, policy.sha256, isChanged(policy))), ...gone.map((file) => line(file, "", true))),
    ),
  );
}

function runs(org: string, present: string): HTMLElement {
  const id = `runs-${org}`;
  return el(
    "div",
    { class: "field" },
    el("label", { for: id }, say("desk-js-rosters-runs")),
    el("select", { id }, ...["firm", "city", "third"].map((who) => el("option", { value: who, selected: who === present }, text(`desk-js-runs-${who}`)))),
  );
}

/** The cards of those whose boxes are ticked under `root`. */
function chosen(root: ParentNode, window: api.WindowOfDesk, old: Roster | null, keys: api.OfferedKey[]): RosterReader[] {
  const org = window.organisation;
  const ticked = (name: string): string[] => [...root.querySelectorAll<HTMLInputElement>(`input[name="${name}-${org}"]:checked`)].map((box) => box.value);
  const [reading, deputies, same] = [ticked("readers"), ticked("deputies"), ticked("same")];
  const earlier = (key: api.OfferedKey): Earlier[] => {
    const before = same.includes(key.author) ? personBefore(window, key, keys) : undefined;
    return before ? followedBy(before, value(`first-${org}`)) : (was(old, key)?.earlier ?? []);
  };
  return keys.filter((key) => reading.includes(key.author)).map((key) => cardOf(key, deputies.includes(key.author), earlier(key)));
}

async function signAndSend(window: api.WindowOfDesk, old: Roster | null, keys: api.OfferedKey[], policies: Policies): Promise<void> {
  const org = window.organisation;
  const place = `fault-${org}`;
  clearFault(place);
  const readers = chosen(document, window, old, keys);
  if (readers.length === 0) return fault(place, "desk-js-rosters-nobody");
  if (readers.every((reader) => reader.deputy)) return fault(place, "desk-js-rosters-deputies");
  const [first, last] = [value(`first-${org}`), value(`last-${org}`)];
  const length = daysBetween(first, last);
  if (!(length >= 0)) return fault(place, "desk-js-rosters-order");
  if (length > LONGEST) return fault(place, "desk-js-rosters-long", { days: length + 1 });
  if (!mayLeave(org, leavers(old, readers))) return fault(place, "desk-js-rosters-leaving-unsaid");
  const key = await deskKey(org);
  if (!key) return;
  if (window.roster && !follows(window, window.roster, key.public)) return fault(place, "desk-js-rosters-doubted");
  const runs = value(`runs-${org}`) as Roster["runs"];
  const frame = await next(window, key, { readers, runs, policies, epoch: (old?.epoch ?? 0) + 1, first_day: first, last_day: last });
  key.seed.fill(0);
  try {
    await api.postRoster(org, base64(frame));
  } catch (trouble) {
    return sayTrouble(place, trouble);
  }
  changed();
  await again();
  tell("desk-js-rosters-signed", { name: window.name, day: dayText(last) });
}

/** A window's next roster, signed. */
export async function next(window: api.WindowOfDesk, key: DeskKey, said: Pick<Roster, "readers" | "runs" | "policies" | "epoch" | "first_day" | "last_day">): Promise<Uint8Array> {
  const { readers, runs, policies, epoch, first_day, last_day } = said;
  const body: Roster = {
    v: rosterVersion(readers),
    window: window.window,
    organisation: window.organisation,
    name: window.name,
    epoch,
    first_day,
    last_day,
    desk_key: key.public,
    runs,
    readers,
    policies,
    statistics: await statistics(key.seed, window.window, first_day, last_day),
  };
  return signedRoster(body, key.seed);
}

/** The recipient of each fiscal year in which the roster holds, and of the one before, whose last cases are coded after its end. */
function statistics(seed: Uint8Array, window: string, first: string, last: string): Promise<Statistics[]> {
  const years: number[] = [];
  for (let year = fiscalYear(first) - 1; year <= fiscalYear(last); year++) years.push(year);
  return Promise.all(years.map(async (year) => ({ year, recipient: await recipientOf(statisticsIdentity(seed, window, year)) })));
}

/** Whether the roster before is this window's, signed by this key or by one that it follows: its number is counted on. */
export function follows(window: api.WindowOfDesk, frame: string, key: string): boolean {
  const old = readRoster(unbase64(frame));
  if ("fault" in old || old.window !== window.window || old.organisation !== window.organisation) return false;
  return followers(old.desk_key, window.successions.map(unbase64), window.window).get(key) === null;
}

/** The desk's key from the file and the passphrase in the fields of `org`; null where it did not open, which is said at `place`. */
export async function deskKey(org: string, place = `fault-${org}`): Promise<DeskKey | null> {
  const file = (document.getElementById(`signing-key-${org}`) as HTMLInputElement | null)?.files?.[0];
  if (!file) {
    fault(place, "desk-js-rosters-no-desk-key");
    return null;
  }
  try {
    return await unlockDeskKey(new Uint8Array(await file.arrayBuffer()), value(`signing-passphrase-${org}`).trim());
  } catch (trouble) {
    if (trouble instanceof WrongPassphrase) fault(place, "desk-js-passphrase-wrong");
    else if (trouble instanceof NotAKey) fault(place, "desk-js-rosters-not-desk-key");
    else throw trouble;
    return null;
  }
}
