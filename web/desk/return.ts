// A new laptop: in by name, password and the number on the paper copy. The old laptop is signed out by it, and colleagues read of it.

import { readCode } from "../protocol/code.ts";
import * as api from "./api.ts";
import { el } from "./element.ts";
import { button, clearFault, fault, faultPlace, field, form, inside, sayTrouble, value, whileWaiting } from "./fields.ts";
import { forget, onForget } from "./keyring.ts";
import { again, go, href, type View } from "./navigator.ts";
import { codeList, freshCode, STAFF } from "./paper.ts";
import { say, text } from "./say.ts";
import { changed } from "./session.ts";

/** The number that takes the place of the used one. It stays the same until an answer came: a lost one may have made it good. */
let next: string | null = null;
let came = false;
onForget(() => {
  next = null;
  came = false;
});

export function returnView(who: api.Me | null): View {
  return came && who && next ? cameView(next) : askView();
}

function askView(): View {
  const content = el(
    "div",
    { class: "narrow stack" },
    el("h1", {}, say("sitting-js-return-title")),
    el("p", {}, say("sitting-js-return-lead")),
    form(
      "return-form",
      () => void whileWaiting("return", comeBack),
      field({ id: "return-name", label: "desk-js-sign-in-name", complete: "username" }),
      field({ id: "return-password", label: "desk-js-sign-in-password", kind: "password", complete: "current-password" }),
      field({ id: "return-code", label: "sitting-js-return-code", note: "sitting-js-return-code-note" }),
      faultPlace("return-fault"),
      el("button", { id: "return", class: "btn" }, el("span", {}, say("sitting-js-return"))),
    ),
    el("p", { class: "soft" }, say("sitting-js-return-lost")),
  );
  return { title: text("sitting-js-return-title"), content };
}

async function comeBack(): Promise<void> {
  clearFault("return-fault");
  const [name, password] = [value("return-name").trim(), value("return-password")];
  if (name === "" || password === "") return fault("return-fault", "desk-js-sign-in-empty");
  const code = readCode(value("return-code"), STAFF);
  if (code.is !== "whole") return fault("return-fault", "sitting-js-return-code-wrong");
  next ??= freshCode();
  try {
    await api.comeBack({ name, password, code: code.code, next });
  } catch (trouble) {
    if (trouble instanceof api.Refused && trouble.code === "wrong-sign-in") return fault("return-fault", "sitting-js-return-wrong");
    return sayTrouble("return-fault", trouble);
  }
  came = true;
  changed();
  await again();
}

function cameView(code: string): View {
  const on = () => {
    forget();
    void go("/desk/key");
  };
  const content = el(
    "div",
    { class: "narrow stack", id: "came-back" },
    el("h1", {}, say("sitting-js-came-title")),
    el("p", {}, say("sitting-js-came-lead")),
    el("p", {}, say("sitting-js-came-code")),
    codeList("came-code", code),
    button("came-print", "sitting-js-print", () => window.print(), true),
    button("came-on", "sitting-js-came-on", on),
    el(
      "details",
      { id: "came-hands", class: "fold no-print" },
      el("summary", {}, el("span", {}, say("sitting-js-hands-title"))),
      inside(handsWords(true)),
    ),
  );
  return { title: text("sitting-js-came-title"), content };
}

/** What helps, and what does not, where the old laptop may be in other hands. `ended`: this very return has signed it out. */
export function handsWords(ended: boolean): HTMLElement {
  const steps = ["tell", "new", "without", "again"].map((step) => el("li", {}, say(`sitting-js-hands-${step}`)));
  const signed = ended
    ? [el("p", {}, say("sitting-js-hands-ended"))]
    : [el("p", {}, say("sitting-js-hands-still")), el("p", { class: "way" }, el("a", { href: href("/desk/sign-in") }, el("span", {}, say("own-js-to"))))];
  return el("div", { class: "stack" }, ...signed, el("p", {}, say("sitting-js-hands-lead")), el("ol", { class: "points" }, ...steps));
}

/** The way here from the page on which one signs in. */
export function returnLink(): HTMLElement {
  return el("p", { class: "way" }, el("a", { id: "to-return", href: href("/desk/return") }, el("span", {}, say("sitting-js-to-return"))));
}
