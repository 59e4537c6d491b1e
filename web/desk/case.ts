// One case: the people it concerns first, then, if the reader stays, the rest.

import { type CaseRow, markRead, type Me } from "./api.ts";
import { askingBox } from "./asking.ts";
import { askAside, leftPage } from "./aside.ts";
import { savers } from "./attached.ts";
import { answerBox, endOfRoster, followDue, internalNote, nextDay } from "./answer.ts";
import { begin } from "./beginning.ts";
import { ruby } from "../words/element.ts";
import { dayText, yearDayText } from "./clock.ts";
import { el } from "./element.ts";
import { closeOnList, followOpened } from "./ended.ts";
import { exportBox } from "./export.ts";
import { button, clearFault, faultPlace, inside, sayTrouble, whileWaiting } from "./fields.ts";
import { codingBox } from "./coding.ts";
import { closedNote } from "./flood.ts";
import { handoutView } from "./handout.ts";
import { isOpen, onForget, type ReaderKey } from "./keyring.ts";
import { remember, sameNames } from "./known.ts";
import { listPane } from "./list.ts";
import { again, href, type View } from "./navigator.ts";
import { offNotes } from "./offroster.ts";
import { openCase, type Opened } from "./opening.ts";
import { sealedPart } from "./policy.ts";
import { asideNote, leaverNote, unlisted, unlistedLine } from "./readers.ts";
import { holdBox } from "./retention.ts";
import { say, text } from "./say.ts";
import { cases } from "./session.ts";
import { strikers } from "./strike.ts";
import { bindTasks, taskBox } from "./task.ts";
import { toldParts } from "./told.ts";
import { writeSeen } from "./write.ts";

/** Cases whose story was asked for since the key was opened. */
const reading = new Set<string>();
onForget(() => reading.clear());

export async function caseView(who: Me, key: ReaderKey, id: string): Promise<View> {
  const handout = handoutView(id);
  if (handout) return handout;
  const rows = await cases(false);
  const row = rows.find((one) => one.case === id);
  if (!row) {
    const left = leftPage(id);
    return left ? paired(who, rows, null, left) : gone(who, rows);
  }
  // Before it is fetched: what comes in between is unread again, never lost from sight. Where names alone are shown, it stays unread.
  if (reading.has(id)) await markRead(id);
  const opened = await openCase(who, key, id, reading.has(id));
  // Whoever unlocks next in this document is somebody else, and has not gone on from the names.
  if (!isOpen(key)) return paired(who, rows, null, el("section", { class: "pane" }));
  if (opened.answer.read_before && !reading.has(id)) {
    reading.add(id);
    return caseView(who, key, id);
  }
  if (!reading.has(id)) return paired(who, rows, id, peoplePage(who, key, opened));
  const wrote = await writeSeen(who, key, opened);
  const present = await followOpened(who, wrote ? await openCase(who, key, id, true) : opened);
  remember(key, present, unlisted(who, present));
  return paired(who, await cases(true), id, wholePage(who, key, present));
}

function paired(who: Me, rows: CaseRow[], id: string | null, page: HTMLElement): View {
  return { title: text("desk-js-case-title"), content: el("div", { class: "desk" }, listPane(who, rows, id), page), wide: true };
}

function gone(who: Me, rows: CaseRow[]): View {
  const page = el(
    "section",
    { class: "pane stack" },
    el("h1", { "data-heading": true }, say("desk-js-case-none-title")),
    el("p", {}, say("desk-js-case-none")),
    ...offNotes(who),
  );
  return paired(who, rows, null, page);
}

function back(): HTMLElement {
  return el("p", { class: "back" }, el("a", { id: "back-to-list", href: href("/desk") }, say("desk-js-back")));
}

/** The heading of the page is the people; it is sealed content and goes when the key goes. */
function people(opened: Opened): HTMLElement[] {
  return [el("p", { class: "over" }, say("desk-js-people")), sealedPart("people", opened.answer.drawn.people)];
}

function peoplePage(who: Me, key: ReaderKey, opened: Opened): HTMLElement {
  const id = opened.file.case;
  const read = async (): Promise<void> => {
    clearFault("case-fault");
    if (!isOpen(key)) return;
    reading.add(id);
    try {
      await again();
    } catch (trouble) {
      reading.delete(id);
      sayTrouble("case-fault", trouble);
    }
  };
  return el(
    "section",
    { class: "pane stack", id: "case" },
    back(),
    ...people(opened),
    el(
      "div",
      { class: "two" },
      button("read", "desk-js-read", () => void whileWaiting("read", read)),
      button("step-aside", "desk-js-known", () => askAside(who, key, opened, "case"), true),
    ),
    faultPlace("case-fault"),
    el("p", { class: "soft" }, say("desk-js-people-note")),
    tasks(who, key, opened, false),
  );
}

function wholePage(who: Me, key: ReaderKey, opened: Opened): HTMLElement {
  const { answer, file } = opened;
  const id = file.case;
  const story = answer.drawn.story ? sealedPart("story", answer.drawn.story) : null;
  if (story) {
    void savers(opened, story);
    useDrafts(story);
    strikers(story);
  }
  return el(
    "section",
    { class: "pane stack", id: "case", on: { focusin: uncovered } },
    back(),
    ...people(opened),
    ...closedNote(who, opened),
    ...endOfRoster(who, opened),
    sealedHere(opened),
    leaverNote(who, opened),
    asideNote(who, key, opened),
    namedElsewhere(id),
    answer.drawn.trouble ? sealedPart("trouble", answer.drawn.trouble) : null,
    tasks(who, key, opened, true),
    story,
    ...toldParts(who, key, opened),
    ...answerBox(who, key, opened),
    el(
      "div",
      { class: "more" },
      askingBox(who, key, opened),
      internalNote(who, key, opened),
      taskBox(who, key, opened),
      codingBox(who, key, opened),
      nextDay(opened),
      answer.drawn.referrals
        ? el("details", { id: "referrals", class: "fold" }, el("summary", {}, el("span", {}, say("desk-js-referrals-title"))), inside(sealedPart("referrals-part", answer.drawn.referrals)))
        : null,
      el(
        "details",
        { id: "readers", class: "fold" },
        el("summary", {}, el("span", {}, say("desk-js-readers-title"))),
        inside(
          answer.drawn.readers ? sealedPart("readers-list", answer.drawn.readers) : null,
          unlistedLine(who, opened),
          el("p", { class: "way" }, el("a", { id: "to-readers", href: href(`/desk/case/${id}/readers`) }, say("desk-js-readers-change"))),
        ),
      ),
      holdBox(who, key, opened),
      exportBox(who, key, opened),
    ),
  );
}

/** What has the focus stands above the answer's box. A browser brings the caret of a long field into view, not the field. */
function uncovered({ target }: Event): void {
  const reach = document.querySelector(".reach");
  if (!(target instanceof HTMLElement) || !reach || reach.contains(target)) return;
  const [box, over] = [target.getBoundingClientRect(), reach.getBoundingClientRect()];
  const covered = box.bottom > over.top && box.top < over.bottom;
  // Never so far that its beginning leaves the page.
  if (covered) window.scrollBy({ top: Math.min(box.bottom - over.top + 8, Math.max(0, box.top - 8)), behavior: "instant" });
}

/** Whom another case of this organisation names, too: only among those that were opened here, and for who holds both. */
function namedElsewhere(id: string): HTMLElement | null {
  const others = sameNames(id);
  if (others.length === 0) return null;
  const one = ({ id: other, names }: (typeof others)[number]): HTMLElement => el("li", {}, names.join("、"), " ", el("a", { href: href(`/desk/case/${other}`) }, say("desk-js-same-open")));
  const note = el("div", { id: "same-names", class: "note stack" }, el("p", {}, say("desk-js-same-names")), el("ul", { class: "points" }, ...others.map(one)));
  note.dataset["sealed"] = "";
  return note;
}

/** A colleague's draft goes into the answer, to be sent by whoever sends it. */
function useDrafts(story: HTMLElement): void {
  for (const button of story.querySelectorAll<HTMLButtonElement>("button[data-use=answer]")) {
    const words = button.closest("li")?.querySelector(".words")?.textContent ?? "";
    button.addEventListener("click", () => {
      const area = document.getElementById("answer");
      if (area instanceof HTMLTextAreaElement) begin(area, words);
    });
  }
}

/** On the path without script the words were in the server's memory, and whoever reads them should know. */
function sealedHere({ file }: Opened): HTMLElement | null {
  return file.sealed_here ? el("p", { id: "sealed-here", class: "note" }, say("desk-js-sealed-here")) : null;
}

/** What is due; where only the names were seen, what calls every reader, beside the day of the list. */
function tasks(who: Me, key: ReaderKey, opened: Opened, whole: boolean): HTMLElement {
  const { today } = who;
  const { next, retention, arrived, held } = opened.file;
  const { work } = opened.answer.drawn;
  const listed = el("ul", { id: "tasks-listed", class: "tasks" }, el("li", {}, el("time", { datetime: next }, ruby(dayText(next))), el("span", {}, say("desk-js-task-first"))));
  const due = work && (whole || work.due.length > 0) ? sealedPart("due", work.part) : null;
  for (const link of due?.querySelectorAll<HTMLAnchorElement>("a[data-to=readers]") ?? []) link.href = href(`/desk/case/${opened.file.case}/readers`);
  return el(
    "div",
    {},
    el("h2", {}, say("desk-js-tasks")),
    due,
    due && bindTasks(who, key, opened, due),
    whole && due ? el("p", { class: "soft" }, say("desk-js-task-listed", { day: dayText(next) })) : listed,
    whole && work?.next && (work.next < today ? today : work.next) !== next ? followDue(opened, work.next < today ? today : work.next) : null,
    whole ? closeOnList(opened) : null,
    el("p", { class: "soft" }, say("desk-js-task-kept", { arrived: dayText(arrived), retention: yearDayText(retention) })),
    held ? el("p", { id: "held", class: "note" }, say("desk-js-retention-case-held", { day: yearDayText(held) })) : null,
  );
}
