/** The readers as cards, each with a box to leave that person out. */
import type { Reader, Roster } from "../protocol/roster.ts";
import type { DraftSaid } from "../seal/draft.ts";
import { remaining } from "../seal/readers.ts";
import { byId, el } from "../words/element.ts";
import { rich, t } from "../words/words.ts";
import { say } from "./show.ts";

type Left = Pick<DraftSaid, "left_out" | "left_names">;

/** Who is left out at the moment; the same for a draft, with those who were left out before and have no card; leaving
 * those out who were before. */
export type Cards = { leftOut: () => Set<string>; kept: () => Left; restore: (before: Left) => void };

/** Draws the cards. `changed` is called with how many remain, and with none as long as somebody has to be chosen anew. */
export function drawReaders(roster: Roster, changed: (left: number) => void): Cards {
  const cards = roster.readers.map(card);
  let lapsed: [string, string][] = [];
  const leftOut = (): Set<string> => new Set(cards.filter((one) => one.box.checked).map((one) => one.author));
  const refresh = (): void => {
    const left = remaining(roster, leftOut()).length;
    say("readers-left", left === 0 ? "window-js-readers-none" : left === 1 ? "window-js-readers-one" : "window-js-readers-two", { n: left });
    changed(lapsed.length > 0 ? 0 : left);
  };
  const at = byId("readers");
  at.replaceChildren(...cards.map((one) => one.node));
  at.addEventListener("change", refresh);
  refresh();
  const kept = (): Left => {
    const left = [...cards.filter((one) => one.box.checked).map((one) => [one.author, one.name] as const), ...lapsed];
    return { left_out: left.map(([author]) => author), left_names: Object.fromEntries(left) };
  };
  const restore = (before: Left): void => {
    for (const one of cards) one.box.checked = before.left_out.includes(one.author);
    lapsed = before.left_out.filter((out) => cards.every(({ author }) => author !== out)).map((out) => [out, before.left_names[out] ?? ""]);
    if (lapsed.length > 0) {
      chooseAnew(lapsed.map(([, name]) => name), () => {
        lapsed = [];
        at.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }
    refresh();
  };
  return { leftOut, kept, restore };
}

/** Somebody who was left out has no card with that key any more; `chosen` once the reporter has looked again. */
function chooseAnew(names: string[], chosen: () => void): void {
  const sentence = el("p", { class: "fault", role: "alert", id: "readers-lapsed" }, rich("window-js-readers-lapsed"), " ", el("b", {}, names.join(" ")));
  const button = el("button", { class: "btn", type: "button", id: "readers-chosen" }, rich("window-js-readers-chosen"));
  button.addEventListener("click", () => {
    sentence.remove();
    button.remove();
    chosen();
  });
  byId("readers").closest("fieldset")?.before(sentence);
  byId("send").before(button);
}

function card(reader: Reader): { node: HTMLElement; box: HTMLInputElement; author: string; name: string } {
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
    ...(reader.deputy ? [el("p", { class: "deputy" }, el("b", {}, rich("window-js-deputy"))), el("p", { class: "soft" }, rich("window-js-deputy-note"))] : []),
    el("dl", {}, ...facts),
    el("label", { class: "choice" }, box, el("span", {}, rich("window-js-leave-out"))),
  );
  return { node, box, author: reader.author, name: reader.name };
}
