// The key inventory, to be printed: each secret of the desk, what it opens, where it lies, what to do if it is lost. None stands on it.

import type * as api from "./api.ts";
import { yearDayText } from "./clock.ts";
import { el } from "./element.ts";
import { button } from "./fields.ts";
import type { View } from "./navigator.ts";
import { say, text } from "./say.ts";

const SECRETS = ["deskfile", "deskwords", "keyfile", "keywords", "password", "second", "paper", "audit", "machine", "backups"];

export function inventoryView(who: api.Me): View {
  const heads = ["what", "opens", "lies", "lost"].map((column) => el("th", { scope: "col" }, say(`sitting-js-inv-head-${column}`)));
  const names = who.windows.map((window) => window.name).join(" ");
  const content = el(
    "div",
    { class: "stack", id: "inventory" },
    el(
      "div",
      { class: "narrow stack no-print" },
      el("h1", {}, say("sitting-js-inv-title")),
      el("p", {}, say("sitting-js-inv-lead")),
      button("inventory-print", "sitting-js-print", () => window.print()),
    ),
    el(
      "article",
      { class: "sheet stack" },
      el("h2", {}, say("sitting-js-inv-sheet")),
      el("p", {}, say("sitting-js-paper-whose", { name: `${names} ${who.name}`, day: yearDayText(who.today) })),
      el("table", { class: "inventory" }, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...SECRETS.map(row))),
      el("p", {}, say("sitting-js-inv-foot")),
    ),
  );
  return { title: text("sitting-js-inv-title"), content, wide: true };
}

function row(secret: string): HTMLElement {
  return el(
    "tr",
    { "data-secret": secret },
    el("th", { scope: "row" }, say(`sitting-js-inv-${secret}-what`)),
    el("td", {}, head("opens"), say(`sitting-js-inv-${secret}-opens`)),
    el("td", {}, head("lies"), say(`sitting-js-inv-${secret}-lies`), el("span", { class: "ruled" })),
    el("td", {}, head("lost"), say(`sitting-js-inv-${secret}-lost`)),
  );
}

/** The head of a column once more, for a screen on which its cells lie one below the other. */
const head = (column: string): HTMLElement => el("small", { class: "head", "aria-hidden": "true" }, say(`sitting-js-inv-head-${column}`));
