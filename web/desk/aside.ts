// Standing aside: what follows from it is said first, and it can be taken back until it is confirmed.

import * as api from "./api.ts";
import { el } from "./element.ts";
import { button, clearFault, fault, faultPlace, sayTrouble, whileWaiting } from "./fields.ts";
import { onForget, type ReaderKey } from "./keyring.ts";
import { unknown } from "./known.ts";
import { planAside, stepAside, type Plan } from "./leave.ts";
import { again, go, href } from "./navigator.ts";
import { forgetCase, type Opened } from "./opening.ts";
import { say, text } from "./say.ts";
import { cases, changed } from "./session.ts";
import { NoIdentity, RosterDoubted, RosterMoved, RosterOver } from "./write.ts";

/** Cases that were left since the key was opened, and who reads them. */
const left = new Map<string, string>();
onForget(() => left.clear());

const names = (plan: Plan["on"]): string => plan.map(({ name }) => name).join(text("desk-js-and"));

/** What stands in the place of a case: nothing of the story was drawn, or it goes now; the names go too. */
export function asidePanel(who: api.Me, key: ReaderKey, opened: Opened): HTMLElement {
  const plan = planAside(who, opened);
  const alone = plan.on.length === 1;
  return el(
    "section",
    { class: "pane stack", id: "stepped-aside" },
    el("h1", { "data-heading": true, tabindex: "-1" }, say("desk-js-aside-title")),
    el("p", {}, say(opened.answer.read_before ? "desk-js-aside-read" : "desk-js-aside-unread")),
    plan.on.length === 0
      ? el("p", { class: "note", id: "aside-nobody" }, say("desk-js-aside-nobody"))
      : el("p", { id: "aside-next" }, say(alone ? "desk-js-aside-alone" : "desk-js-aside-colleague", { names: names(plan.on) })),
    plan.drawn.length > 0 ? el("p", { class: "soft" }, say(plan.lot ? "desk-js-aside-drawn" : "desk-js-aside-only", { names: names(plan.drawn) })) : null,
    el("p", { class: "soft" }, say("desk-js-aside-note")),
    faultPlace("aside-fault"),
    el(
      "div",
      { class: "two" },
      plan.on.length === 0 ? null : button("aside-confirm", "desk-js-aside-confirm", () => void whileWaiting("aside-confirm", () => leave(who, key, opened, plan))),
      button("aside-undo", "desk-js-aside-undo", () => void again(), true),
    ),
  );
}

/** Draws it in the place of `id`. */
export function askAside(who: api.Me, key: ReaderKey, opened: Opened, id: string): void {
  document.getElementById(id)?.replaceWith(asidePanel(who, key, opened));
  document.querySelector<HTMLElement>("#stepped-aside h1")?.focus();
}

async function leave(who: api.Me, key: ReaderKey, opened: Opened, plan: Plan): Promise<void> {
  clearFault("aside-fault");
  const id = opened.file.case;
  try {
    await stepAside(who, key, opened, plan);
  } catch (trouble) {
    if (trouble instanceof RosterMoved) return fault("aside-fault", "desk-js-answer-moved");
    if (trouble instanceof RosterOver) return fault("aside-fault", "desk-js-answer-roster");
    if (trouble instanceof RosterDoubted) return fault("aside-fault", "desk-js-answer-doubted");
    if (trouble instanceof NoIdentity) return fault("aside-fault", "desk-js-answer-no-identity");
    // Kept before, and its answer was lost on the way: the case is nobody's here any more.
    const gone = trouble instanceof api.Refused && trouble.status === 404 && !(await cases(true)).some((row) => row.case === id);
    if (!gone) return sayTrouble("aside-fault", trouble);
  }
  left.set(id, names(plan.on));
  unknown(id);
  forgetCase(id);
  changed();
  await go(`/desk/case/${id}`);
}

/** What is shown where a case was that this reader has just left; null for any other. */
export function leftPage(id: string): HTMLElement | null {
  const on = left.get(id);
  if (on === undefined) return null;
  return el(
    "section",
    { class: "pane stack", id: "left-case" },
    el("h1", { "data-heading": true }, say("desk-js-aside-done")),
    el("p", {}, say("desk-js-aside-done-colleague", { names: on })),
    el("p", { class: "soft" }, say("desk-js-aside-done-note")),
    el("p", {}, el("a", { id: "aside-to-list", class: "btn", href: href("/desk") }, el("span", {}, say("desk-js-back")))),
  );
}
