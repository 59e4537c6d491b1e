// Telling somebody in the city by a link and a code: made here, shown once; what comes back is opened, verified and written down for
// the reporter.

import { base64, hex, sha256, unbase64 } from "../protocol/bytes.ts";
import { makeShort, shownShort } from "../protocol/code.ts";
import { publicKey } from "../protocol/sign.ts";
import { type Answer, type Link, readAnswer, type Telling, tellingKeys, writeTelling } from "../protocol/telling.ts";
import { isOf } from "../protocol/tellings.ts";
import { open, recipientOf, seal } from "../seal/age.ts";
import { dayOf } from "../protocol/days.ts";
import * as api from "./api.ts";
import { dayText, endOfNextMonth, now, plusDays } from "./clock.ts";
import { copyButton } from "./copy.ts";
import { el } from "./element.ts";
import { button } from "./fields.ts";
import { onForget, type ReaderKey } from "./keyring.ts";
import type { Awaited, Opened, ProposedDeed } from "./opening.ts";
import { given, language, say } from "./say.ts";
import { rosterOf, windowOf } from "./session.ts";
import { caseTo, mustHold } from "./write.ts";

/** A link opens for so many days. */
const DAYS = 14;

/** The text is too long to be told by a link. */
export class TooLongToTell extends Error {}

/** What is shown once, beside the proposal that it tells. */
type Fresh = { asked: string; address: string; code: string; drawn: boolean };

let fresh: Fresh | null = null;
onForget(() => {
  fresh = null;
});

const chance = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));

/** A link to the text, kept on the server, sealed; nobody is told by it before the step that names it is written. */
export type Made = { link: Link; shown: Omit<Fresh, "drawn"> };

export async function makeLink(who: api.Me, key: ReaderKey, opened: Opened, asked: ProposedDeed): Promise<Made> {
  await mustHold(who, key, opened);
  const { window, organisation } = opened.file;
  const [secret, code, telling] = [hex(chance(16)), makeShort(chance), hex(chance(16))];
  const keys = tellingKeys(secret, code, window);
  const [author, mailbox] = [hex(publicKey(keys.author)), hex(publicKey(keys.mailbox))];
  keys.author.fill(0);
  keys.mailbox.fill(0);
  // No longer than the case is kept; to the server it is the same day for all of two months, or it would say in which case it was told.
  const [days, kept] = [plusDays(who.today, DAYS), opened.file.retention];
  const until = kept < days ? kept : days;
  const { recipient, text: words, agreed } = asked;
  const name = rosterOf(windowOf(who, window)?.roster ?? "").name;
  const body: Omit<Telling, "author"> = { v: 1, window, telling, time: now(), roster: opened.ground.roster, organisation: name, recipient, text: words, agreed, until, to: caseTo(opened).recipient, key: author, ...(asked.came.length > 0 ? { came: asked.came } : {}) };
  const plain = writeTelling(body, key.seed);
  if (!plain) throw new TooLongToTell();
  const sealed = await seal(plain, await recipientOf(keys.identity));
  await api.keepTelling({ organisation, telling, mailbox, last_day: endOfNextMonth(who.today), file: base64(sealed.file) });
  const { window: host } = given("core") as { window: string };
  const address = `${host}/o/${organisation}/told?hl=${language()}#${secret}`;
  return { link: { telling, author, until }, shown: { asked: asked.entry, address, code } };
}

/** From here on these open nothing. It is done before the step that says so is signed, so that the step is true. */
export async function endLinks(opened: Opened, links: Link[]): Promise<void> {
  for (const { telling } of links) {
    try {
      await api.endTelling(opened.file.organisation, telling);
    } catch (trouble) {
      // What has gone by itself is ended.
      if (!(trouble instanceof api.Refused && trouble.status === 404)) throw trouble;
    }
  }
}

/** To be shown when the page is drawn anew, and as long as it is not left. */
export function show(made: Made): void {
  fresh = { ...made.shown, drawn: false };
}

/** Puts the link, where one was just made, beside its proposal. */
export function drawFresh(part: HTMLElement): void {
  // It was on the page, and the page was left.
  if (fresh?.drawn && !document.getElementById("link-fresh")) fresh = null;
  const place = fresh && part.querySelector(`[data-asked="${fresh.asked}"]`);
  if (!fresh || !place) return;
  fresh.drawn = true;
  const links = place.querySelector("[data-link-until]");
  if (links) links.before(box(fresh));
  else place.append(box(fresh));
}

function box({ address, code }: Fresh): HTMLElement {
  return el(
    "div",
    { id: "link-fresh", class: "stack" },
    el("h3", {}, say("consent-desk-link-ready")),
    el("p", { class: "note" }, say("consent-desk-link-apart")),
    el("p", {}, say("consent-desk-link-address")),
    el("p", { id: "link-address", class: "mono" }, address),
    copyButton("link-copy", address),
    el("p", {}, say("consent-desk-link-code")),
    el("p", { id: "link-code", class: "mono" }, el("b", {}, shownShort(code))),
    el("p", { class: "soft" }, say("consent-desk-link-once")),
  );
}

/** Something that the server holds and nobody has written down yet. */
type Incoming = { frame: string; answer: Answer };

/** Asks for what came back by the links to a text, and draws what is new; `keep` writes one down. */
export async function drawIncoming(opened: Opened, asked: ProposedDeed, place: HTMLElement, keep: (one: Incoming, button: HTMLElement) => void): Promise<void> {
  try {
    const { found, odd } = await incoming(opened, asked);
    place.replaceChildren(...found.map((one) => line(one, keep)), ...(odd > 0 ? [el("p", { class: "fault", "data-incoming-odd": true }, say("consent-desk-incoming-odd", { count: odd }))] : []));
  } catch (trouble) {
    if (!(trouble instanceof api.Lost || trouble instanceof api.Refused)) throw trouble;
    place.replaceChildren(el("p", { class: "fault" }, say("consent-desk-incoming-lost")));
  }
}

/** Whether anything came back by these links that can be written down and was not. What is no recipient's word, the case's own page shows. */
export async function cameBack(opened: Opened, awaited: Awaited): Promise<boolean> {
  return (await incoming(opened, awaited)).found.length > 0;
}

async function incoming(opened: Opened, asked: Awaited): Promise<{ found: Incoming[]; odd: number }> {
  const identities = opened.shared.filter(({ purpose }) => purpose === "case").map(({ secret }) => secret);
  const found = new Map<string, Incoming>();
  let odd = 0;
  for (const link of asked.links) {
    for (const file of await answersTo(opened.file.organisation, link)) {
      const plain = await open(file, identities);
      const answer = plain && readAnswer(plain);
      if (!plain || !answer || answer.window !== opened.file.window || !isOf(link, answer)) odd += 1;
      else found.set(hex(sha256(plain)), { frame: base64(plain), answer });
    }
  }
  for (const digest of asked.returned) found.delete(digest);
  return { found: [...found.values()].toSorted((a, b) => (a.answer.time < b.answer.time ? -1 : 1)), odd };
}

async function answersTo(organisation: string, link: Link): Promise<Uint8Array[]> {
  try {
    const { answers } = await api.cameBack(organisation, link.telling);
    return answers.map((file) => unbase64(file));
  } catch (trouble) {
    // Some weeks after its last day nothing of it is left.
    if (trouble instanceof api.Refused && trouble.status === 404) return [];
    throw trouble;
  }
}

function line(one: Incoming, keep: (one: Incoming, button: HTMLElement) => void): HTMLElement {
  const { answer } = one;
  const id = `keep-${hex(sha256(unbase64(one.frame))).slice(0, 16)}`;
  const day = dayText(dayOf(new Date(answer.time)));
  const said =
    answer.is === "received"
      ? [el("p", {}, say("consent-desk-back-received", { day }))]
      : [el("p", {}, say("consent-desk-back-measure", { day }), " ", say("consent-desk-back-from", { day: dayText(answer.from) })), el("p", { class: "words", dir: "auto" }, answer.what)];
  const pressed = button(id, "consent-desk-incoming-keep", () => keep(one, pressed));
  return el("div", { class: "stack", "data-came": answer.is }, el("p", { class: "note" }, say("consent-desk-incoming")), ...said, pressed);
}
