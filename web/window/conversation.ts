/** What was said, by whom and when, as the seals tell it; and how things stand. */
import { COPIES, type Entry } from "../protocol/entry.ts";
import { readHeard, type TakenDown } from "../protocol/heard.ts";
import { type Checked, counts, gone, seenByDesk } from "../protocol/log.ts";
import { was } from "../protocol/persons.ts";
import type { Reader, Roster } from "../protocol/roster.ts";
import { isDay, isText } from "../protocol/shape.ts";
import { type Case, type Kept, newestEpoch } from "../seal/mailbox.ts";
import { dayIn, momentIn } from "../words/day.ts";
import { byId, el, ruby, type Child } from "../words/element.ts";
import { raw, rich } from "../words/words.ts";
import type { Bundle } from "./bundle.ts";
import { isOfConsent } from "./consents.ts";
import type { PageData } from "./page.ts";
import { say } from "./show.ts";

type Names = (entry: Pick<Entry, "roster">, author: string) => string | null;

export async function drawCase(opened: Case, kept: Kept, bundle: Bundle, page: PageData, today: string): Promise<void> {
  const names = await namesOf(opened, bundle);
  const seen = seenByDesk(opened.checked);
  const order = [...opened.checked].sort((a, b) => (a.entry?.time ?? "9").localeCompare(b.entry?.time ?? "9") || (a.entry?.n ?? 0) - (b.entry?.n ?? 0));
  const lines = order.filter(({ entry, faults }) => entry?.kind !== "seen" || faults.length > 0).map((one) => line(one, opened, names, seen, page));
  byId("talk").replaceChildren(...lines);
  const answers = order.filter(({ entry, faults }) => faults.length === 0 && entry && !opened.keys.includes(entry.author) && (entry.kind === "message" || entry.kind === "step"));
  const holds = await bundle.holds(opened.anchor);
  trouble(opened, holds);
  byId("case-heading").replaceChildren(rich(answers.length > 0 ? "mailbox-js-case-answered" : "mailbox-js-case-waiting"));
  say("poster", bundle.compared ? "window-js-poster-same" : "window-js-poster-none");
  // Of who left it speaks only a roster that follows from the report's, and that none in this case is newer than.
  const speaks = holds && newestEpoch(opened) <= bundle.roster.epoch;
  byId("state").replaceChildren(...state(opened, kept, (author) => standing(author, bundle.roster, speaks), names, page, today));
}

/** What is wrong with the case as a whole, above it. */
function trouble(opened: Case, holds: boolean): void {
  const sentences = [
    !opened.report && rich("mailbox-js-fault-no-report"),
    opened.report && opened.badKeys > 0 && rich("mailbox-js-bad-keys", { n: opened.badKeys }),
    !holds && rich("window-js-roster-doubted"),
  ].filter((sentence): sentence is DocumentFragment => sentence instanceof DocumentFragment);
  byId("trouble").replaceChildren(...sentences.map((sentence) => el("span", { class: "one-fault" }, sentence)));
}

/** Names by the roster that an entry names, else by today's. */
async function namesOf(opened: Case, bundle: Bundle): Promise<Names> {
  const rosters = new Map<string, Reader[]>();
  for (const { entry } of opened.checked) {
    if (!entry || rosters.has(entry.roster.digest)) continue;
    rosters.set(entry.roster.digest, (await bundle.older(entry.roster.digest, opened.anchor))?.readers ?? []);
  }
  const of = (readers: Reader[] | undefined, author: string): string | null => readers?.find((reader) => reader.author === author)?.name ?? null;
  return (entry, author) => of(rosters.get(entry.roster.digest), author) ?? of(bundle.roster.readers, author);
}

function line({ id, entry, faults }: Checked, opened: Case, names: Names, seen: Set<string>, page: PageData): HTMLElement {
  const own = entry !== null && opened.keys.includes(entry.author);
  // Whose words they are is said only where the signature and its right to be here hold.
  const named = faults.length === 0 && entry ? (own ? raw(wordOf(entry) ? "mailbox-js-you-heard" : "mailbox-js-you") : (names(entry, entry.author) ?? raw("mailbox-js-unknown"))) : raw("mailbox-js-unknown");
  const who = el(
    "p",
    { class: "who" },
    el("b", {}, ruby(named)),
    entry && el("time", { datetime: entry.time }, ruby(momentIn(entry.time, page.hl))),
    // Whoever took a report down has heard it; that stands in the report.
    own && faults.length === 0 && (seen.has(id) || !entry || wordOf(entry) === null) && el("span", { "data-seen": seen.has(id) ? "yes" : "no" }, rich(seen.has(id) ? "mailbox-js-seen" : "mailbox-js-not-seen")),
  );
  const wrong = faults.map((code) => el("p", { class: "fault", "data-fault": code }, rich(`mailbox-js-fault-${code}`)));
  const kind = own || !counts({ id, entry, faults }) ? "msg" : "msg ours";
  const said = entry ? words(entry, names, opened) : [];
  // What nobody is known to have said is not read by accident.
  const shown = counts({ id, entry, faults }) ? [...said, ...wrong] : [...wrong, entry && el("details", { class: "unconfirmed" }, el("summary", {}, rich("mailbox-js-show-unconfirmed")), ...said)];
  return el("li", { class: kind, "data-entry": id, "data-kind": entry?.kind ?? "none" }, who, ...shown);
}

/** Whose word it is that a report was taken down; null where its reporter wrote it. */
const wordOf = ({ kind, body }: Entry): TakenDown | null => (kind === "report" && isText(body["heard"]) ? readHeard(body["heard"]) : null);

function heard(entry: Entry, names: Names): Child {
  const word = wordOf(entry);
  return word && el("p", { class: "note", "data-heard": word.way }, rich(`mailbox-js-heard-${word.way}`, { name: names(entry, word.by) ?? raw("mailbox-js-unknown") }));
}

/** Who reads no further, and whether they had read. */
function leaving(entry: Entry, names: Names, { checked }: Case): Child {
  const who = entry.body["is"] === "removed" ? String(entry.body["reader"]) : entry.author;
  const read = checked.some((one) => one.entry?.kind === "seen" && one.entry.author === who && counts(one));
  const id = entry.body["is"] === "removed" ? "removed" : read ? "aside" : "unread";
  return el("p", { class: "words", "data-left": id }, rich(`mailbox-js-left-${id}`, { name: names(entry, who) ?? raw("mailbox-js-unknown") }));
}

function words(entry: Entry, names: Names, opened: Case): Child[] {
  const { body } = entry;
  const text = (name: string): Child => (isText(body[name]) && body[name] !== "" ? el("p", { class: "words", dir: "auto" }, body[name]) : null);
  switch (entry.kind) {
    case "report":
      return [heard(entry, names), text("words"), isText(body["people"]) && body["people"] !== "" ? el("p", { class: "soft" }, rich("mailbox-js-people"), el("span", { dir: "auto" }, body["people"])) : null];
    case "attachment":
      return [el("p", { class: "words" }, el("bdi", {}, String(body["name"]).replace(/[\p{Cc}\p{Bidi_C}]/gu, ""))), copied(entry, names, opened)];
    case "message":
      return [text("words")];
    case "grant": {
      const name = names(entry, String(body["reader"])) ?? raw("mailbox-js-unknown");
      // With a new key of the case: for whoever read it before, nothing has changed.
      const how = readBefore(entry, opened) ? "mailbox-js-grant-on" : hasFollowed(entry, opened) ? "mailbox-js-grant-newkey" : "mailbox-js-grant";
      return [el("p", { class: "words" }, rich(how, { name })), text("reason")];
    }
    case "handover":
      return entry.body["is"] === undefined ? [text("what"), text("text")] : [leaving(entry, names, opened), text("text")];
    case "step":
      return isOfConsent(entry) ? [] : [text("what"), text("text")];
    case "code":
      return [el("p", { class: "words", "data-code-replaced": true }, rich("mailbox-js-renewed"))];
    case "consent":
      return [];
    default:
      return [el("p", { class: "words" }, rich("mailbox-js-other-kind"))];
  }
}

/** That whoever attached it at the desk made it of another file; of oneself nobody needs to be told. */
function copied(entry: Entry, names: Names, opened: Case): Child {
  const copy = String(entry.body["copy"]);
  if (opened.keys.includes(entry.author) || !COPIES.some((known) => known === copy)) return null;
  return el("p", { class: "note", "data-copied": copy }, rich(`mailbox-js-copied-${copy}`, { name: names(entry, entry.author) ?? raw("mailbox-js-unknown") }));
}

/** Whether the one to whom a grant is could read by an earlier key. */
function readBefore({ body }: Entry, { checked, report }: Case): boolean {
  const earlier = ({ entry, faults }: Checked): boolean =>
    entry?.kind === "grant" && faults.length === 0 && entry.body["reader"] === body["reader"] && Number(entry.body["epoch"]) < Number(body["epoch"]);
  return Number(body["epoch"]) > 1 && (report?.readers.includes(String(body["reader"])) === true || checked.some(earlier));
}

/** Whether the key to which a grant is took the place of another of the same person, who could read by that one. */
function hasFollowed({ body, roster }: Entry, { checked, report, rosters }: Case): boolean {
  const given = checked.flatMap(({ entry, faults }) => (entry?.kind === "grant" && faults.length === 0 ? [String(entry.body["reader"])] : []));
  const holders = [...(report?.readers ?? []), ...given];
  const card = rosters.get(roster.digest)?.readers.find(({ author }) => author === body["reader"]);
  return card?.earlier?.some(({ author }) => holders.includes(author)) === true;
}

/** Each name whole, never torn at its bracket; `none` where there is no name. */
function list(all: Iterable<string>, none: string): Child[] {
  const each = [...new Set(all)].filter((name) => name !== "");
  if (each.length === 0) return [rich(none)];
  return each.map((name, i) => el("span", { class: "whole-name" }, ruby(name), i < each.length - 1 && rich("mailbox-js-and")));
}

/** How today's roster has a key: under this one, under another of the same person, or not at all. */
type Standing = { is: "now" | "off" } | { is: "under"; author: string };

function standing(author: string, { readers }: Roster, speaks: boolean): Standing {
  const now = readers.find((reader) => was(reader, author));
  if (now) return now.author === author ? { is: "now" } : { is: "under", author: now.author };
  return { is: speaks ? "off" : "now" };
}

/** Who can read; and of whom that is not so: their new key was not given the case yet, or no roster names them any more, so that the
 * server gives them nothing. */
function readable(all: Set<string>, late: Set<string>, off: Set<string>, read: Set<string>): Child[] {
  const now = [...all].filter((name) => !late.has(name) && !off.has(name));
  const notes = [
    ...[...late].map((name) => el("p", { class: "soft", "data-late": true }, rich("mailbox-js-state-late", { name }))),
    ...[...off].map((name) => el("p", { class: "soft", "data-off": true }, rich(read.has(name) ? "mailbox-js-state-off" : "mailbox-js-state-off-unread", { name }))),
  ];
  return now.length === 0 && notes.length > 0 ? notes : [...list(now, "mailbox-js-unknown"), ...notes];
}

function state(opened: Case, kept: Kept, stands: (author: string) => Standing, names: Names, page: PageData, today: string): HTMLElement[] {
  const sound = opened.checked.flatMap(({ entry, faults }) => (entry && faults.length === 0 ? [entry] : []));
  const first = sound.find((entry) => entry.kind === "report");
  const granted = sound.filter((entry) => entry.kind === "grant").map((entry) => ({ entry, author: String(entry.body["reader"]) }));
  const left = gone(opened.checked, opened.rosters);
  const all = first ? [...(opened.report?.readers ?? []).map((author) => ({ entry: first, author })), ...granted] : granted;
  const holders = all.filter(({ author }) => !left.has(author));
  const keys = new Set(holders.map(({ author }) => author));
  const nameOf = ({ entry, author }: (typeof holders)[number]): string => names(entry, author) ?? raw("mailbox-js-unknown");
  const late = new Set(
    holders.flatMap((one) => {
      const now = stands(one.author);
      return now.is === "under" && !keys.has(now.author) ? [nameOf(one)] : [];
    }),
  );
  const off = new Set(holders.filter(({ author }) => stands(author).is === "off").map(nameOf));
  const read = new Set(sound.filter((entry) => entry.kind === "seen").map((entry) => names(entry, entry.author) ?? ""));
  const row = (id: string, key: string, ...value: Child[]): HTMLElement => el("div", { "data-state": key }, el("dt", {}, rich(id)), el("dd", {}, ...value));
  // Whom the desk told is filled in by the script about consent.
  const told = opened.checked.some(({ entry }) => entry && isOfConsent(entry) && entry.kind === "step");
  const rows = [
    row("mailbox-js-state-can", "can", ...readable(new Set(holders.map(nameOf)), late, off, read)),
    row("mailbox-js-state-read", "read", ...list(read, first && wordOf(first) ? "mailbox-js-state-nobody-heard" : "mailbox-js-state-nobody")),
    row("mailbox-js-state-told", "told", told ? "…" : rich("mailbox-js-state-none")),
  ];
  if (!kept.open) rows.push(row("mailbox-js-state-open", "open", rich("mailbox-js-state-closed")));
  else if (isDay(kept.next)) {
    const next = row("mailbox-js-state-next", "next", rich(kept.next < today ? "mailbox-js-state-next-past" : read.size === 0 ? "mailbox-js-state-next-first" : "mailbox-js-state-next-value", { day: dayIn(kept.next, page.hl) }));
    // Of a case that has ended no day is missed; whether it has, the script about the desk's steps knows.
    next.hidden = told && kept.next < today;
    next.dataset["day"] = kept.next;
    rows.push(next);
  }
  if (isDay(kept.retention)) rows.push(row("mailbox-js-state-retention", "retention", rich("mailbox-js-state-retention-value", { day: dayIn(kept.retention, page.hl, true) })));
  if (isDay(kept.held)) rows.push(row("mailbox-js-state-held", "held", rich("mailbox-js-state-held-value", { day: dayIn(kept.held, page.hl, true) })));
  return rows;
}
