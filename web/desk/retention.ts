// The end of cases: what has passed its last day, who has proposed to destroy it, what is held, and what was certified.

import { unbase64 } from "../protocol/bytes.ts";
import * as api from "./api.ts";
import { dayText, plusDays, yearDayText } from "./clock.ts";
import { type Child, el } from "./element.ts";
import { button, faultPlace, field, form, handOver, inside, sayTrouble, tell, value, whileWaiting } from "./fields.ts";
import type { ReaderKey } from "./keyring.ts";
import { again, href, type View } from "./navigator.ts";
import type { Opened } from "./opening.ts";
import { say, text } from "./say.ts";
import { sendStep } from "./write.ts";

/** A held case is looked at again after so many days, unless somebody chooses another day. */
const LOOK = 180;

type Deed = "propose" | "withdraw" | "confirm";

export async function retentionView(who: api.Me): Promise<View> {
  const { cases, certificates } = await api.retention();
  const due = who.windows.flatMap((window) => dueOf(window, cases.filter((one) => one.due && one.organisation === window.organisation)));
  const held = cases.filter((one) => one.held !== null);
  const content = el(
    "div",
    { class: "narrow stack", id: "retention" },
    el("h1", {}, say("desk-js-retention-title")),
    el("p", {}, say("desk-js-retention-lead")),
    el("h2", {}, say("desk-js-retention-due")),
    ...(due.length > 0 ? due : [el("p", { id: "retention-none" }, say("desk-js-retention-none"))]),
    el("h2", {}, say("desk-js-retention-held")),
    held.length > 0 ? el("ul", { id: "retention-held", class: "points" }, ...held.map((one) => el("li", {}, heldLine(who, one)))) : el("p", {}, say("desk-js-retention-none-held")),
    faultPlace("retention-held-fault"),
    who.role === "lead" ? byNumber(who) : null,
    el("h2", {}, say("desk-js-retention-certificates")),
    el("p", { class: "soft" }, say("desk-js-retention-certificates-note")),
    ...certificates.map((one, place) => certificate(one, place + 1)),
  );
  return { title: text("desk-js-retention-title"), content };
}

/** The cases of one organisation, by the year in which their time ended. Nothing is chosen from the beginning: each number is looked at. */
function dueOf(window: api.WindowOfDesk, due: api.Term[]): HTMLElement[] {
  if (due.length === 0) return [];
  const org = window.organisation;
  const lasts = [...new Set(due.map((one) => one.last))].sort();
  const deed = (what: Deed) => () => void whileWaiting(`${what}-${org}`, () => decide(org, what, chosen(org)));
  return [
    el(
      "section",
      { class: "card stack", id: `retention-${org}` },
      el("h3", {}, window.name),
      ...lasts.map((last) =>
        el(
          "fieldset",
          { class: "stack" },
          el("legend", {}, say("desk-js-retention-year", { day: yearDayText(last) })),
          ...due.filter((one) => one.last === last).map((one) => choice(org, one)),
        ),
      ),
      faultPlace(`retention-fault-${org}`),
      button(`propose-${org}`, "desk-js-retention-propose", deed("propose")),
      button(`confirm-${org}`, "desk-js-retention-confirm", deed("confirm")),
      button(`withdraw-${org}`, "desk-js-retention-withdraw", deed("withdraw"), true),
    ),
  ];
}

function choice(org: string, one: api.Term): HTMLElement {
  const { proposed } = one;
  const state: Child = proposed
    ? say(proposed.mine ? "desk-js-retention-yours" : "desk-js-retention-theirs", { name: proposed.by, day: dayText(proposed.day), until: dayText(proposed.until) })
    : null;
  return el(
    "div",
    { class: "stack" },
    el("label", { class: "check" }, el("input", { type: "checkbox", id: `end-${one.case}`, name: `end-${org}`, value: one.case }), el("span", { class: "mono" }, one.case)),
    el("p", { class: "soft" }, say("desk-js-retention-arrived", { day: yearDayText(one.arrived) }), " ", state),
    one.reads ? el("p", { class: "way" }, el("a", { href: href(`/desk/case/${one.case}`) }, say("desk-js-retention-open"))) : null,
  );
}

function chosen(org: string): string[] {
  return [...document.querySelectorAll<HTMLInputElement>(`input[name="end-${org}"]:checked`)].map((box) => box.value);
}

async function decide(org: string, what: Deed, cases: string[]): Promise<void> {
  const place = `retention-fault-${org}`;
  if (cases.length === 0) return void document.getElementById(place)?.replaceChildren(say("desk-js-retention-choose"));
  try {
    await api.end(what, org, cases);
  } catch (trouble) {
    return sayTrouble(place, trouble);
  }
  await again();
  tell(what === "confirm" ? "desk-js-retention-ended" : "desk-js-retention-noted");
}

function heldLine(who: api.Me, one: api.Term): HTMLElement {
  const { held } = one;
  if (!held) return el("div");
  const window = who.windows.find(({ organisation }) => organisation === one.organisation);
  const deed = () =>
    void whileWaiting(`lift-${one.case}`, async () => {
      let told: { lifted: boolean };
      try {
        told = await api.lift(one.case);
      } catch (trouble) {
        return sayTrouble("retention-held-fault", trouble);
      }
      await again();
      tell(told.lifted ? "desk-js-retention-lifted" : "desk-js-retention-noted");
    });
  const lifting = held.lifting;
  return el(
    "div",
    { class: "stack", id: `held-${one.case}` },
    el("p", {}, window?.name ?? "", " ", el("span", { class: "mono" }, one.case)),
    el("p", {}, say("desk-js-retention-held-by", { name: held.by, day: yearDayText(held.day), look: yearDayText(held.look) })),
    lifting ? el("p", {}, say(lifting.mine ? "desk-js-retention-yours" : "desk-js-retention-theirs", { name: lifting.by, day: dayText(lifting.day), until: dayText(lifting.until) })) : null,
    button(`lift-${one.case}`, "desk-js-retention-lift", deed, true),
  );
}

/** A lead, who reads no case, holds one whose number a reader or a court has named. */
function byNumber(who: api.Me): HTMLElement {
  const deed = () =>
    void whileWaiting("hold", async () => {
      try {
        await api.hold(value("hold-case").trim(), value("hold-look"));
      } catch (trouble) {
        return sayTrouble("hold-fault", trouble);
      }
      await again();
      tell("desk-js-retention-holds");
    });
  return el(
    "details",
    { class: "fold", id: "hold-by-number" },
    el("summary", {}, el("span", {}, say("desk-js-retention-by-number"))),
    inside(
      form(
        "hold-form",
        deed,
        field({ id: "hold-case", label: "desk-js-retention-number" }),
        field({ id: "hold-look", label: "desk-js-retention-look", kind: "date", value: plusDays(who.today, LOOK) }),
        faultPlace("hold-fault"),
        button("hold", "desk-js-retention-hold", deed, true),
      ),
    ),
  );
}

function certificate(one: api.Certificate, number: number): HTMLElement {
  const save = () => handOver(`sotomado-destroyed-${one.day}-${number}.certificate`, unbase64(one.frame));
  const of = ({ mark, kept_until, proposed, proposed_day, exports }: api.Certificate["cases"][number]): HTMLElement =>
    el(
      "li",
      {},
      el("span", { class: "mono" }, mark.slice(0, 16)),
      " ",
      say("desk-js-retention-one", { last: yearDayText(kept_until), name: proposed.name, day: yearDayText(proposed_day) }),
      ...(exports.length === 0
        ? [" ", say("desk-js-retention-no-export")]
        : exports.map(({ day, by }) => el("span", {}, " ", by ? say("desk-js-retention-export", { day: yearDayText(day), name: by.name }) : say("desk-js-retention-export-operator", { day: yearDayText(day) })))),
    );
  return el(
    "section",
    { class: "card stack", id: `certificate-${number}` },
    el("h3", {}, say("desk-js-retention-certificate", { name: one.name, day: yearDayText(one.day) })),
    el("p", {}, say("desk-js-retention-certified", { name: one.confirmed.name, until: yearDayText(one.copies_until) })),
    el("ul", { class: "points" }, ...one.cases.map(of)),
    button(`certificate-save-${number}`, "desk-js-retention-save", save, true),
    button(`certificate-print-${number}`, "desk-js-retention-print", () => window.print(), true),
  );
}

/** In a case: its reader keeps it beyond its last day, and says so to the reporter under a signature. */
export function holdBox(who: api.Me, key: ReaderKey, opened: Opened): HTMLElement {
  const id = opened.file.case;
  const deed = () =>
    void whileWaiting("hold-here", async () => {
      const look = value("hold-here-look");
      try {
        await api.hold(id, look);
        const body = { what: text("desk-js-retention-step"), text: text("desk-js-retention-step-text", { day: yearDayText(look) }) };
        await sendStep(who, key, opened, () => body);
      } catch (trouble) {
        return sayTrouble("hold-here-fault", trouble);
      }
      await again();
      tell("desk-js-retention-holds");
    });
  return el(
    "details",
    { id: "hold-box", class: "fold" },
    el("summary", {}, el("span", {}, say("desk-js-retention-hold-title"))),
    inside(
      el("p", { class: "soft" }, say("desk-js-retention-hold-note")),
      field({ id: "hold-here-look", label: "desk-js-retention-look", kind: "date", value: plusDays(who.today, LOOK) }),
      faultPlace("hold-here-fault"),
      button("hold-here", "desk-js-retention-hold", deed, true),
    ),
  );
}
