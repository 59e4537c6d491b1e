// How a case is coded for the yearly table: four words and whether the employer was told, sealed for the year's key.

import { fiscalYear, markOf, pseudonym } from "../protocol/yearly.ts";
import type { Me } from "./api.ts";
import { explain } from "./answer.ts";
import { el } from "./element.ts";
import { clearFault, fault, faultPlace, form, inside, tell, value, whileWaiting } from "./fields.ts";
import type { ReaderKey } from "./keyring.ts";
import { BadLedger, keepCoding, LedgerFull, named, ownLedger, yearsOf } from "./ledger.ts";
import { again } from "./navigator.ts";
import type { Opened } from "./opening.ts";
import { given, say } from "./say.ts";
import { rosterOf, windowOf } from "./session.ts";
import { mustHold, sendCoding } from "./write.ts";

type Terms = [string, string][];
type Kind = "family" | "stage" | "outcome" | "channel";
const KINDS: Kind[] = ["family", "stage", "outcome", "channel"];

/** What it takes to code this case; null where the year has no key or the first identity is not here. */
function ground(who: Me, opened: Opened): { organisation: string; window: string; year: number; recipient: string; name: string } | null {
  const window = windowOf(who, opened.file.window);
  const first = opened.shared.find((one) => one.purpose === "case" && one.epoch === 1);
  if (!window?.roster || !first || !opened.answer.reported) return null;
  const year = fiscalYear(opened.answer.reported);
  const of = yearsOf(rosterOf(window.roster)).find((one) => one.year === year);
  if (!of) return null;
  const name = pseudonym(first.secret, window.window, opened.file.case);
  return { organisation: window.organisation, window: window.window, year, recipient: of.recipient, name };
}

export function codingBox(who: Me, key: ReaderKey, opened: Opened): HTMLElement {
  const { coded, coded_at_once: at_once } = opened.answer;
  const to = ground(who, opened);
  if (to) named(to.name, opened.file.case);
  const box = el("details", { id: "coding", class: "fold" }, el("summary", {}, el("span", {}, say(at_once ? "desk-js-coding-again" : coded ? "desk-js-coding-done" : "desk-js-coding-title"))));
  box.append(inside(...(to ? [fields(who, key, opened, to.name)] : [el("p", { id: "coding-none" }, say("desk-js-coding-none"))])));
  // Only when it is looked at: the ledger could have been brought back since.
  const look = () => {
    if (box.open && to && coded) void compare(key, to);
  };
  box.addEventListener("toggle", look);
  return box;
}

async function compare(key: ReaderKey, to: NonNullable<ReturnType<typeof ground>>): Promise<void> {
  try {
    const kept = await ownLedger(key, to);
    const line = kept?.ledger.codings.find((one) => one.pseudonym === to.name);
    document.getElementById("coding-ledger")?.replaceChildren(say(line ? "desk-js-coding-listed" : "desk-js-coding-unlisted"));
  } catch (trouble) {
    if (trouble instanceof BadLedger) fault("coding-fault", "desk-js-ledger-bad");
  }
}

function fields(who: Me, key: ReaderKey, opened: Opened, name: string): HTMLElement {
  const terms = given("taxonomy") as Record<Kind, Terms>;
  const { coded, heard } = opened.answer;
  const came = heard === "person" ? "face" : (heard ?? "web");
  const before = (kind: Kind): string => coded?.[kind] ?? (kind === "channel" ? came : kind === "outcome" ? "open" : "");
  const choice = (kind: Kind): HTMLElement => {
    const id = `coding-${kind}`;
    const options = (terms[kind] ?? []).map(([value, name]) => el("option", { value, selected: value === before(kind) }, name));
    return el("div", { class: "field" }, el("label", { for: id }, say(`desk-js-coding-${kind}`)), el("select", { id }, el("option", { value: "" }, "―"), ...options));
  };
  return form(
    "coding-form",
    () => void whileWaiting("coding-save", () => save(who, key, opened)),
    opened.answer.coded_at_once ? el("p", { class: "note", id: "coding-at-once" }, say("desk-js-coding-at-once")) : null,
    el("p", { class: "soft" }, say("desk-js-coding-lead")),
    el("p", { class: "soft" }, say("desk-js-coding-mark"), " ", el("b", { class: "mono", id: "coding-mark" }, markOf(name))),
    ...KINDS.map(choice),
    el(
      "div",
      { class: "choice" },
      // Nothing in a case says so yet: whoever is told on the desk's ways is not the employer.
      el("input", { type: "checkbox", id: "coding-told", checked: coded?.told ?? false }),
      el("label", { for: "coding-told" }, say("desk-js-coding-told")),
    ),
    el("p", { id: "coding-ledger", class: "soft", role: "status" }),
    faultPlace("coding-fault"),
    el("button", { id: "coding-save", class: "btn second" }, el("span", {}, say("desk-js-coding-save"))),
  );
}

async function save(who: Me, key: ReaderKey, opened: Opened): Promise<void> {
  clearFault("coding-fault");
  const [family = "", stage = "", outcome = "", channel = ""] = KINDS.map((kind) => value(`coding-${kind}`));
  if ([family, stage, outcome, channel].includes("")) return fault("coding-fault", "desk-js-coding-missing");
  const told = (document.getElementById("coding-told") as HTMLInputElement | null)?.checked === true;
  const to = ground(who, opened);
  if (!to) return fault("coding-fault", "desk-js-coding-none");
  let after = { reopened: false, number: "" };
  try {
    // The recipient stands on the roster: nothing is sealed to it that the desk did not sign.
    await mustHold(who, key, opened);
    const coded = { family, stage, outcome, channel, told };
    const kept = await keepCoding(key, to, to.name, coded, opened.answer.coded?.version ?? 0);
    after = kept;
    await sendCoding(who, key, opened, { year: to.year, version: kept.version, ...coded });
  } catch (trouble) {
    if (trouble instanceof BadLedger) return fault("coding-fault", "desk-js-ledger-bad");
    if (trouble instanceof LedgerFull) return fault("coding-fault", "desk-js-ledger-full");
    return explain("coding-fault", "", trouble);
  }
  await again();
  tell(after.reopened ? "desk-js-coding-reopened" : "desk-js-coding-kept", { number: after.number });
}
