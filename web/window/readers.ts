/** The readers as cards, each with a box to leave that person out. */
import type { Reader, Roster } from "../protocol/roster.ts";
import { remaining } from "../seal/readers.ts";
import { byId, el } from "../words/element.ts";
import { rich, t } from "../words/words.ts";
import { say } from "./show.ts";

/** Who is left out at the moment, and leaving those out who were before. */
export type Cards = { leftOut: () => Set<string>; restore: (leftOut: string[]) => void };

/** Draws the cards. `changed` is called with how many remain. */
export function drawReaders(roster: Roster, changed: (left: number) => void): Cards {
  const cards = roster.readers.map(card);
  const leftOut = (): Set<string> => new Set(cards.filter((one) => one.box.checked).map((one) => one.author));
  const refresh = (): void => {
    const left = remaining(roster, leftOut()).length;
    say("readers-left", left === 0 ? "window-js-readers-none" : left === 1 ? "window-js-readers-one" : "window-js-readers-two", { n: left });
    changed(left);
  };
  const at = byId("readers");
  at.replaceChildren(...cards.map((one) => one.node));
  at.addEventListener("change", refresh);
  refresh();
  const restore = (before: string[]): void => {
    for (const one of cards) one.box.checked = before.includes(one.author);
    refresh();
  };
  return { leftOut, restore };
}

function card(reader: Reader): { node: HTMLElement; box: HTMLInputElement; author: string } {
  const box = el("input", { type: "checkbox", "data-leave-out": reader.author, autocomplete: "off", "aria-label": t("window-js-leave-out-named", { name: reader.name }) });
  const facts = [
    ["window-js-profession", reader.profession],
    ["window-js-appointed", reader.appointed_by],
    ["window-js-adviser", reader.adviser],
  ].flatMap(([id, value]) => (value ? [el("dt", {}, rich(id ?? "")), el("dd", {}, value)] : []));
  const node = el(
    "div",
    { class: "card reader", "data-reader": reader.author },
    el("b", {}, reader.name),
    el("dl", {}, ...facts),
    el("label", { class: "choice" }, box, el("span", {}, rich("window-js-leave-out"))),
  );
  return { node, box, author: reader.author };
}
