// The end of cases: what has passed its last day, who has proposed to destroy it, what is held, and what was certified. The two
// who end one, or let one go, each sign it with their own key, which the roster names.

import { base64, unbase64 } from "../protocol/bytes.ts";
import * as api from "./api.ts";
import { dayText, plusDays, yearDayText } from "./clock.ts";
import { type Deed, signedEnding } from "./compose.ts";
import { type Child, el } from "./element.ts";
import { button, faultPlace, field, form, handOver, inside, sayTrouble, tell, value, whileWaiting } from "./fields.ts";
import type { ReaderKey } from "./keyring.ts";
import { passkeysOf } from "./lock.ts";
import { again, href, type View } from "./navigator.ts";
import { openCase, type Opened } from "./opening.ts";
import { openOld, standing } from "./replacekey.ts";
import { say, text } from "./say.ts";
import { me, rosterOf } from "./session.ts";
import { unlockForm } from "./unlock.ts";
import { sendStep } from "./write.ts";

/** A held case is looked at again after so many days, unless somebody chooses another day. */
const LOOK = 180;

type What = "propose" | "withdraw" | "confirm";

/** Whether this person can be one of the two: the key is on no roster of the window, alone on it, not open in this document, or open. */
type Hand = "off" | "alone" | "closed" | "open";

function handFor(who: api.Me, organisation: string): Hand {
  if (!standing(who).some((window) => window.organisation === organisation)) return "off";
  const newest = who.windows.find((window) => window.organisation === organisation)?.roster;
  if (newest && rosterOf(newest).readers.length === 1) return "alone";
  return openOld(who) ? "open" : "closed";
}

const WHY_NOT: { [hand in Hand]?: string } = { off: "desk-js-retention-off-roster", alone: "desk-js-retention-alone" };

/** Why nothing of what two do is offered. */
function whyNot(hand: Hand): HTMLElement | null {
  const why = WHY_NOT[hand];
  return why === undefined ? null : el("p", { class: "note", "data-hand": hand }, say(why));
}

export async function retentionView(who: api.Me): Promise<View> {
  const { cases, certificates } = await api.retention();
  const due = who.windows.flatMap((window) => dueOf(who, window, cases.filter((one) => one.due && one.organisation === window.organisation)));
  const held = cases.filter((one) => one.held !== null);
  const closed = cases.some(({ organisation }) => handFor(who, organisation) === "closed");
  const content = el(
    "div",
    { class: "narrow stack", id: "retention" },
    el("h1", {}, say("desk-js-retention-title")),
    el("p", {}, say("desk-js-retention-lead")),
    closed ? el("section", { class: "card stack", id: "retention-closed" }, el("p", {}, say("desk-js-retention-closed")), unlockForm(who, await passkeysOf(who))) : null,
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
function dueOf(who: api.Me, window: api.WindowOfDesk, due: api.Term[]): HTMLElement[] {
  if (due.length === 0) return [];
  const org = window.organisation;
  const hand = handFor(who, org);
  const lasts = [...new Set(due.map((one) => one.last))].sort();
  const deed = (what: What) => () => void whileWaiting(`${what}-${org}`, () => decide(who, window, what, chosen(org)));
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
          ...due.filter((one) => one.last === last).map((one) => choice(org, one, hand)),
        ),
      ),
      faultPlace(`retention-fault-${org}`),
      whyNot(hand),
      hand === "open" ? button(`propose-${org}`, "desk-js-retention-propose", deed("propose")) : null,
      hand === "open" ? button(`confirm-${org}`, "desk-js-retention-confirm", deed("confirm")) : null,
      button(`withdraw-${org}`, "desk-js-retention-withdraw", deed("withdraw"), true),
    ),
  ];
}

function proposedBy({ by, mine, day, until }: api.Proposed, hand: Hand): Node {
  const theirs = hand === "off" ? "desk-js-retention-others" : "desk-js-retention-theirs";
  return say(mine ? "desk-js-retention-yours" : theirs, { name: by, day: dayText(day), until: dayText(until) });
}

function choice(org: string, one: api.Term, hand: Hand): HTMLElement {
  const state: Child = one.proposed ? proposedBy(one.proposed, hand) : null;
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

/** Base64 of what this person signs; null where the key was put away meanwhile, for which the page is drawn anew. */
async function word(who: api.Me, window: api.WindowOfDesk, deed: Deed, cases: string[]): Promise<string | null> {
  const key = openOld(who);
  // A page may stay open over midnight: the day is asked for anew.
  const today = key ? (await me(true))?.today : undefined;
  if (key && today !== undefined) return base64(signedEnding(window.window, deed, cases, today, key));
  await again();
  return null;
}

async function decide(who: api.Me, window: api.WindowOfDesk, what: What, cases: string[]): Promise<void> {
  const org = window.organisation;
  const place = `retention-fault-${org}`;
  if (cases.length === 0) return void document.getElementById(place)?.replaceChildren(say("desk-js-retention-choose"));
  try {
    if (what === "withdraw") {
      await api.withdrawEnd(org, cases);
    } else {
      const signed = await word(who, window, `${what}-destruction`, cases);
      if (signed === null) return;
      await api.end(what, org, cases, signed);
    }
  } catch (trouble) {
    return sayTrouble(place, trouble);
  }
  await again();
  tell(what === "confirm" ? "desk-js-retention-ended" : "desk-js-retention-noted");
}

/** The reporter was told of the holding under a signature, and is told of its end as well, as long as anything can be written in the case:
 * here, where whoever confirms reads it, else by somebody who does. Gives the message that says which. */
async function sayLifted(who: api.Me, { case: id, reads, last }: api.Term): Promise<string> {
  if (last < who.today) return "desk-js-retention-lifted";
  const key = openOld(who);
  if (!key || !reads) return "desk-js-retention-lifted-untold";
  const body = { what: text("desk-js-retention-lifted-step"), text: text("desk-js-retention-lifted-text", { day: yearDayText(who.today) }) };
  try {
    return (await sendStep(who, key, await openCase(who, key, id, true), () => body)) ? "desk-js-retention-lifted" : "desk-js-retention-lifted-untold";
  } catch {
    // That it is held no longer is so, whatever became of the telling.
    return "desk-js-retention-lifted-untold";
  }
}

function heldLine(who: api.Me, one: api.Term): HTMLElement {
  const { held } = one;
  const window = who.windows.find(({ organisation }) => organisation === one.organisation);
  if (!held || !window) return el("div");
  const hand = handFor(who, one.organisation);
  const deed = () =>
    void whileWaiting(`lift-${one.case}`, async () => {
      let said = "desk-js-retention-noted";
      try {
        const signed = await word(who, window, held.lifting ? "confirm-lifting" : "propose-lifting", [one.case]);
        if (signed === null) return;
        if ((await api.lift(one.case, signed)).lifted) said = await sayLifted(who, one);
      } catch (trouble) {
        return sayTrouble("retention-held-fault", trouble);
      }
      await again();
      tell(said);
    });
  const lifting = held.lifting;
  return el(
    "div",
    { class: "stack", id: `held-${one.case}` },
    el("p", {}, window.name, " ", el("span", { class: "mono" }, one.case)),
    el("p", {}, say("desk-js-retention-held-by", { name: held.by, day: yearDayText(held.day), look: yearDayText(held.look) })),
    lifting ? el("p", {}, proposedBy(lifting, hand)) : null,
    whyNot(hand),
    hand === "open" ? button(`lift-${one.case}`, "desk-js-retention-lift", deed, true) : null,
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
