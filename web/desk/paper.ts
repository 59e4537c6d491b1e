// The paper copy of a key: the locked key as text and as a code, a number by which its owner comes back, and a second sheet for the
// seven words, which are written by hand.

import { hex, sha256, unbase64, utf8 } from "../protocol/bytes.ts";
import { groups, makeCode } from "../protocol/code.ts";
import { loadPictures, square } from "../picture/load.ts";
import * as api from "./api.ts";
import { yearDayText } from "./clock.ts";
import { el } from "./element.ts";
import { button, clearFault, fault, faultPlace, field, form, inside, sayTrouble, value, whileWaiting } from "./fields.ts";
import { armored } from "./keypicture.ts";
import { onForget, openKey } from "./keyring.ts";
import { again, type View } from "./navigator.ts";
import { say, text } from "./say.ts";

/** The first character of a number by which staff come back: no window takes it for a reporter's. */
export const STAFF = "5";

interface Sheet {
  name: string;
  signIn: string;
  day: string;
  number: string;
  /** The locked file, armored. */
  key: string;
  matrix: boolean[][];
  code: string;
}

let sheet: Sheet | null = null;
onForget(() => {
  sheet = null;
});

/** What the server is given of such a number. */
export const digestOfCode = (code: string): string => hex(sha256(utf8(code)));

export const freshCode = (): string => makeCode((bytes) => crypto.getRandomValues(new Uint8Array(bytes)), STAFF);

/** The sheets that were just made, until they are put away. */
export function sheetView(): View | null {
  if (sheet === null) return null;
  const put = () => {
    sheet = null;
    void again();
  };
  const content = el(
    "div",
    { class: "narrow stack", id: "paper" },
    el(
      "div",
      { class: "stack no-print" },
      el("h1", {}, say("sitting-js-paper-title")),
      el("p", {}, say("sitting-js-paper-now")),
      button("paper-print", "sitting-js-print", () => window.print()),
      button("paper-away", "sitting-js-paper-away", put, true),
    ),
    first(sheet),
    second(sheet),
  );
  return { title: text("sitting-js-paper-title"), content };
}

function first(made: Sheet): HTMLElement {
  const picture = el("div", { id: "paper-code", class: "keycode", role: "img", "aria-label": text("sitting-js-paper-picture") });
  picture.append(square(made.matrix));
  return el(
    "article",
    { class: "sheet stack", id: "paper-first" },
    el("h2", {}, say("sitting-js-paper-first")),
    // One line each: with more, the key's own text goes on to another sheet.
    el("p", {}, say("sitting-js-paper-whose", { name: made.name, day: yearDayText(made.day) }), "　", say("desk-js-sign-in-name"), " ", el("span", { id: "paper-name", class: "mono" }, made.signIn)),
    el("p", {}, say("desk-js-key-number"), " ", el("span", { class: "mono" }, made.number), el("br"), say("sitting-js-paper-address"), " ", el("span", { id: "paper-address", class: "mono" }, `${location.origin}/desk`)),
    picture,
    el("p", {}, say("sitting-js-paper-return")),
    codeList("paper-return", made.code),
    el("p", {}, say("sitting-js-paper-how")),
    el("pre", { id: "paper-text", class: "mono keytext", "data-sealed": true }, made.key),
  );
}

/** The number in its six groups, as reporters see theirs. */
export function codeList(id: string, code: string): HTMLElement {
  return el("ol", { id, class: "code", lang: "en", "data-sealed": true }, ...groups(code).map((group) => el("li", {}, group)));
}

function second(made: Sheet): HTMLElement {
  const line = (): HTMLElement => el("li", {}, el("span", { class: "ruled" }));
  return el(
    "article",
    { class: "sheet stack", id: "paper-second" },
    el("h2", {}, say("sitting-js-paper-second")),
    el("p", {}, say("sitting-js-paper-whose", { name: made.name, day: yearDayText(made.day) })),
    el("p", {}, say("sitting-js-paper-why")),
    el("ol", { class: "ruledlines" }, ...Array.from({ length: 7 }, line)),
  );
}

/** The way to the sheets, on the page of one's key. `number` is the key's. */
export function paperFold(who: api.Me, number: string): HTMLElement {
  return el(
    "details",
    { id: "paper-fold", class: "fold" },
    el("summary", {}, el("span", {}, say("sitting-js-paper-make-title"))),
    inside(
      el("p", {}, say("sitting-js-paper-lead")),
      form(
        "paper-form",
        () => void whileWaiting("paper-make", () => make(who, number)),
        field({ id: "paper-password", label: "sitting-js-paper-password", kind: "password", complete: "current-password" }),
        faultPlace("paper-fault"),
        el("button", { id: "paper-make", class: "btn second" }, el("span", {}, say("sitting-js-paper-make"))),
      ),
    ),
  );
}

async function make(who: api.Me, number: string): Promise<void> {
  clearFault("paper-fault");
  const [key, kept] = [openKey(), who.key];
  // Only what this document opened with its words is worth a place in the safe.
  if (!key || key.author !== kept?.author) return fault("paper-fault", "sitting-js-paper-closed");
  const pictures = await loadPictures();
  if (!pictures) return fault("paper-fault", "sitting-js-paper-unloaded");
  const code = freshCode();
  try {
    await api.keepRecovery(digestOfCode(code), value("paper-password"));
  } catch (trouble) {
    if (trouble instanceof api.Refused && trouble.code === "wrong-password") return fault("paper-fault", "sitting-js-paper-wrong");
    return sayTrouble("paper-fault", trouble);
  }
  const locked = armored(unbase64(kept.file));
  sheet = { name: who.name, signIn: who.sign_in, day: who.today, number, key: locked, matrix: pictures.matrix(locked, "medium"), code };
  await again();
}
