/** One proposal: to whom, the very text, what may be struck from it, and the reporter's answer. */
import type { Asked } from "../protocol/consents.ts";
import { isMasked } from "../protocol/mask.ts";
import { dayIn, type Language } from "../words/day.ts";
import { el, type Child, ruby } from "../words/element.ts";
import { left, parts, words, type Piece } from "./pieces.ts";
import type { Stage } from "./procedures.ts";
import type { Along } from "./routes.ts";
import { bare, say, text } from "./words.ts";

/** What the reporter may press. */
export type Wish = { is: "agreed"; text: string } | { is: "declined" } | { is: "revoked"; consent: string };
/** Sends an answer; `at` is where its way is told. */
export type Answer = (asked: Asked, wish: Wish, at: HTMLElement) => Promise<void>;

/** `stage` is where a proposal leads by the signed procedure; null where it is not at hand. `along` is what routes say
 * of it; null where none decides. `name` is a counsellor's on a roster that the case names. */
export type Cards = { today: string; hl: Language; answer: Answer; pieces: Map<string, Piece[]>; stage: (asked: Asked) => Stage | null; along: (asked: Asked) => Along | null; name: (author: string) => string };

/** Null where nothing is to be decided or known any more: it stands in the conversation. */
export function card(asked: Asked, cards: Cards): HTMLElement | null {
  const inside = body(asked, cards);
  if (!inside) return null;
  const stage = cards.stage(asked);
  const leads = stage && el("p", { "data-stage": true }, say("consent-js-stage", { stage: stage.name[cards.hl] }));
  // Whether a text gives away whoever speaks in it, nobody sees as they do.
  const nameless = stage?.nameless && asked.standing.is === "open" ? el("p", { class: "hint", "data-nameless": true }, say("consent-js-nameless")) : null;
  const reason = asked.reason === null ? [] : [el("p", { class: "soft" }, say("consent-js-reason")), quoted(asked.reason)];
  return el("li", { class: "msg ours stack", "data-asked": asked.id, "data-standing": asked.standing.is }, el("p", {}, el("b", {}, say("consent-js-to", { recipient: bare(asked.recipient) }))), concerns(asked, cards), leads, nameless, masked(asked.text), ...inside, ...reason);
}

/** Whom it concerns: who may be told follows from it. */
function concerns(asked: Asked, cards: Cards): Child {
  const along = cards.along(asked);
  if (!along || along.concerns.length === 0) return null;
  const names = along.concerns.flatMap((name) => [" ", el("b", {}, ruby(name[cards.hl]))]);
  return el("p", { "data-concerns": true }, el("span", { class: "soft" }, say("consent-js-concerns")), ...names);
}

const isOffRoute = (asked: Asked, cards: Cards): boolean => cards.along(asked)?.leads === false;

function offRoute(asked: Asked, cards: Cards): Child {
  return isOffRoute(asked, cards) && el("p", { class: "fault", "data-route": "none" }, say(asked.reason === null ? "consent-js-no-route" : "consent-js-no-route-danger"));
}

export const quoted = (said: string): HTMLElement => el("p", { class: "words", dir: "auto" }, said);

const masked = (said: string): HTMLElement | null => (isMasked(said) ? el("p", { class: "hint", "data-masked": true }, say("consent-js-masked")) : null);

function body(asked: Asked, cards: Cards): Child[] | null {
  const { standing } = asked;
  const day = (last: string): { day: string } => ({ day: dayIn(last, cards.hl) });
  switch (standing.is) {
    case "open":
      if (cards.today > asked.last) return null;
      if (asked.reason !== null) return [offRoute(asked, cards), el("p", {}, say("consent-js-open-danger")), quoted(asked.text)];
      // What no route allows is not asked about: nobody agrees to it by haste.
      return isOffRoute(asked, cards) ? [offRoute(asked, cards), quoted(asked.text)] : question(asked, cards, say("consent-js-answer-by", day(asked.last)));
    case "approved":
      return cards.today > standing.last ? null : [offRoute(asked, cards), el("p", {}, say("consent-js-approved")), quoted(asked.text)];
    case "agreed":
      if (cards.today > standing.last) return null;
      return [el("p", {}, say(asked.spoken ? "consent-js-agreed-spoken" : "consent-js-agreed", day(standing.last))), asked.spoken && el("p", { class: "note", "data-spoken": true }, say("consent-js-spoken-by", { names: asked.spoken.map(cards.name).join("・") })), quoted(standing.text), ...deciding(asked, cards, [["revoke", "second", () => ({ is: "revoked", consent: standing.consent })]])];
    default:
      return null;
  }
}

function question(asked: Asked, cards: Cards, until: Child): Child[] {
  const preview = el("p", { class: "words", dir: "auto", "data-preview": true, role: "status" });
  const group = el("div", { class: "pieces", role: "group" });
  const hint = el("p", { class: "hint", id: `hint-${asked.id}` }, say("consent-js-pieces"));
  group.setAttribute("aria-describedby", hint.id);
  const finer = el("button", { type: "button", class: "btn text", "data-finer": true }, say("consent-js-finer"));
  let pieces = cards.pieces.get(asked.id) ?? parts(asked.text);
  const draw = (): void => {
    cards.pieces.set(asked.id, pieces);
    preview.replaceChildren(left(pieces).trim() === "" ? say("consent-js-empty") : left(pieces));
    group.replaceChildren(...pieces.map((piece) => button(piece, draw)));
  };
  finer.addEventListener("click", () => {
    pieces = words(pieces);
    finer.hidden = true;
    draw();
    group.querySelector("button")?.focus();
  });
  draw();
  const agree = (): Wish | null => (left(pieces).trim() === "" ? null : { is: "agreed", text: left(pieces) });
  return [
    el("p", { class: "soft" }, until),
    hint,
    group,
    finer,
    el("h3", {}, say("consent-js-preview")),
    preview,
    ...deciding(asked, cards, [
      ["agree", "", agree],
      ["decline", "second", () => ({ is: "declined" })],
    ]),
  ];
}

function button(piece: Piece, changed: () => void): HTMLElement {
  // What is only space is no word to strike.
  if (piece.text.trim() === "") return el("span", {}, piece.text);
  const made = el("button", { type: "button", class: "piece", "aria-pressed": String(piece.struck) }, piece.struck ? el("s", {}, piece.text) : piece.text);
  made.addEventListener("click", () => {
    const place = [...(made.parentElement?.children ?? [])].indexOf(made);
    const group = made.parentElement;
    piece.struck = !piece.struck;
    changed();
    (group?.children[place] as HTMLElement | undefined)?.focus();
  });
  return made;
}

type Choice = [id: "agree" | "decline" | "revoke", look: string, wish: () => Wish | null];

function deciding(asked: Asked, cards: Cards, choices: Choice[]): Child[] {
  const at = el("p", { class: "progress", role: "status" });
  const buttons = choices.map(([id, look, wish]) => {
    const made = el("button", { type: "button", class: `btn ${look}`.trim(), "data-answer": id }, text(`consent-js-${id}`));
    made.addEventListener("click", () => {
      const wished = wish();
      if (wished === null) return at.replaceChildren(say("consent-js-empty"));
      if (buttons.some((one) => one.getAttribute("aria-disabled") === "true")) return;
      buttons.forEach((one) => one.setAttribute("aria-disabled", "true"));
      void cards.answer(asked, wished, at).finally(() => buttons.forEach((one) => one.removeAttribute("aria-disabled")));
    });
    return made;
  });
  return [at, el("div", { class: "btns" }, ...buttons)];
}
