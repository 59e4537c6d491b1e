// Many reports at once: which of them say nearly the same, and setting a whole group of them aside.

import * as api from "./api.ts";
import { askCore } from "./door.ts";
import { el } from "./element.ts";
import { button, clearFault, fault, faultPlace, inside, sayTrouble, whileWaiting } from "./fields.ts";
import { onForget, type ReaderKey } from "./keyring.ts";
import { again, href, turn, type View } from "./navigator.ts";
import { openCase, type Opened } from "./opening.ts";
import { say, text } from "./say.ts";
import { cases, changed, windowOf } from "./session.ts";
import { NoIdentity, RosterDoubted, RosterOver, setAside } from "./write.ts";

/** From so many waiting cases on, the list offers to sort them. */
const MANY = 10;

interface Sorted {
  row: api.CaseRow;
  sketch: number[];
}

/** What was sorted since the key was opened: groups of cases, largest first. */
let sorted: Sorted[][] | null = null;
onForget(() => (sorted = null));

const waiting = (rows: api.CaseRow[]): api.CaseRow[] => rows.filter((row) => row.open && row.unread);

/** A word above the list when more is waiting than one reads one by one. */
export function floodNote(rows: api.CaseRow[]): HTMLElement[] {
  const n = waiting(rows).length;
  if (n < MANY && sorted === null) return [];
  return [el("p", { class: "note" }, say("desk-js-flood-note", { n }), " ", el("a", { id: "to-flood", href: href("/desk/flood") }, say("desk-js-flood-to")))];
}

export async function floodView(who: api.Me, key: ReaderKey): Promise<View> {
  const rows = waiting(await cases(true));
  const content = el(
    "section",
    { class: "pane narrow stack", id: "flood" },
    el("p", { class: "back always" }, el("a", { id: "back-to-list", href: href("/desk") }, say("desk-js-back"))),
    el("h1", { "data-heading": true }, say("desk-js-flood-title")),
    el("p", {}, say("desk-js-flood-what")),
    rows.length > 0 ? button("flood-sort", "desk-js-flood-sort", () => void whileWaiting("flood-sort", () => sort(who, key, rows))) : null,
    el("p", { id: "flood-progress", class: "soft", role: "status" }, say("desk-js-flood-waiting", { n: rows.length })),
    faultPlace("flood-fault"),
    el("div", { id: "flood-groups", class: "stack" }, ...drawn(who, key)),
  );
  return { title: text("desk-js-flood-title"), content };
}

/** Opens one after the other, here; of each only its sketch is kept. */
async function sort(who: api.Me, key: ReaderKey, rows: api.CaseRow[]): Promise<void> {
  clearFault("flood-fault");
  const stillHere = turn();
  const found: Sorted[] = (sorted ?? []).flat();
  // What was sorted before was looked at by nobody, and waits still.
  for (const [n, row] of rows.filter((one) => !found.some(({ row }) => row.case === one.case)).entries()) {
    if (!stillHere()) return;
    document.getElementById("flood-progress")?.replaceChildren(say("desk-js-flood-opening", { n: n + 1, all: rows.length }));
    try {
      const { answer } = await openCase(who, key, row.case, false);
      if (answer.sketch) found.push({ row, sketch: answer.sketch });
    } catch (trouble) {
      return sayTrouble("flood-fault", trouble);
    }
  }
  const { groups } = askCore({ ask: "alike", sketches: found.map(({ sketch }) => sketch) }) as { groups: number[][] };
  sorted = groups.map((group) => group.flatMap((at) => found[at] ?? []));
  if (stillHere()) await again();
}

function drawn(who: api.Me, key: ReaderKey): HTMLElement[] {
  if (sorted === null) return [];
  const many = sorted.filter((group) => group.length > 1);
  const alone = sorted.filter((group) => group.length === 1).flat();
  return [
    ...many.map((group, n) => groupPart(who, key, group, n)),
    el("h2", {}, say("desk-js-flood-alone", { n: alone.length })),
    el("ul", { id: "flood-alone" }, ...alone.map(link)),
  ];
}

function link({ row }: Sorted): HTMLElement {
  return el("li", { class: "way" }, el("a", { href: href(`/desk/case/${row.case}`) }, say("desk-js-flood-case", { number: row.case.slice(0, 4) })));
}

function groupPart(who: api.Me, key: ReaderKey, group: Sorted[], n: number): HTMLElement {
  const values = { n: group.length };
  // Without the number: whoever wrote one of them is told of no other case, nor how many there are.
  const words = text("desk-js-flood-said");
  return el(
    "section",
    { class: "stack", "data-group": group.length },
    el("h2", {}, say("desk-js-flood-group", values)),
    el("p", { class: "way" }, el("a", { id: `flood-one-${n}`, href: href(`/desk/case/${group[0]?.row.case}`) }, say("desk-js-flood-one"))),
    el("details", { class: "fold" }, el("summary", {}, el("span", {}, say("desk-js-flood-all"))), inside(el("ul", {}, ...group.map(link)))),
    el(
      "details",
      { class: "fold", id: `flood-aside-${n}` },
      el("summary", {}, el("span", {}, say("desk-js-flood-aside", values))),
      inside(
        el("p", {}, say("desk-js-flood-aside-what")),
        el("blockquote", {}, words),
        button(`flood-send-${n}`, "desk-js-flood-send", () => void whileWaiting(`flood-send-${n}`, () => asideAll(who, key, group, words))),
      ),
    ),
  );
}

/** Each case by itself, so that one that cannot be written to stops none of the others. */
async function asideAll(who: api.Me, key: ReaderKey, group: Sorted[], words: string): Promise<void> {
  clearFault("flood-fault");
  const done = new Set<Sorted>();
  let trouble: unknown = null;
  for (const [n, one] of group.entries()) {
    document.getElementById("flood-progress")?.replaceChildren(say("desk-js-flood-setting", { n: n + 1, all: group.length }));
    try {
      const opened = await openCase(who, key, one.row.case, false);
      await setAside(who, key, opened, { what: text("desk-js-flood-step"), text: words });
      done.add(one);
    } catch (failed) {
      trouble = failed;
      if (failed instanceof api.Lost || failed instanceof RosterOver || failed instanceof RosterDoubted) break;
    }
  }
  sorted = (sorted ?? []).map((other) => other.filter((one) => !done.has(one))).filter((other) => other.length > 0);
  changed();
  await again();
  document.getElementById("flood-progress")?.replaceChildren(say("desk-js-flood-done", { n: done.size }));
  if (trouble !== null) why(trouble);
}

function why(trouble: unknown): void {
  if (trouble instanceof RosterOver) return fault("flood-fault", "desk-js-answer-roster");
  if (trouble instanceof RosterDoubted) return fault("flood-fault", "desk-js-answer-doubted");
  if (trouble instanceof NoIdentity) return fault("flood-fault", "desk-js-answer-no-identity");
  sayTrouble("flood-fault", trouble);
}

/** A closed case says so, and can be opened again. */
export function closedNote(who: api.Me, opened: Opened): HTMLElement[] {
  if (opened.file.open || !windowOf(who, opened.file.window)) return [];
  const reopen = async (): Promise<void> => {
    clearFault("open-again-fault");
    try {
      await api.setOpen(opened.file.case, true);
    } catch (trouble) {
      return sayTrouble("open-again-fault", trouble);
    }
    changed();
    await again();
  };
  return [
    el("p", { id: "closed", class: "note" }, say("desk-js-closed")),
    button("open-again", "desk-js-open-again", () => void whileWaiting("open-again", reopen), true),
    faultPlace("open-again-fault"),
  ];
}
