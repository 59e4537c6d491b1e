// Who reads a case: adding one more, removing another, leaving oneself.

import { was } from "../protocol/persons.ts";
import * as api from "./api.ts";
import { askAside } from "./aside.ts";
import { el } from "./element.ts";
import { button, clearFault, fault, faultPlace, field, form, inside, sayTrouble, tell, value, whileWaiting } from "./fields.ts";
import type { ReaderKey } from "./keyring.ts";
import { removeReader } from "./leave.ts";
import { listPane } from "./list.ts";
import { again, go, href, type View } from "./navigator.ts";
import { openCase, type Opened } from "./opening.ts";
import { sealedPart } from "./policy.ts";
import { say, text } from "./say.ts";
import { cases, changed, rosterOf, windowOf } from "./session.ts";
import { addReader, NoIdentity, readersNow, readersToAdd, RosterDoubted, RosterMoved, RosterOver } from "./write.ts";

export async function readersView(who: api.Me, key: ReaderKey, id: string): Promise<View> {
  const rows = await cases(false);
  const opened = await openCase(who, key, id, true);
  // Whoever has not read the case does not decide who else does.
  if (!opened.answer.read_before) {
    await go(`/desk/case/${id}`);
  }
  const page = el(
    "section",
    { class: "pane stack", id: "case-readers" },
    el("p", { class: "back always" }, el("a", { id: "back-to-case", href: href(`/desk/case/${id}`) }, say("desk-js-back-to-case"))),
    el("h1", { "data-heading": true }, say("desk-js-readers-title")),
    opened.answer.drawn.readers ? sealedPart("readers-list", opened.answer.drawn.readers) : null,
    unlistedLine(who, opened),
    addForm(who, key, opened),
    removeForm(who, key, opened),
    el("h2", {}, say("desk-js-aside-oneself")),
    el("p", { class: "soft" }, say("desk-js-aside-oneself-note")),
    el("p", {}, button("step-aside", "desk-js-aside-begin", () => askAside(who, key, opened, "case-readers"), true)),
  );
  return { title: text("desk-js-readers-title"), content: el("div", { class: "desk" }, listPane(who, rows, id), page), wide: true };
}

function addForm(who: api.Me, key: ReaderKey, opened: Opened): HTMLElement {
  const candidates = readersToAdd(who, opened);
  if (candidates.length === 0) return el("p", { id: "readers-none", class: "soft" }, say("desk-js-readers-none"));
  const choices = candidates.map((reader) => {
    const id = `add-${reader.author.slice(0, 16)}`;
    return el(
      "div",
      { class: "choice" },
      el("input", { type: "radio", name: "add-reader", id, value: reader.author }),
      el("label", { for: id }, el("b", {}, reader.name), reader.deputy ? el("small", {}, say("desk-js-deputy")) : null, el("small", {}, say("desk-js-rosters-reader", { appointed: reader.appointed_by, adviser: reader.adviser }))),
    );
  });
  return form(
    "add-form",
    () => void whileWaiting("add-reader", () => add(who, key, opened)),
    el("fieldset", {}, el("legend", {}, say("desk-js-readers-who")), ...choices),
    field({ id: "add-reason", label: "desk-js-readers-reason", note: "desk-js-readers-reason-note" }),
    faultPlace("add-fault"),
    el("button", { id: "add-reader", class: "btn" }, el("span", {}, say("desk-js-readers-send"))),
    el("p", { class: "soft" }, say("desk-js-readers-note")),
  );
}

/** Who reads now or once did and stands on no roster any more, and oneself not. */
function removable(who: api.Me, opened: Opened): { author: string; name: string; listed: boolean; followed: boolean }[] {
  const known = readersNow(who, opened);
  const frame = windowOf(who, opened.file.window)?.roster;
  const cards = frame ? rosterOf(frame).readers : [];
  const others = opened.answer.can_read.filter((author) => author !== who.key?.author);
  return others.map((author) => {
    const now = known.find((reader) => reader.author === author);
    // The old key of somebody who stands on the roster under another one is nobody who left.
    const followed = cards.some((card) => card.author !== author && was(card, author));
    return { author, name: now?.name ?? nameOf(who, opened, author), listed: now !== undefined, followed };
  });
}

/** Who still reads and stands on the roster no more, under any key: their names. */
export function unlisted(who: api.Me, opened: Opened): string[] {
  return removable(who, opened).flatMap(({ name, listed, followed }) => (listed || followed ? [] : [name]));
}

/** Somebody left the firm and still reads: the case says who, and where nobody else is left who could. */
export function leaverNote(who: api.Me, opened: Opened): HTMLElement | null {
  const names = unlisted(who, opened);
  if (names.length === 0) return null;
  const alone = readersNow(who, opened).every((reader) => reader.author === who.key?.author);
  const way = el("a", { id: "to-remove", href: href(`/desk/case/${opened.file.case}/readers`) }, say("desk-js-readers-change"));
  return el(
    "p",
    { id: "unlisted", class: "note", "data-alone": alone },
    say("desk-js-remove-leaver", { names: names.join("、") }),
    " ",
    alone ? say("desk-js-remove-alone") : null,
    alone ? " " : null,
    way,
  );
}

/** Beside the names of those who read: who of them is on the roster no more. */
export function unlistedLine(who: api.Me, opened: Opened): HTMLElement | null {
  const names = unlisted(who, opened);
  return names.length === 0 ? null : el("p", { "data-unlisted": true }, say("desk-js-readers-unlisted", { names: names.join("、") }));
}

/** Whoever stood aside kept what they had been given; one press, and what follows does not open with it. */
export function asideNote(who: api.Me, key: ReaderKey, opened: Opened): HTMLElement | null {
  const [author] = opened.answer.could;
  if (author === undefined) return null;
  const name = nameOf(who, opened, author);
  const renew = async (): Promise<void> => {
    clearFault("could-fault");
    try {
      await removeReader(who, key, opened, { author, aside: true }, text("desk-js-could-reason"));
    } catch (trouble) {
      return explain("could-fault", trouble);
    }
    changed();
    await again();
    tell("desk-js-could-done", { name });
  };
  return el(
    "div",
    { id: "could", class: "note stack" },
    el("p", {}, say("desk-js-could", { name })),
    button("could-renew", "desk-js-could-renew", () => void whileWaiting("could-renew", renew), true),
    faultPlace("could-fault"),
  );
}

function removeForm(who: api.Me, key: ReaderKey, opened: Opened): HTMLElement | null {
  const those = removable(who, opened);
  if (those.length === 0) return null;
  const choices = those.map(({ author, name, listed, followed }) => {
    const id = `remove-${author.slice(0, 16)}`;
    return el(
      "div",
      { class: "choice" },
      el("input", { type: "radio", name: "remove-reader", id, value: author }),
      el("label", { for: id }, el("b", {}, name), listed ? null : el("small", {}, say(followed ? "desk-js-remove-followed" : "desk-js-remove-unlisted"))),
    );
  });
  return el(
    "details",
    { id: "remove-box", class: "fold", open: those.some(({ listed, followed }) => !listed && !followed) },
    el("summary", {}, el("span", {}, say("desk-js-remove-title"))),
    inside(
      form(
        "remove-form",
        () => void whileWaiting("remove-reader", () => remove(who, key, opened)),
        el("fieldset", {}, el("legend", {}, say("desk-js-remove-who")), ...choices),
        field({ id: "remove-reason", label: "desk-js-readers-reason", note: "desk-js-readers-reason-note" }),
        faultPlace("remove-fault"),
        el("button", { id: "remove-reader", class: "btn" }, el("span", {}, say("desk-js-remove-send"))),
        el("p", { class: "soft" }, say("desk-js-remove-note")),
      ),
    ),
  );
}

async function remove(who: api.Me, key: ReaderKey, opened: Opened): Promise<void> {
  clearFault("remove-fault");
  const chosen = document.querySelector<HTMLInputElement>('input[name="remove-reader"]:checked')?.value;
  const reader = removable(who, opened).find((one) => one.author === chosen);
  if (!reader) return fault("remove-fault", "desk-js-remove-nobody");
  const reason = value("remove-reason").trim();
  if (reason === "") return fault("remove-fault", "desk-js-readers-no-reason");
  try {
    await removeReader(who, key, opened, reader, reason);
  } catch (trouble) {
    return explain("remove-fault", trouble);
  }
  changed();
  await go(`/desk/case/${opened.file.case}`);
  tell("desk-js-remove-done", { name: reader.name });
}

function explain(place: string, trouble: unknown): void {
  if (trouble instanceof RosterMoved) return fault(place, "desk-js-answer-moved");
  if (trouble instanceof RosterOver) return fault(place, "desk-js-answer-roster");
  if (trouble instanceof RosterDoubted) return fault(place, "desk-js-answer-doubted");
  if (trouble instanceof NoIdentity) return fault(place, "desk-js-answer-no-identity");
  sayTrouble(place, trouble);
}

async function add(who: api.Me, key: ReaderKey, opened: Opened): Promise<void> {
  clearFault("add-fault");
  const chosen = document.querySelector<HTMLInputElement>('input[name="add-reader"]:checked')?.value;
  const reader = readersToAdd(who, opened).find((one) => one.author === chosen);
  if (!reader) return fault("add-fault", "desk-js-readers-nobody");
  const reason = value("add-reason").trim();
  if (reason === "") return fault("add-fault", "desk-js-readers-no-reason");
  try {
    await addReader(who, key, opened, reader, reason);
  } catch (trouble) {
    return explain("add-fault", trouble);
  }
  await go(`/desk/case/${opened.file.case}`);
  tell("desk-js-readers-added", { name: reader.name });
}

/** By which name the newest roster that knows somebody calls them; else the beginning of their key. */
function nameOf(who: api.Me, opened: Opened, author: string): string {
  const window = windowOf(who, opened.file.window);
  const all = [window?.roster, ...(window?.rosters ?? [])].filter((frame) => typeof frame === "string");
  const known = all.map(rosterOf).toSorted((a, b) => b.epoch - a.epoch).flatMap(({ readers }) => readers);
  return known.find((reader) => reader.author === author)?.name ?? author.slice(0, 16);
}
