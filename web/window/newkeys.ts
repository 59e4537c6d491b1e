/** Somebody who reads the case has another key now: the mailbox says so, and the reporter may hand the case on. Never by itself. */
import { belongs } from "../protocol/log.ts";
import type { Followed } from "../protocol/persons.ts";
import type { Reader } from "../protocol/roster.ts";
import type { Case } from "../seal/mailbox.ts";
import { makeGrant, whoFollowed } from "../seal/newkey.ts";
import { dayIn } from "../words/day.ts";
import { byId, el, ruby } from "../words/element.ts";
import { rich, t } from "../words/words.ts";
import type { Lost } from "../files/attach.ts";
import { doubted, opening, type Sender } from "./files.ts";
import { signed } from "./server.ts";
import { busy } from "./show.ts";

/** What the mailbox does for the cards: `drawn` draws the case as it is now. */
export type Mailbox = { by: Sender; drawn: () => Promise<void>; alone: <T>(deed: () => Promise<T>) => Promise<T> };

/** Keys for which the reporter said "not now", while this document lives. */
const refused = new Set<string>();
/** To whom it was handed just now: said once the page is drawn anew. */
let notice: string | null = null;

export function forgetNewKeys(): void {
  refused.clear();
  notice = null;
  document.getElementById("new-keys")?.remove();
}

/** Draws a card for each, above the conversation; none where today's roster is over or is not the one that the report leads to. */
export async function offerNewKeys(opened: Case, mailbox: Mailbox): Promise<void> {
  const may = (await doubted(mailbox.by, opened)) === null;
  const all = may ? whoFollowed(opened, mailbox.by.bundle.roster).filter(({ reader }) => !refused.has(reader.author)) : [];
  document.getElementById("new-keys")?.remove();
  if (all.length === 0 && notice === null) return;
  const said = el("p", { class: "progress", role: "status", tabindex: "-1" }, notice !== null && rich("mailbox-js-newkey-done", { name: notice }));
  byId("talk").before(el("section", { class: "stack", id: "new-keys" }, said, ...all.map((one) => card(one, mailbox))));
  if (notice !== null) said.focus({ preventScroll: true });
  notice = null;
}

function card({ reader, since }: Followed, mailbox: Mailbox): HTMLElement {
  const { hl } = mailbox.by.page;
  const progress = el("p", { class: "progress", role: "status" });
  const give = el("button", { class: "btn", type: "button", "data-give": reader.author }, rich("mailbox-js-newkey-give"));
  const not = el("button", { class: "btn text", type: "button", "data-not-now": reader.author }, rich("mailbox-js-newkey-not"));
  const values = { name: reader.name, day: dayIn(since, hl, true) };
  const node = el(
    "div",
    { class: "note stack", "data-new-key": reader.author },
    el("p", {}, el("b", {}, rich("mailbox-js-newkey-who", values))),
    el("p", {}, rich("mailbox-js-newkey-what")),
    el("p", { class: "soft" }, rich("mailbox-js-newkey-choice")),
    progress,
    el("div", { class: "btns" }, give, not),
  );
  give.addEventListener("click", () => busy(give, () => mailbox.alone(() => hand(reader, mailbox, progress))));
  not.addEventListener("click", () => {
    refused.add(reader.author);
    node.remove();
  });
  return node;
}

/** The case is looked at again first: whoever has left it since is not given it. */
async function hand(to: Reader, mailbox: Mailbox, at: HTMLElement): Promise<void> {
  const { by } = mailbox;
  const { page, bundle, world, keys } = by;
  const lost = (why: Lost): void => at.replaceChildren(why.own === undefined ? rich(why.is === "lost" ? "window-js-unreachable" : "window-js-refused") : ruby(why.own));
  at.replaceChildren(rich("window-js-sealing"));
  for (let tries = 0; tries < 5; tries++) {
    const opened = await opening(by);
    if ("is" in opened) return lost(opened);
    const doubt = await doubted(by, opened);
    if (doubt) return lost(doubt);
    const one = whoFollowed(opened, bundle.roster).find(({ reader }) => reader.author === to.author);
    if (!one) return at.replaceChildren(rich("mailbox-js-newkey-late"));
    const next = { reason: t("mailbox-js-newkey-reason"), roster: bundle.roster, digest: bundle.digest, now: world.now() };
    const made = await makeGrant(opened, one.reader, next, keys);
    const answer = await signed("POST", "/entries", made.body, { ...page, seed: keys.mailbox });
    if (answer.is === "problem" && answer.problem.code === "moved-on") continue;
    if (answer.is !== "answer") return lost({ is: answer.is === "unreachable" ? "lost" : "refused" } as Lost);
    const now = await opening(by);
    if ("is" in now) return lost(now);
    // Kept is what is given back, not what is said to be.
    if (!now.checked.some((found) => found.id === made.id && belongs(found))) return at.replaceChildren(rich("mailbox-js-sent-missing"));
    notice = to.name;
    return mailbox.drawn();
  }
  at.replaceChildren(rich("window-js-refused"));
}
