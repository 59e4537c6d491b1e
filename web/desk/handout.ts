// What somebody in the city is told, on a sheet to be handed over: the text, what is asked of them, and a place for the telephone by
// which they answer. It bears neither link nor code.

import type { Office } from "./aloud.ts";
import { el } from "./element.ts";
import { button } from "./fields.ts";
import { onForget } from "./keyring.ts";
import { again, type View } from "./navigator.ts";
import type { Opened, ProposedDeed } from "./opening.ts";
import { given, say, text } from "./say.ts";

type Handout = { case: string; name: string; recipient: string; words: string; agreed: boolean };

let handout: Handout | null = null;
onForget(() => {
  handout = null;
});

/** Draws the sheet in the place of its case, until it is put away. */
export function handOut(opened: Opened, name: string, { recipient, text: words, agreed }: ProposedDeed): void {
  handout = { case: opened.file.case, name, recipient, words, agreed };
  void again();
}

/** Null where none was asked for in this case. */
export function handoutView(id: string): View | null {
  if (handout?.case !== id) {
    handout = null;
    return null;
  }
  const { name, recipient, words, agreed } = handout;
  const put = (): void => {
    handout = null;
    void again();
  };
  const { office } = given("core") as { office: Office | null };
  const line = (): HTMLElement => el("li", {}, el("span", { class: "ruled" }));
  const content = el(
    "div",
    { class: "narrow stack", id: "handout" },
    el("div", { class: "stack no-print" }, el("h1", {}, say("consent-desk-paper-title")), el("p", {}, say(office ? "consent-desk-paper-note-office" : "consent-desk-paper-note")), button("handout-print", "sitting-js-print", () => window.print()), button("handout-away", "consent-desk-paper-away", put, true)),
    el(
      "article",
      { class: "sheet stack", "data-sealed": true },
      el("h2", {}, say("consent-desk-paper-to", { recipient: recipient.replace(/[《》｜¦]/g, "") })),
      el("p", {}, say("consent-desk-paper-from", { name })),
      el("p", { class: "words", dir: "auto" }, words),
      el("p", {}, say(agreed ? "consent-desk-paper-agreed" : "consent-desk-paper-danger")),
      el("p", {}, say("consent-desk-paper-ask")),
      office && el("p", {}, say("consent-desk-paper-office", { name: office.name, telephone: office.telephone }), office.hours && el("span", { class: "soft" }, " ", office.hours)),
      el("p", {}, say(office ? "consent-desk-paper-counsellor" : "consent-desk-paper-telephone")),
      el("ol", { class: "ruledlines" }, line(), office ? null : line()),
    ),
  );
  return { title: text("desk-js-case-title"), content };
}
