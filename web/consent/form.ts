/** A form that the desk sent: its questions, each of which may be left out, and a place for words. */
import type { Question } from "../protocol/questions.ts";
import type { Language } from "../words/day.ts";
import { type Child, el, ruby } from "../words/element.ts";
import { plain } from "../words/ruby.ts";
import { quoted } from "./card.ts";
import type { Item, QuestionSet } from "./asking.ts";
import { bare, say, text } from "./words.ts";

/** What is signed: by question the answer's id, or the place of one that was proposed; and all of it in words. */
export type Reply = { answers: Record<string, string>; text: string };
/** Sends an answer; `at` is where its way is told. */
export type Send = (question: Question, reply: Reply, at: HTMLElement) => Promise<void>;

type Option = { value: string; shown: Child; words: string };

/** Answers that were not sent yet, by form, while this document lives. */
export const typed = new Map<string, FormData>();

/** Words that were meant for an earlier form go on to a newer one; what was chosen there does not. */
export function carry(from: Question, to: Question): void {
  const words = typed.get(from.id)?.get("words") ?? "";
  typed.delete(from.id);
  if (words === "" || typed.has(to.id)) return;
  const kept = new FormData();
  kept.set("words", words);
  typed.set(to.id, kept);
}

export function formCard(question: Question, set: QuestionSet, hl: Language, send: Send): HTMLElement {
  const { id } = question;
  const at = el("p", { class: "progress", role: "status" });
  const words = el("textarea", { id: `words-${id}`, name: "words", rows: "3", autocomplete: "off", spellcheck: "false", writingsuggestions: "false" });
  const button = el("button", { class: "btn", "data-answer": "form" }, text("consent-js-asks-send"));
  const form = el(
    "form",
    { class: "stack", novalidate: true },
    ...set.items.map((item) => field(question, item, hl)),
    el("label", { for: words.id }, say("consent-js-asks-words")),
    words,
    at,
    el("div", { class: "btns" }, button),
  );
  restore(form, typed.get(id));
  form.addEventListener("input", () => typed.set(id, new FormData(form)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const reply = replyOf(question, set, hl, new FormData(form));
    if (reply === null) return at.replaceChildren(say("consent-js-asks-empty"));
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    void send(question, reply, at).finally(() => button.removeAttribute("aria-disabled"));
  });
  return el("li", { class: "msg ours stack", "data-question": id, "data-set": question.set }, el("h3", {}, ruby(set.name[hl])), el("p", {}, ruby(set.lead[hl])), quoted(question.text), form);
}

function options({ choices }: Question, item: Item, hl: Language): Option[] {
  const proposed = item.choices ? choices.map((choice, place) => ({ value: String(place), shown: bare(choice), words: choice })) : [];
  return [...proposed, ...item.options.map(({ id, name }) => ({ value: id, shown: ruby(name[hl]), words: plain(name[hl]) }))];
}

function field(question: Question, item: Item, hl: Language): HTMLElement {
  const name = `item-${item.id}`;
  const choice = ({ value, shown }: Option): HTMLElement => el("label", { class: "choice" }, el("input", { type: "radio", name, value }), el("span", { dir: "auto" }, shown));
  const skip = { value: "", shown: say("consent-js-asks-skip"), words: "" };
  return el("fieldset", { class: "stack" }, el("legend", {}, ruby(item.text[hl])), ...[...options(question, item, hl), skip].map(choice));
}

function restore(form: HTMLFormElement, kept: FormData | undefined): void {
  for (const [name, value] of kept ?? []) {
    const at = form.elements.namedItem(name);
    if (at !== null && "value" in at && typeof value === "string") at.value = value;
  }
}

/** Null where nothing was answered and nothing written. */
function replyOf(question: Question, set: QuestionSet, hl: Language, given: FormData): Reply | null {
  const chosen = set.items.flatMap((item) => {
    const value = given.get(`item-${item.id}`);
    const option = options(question, item, hl).find((one) => one.value === value);
    return option && option.value !== "" ? [{ item, option }] : [];
  });
  const words = String(given.get("words") ?? "").trim();
  if (chosen.length === 0 && words === "") return null;
  const between = hl === "en" ? ": " : "：";
  const lines = chosen.map(({ item, option }) => `${plain(item.text[hl])}${between}${option.words}`);
  return { answers: Object.fromEntries(chosen.map(({ item, option }) => [item.id, option.value])), text: [...lines, ...(words === "" ? [] : ["", words])].join("\n").trim() };
}
