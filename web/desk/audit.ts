// The lead's page about the record of what staff did: until when it is closed, whether it is whole, what is to be kept outside,
// and what it cannot see.

import * as api from "./api.ts";
import { plusDays, yearDayText } from "./clock.ts";
import { el } from "./element.ts";
import { button, handOver, inside } from "./fields.ts";
import type { View } from "./navigator.ts";
import { raw, say, text } from "./say.ts";

/** What can be wrong with a chain that nobody compares with anything; anything else that the server names is said as an edit. */
const FAULTS = ["edited", "cut", "reordered", "wrong-day", "bad-signature", "closed-twice"];
const UNSEEN = ["shell", "silence", "browsers", "anew", "since"];

export async function auditView(who: api.Me): Promise<View> {
  const chain = await api.audit();
  const content = el(
    "div",
    { class: "narrow stack", id: "audit" },
    el("h1", {}, say("desk-js-audit-title")),
    el("p", {}, say("desk-js-audit-lead")),
    state(who, chain),
    chain.head === null ? null : outside(chain.head, chain.closed),
    el("h2", {}, say("desk-js-audit-unseen")),
    el("ul", { id: "audit-unseen", class: "points" }, ...UNSEEN.map((what) => el("li", {}, say(`desk-js-audit-unseen-${what}`)))),
  );
  return { title: text("desk-js-audit-title"), content };
}

/** One card: the last day, and whether all before it holds together. */
function state(who: api.Me, chain: api.Audit): HTMLElement {
  const last = chain.closed[0];
  const late = last === undefined || last.day !== plusDays(who.today, -1);
  const bad = chain.faults.length > 0 || late || !chain.keyed;
  return el(
    "section",
    { class: "card stack", id: "audit-state", "data-state": bad ? "bad" : "whole" },
    el("p", {}, last ? say("desk-js-audit-closed", { day: yearDayText(last.day) }) : say("desk-js-audit-never")),
    chain.faults.length === 0 ? el("p", { id: "audit-whole" }, say("desk-js-audit-whole")) : faults(chain.faults),
    late ? el("p", { id: "audit-late", class: "note" }, say("desk-js-audit-late")) : null,
    chain.keyed ? null : el("p", { id: "audit-keyless", class: "note" }, say("desk-js-audit-keyless")),
  );
}

function faults(found: api.Audit["faults"]): HTMLElement {
  const line = ({ fault, day }: api.Audit["faults"][number]): HTMLElement => {
    const id = `desk-js-audit-fault-${FAULTS.includes(fault) ? fault : "edited"}`;
    return el("li", { "data-fault": fault }, day === null ? say(id) : say("desk-js-audit-fault-on", { day: yearDayText(day), what: raw(id) }));
  };
  return el("div", { class: "note stack", role: "alert" }, el("p", {}, say("desk-js-audit-faults")), el("ul", { id: "audit-faults" }, ...found.map(line)));
}

/** What somebody else keeps, since whoever has the machine could write everything anew. */
function outside(head: string, closed: api.Audit["closed"]): HTMLElement {
  const day = closed[0]?.day ?? "";
  const save = () => handOver(`sotomado-head-${day}.txt`, new TextEncoder().encode(`${head}\n`));
  return el(
    "section",
    { class: "card stack", id: "audit-outside" },
    el("h2", {}, say("desk-js-audit-outside")),
    el("p", {}, say("desk-js-audit-outside-why")),
    el("p", {}, say("desk-js-audit-mark", { day: yearDayText(day) }), " ", el("b", { id: "audit-mark", class: "mono" }, closed[0]?.mark ?? "")),
    button("audit-save", "desk-js-audit-save", save),
    el(
      "details",
      { id: "audit-marks", class: "fold" },
      el("summary", {}, el("span", {}, say("desk-js-audit-marks"))),
      inside(
        el("p", { class: "soft" }, say("desk-js-audit-marks-how")),
        el("ul", { class: "points" }, ...closed.map((one) => el("li", {}, yearDayNodes(one.day), " ", el("span", { class: "mono" }, one.mark)))),
      ),
    ),
  );
}

function yearDayNodes(day: string): DocumentFragment {
  return say("desk-js-audit-day", { day: yearDayText(day) });
}
