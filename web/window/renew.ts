/** A new code in the place of this one: made here, written down, and only then put in force. Until the desk's server says that it is
 * kept the old one opens the mailbox; from then on the new one alone does. */
import { canonical, groups, makeCode } from "../protocol/code.ts";
import type { ReporterKeys } from "../protocol/derive.ts";
import { readHeard } from "../protocol/heard.ts";
import { belongs, counts } from "../protocol/log.ts";
import { isText } from "../protocol/shape.ts";
import { readSpoken } from "../protocol/spoken.ts";
import type { Case } from "../seal/mailbox.ts";
import { isWhole, makeRenewal } from "../seal/renewal.ts";
import { byId, el, type Child } from "../words/element.ts";
import { rich } from "../words/words.ts";
import { showCode } from "./code.ts";
import { doubted, opening, type Sender } from "./files.ts";
import { signed } from "./server.ts";
import { busy, fault } from "./show.ts";

/** What the mailbox does for it: `renewed` goes on with the new code's keys. */
export type Mailbox = { by: Sender; renewed: (keys: ReporterKeys) => Promise<void>; alone: <T>(deed: () => Promise<T>) => Promise<T> };
type Made = Awaited<ReturnType<typeof makeRenewal>>;
/** A new code that is shown, and what was sealed for it last: sent again as it is while nobody knows whether it arrived. */
type New = { code: string; made: Made | null };

/** The code that stands on the page, while this document lives: drawing the case anew must not take it away. */
let fresh: New | null = null;
let notice = false;

export function forgetRenewal(): void {
  for (const key of ["author", "mailbox"] as const) fresh?.made?.keys[key].fill(0);
  fresh = null;
  notice = false;
  document.getElementById("renew")?.remove();
}

/** Whether a new code stands there that was not put in force: the browser asks before it drops the page. */
export const renewing = (): boolean => fresh !== null;

/** Draws the offer: plainly where somebody else has heard the code, folded for everybody else. */
export function offerRenewal(opened: Case, mailbox: Mailbox): void {
  if (fresh && document.getElementById("renew")) return;
  document.getElementById("renew")?.remove();
  if (!opened.to || !opened.report) return;
  const heard = wasHeard(opened);
  const at = el("div", { class: "stack", id: "renew-way" });
  const said = el("p", { class: "progress", role: "status", tabindex: "-1", id: "renew-done" }, notice && rich("mailbox-js-renew-done"));
  const begin = el("button", { class: heard ? "btn" : "btn second", type: "button", id: "renew-begin" }, rich("mailbox-js-renew-begin"));
  begin.addEventListener("click", () => {
    fresh = { code: makeCode(mailbox.by.world.chance), made: null };
    showNew(at, mailbox);
  });
  at.append(el("p", {}, rich("mailbox-js-renew-lead")), begin);
  const inside: Child[] = heard
    ? [el("p", { class: "note", id: "renew-heard" }, el("b", {}, rich("mailbox-js-renew-heard"))), at]
    : [el("details", { class: "fold", id: "renew-fold" }, el("summary", {}, el("span", {}, rich("mailbox-js-renew-fold"))), el("div", { class: "inside stack" }, at))];
  const section = el("section", { class: "stack", id: "renew" }, said, ...inside);
  if (heard) byId("talk").before(section);
  else byId("state").after(section);
  if (notice) {
    said.scrollIntoView({ block: "center" });
    said.focus({ preventScroll: true });
  }
  notice = false;
}

/** Whether somebody else has heard the code that is good now: who took the report down, or to whom an answer was given on the telephone. */
function wasHeard({ keys, report, checked }: Case): boolean {
  if (keys.length === 1 && isText(report?.heard) && readHeard(report.heard) !== null) return true;
  return checked.some((one) => one.entry?.body["is"] === "spoken" && counts(one) && readSpoken(String(one.entry.body["frame"]))?.author === keys.at(-1));
}

function showNew(at: HTMLElement, mailbox: Mailbox): void {
  const of = fresh;
  if (!of) return;
  const [byte] = mailbox.by.world.chance(1);
  const asked = (byte ?? 0) % 6;
  const echo = el("input", { class: "paste", id: "renew-echo", type: "text", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", "aria-describedby": "renew-fault" });
  const progress = el("p", { class: "progress", role: "status", id: "renew-progress" });
  const go = el("button", { class: "btn", type: "button", id: "renew-go" }, rich("mailbox-js-renew-go"));
  const not = el("button", { class: "btn text", type: "button", id: "renew-not" }, rich("mailbox-js-renew-not"));
  at.replaceChildren(
    el("p", { class: "note" }, rich("mailbox-js-renew-note")),
    (byId("renew-form") as HTMLTemplateElement).content.cloneNode(true),
    el("div", { class: "field" }, el("label", { for: "renew-echo", id: "renew-label", "data-group": String(asked + 1) }, rich("window-js-echo", { n: asked + 1 })), echo, el("p", { class: "fault", id: "renew-fault", role: "alert" })),
    progress,
    el("div", { class: "btns" }, go, not),
  );
  showCode("renew-", of.code);
  echo.addEventListener("input", () => fault(echo, "renew-fault"));
  not.addEventListener("click", () => {
    // What was sent may have arrived: then the new code is the one that opens, and must stay in sight.
    if (of.made || go.getAttribute("aria-disabled") === "true") return;
    fresh = null;
    const begin = el("button", { class: "btn second", type: "button", id: "renew-begin" }, rich("mailbox-js-renew-begin"));
    begin.addEventListener("click", () => {
      fresh = { code: makeCode(mailbox.by.world.chance), made: null };
      showNew(at, mailbox);
    });
    at.replaceChildren(el("p", {}, rich("mailbox-js-renew-lead")), begin);
    begin.focus();
  });
  go.addEventListener("click", () => {
    const typed = canonical(echo.value);
    if (typed !== groups(of.code)[asked] && typed !== of.code) {
      fault(echo, "renew-fault", rich("window-js-echo-wrong", { n: asked + 1 }));
      return echo.focus();
    }
    busy(go, () => mailbox.alone(() => renew(of, mailbox, progress)));
  });
  at.querySelector<HTMLElement>("#renew-code")?.scrollIntoView({ block: "center" });
}

async function renew(of: New, mailbox: Mailbox, at: HTMLElement): Promise<void> {
  const { by } = mailbox;
  const say = (id: string): void => at.replaceChildren(rich(id));
  say("window-js-sealing");
  for (let tries = 0; tries < 5; tries++) {
    if (!of.made) {
      const opened = await opening(by);
      if ("is" in opened) return say(opened.is === "lost" ? "window-js-unreachable" : "window-js-refused");
      if (await doubted(by, opened)) return say("window-js-refused");
      if (!isWhole(opened)) return say("mailbox-js-renew-lacking");
      of.made = await makeRenewal(opened, of.code, { roster: by.bundle.roster, digest: by.bundle.digest, now: by.world.now() }, by.keys);
    }
    const answer = await signed("POST", "/code", of.made.body, { ...by.page, seed: by.keys.mailbox });
    if (answer.is === "problem" && answer.problem.code === "moved-on") {
      of.made = null;
      continue;
    }
    // Whatever the answer was: what counts is which of the two opens the mailbox.
    const found = await opening({ ...by, keys: of.made.keys });
    const { id } = of.made;
    if (!("is" in found) && found.checked.some((one) => one.id === id && belongs(one))) {
      const { keys } = of.made;
      fresh = null;
      notice = true;
      document.getElementById("renew")?.remove();
      return mailbox.renewed(keys);
    }
    if (answer.is === "unreachable" || ("is" in found && found.is === "lost")) return say("mailbox-js-renew-unknown");
    of.made = null;
    return say("mailbox-js-renew-refused");
  }
  say("mailbox-js-renew-refused");
}
