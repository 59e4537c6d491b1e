// The boxes of a case page: answer, internal note, next day.

import * as api from "./api.ts";
import { begin, GAP } from "./beginning.ts";
import { fileField, hasFiles, sendFiles } from "./attached.ts";
import { dayText } from "./clock.ts";
import { charactersOver, TooLong } from "./compose.ts";
import { el } from "./element.ts";
import { followCourse, mayFollow } from "./ended.ts";
import { button, clearFault, fault, faultPlace, field, form, inside, sayTrouble, tell, value, whileWaiting } from "./fields.ts";
import { onForget, type ReaderKey } from "./keyring.ts";
import { rosterHolds } from "./list.ts";
import { again } from "./navigator.ts";
import type { Opened } from "./opening.ts";
import { say, text } from "./say.ts";
import { rosterOf, windowOf } from "./session.ts";
import { NoIdentity, RosterDoubted, RosterOver, sendDraft, sendMessage, sendNote } from "./write.ts";
import { lookAgain } from "./waits.ts";

/** Words not yet sent, by box and case, in memory alone: a look at another case does not lose them. */
const unsent = new Map<string, string>();
onForget(() => unsent.clear());
addEventListener("beforeunload", (event) => {
  if ([...unsent.values()].some((words) => words.trim() !== "")) event.preventDefault();
});

interface Box {
  id: string;
  label: string;
  note: string;
  send: string;
  rows: number;
  second: boolean;
  /** What stands above the words: texts to begin from. */
  above?: (area: HTMLTextAreaElement) => HTMLElement | null;
  /** Whether what stands between 【 and 】 must be written anew first. */
  gaps?: boolean;
  /** Another way to send them. */
  other?: { id: string; label: string; send: (words: string) => Promise<void>; done: string };
  /** Files that go with the words, or without any. */
  files?: { field: HTMLElement; chosen: () => boolean; send: () => void };
}

/** What stands above the form, the form, and what stands below it: the form alone stays in reach while the case is read. */
function box(made: Box, slot: string, deed: (words: string) => Promise<void>): [HTMLElement | null, HTMLFormElement, HTMLElement | null] {
  const area = el("textarea", { id: made.id, rows: String(made.rows), autocomplete: "off", spellcheck: "false", writingsuggestions: "false", "aria-describedby": `${made.id}-note` });
  area.value = unsent.get(slot) ?? "";
  area.dataset["sealed"] = "";
  area.addEventListener("input", () => unsent.set(slot, area.value));
  const place = `${made.id}-fault`;
  const sending = (pressed: string, by: (words: string) => Promise<void>, done: string, files = made.files) =>
    void whileWaiting(pressed, async () => {
      clearFault(place);
      const words = area.value.trim();
      if (words === "" && !files?.chosen()) return fault(place, "desk-js-answer-empty");
      // A colleague may look at what has gaps still.
      const gap = made.gaps && by === deed ? GAP.exec(words) : null;
      if (gap) return leave(area, gap, place);
      try {
        if (words !== "") await by(words);
      } catch (trouble) {
        return explain(place, words, trouble);
      }
      if (files?.chosen()) files.send();
      unsent.delete(slot);
      await again();
      if (words !== "") tell(done);
    });
  const send = () => sending(`${made.id}-send`, deed, "desk-js-sent");
  const { other } = made;
  const written = form(
    `${made.id}-form`,
    send,
    el("label", { for: made.id }, say(made.label)),
    area,
    made.files?.field ?? null,
    el("div", { class: "send" }, el("p", { id: `${made.id}-note`, class: "soft" }, say(made.note)), el("button", { id: `${made.id}-send`, class: made.second ? "btn second" : "btn" }, el("span", {}, say(made.send)))),
    faultPlace(place),
  );
  const below = other ? button(other.id, other.label, () => sending(other.id, other.send, other.done, undefined), true) : null;
  return [made.above?.(area) ?? null, written, below];
}

/** Nothing goes out with a gap in it: it is selected, so that whoever types next fills it. */
function leave(area: HTMLTextAreaElement, gap: RegExpExecArray, place: string): void {
  const at = area.value.indexOf(gap[0]);
  area.focus();
  area.setSelectionRange(at, at + gap[0].length);
  fault(place, "desk-js-answer-gap", { gap: gap[0] });
}

function templates(opened: Opened): (area: HTMLTextAreaElement) => HTMLElement | null {
  const all = opened.answer.drawn.templates ?? [];
  return (area) => {
    if (all.length === 0) return null;
    const choice = el("select", { id: "answer-template" }, el("option", { value: "" }, text("desk-js-answer-template-none")), ...all.map(([name], place) => el("option", { value: String(place) }, name)));
    choice.addEventListener("change", () => {
      const chosen = all[Number(choice.value)];
      if (choice.value !== "" && chosen) begin(area, chosen[1]);
      choice.value = "";
    });
    return el("div", { class: "field" }, el("label", { for: choice.id }, say("desk-js-answer-template")), choice);
  };
}

export function explain(place: string, words: string, trouble: unknown): void {
  if (trouble instanceof TooLong) {
    const now = [...words].length;
    return fault(place, "desk-js-answer-long", { now, over: charactersOver(words, trouble.bytes) });
  }
  if (trouble instanceof RosterOver) return fault(place, "desk-js-answer-roster");
  if (trouble instanceof RosterDoubted) return fault(place, "desk-js-answer-doubted");
  if (trouble instanceof NoIdentity) return fault(place, "desk-js-answer-no-identity");
  if (trouble instanceof api.Lost) return fault(place, "desk-js-answer-lost");
  if (trouble instanceof api.NotThere) return fault(place, "desk-js-answer-missing");
  if (trouble instanceof api.Refused && trouble.status === 401) return fault(place, "desk-js-answer-signed-out");
  sayTrouble(place, trouble);
}

export function answerBox(who: api.Me, key: ReaderKey, opened: Opened): (HTMLElement | null)[] {
  const id = opened.file.case;
  const files = { field: fileField(opened), chosen: () => hasFiles(id), send: () => sendFiles(who, key, id) };
  const made = { id: "answer", label: "desk-js-answer", note: "desk-js-answer-note", send: "desk-js-answer-send", rows: 3, second: false, gaps: true, above: templates(opened), other: { id: "answer-draft", label: "desk-js-draft-send", send: (words: string) => sendDraft(who, key, opened, words), done: "desk-js-draft-sent" }, files };
  const [above, drawn, below] = box(made, `${opened.file.case} answer`, async (words) => {
    await sendMessage(who, key, opened, words);
    // It may be what was due by the list's day, or answer what was written after the end; it was sent, whatever becomes of the list.
    if (mayFollow(who, opened)) await followCourse(who, key, opened).catch(() => {});
  });
  drawn.classList.add("reach");
  return [above, drawn, below];
}

export function internalNote(who: api.Me, key: ReaderKey, opened: Opened): HTMLElement {
  const made = { id: "note", label: "desk-js-note", note: "desk-js-note-note", send: "desk-js-note-send", rows: 3, second: true };
  const [, drawn] = box(made, `${opened.file.case} note`, (words) => sendNote(who, key, opened, words));
  return el("details", { id: "internal", class: "fold", open: unsent.has(`${opened.file.case} note`) }, el("summary", {}, el("span", {}, say("desk-js-note-title"))), inside(drawn));
}

/** Gives the list another day for this case. */
async function keepDay(opened: Opened, day: string, place: string): Promise<void> {
  clearFault(place);
  try {
    // In a case that is closed on the list no day would ever be missed.
    if (!opened.file.open) await api.setOpen(opened.file.case, true);
    await api.setNext(opened.file.case, day);
    lookAgain();
  } catch (trouble) {
    return sayTrouble(place, trouble);
  }
  await again();
  tell("desk-js-next-kept", { day: dayText(day) });
}

/** The list's day is what the server knows, and what is due it does not: one press makes them the same. */
export function followDue(opened: Opened, day: string): HTMLElement {
  const press = button("next-follow", "desk-js-next-follow", () => void whileWaiting("next-follow", () => keepDay(opened, day, "next-follow-fault")), true);
  press.querySelector("span")?.replaceChildren(say("desk-js-next-follow", { day: dayText(day) }));
  return el("div", { class: "stack" }, press, el("p", { class: "hint" }, say("desk-js-next-note")), faultPlace("next-follow-fault"));
}

export function nextDay(opened: Opened): HTMLElement {
  const save = () =>
    void whileWaiting("next-day-save", async () => {
      const day = value("next-day");
      if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return fault("next-day-fault", "desk-js-next-empty");
      await keepDay(opened, day, "next-day-fault");
    });
  return el(
    "details",
    { id: "next", class: "fold" },
    el("summary", {}, el("span", {}, say("desk-js-next-title"))),
    inside(form(
      "next-form",
      save,
      field({ id: "next-day", label: "desk-js-next", kind: "date", note: "desk-js-next-note", value: opened.answer.drawn.work?.next ?? opened.file.next }),
      faultPlace("next-day-fault"),
      el("button", { id: "next-day-save", class: "btn second" }, el("span", {}, say("desk-js-next-save"))),
    )),
  );
}

/** A sentence above the case if nothing can be signed for it today. */
export function endOfRoster(who: api.Me, opened: Opened): HTMLElement[] {
  const older = opened.fewer ? [el("p", { class: "note", id: "older-state" }, say("desk-js-fewer"))] : [];
  if (!opened.believed) return [...older, el("p", { class: "note", id: "roster-doubted" }, say("desk-js-roster-doubted"))];
  if (rosterHolds(who, opened.file.window)) return older;
  const window = windowOf(who, opened.file.window);
  const day = window?.roster ? dayText(rosterOf(window.roster).last_day) : "";
  return [...older, el("p", { class: "note", id: "roster-over" }, say("desk-js-roster-expired", { name: window?.name ?? "", day }))];
}
