/** Everything that may be left: the signed questions and the consent, folded. */
import { el, ruby } from "../words/element.ts";
import { plain } from "../words/ruby.ts";
import { raw, rich, t } from "../words/words.ts";
import type { Language } from "../words/day.ts";
import type { Asking, Level, Option, Question } from "./policies.ts";

export type Answers = Record<string, string[] | string>;
/** `restore` sets what was answered before, as far as it is asked still. */
export type Asked = { node: HTMLElement; answers: () => Answers; consent: () => Level; restore: (answers: Answers, consent: string) => void };

type Value = string[] | string;
type Field = { field: HTMLElement; value: () => Value; set: (value: Value) => void };
type Fold = { node: HTMLElement; value: () => Value; set: (value: Value) => void };

export function drawQuestions(policies: Asking, lang: Language, today: string): Asked {
  const consent = consentFold(policies.levels, lang);
  const folds = policies.questions.map((question) => ({ id: question.id, ...fold(question, lang, today) }));
  const node = el("div", {}, ...folds.map((one) => one.node), consent.node);
  const answers = (): Answers => Object.fromEntries(folds.map((one) => [one.id, one.value()]).filter(([, value]) => value?.length));
  const restore = (before: Answers, level: string): void => {
    for (const one of folds) {
      const value = before[one.id];
      if (value !== undefined) one.set(value);
    }
    consent.set(level);
  };
  return { node, answers, consent: consent.level, restore };
}

function details(id: string, title: string, inside: HTMLElement, chosen: () => string): { node: HTMLElement; refresh: () => void } {
  const mark = el("span", { class: "chosen" });
  const refresh = (): void => mark.replaceChildren(ruby(chosen()));
  const node = el("details", { class: "fold", id: `question-${id}`, "data-question": id }, el("summary", {}, el("span", {}, ruby(title)), mark), inside);
  node.addEventListener("input", refresh);
  refresh();
  return { node, refresh };
}

function fold(question: Question, lang: Language, today: string): Fold {
  const { field, value, set } = fieldOf(question, lang, today);
  const note = question.note ? el("p", { class: "soft", id: `note-${question.id}` }, ruby(question.note[lang])) : null;
  const shown = (): string => {
    const now = value();
    if (typeof now === "string") return question.kind === "month" ? now.replace("-", "/") : now && "✓";
    const texts = now.map((id) => question.option?.find((option) => option.id === id)?.text[lang] ?? "");
    return texts.length > 1 ? raw("window-js-chosen", { n: texts.length }) : (texts[0] ?? "");
  };
  const { node, refresh } = details(question.id, question.text[lang], el("div", { class: "inside" }, note, field), shown);
  return { node, value, set: (before) => (set(before), refresh()) };
}

function fieldOf(question: Question, lang: Language, today: string): Field {
  const title = plain(question.text[lang]);
  if (question.kind === "month") return monthField(question, title, today);
  if (question.kind === "text") {
    const input = el("input", { type: "text", autocomplete: "off", spellcheck: "false", writingsuggestions: "false", "aria-label": title, id: `answer-${question.id}` });
    return { field: el("div", { class: "field" }, input), value: () => input.value.trim(), set: (value) => (input.value = String(value)) };
  }
  const kind = question.kind === "one" ? "radio" : "checkbox";
  const options = question.option ?? [];
  const inputs = options.map((option) => choice(kind, question.id, option, lang));
  const field = el("fieldset", {}, el("legend", { class: "aloud" }, title), ...inputs.map((one) => one.node));
  const set = (value: Value): void => {
    for (const one of inputs) one.input.checked = value.includes(one.id);
  };
  return { field, value: () => inputs.filter((one) => one.input.checked).map((one) => one.id), set };
}

/** Radio buttons need a common name to be one group for the keyboard; no form is there to send it. */
function choice(kind: "radio" | "checkbox", group: string, option: Option, lang: Language, note?: string): { node: HTMLElement; input: HTMLInputElement; id: string } {
  const input = el("input", { type: kind, name: kind === "radio" ? `choice-${group}` : null, "data-choice": `${group}.${option.id}` });
  const words = el("span", {}, ruby(option.text[lang]), note ? el("span", { class: "soft may" }, ruby(note)) : null);
  return { node: el("label", { class: "choice" }, input, words), input, id: option.id };
}

/** No appointment that ends is longer. */
const YEARS_AHEAD = 6;

function monthField({ id, ahead }: Question, title: string, today: string): Field {
  const thisYear = Number(today.slice(0, 4));
  const years = ahead === true ? Array.from({ length: YEARS_AHEAD }, (_, i) => thisYear + i) : Array.from({ length: 15 }, (_, i) => thisYear - i);
  const list = (label: string, values: number[], show: (value: number) => string): HTMLSelectElement =>
    el("select", { "aria-label": `${title}　${label}`, autocomplete: "off" }, el("option", { value: "" }, "—"), ...values.map((value) => el("option", { value: String(value) }, show(value))));
  const year = list(t("window-js-year"), years, (value) => t("window-js-year-value", { year: value, reiwa: value - 2018 }));
  const month = list(t("window-js-month"), Array.from({ length: 12 }, (_, i) => i + 1), (value) => t("window-js-month-value", { month: value }));
  year.id = `answer-${id}-year`;
  month.id = `answer-${id}-month`;
  const value = (): string => (year.value ? `${year.value}${month.value ? `-${month.value.padStart(2, "0")}` : ""}` : "");
  const set = (before: Value): void => {
    const [y = "", m = ""] = String(before).split("-");
    year.value = y;
    month.value = m && String(Number(m));
  };
  return { field: el("div", { class: "pair" }, year, month), value, set };
}

function consentFold(levels: Level[], lang: Language): { node: HTMLElement; level: () => Level; set: (id: string) => void } {
  const inputs = levels.map((level) => ({ level, ...choice("radio", "consent", level, lang, level.may[lang]) }));
  const [first] = inputs;
  if (!first) throw new Error("no consent level");
  first.input.checked = true;
  const level = (): Level => (inputs.find((one) => one.input.checked) ?? first).level;
  const inside = el("div", { class: "inside" }, el("p", { class: "soft" }, rich("window-js-consent-note")), el("fieldset", {}, el("legend", { class: "aloud" }, t("window-js-consent")), ...inputs.map((one) => one.node)));
  const { node, refresh } = details("consent", raw("window-js-consent"), inside, () => level().text[lang]);
  const set = (id: string): void => {
    for (const one of inputs) one.input.checked = one.level.id === id;
    if (level().id !== id) first.input.checked = true;
    refresh();
  };
  return { node, level, set };
}
