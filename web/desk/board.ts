// What is due in all cases of this reader, over all organisations; and a search over what was opened for it. Both live in this
// document alone: the server gives each case as it gives it to be read, records that day as it does then, and learns nothing of what was due or found.

import type { CaseRow, Me } from "./api.ts";
import { dayText, plusDays } from "./clock.ts";
import { ruby } from "../words/element.ts";
import { type Child, el } from "./element.ts";
import { isOpen, type ReaderKey } from "./keyring.ts";
import { known, noteBack, remember, unknown } from "./known.ts";
import { href, turn, type View } from "./navigator.ts";
import { offNotes } from "./offroster.ts";
import { type Awaited, openCase, type Due, type Opened } from "./opening.ts";
import { unlisted } from "./readers.ts";
import { say, text } from "./say.ts";
import { cases } from "./session.ts";
import { cameBack } from "./tellings.ts";

/** Cases that are opened at one time: while one is on its way another is unsealed. */
const AT_ONCE = 8;
/** The board is drawn anew after so many milliseconds. */
const TURN = 400;
/** Days that count as soon. */
const SOON = 7;
/** Letters on each side of what was found. */
const AROUND = 30;
/** Hits that are shown. */
const MOST = 50;

/** One line of the board. */
interface Line {
  row: CaseRow;
  due: Due | null;
  day: string;
  late: boolean;
  /** Somebody who was told has answered. */
  back?: boolean;
}

export async function boardView(who: Me, key: ReaderKey): Promise<View> {
  const rows = await cases(true);
  const board = el("div", { id: "board", class: "stack" });
  const progress = el("p", { id: "board-progress", class: "progress", role: "status" });
  const hits = el("ul", { id: "board-hits", class: "points" });
  const search = el("input", { id: "board-search", type: "search", autocomplete: "off", spellcheck: "false", writingsuggestions: "false" });
  hits.dataset["sealed"] = "";
  search.addEventListener("input", () => find(who, rows, search.value, hits));
  const content = el(
    "div",
    { class: "narrow stack" },
    el("h1", {}, say("desk-js-board-title")),
    el("p", {}, say("desk-js-board-lead")),
    ...offNotes(who),
    el("div", { class: "field" }, el("label", { for: search.id }, say("desk-js-board-search")), search),
    hits,
    progress,
    board,
  );
  draw(who, rows, board);
  void fill(who, key, rows, (asked) => {
    const opened = rows.filter((row) => known(row.case)).length;
    progress.toggleAttribute("data-done", opened === rows.length);
    progress.toggleAttribute("data-asked", asked === true);
    progress.replaceChildren(say(opened === rows.length ? "desk-js-board-all" : "desk-js-board-opening", { opened, all: rows.length }));
    draw(who, rows, board);
    if (search.value !== "") find(who, rows, search.value, hits);
  });
  return { title: text("desk-js-board-title"), content };
}

/** Opens every case, the soonest day first, and then asks what came back by links; the page is drawn anew after each turn, and no more once
 * it was left. */
async function fill(who: Me, key: ReaderKey, rows: CaseRow[], changed: (asked?: boolean) => void): Promise<void> {
  const stays = turn();
  const waiting = [...rows].sort((one, other) => one.next.localeCompare(other.next));
  const told: { opened: Opened; awaited: Awaited }[] = [];
  let drawn = performance.now();
  const work = async (): Promise<void> => {
    for (let row = waiting.shift(); row && stays() && isOpen(key); row = waiting.shift()) {
      try {
        const opened = await openCase(who, key, row.case, "board");
        remember(key, opened, unlisted(who, opened));
        told.push(...(opened.answer.drawn.awaited ?? []).map((awaited) => ({ opened, awaited })));
      } catch {
        // Its own page says why it does not open; its day still stands here.
        unknown(row.case);
      }
      if (performance.now() - drawn < TURN || !stays() || !isOpen(key)) continue;
      changed();
      drawn = performance.now();
    }
  };
  changed();
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  // In an order of its own, after all were fetched: which case somebody was told about, the server does not learn from when it is asked.
  for (const { opened, awaited } of shuffled(told)) {
    if (!stays() || !isOpen(key)) return;
    // Where it cannot be asked now, the case's own page says so.
    if (await cameBack(opened, awaited).catch(() => false)) noteBack(opened.file.case);
  }
  if (stays() && isOpen(key)) changed(true);
}

function shuffled<T>(all: T[]): T[] {
  const places = crypto.getRandomValues(new Uint32Array(all.length));
  return all.map((one, at) => ({ one, place: places[at] ?? 0 })).sort((a, b) => a.place - b.place).map(({ one }) => one);
}

/** What is due in a case that was opened; else the one day that its reader gave to the list. */
function linesOf(who: Me, row: CaseRow): Line[] {
  const found = known(row.case);
  const back = found?.back ? [{ row, due: null, day: who.today, late: false, back: true }] : [];
  if (!found || (found.due.length === 0 && (found.words === null || row.unread))) {
    if (row.open) return [...back, { row, due: null, day: row.next, late: row.next < who.today }];
    // Nothing is due in a closed case; something new in it must not be overlooked.
    return row.unread ? [...back, { row, due: null, day: who.today, late: false }] : back;
  }
  return [...back, ...found.due.map((due) => ({ row, due, day: due.day, late: due.late }))];
}

const PARTS = ["late", "today", "soon", "later"] as const;

function partOf({ day, late }: Line, today: string): (typeof PARTS)[number] {
  if (late) return "late";
  if (day <= today) return "today";
  return day <= plusDays(today, SOON) ? "soon" : "later";
}

function draw(who: Me, rows: CaseRow[], board: HTMLElement): void {
  const lines = rows.flatMap((row) => linesOf(who, row)).sort((one, other) => one.day.localeCompare(other.day));
  const parts = PARTS.flatMap((part) => {
    const here = lines.filter((line) => partOf(line, who.today) === part);
    if (here.length === 0) return [];
    return [el("section", { class: "stack", "data-part": part }, el("h2", {}, say(`desk-js-board-${part}`, { n: here.length })), el("ul", { class: "tasks" }, ...here.map((line) => item(who, line))))];
  });
  const sealed = el("div", { class: "stack" }, ...parts);
  sealed.dataset["sealed"] = "";
  board.replaceChildren(lines.length === 0 ? el("p", { id: "board-none" }, say("desk-js-board-none")) : sealed);
}

function item(who: Me, { row, due, day, back }: Line): HTMLElement {
  const name = who.windows.find(({ window }) => window === row.window)?.name ?? "";
  const found = known(row.case);
  const what: Child = back ? say("desk-js-board-back") : due ? ruby(due.name) : say(found || !row.open ? "desk-js-board-unread" : "desk-js-task-first");
  const off: Child = found && found.unlisted.length > 0 ? el("small", { class: "urgent", "data-unlisted": true }, say("desk-js-readers-unlisted", { names: found.unlisted.join("、") })) : null;
  const stage: Child = found?.stage ? el("small", { class: "soft" }, ruby(found.stage)) : null;
  return el(
    "li",
    { "data-board": row.case, "data-clock": due?.id, "data-back": back },
    el("time", { datetime: day }, ruby(dayText(day))),
    el("span", {}, due && row.unread ? el("b", { "data-unread": true }, say("desk-js-row-unread"), " ") : null, what, " ", el("a", { href: href(`/desk/case/${row.case}`) }, found?.people || say("desk-js-board-open")), " ", el("small", { class: "soft" }, name, " ", say("desk-js-arrived", { day: dayText(row.arrived) })), " ", stage, " ", off),
  );
}

/** As a person types and reads: width and case put aside. */
const plainly = (words: string): string => words.normalize("NFKC").toLowerCase();

function find(who: Me, rows: CaseRow[], typed: string, hits: HTMLElement): void {
  const wanted = plainly(typed.trim());
  if (wanted === "") return hits.replaceChildren();
  const found = rows.flatMap((row) => {
    const one = known(row.case);
    const words = one && plainly(`${one.people}\n${one.words ?? ""}`);
    const place = words?.indexOf(wanted) ?? -1;
    return words && place >= 0 ? [hit(who, row, words.slice(Math.max(0, place - AROUND), place + wanted.length + AROUND))] : [];
  });
  hits.replaceChildren(...(found.length > 0 ? found.slice(0, MOST) : [el("li", { id: "board-no-hit" }, say("desk-js-board-no-hit"))]));
}

function hit(who: Me, row: CaseRow, around: string): HTMLElement {
  const name = who.windows.find(({ window }) => window === row.window)?.name ?? "";
  return el("li", { "data-hit": row.case }, el("p", { class: "way" }, el("a", { href: href(`/desk/case/${row.case}`) }, known(row.case)?.people || say("desk-js-board-open")), " ", el("small", { class: "soft" }, name)), el("p", { class: "soft", dir: "auto" }, `… ${around.replace(/\s+/gu, " ")} …`));
}
