// The second factor, asked after a right password. Until it is given nobody is signed in.

import { Lost, Refused } from "./api.ts";
import { el } from "./element.ts";
import { button, clearFault, fault, faultPlace, field, form, sayTrouble, value, whileWaiting } from "./fields.ts";
import { again, type View } from "./navigator.ts";
import * as api from "./ownapi.ts";
import { askPasskey, Cancelled, passkeysHere } from "./passkey.ts";
import { say, text } from "./say.ts";

let half: api.Half | null = null;

/** Whether one is half signed in. */
export const isHalf = (): boolean => half !== null;

export function begins(asked: api.Half): void {
  half = asked;
}

/** `entered` is called once one is signed in. */
export function secondView(entered: () => Promise<void>): View {
  const asked = half as api.Half;
  const content = el(
    "div",
    { class: "narrow stack", id: "second" },
    el("h1", {}, say("own-js-second-title")),
    el("p", {}, say("own-js-second-lead")),
    ...(asked.passkey ? byPasskey(asked, entered) : []),
    asked.code ? byCode(asked, entered) : null,
    faultPlace("second-fault"),
    el("p", { class: "soft" }, say("own-js-second-lost")),
    button("second-again", "own-js-second-again", () => void anew(), true),
  );
  return { title: text("own-js-second-title"), content };
}

function byPasskey(asked: api.Half, entered: () => Promise<void>): HTMLElement[] {
  const done = () => void whileWaiting("second-passkey", () => usePasskey(asked, entered));
  return [button("second-passkey", "own-js-second-passkey", done)];
}

function byCode(asked: api.Half, entered: () => Promise<void>): HTMLElement {
  return form(
    "second-form",
    () => void whileWaiting("second-code-send", () => useCode(asked, entered)),
    codeField("second-code"),
    el("button", { id: "second-code-send", class: asked.passkey ? "btn second" : "btn" }, el("span", {}, say("own-js-second-code-send"))),
  );
}

export function codeField(id: string): HTMLElement {
  const made = field({ id, label: "own-js-code", note: "own-js-code-note", complete: "one-time-code" });
  made.querySelector("input")?.setAttribute("inputmode", "numeric");
  return made;
}

/** As it was meant: full-width digits are digits, and an app shows a space in the middle. */
export const typedCode = (id: string): string => value(id).normalize("NFKC").replace(/\s/g, "");

export const isCode = (typed: string): boolean => /^[0-9]{6}$/.test(typed);

async function usePasskey(asked: api.Half, entered: () => Promise<void>): Promise<void> {
  clearFault("second-fault");
  if (!asked.passkey || !passkeysHere()) return fault("second-fault", "own-js-no-passkeys");
  try {
    await api.answerByPasskey(asked.ticket, await askPasskey(asked.passkey));
  } catch (trouble) {
    if (trouble instanceof Cancelled) return fault("second-fault", "own-js-second-cancelled");
    return refused(trouble);
  }
  half = null;
  await entered();
}

async function useCode(asked: api.Half, entered: () => Promise<void>): Promise<void> {
  clearFault("second-fault");
  const code = typedCode("second-code");
  if (!isCode(code)) return fault("second-fault", "own-js-code-six");
  try {
    await api.answerByCode(asked.ticket, code);
  } catch (trouble) {
    return refused(trouble);
  }
  half = null;
  await entered();
}

async function refused(trouble: unknown): Promise<void> {
  const id = trouble instanceof Refused ? api.said(trouble) : null;
  if (!(trouble instanceof Refused) || trouble instanceof Lost || id === null) return sayTrouble("second-fault", trouble);
  if (trouble.code !== "stale-sign-in") return fault("second-fault", id);
  await anew();
  fault("sign-in-fault", id);
}

function anew(): Promise<void> {
  half = null;
  return again();
}
