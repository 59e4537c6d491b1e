// A receipt code that is given by ear: each character large, with a word that begins with it; read back and compared; and as a slip.

import { canonical, groups } from "../protocol/code.ts";
import type { Way } from "../protocol/heard.ts";
import { hourIn } from "../words/day.ts";
import { dayText } from "./clock.ts";
import { el } from "./element.ts";
import { button, inside } from "./fields.ts";
import { given, language, say, text } from "./say.ts";

/** Whose window it is for, by when it is first answered, and how it came: who wrote on paper is not on the line. */
export type For = { way: Way; name: string; organisation: string; first: { day: string; hour: number } };

/** Where the desk is reached, as it signed it; null where it signed no number. */
export type Office = { name: string; telephone: string; hours: string | null };

/** The words stand in `locales/…/phone.ftl`, with the reason of each that could be misheard. */
const spoken = (letter: string): string => text(`phone-js-letter-${letter.toLowerCase()}`);

export function byEar(code: string, of: For, done: () => void): HTMLElement {
  const marks = groups(code).map(() => el("span", { class: "soft", "data-mark": "" }));
  const lines = groups(code).map((group, place) =>
    el(
      "li",
      { class: "stack", "data-group": String(place + 1) },
      el("p", {}, el("b", {}, say("phone-js-code-group", { n: place + 1 })), " ", marks[place]),
      el("ol", { class: "byear" }, ...[...group].map((letter) => el("li", {}, el("b", {}, letter), el("span", {}, spoken(letter))))),
    ),
  );
  return el(
    "section",
    { class: "stack", id: "by-ear" },
    el("div", { class: "stack no-print" }, el("h2", {}, say(of.way === "phone" ? "phone-js-code-title" : `phone-js-code-title-${of.way}`)), el("p", {}, say(of.way === "phone" ? "phone-js-code-lead" : `phone-js-code-lead-${of.way}`)), el("p", { class: "note" }, say(of.way === "paper" ? "phone-js-code-lose-paper" : "phone-js-code-lose")), el("ol", { class: "groups stack", "data-sealed": true }, ...lines), ...readBack(code, of.way, marks, done)),
    slip(code, of),
  );
}

/** The counsellor types what the caller reads out, group by group; the page says which differ. */
function readBack(code: string, way: Way, marks: HTMLElement[], done: () => void): HTMLElement[] {
  const all = groups(code);
  const field = el("input", { id: "read-back", type: "text", class: "paste", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", "aria-describedby": "read-back-state" });
  field.dataset["sealed"] = "";
  const state = el("p", { id: "read-back-state", role: "status" });
  const finish = button("caller-done", "phone-js-done", () => {
    field.value = "";
    done();
  });
  finish.hidden = true;
  const compare = (): void => {
    const typed = canonical(field.value);
    const wrong: number[] = [];
    all.forEach((group, place) => {
      const heard = typed.slice(4 * place, 4 * place + 4);
      const is = heard.length < 4 ? "" : heard === group ? "same" : "other";
      if (is === "other") wrong.push(place + 1);
      const mark = marks[place];
      if (!mark) return;
      mark.dataset["mark"] = is;
      mark.replaceChildren(...(is === "" ? [] : [say(`phone-js-echo-${is}`)]));
    });
    const whole = typed === code;
    finish.hidden = !whole;
    state.dataset["state"] = whole ? "whole" : wrong.length > 0 ? "wrong" : "";
    state.replaceChildren(...(whole ? [say("phone-js-echo-whole")] : wrong.length > 0 ? [say("phone-js-echo-wrong", { n: wrong.join("・") })] : []));
  };
  field.addEventListener("input", compare);
  // Who rang off before reading it back has it or has it not: nobody is held here.
  const without = el("details", { class: "fold" }, el("summary", {}, el("span", {}, say(way === "phone" ? "phone-js-no-echo" : `phone-js-no-echo-${way}`))), inside(el("p", {}, say("phone-js-no-echo-note")), button("caller-done-unread", "phone-js-done", done, true)));
  return [el("div", { class: "field" }, el("label", { for: field.id }, say(way === "paper" ? "phone-js-echo-paper" : "phone-js-echo")), el("p", { class: "hint" }, say("phone-js-echo-note")), field), state, finish, without];
}

/** For somebody who is here, or who gets a letter: the code, how one comes back, by when somebody answers. */
function slip(code: string, { name, organisation, first }: For): HTMLElement {
  const { window: host, office } = given("core") as { window: string; office: Office | null };
  const address = `${host}/o/${organisation}/mailbox`;
  return el(
    "div",
    { class: "stack" },
    el("div", { class: "no-print" }, button("slip-print", "phone-js-slip-print", () => window.print(), true)),
    el(
      "article",
      { class: "sheet stack only-print", id: "slip", "data-sealed": true },
      el("h2", {}, say("phone-js-slip-title")),
      el("p", {}, say("phone-js-slip-name", { name })),
      el("ol", { class: "code" }, ...groups(code).map((group) => el("li", {}, group))),
      el("p", {}, say("phone-js-slip-back"), " ", el("span", { class: "mono" }, address)),
      el("p", {}, ...(office ? [say("phone-js-slip-call-at", { telephone: office.telephone }), office.hours && el("span", { class: "soft" }, " ", office.hours)] : [say("phone-js-slip-call")])),
      el("p", {}, say("phone-js-slip-day", { day: dayText(first.day), hour: hourIn(first.hour, language()) })),
      el("p", {}, say("phone-js-slip-lose")),
    ),
  );
}
