// An app that makes codes: begun with a square to be photographed, and counted once it made a right code.

import { loadPictures, square } from "../picture/load.ts";
import { dared, passwordField, sayFault } from "./dared.ts";
import { el } from "./element.ts";
import { clearFault, fault, faultPlace, form, inside, value, whileWaiting } from "./fields.ts";
import * as api from "./ownapi.ts";
import { say } from "./say.ts";
import { codeField, isCode, typedCode } from "./second.ts";
import { me } from "./session.ts";

export function codesBox(there: boolean): HTMLElement {
  return el(
    "section",
    { class: "card stack", id: "codes", "data-there": there ? "yes" : "no" },
    el("h2", {}, say("own-js-codes")),
    el("p", {}, say(there ? "own-js-codes-there" : "own-js-codes-none")),
    there ? removeFold() : addFold(),
  );
}

function addFold(): HTMLElement {
  const asked = el("div", { id: "codes-asked", class: "stack" });
  const begin = () => void whileWaiting("codes-begin", () => ask(asked));
  return el(
    "details",
    { class: "fold", id: "codes-fold" },
    el("summary", {}, el("span", {}, say("own-js-codes-add"))),
    inside(
      form(
        "codes-form",
        begin,
        passwordField("codes-password"),
        faultPlace("codes-fault"),
        el("button", { id: "codes-begin", class: "btn second" }, el("span", {}, say("own-js-codes-begin"))),
      ),
      asked,
    ),
  );
}

async function ask(place: HTMLElement): Promise<void> {
  clearFault("codes-fault");
  place.replaceChildren();
  let asked: { ticket: string; secret: string };
  try {
    asked = await api.askCodes(value("codes-password"));
  } catch (trouble) {
    return sayFault("codes-fault", trouble);
  }
  const { ticket, secret } = asked;
  const add = async (): Promise<void> => {
    const code = typedCode("codes-code");
    if (!isCode(code)) return fault("codes-confirm-fault", "own-js-code-six");
    await dared("codes-confirm-fault", "own-js-codes-added", () => api.addCodes(ticket, code));
  };
  const name = (await me())?.sign_in ?? "";
  place.replaceChildren(
    ...(await drawn(address(name, secret))),
    el("p", {}, say("own-js-codes-type")),
    el("p", { id: "codes-secret", class: "mono" }, (secret.match(/.{1,4}/g) ?? []).join(" ")),
    form(
      "codes-confirm",
      () => void whileWaiting("codes-add", add),
      codeField("codes-code"),
      faultPlace("codes-confirm-fault"),
      el("button", { id: "codes-add", class: "btn" }, el("span", {}, say("own-js-codes-confirm"))),
    ),
  );
  document.getElementById("codes-code")?.focus();
}

/** What an app reads out of the square. */
function address(name: string, secret: string): string {
  const [issuer, who] = ["sotomado", name].map(encodeURIComponent);
  return `otpauth://totp/${issuer}:${who}?secret=${secret}&issuer=${issuer}`;
}

/** Nothing where its script is not to be had: the letters below say the same. */
async function drawn(words: string): Promise<Node[]> {
  const pictures = await loadPictures();
  if (!pictures) return [];
  return [el("p", {}, say("own-js-codes-scan")), el("div", { id: "codes-square", class: "square" }, square(pictures.matrix(words)))];
}

function removeFold(): HTMLElement {
  const remove = () => dared("codes-fault", "own-js-removed", () => api.removeCodes(value("codes-password")));
  return el(
    "details",
    { class: "fold", id: "codes-fold" },
    el("summary", {}, el("span", {}, say("own-js-codes-remove"))),
    inside(
      form(
        "codes-form",
        () => void whileWaiting("codes-remove", remove),
        passwordField("codes-password"),
        faultPlace("codes-fault"),
        el("button", { id: "codes-remove", class: "btn second" }, el("span", {}, say("own-js-remove-yes"))),
      ),
    ),
  );
}
