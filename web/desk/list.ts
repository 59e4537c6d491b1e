// The quiet list of cases.

import type { CaseRow, Me } from "./api.ts";
import { dayText, daysBetween, yearDayText } from "./clock.ts";
import { type Child, el } from "./element.ts";
import { floodNote } from "./flood.ts";
import { formerNotes } from "./formerkey.ts";
import { known } from "./known.ts";
import { lyingNotes, nameOf } from "./lying.ts";
import { href, type View } from "./navigator.ts";
import { offNotes } from "./offroster.ts";
import { returnNotes } from "./returns.ts";
import { say, text } from "./say.ts";
import { oddRows, rosterOf, rostersWithMe } from "./session.ts";
import { overNotesOnList } from "./standing.ts";

export async function listView(who: Me, asked: Promise<CaseRow[]>): Promise<View> {
  const [rows, told, over, lying, former] = await Promise.all([asked, returnNotes(who), overNotesOnList(who), lyingNotes(who), formerNotes(who)]);
  const content = el(
    "div",
    { class: "desk list-first" },
    listPane(who, rows, null),
    el(
      "section",
      { class: "pane stack" },
      el("h1", { "data-heading": true }, say("desk-js-list-title")),
      ...told,
      ...over,
      ...offNotes(who),
      ...former,
      ...expiryNotes(who),
      ...lying,
      ...floodNote(rows),
      el("p", { class: "soft" }, say(rows.length === 0 ? "desk-js-list-empty" : "desk-js-list-choose")),
    ),
  );
  return { title: text("desk-js-list-title"), content, wide: true };
}

/** The list once the key is open. */
export function listPane(who: Me, rows: CaseRow[], present: string | null): HTMLElement {
  return pane(who, rows, (row) => openRow(who, row, present));
}

/** Before the key is open: days and due days alone. */
export function lockedList(who: Me, rows: CaseRow[]): HTMLElement {
  return pane(who, rows, (row) => el("div", { class: "row" }, waiting(who, row), due(who, row)));
}

function pane(who: Me, rows: CaseRow[], draw: (row: CaseRow) => HTMLElement): HTMLElement {
  const groups = who.windows
    .map((window) => ({ name: window.name, rows: rows.filter((row) => row.window === window.window) }))
    .filter((group) => group.rows.length > 0);
  return el(
    "nav",
    { id: "cases", class: "cases", "aria-label": text("desk-js-list-title") },
    oddRows() > 0 ? el("p", { class: "note", id: "odd-rows" }, say("desk-js-odd-rows", { n: oddRows() })) : null,
    rows.length === 0 ? el("p", { class: "soft none" }, say("desk-js-list-empty")) : null,
    ...groups.flatMap((group) => [
      el("h2", {}, group.name),
      el("ul", {}, ...group.rows.sort(byDue).map((row) => el("li", {}, draw(row)))),
    ]),
  );
}

function byDue(a: CaseRow, b: CaseRow): number {
  return Number(b.urgent) - Number(a.urgent) || a.next.localeCompare(b.next) || a.case.localeCompare(b.case);
}

function openRow(who: Me, row: CaseRow, present: string | null): HTMLElement {
  const here = row.case === present;
  return el(
    "a",
    { id: `case-${row.case}`, class: here ? "row on" : "row", href: href(`/desk/case/${row.case}`), "aria-current": here ? "page" : undefined },
    el("b", {}, row.unread ? el("span", { class: "dot", "aria-hidden": "true" }) : null, say(mark(row))),
    waiting(who, row),
    row.urgent ? el("small", { class: "urgent" }, say("desk-js-urgent")) : el("small"),
    due(who, row),
    names(row),
    came(row),
    ...row.lying.map((reader) => el("small", { class: "urgent", "data-lying": reader }, say("desk-js-row-lying", { name: nameOf(who, row.window, reader) }))),
  );
}

function mark(row: CaseRow): string {
  // Something new in a closed case must not be overlooked.
  if (row.unread) return "desk-js-row-unread";
  return row.open ? "desk-js-row-read" : "desk-js-row-closed";
}

function waiting(who: Me, row: CaseRow): Child {
  return el("small", {}, row.arrived >= who.today ? say("desk-js-arrived-today") : say("desk-js-arrived", { day: dayText(row.arrived) }));
}

/** Whom a case names that was opened since the key was: by its days alone it looks like its neighbours. */
function names(row: CaseRow): Child {
  const people = known(row.case)?.people;
  return people ? el("small", { class: "names", "data-sealed": true, dir: "auto" }, people) : null;
}

/** How it came, and the beginning of its number; of a case that was opened since the key was. */
function came(row: CaseRow): Child {
  const found = known(row.case);
  return found ? el("small", { class: "names", "data-sealed": true, "data-arrived-by": found.came }, say(`desk-js-row-came-${found.came}`), " ", el("span", { class: "mono" }, row.case.slice(0, NUMBER))) : null;
}

function due(who: Me, row: CaseRow): Child {
  const late = row.open && row.next < who.today;
  return el("small", { class: late ? "urgent" : undefined }, el("time", { datetime: row.next }, say(late ? "desk-js-overdue" : "desk-js-due", { day: dayText(row.next) })));
}

/** Letters of a case's number that tell two of one list apart. */
const NUMBER = 8;

/** Within so many days of a roster's end its readers are told, and the lead, who signs the next one, sooner. */
export const SOON = { lead: 28, reader: 14 };

/** A sentence for every roster that is over, nearly so, or not the newest. */
export function expiryNotes(who: Me): HTMLElement[] {
  const lead = who.role === "lead";
  const way = lead ? [" ", el("a", { href: href("/desk/rosters") }, say("desk-js-to-rosters"))] : [];
  const followed = who.windows.filter((window) => window.followed).map(({ organisation, name }) =>
    el("p", { class: "note", "data-followed": organisation }, say("desk-js-roster-followed", { name }), ...way));
  const rosters = lead ? who.windows.flatMap(({ roster }) => (roster ? [rosterOf(roster)] : [])) : rostersWithMe(who);
  const ending = rosters.flatMap((roster) => {
    const left = daysBetween(who.today, roster.last_day);
    if (left >= (lead ? SOON.lead : SOON.reader)) return [];
    const message = left < 0 ? "desk-js-roster-expired" : lead ? "desk-js-roster-renew" : "desk-js-roster-ending";
    return [el("p", { class: "note", "data-expiry": roster.organisation }, say(message, { name: roster.name, day: yearDayText(roster.last_day), days: left }), ...way)];
  });
  return [...followed, ...ending];
}

/** Whether the newest roster of this window holds today. */
export function rosterHolds(who: Me, window: string): boolean {
  const own = who.windows.find((one) => one.window === window);
  if (!own?.roster || own.followed) return false;
  const roster = rosterOf(own.roster);
  return roster.first_day <= who.today && who.today <= roster.last_day;
}
