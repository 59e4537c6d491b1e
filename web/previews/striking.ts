/** A masked copy of words: chosen on one side, seen on the other, put into a proposal. It is nowhere but in this document's memory. */
import { el } from "../words/element.ts";
import { everywhere, masked, parts, type Range, struck, trimmed } from "./strikes.ts";
import { say, text } from "./words.ts";

/** Where the copy can go: the procedure's name, and what puts it there. */
export type Proposal = { name: string; put: (words: string) => void };
export type Striking = { words: string; proposals: () => Proposal[]; forget: (undo: () => void) => void; closed: () => void };

/** What was masked, by text: a page that is drawn anew in between does not lose it. */
const kept = new Map<string, Range[]>();

let last = 0;

export function strike({ words, proposals, forget, closed }: Striking): HTMLElement {
  forget(() => kept.clear());
  const n = ++last;
  const states: Range[][] = [kept.get(words) ?? []];
  const now = (): Range[] => states.at(-1) ?? [];
  const source = field(n, words);
  const preview = el("div", { class: "strike-text", role: "group", tabindex: "0", "aria-labelledby": `strike-seen-${n}`, "data-strike-preview": true });
  const list = el("ul", { class: "points" });
  const live = el("p", { class: "soft", role: "status" });
  const done = el("p", { class: "soft", role: "status" });
  const draw = (): void => {
    kept.set(words, now());
    preview.replaceChildren(...parts(words, now()).map((part) => (part.masked ? el("mark", {}, part.text) : part.text)));
    list.replaceChildren(...now().map((range) => shown(words, range, () => step(now().filter((one) => one !== range)))));
    live.replaceChildren(say("previews-js-strike-count", { count: now().length }));
    // What was put into a proposal before is another text now.
    done.replaceChildren();
  };
  const step = (next: Range[]): void => {
    states.push(next);
    draw();
    if (!panel.contains(document.activeElement)) source.focus();
  };
  const mask = (all: boolean): void => {
    const range = trimmed(words, { from: source.selectionStart, to: source.selectionEnd });
    if (!range) return live.replaceChildren(say("previews-js-strike-none"));
    step(struck(now(), all ? everywhere(words, range) : [range]));
  };
  const undo = (): void => {
    if (states.length > 1) states.pop();
    draw();
  };
  const close = (): void => {
    kept.delete(words);
    panel.remove();
    closed();
  };
  const panel = el(
    "section",
    { class: "preview stack", "data-strike": true, "aria-label": text("previews-js-strike-title") },
    el("p", { id: `strike-how-${n}` }, say("previews-js-strike-how")),
    el(
      "div",
      { class: "strike-both" },
      el("div", { class: "stack" }, el("label", { for: source.id }, say("previews-js-strike-source")), source),
      el("div", { class: "stack" }, el("p", { id: `strike-seen-${n}`, class: "label" }, say("previews-js-strike-preview")), preview),
    ),
    el("div", { class: "btns" }, button("one", () => mask(false)), button("all", () => mask(true)), button("undo", undo)),
    live,
    list,
    done,
    el("div", { class: "btns" }, ...putting(proposals(), () => masked(words, now()), done), button("close", close)),
  );
  draw();
  return panel;
}

function field(n: number, words: string): HTMLTextAreaElement {
  const source = el("textarea", { id: `strike-${n}`, class: "strike-source", rows: "8", spellcheck: "false", autocomplete: "off", inputmode: "none", "aria-describedby": `strike-how-${n}` });
  source.value = words;
  // A field that may not be written in shows no caret in some browsers, and whoever has keys alone could not see where a selection begins.
  for (const event of ["beforeinput", "drop", "cut"]) source.addEventListener(event, (happened) => happened.preventDefault());
  return source;
}

function button(id: "one" | "all" | "undo" | "close", deed: () => void): HTMLElement {
  const made = el("button", { type: "button", class: "btn second small", "data-strike-do": id }, say(`previews-js-strike-${id}`));
  // The selection stays where it is.
  made.addEventListener("mousedown", (event) => event.preventDefault());
  made.addEventListener("click", deed);
  return made;
}

function shown(words: string, range: Range, drop: () => void): HTMLElement {
  const hidden = words.slice(range.from, range.to);
  const back = el("button", { type: "button", class: "btn text small", "aria-label": text("previews-js-strike-drop-name", { words: hidden }) }, say("previews-js-strike-drop"));
  back.addEventListener("click", drop);
  return el("li", { dir: "auto" }, hidden, " ", back);
}

function putting(proposals: Proposal[], copy: () => string, done: HTMLElement): HTMLElement[] {
  if (proposals.length === 0) return [el("p", { class: "soft" }, say("previews-js-strike-where"))];
  return proposals.map(({ name, put }) => {
    const made = el("button", { type: "button", class: "btn small", "data-strike-put": true }, say("previews-js-strike-propose", { name }));
    made.addEventListener("click", () => {
      put(copy());
      done.replaceChildren(say("previews-js-strike-proposed"));
    });
    return made;
  });
}
