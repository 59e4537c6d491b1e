// Masked copies of what was said: the script is fetched when the first is made.

import { el } from "./element.ts";
import { tell } from "./fields.ts";
import { onForget } from "./keyring.ts";
import { say } from "./say.ts";

/** The address of `previews.js`, written in when the scripts are built. */
declare const PREVIEWS_SCRIPT: string;

const undoing = new Set<() => void>();
onForget(() => {
  for (const undo of undoing) undo();
  undoing.clear();
});

/** A button below each thing that somebody wrote and that counts. */
export function strikers(story: HTMLElement): void {
  for (const line of story.querySelectorAll<HTMLElement>("li[data-kind=report], li[data-kind=message]")) {
    const words = line.querySelector<HTMLElement>(":scope > .words");
    if (words) words.after(striker(words));
  }
}

function striker(words: HTMLElement): HTMLElement {
  const made = el("button", { type: "button", class: "btn text small", "data-strike-open": true, "aria-expanded": "false" }, say("desk-js-strike"));
  const place = el("p", {}, made);
  const open = ({ strike }: typeof import("../previews/main.ts")): void => {
    if (place.nextElementSibling?.matches("[data-strike]")) return;
    made.setAttribute("aria-expanded", "true");
    const closed = (): void => {
      made.setAttribute("aria-expanded", "false");
      made.focus();
    };
    place.after(strike({ words: words.textContent, proposals, forget: (undo) => undoing.add(undo), closed }));
    place.nextElementSibling?.querySelector("textarea")?.focus();
  };
  made.addEventListener("click", () => void (import(PREVIEWS_SCRIPT) as Promise<typeof import("../previews/main.ts")>).then(open, () => tell("desk-js-lost")));
  return place;
}

/** The texts of proposals on this page, each by its procedure's name. */
function proposals(): { name: string; put: (words: string) => void }[] {
  const fields = [...document.querySelectorAll<HTMLTextAreaElement>("form[data-deed=proposed] textarea[name=text]")];
  return fields.map((field) => ({
    name: field.closest("[data-procedure]")?.querySelector("h2, h3")?.textContent ?? "",
    put: (words) => {
      field.value = words;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      for (let fold = field.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
    },
  }));
}
