/** The script `consent.js`: what the desk proposes to tell outside, the reporter's answer, and what was told. */
import { checkConsents, type Asked, type Consents } from "../protocol/consents.ts";
import { dayOf } from "../protocol/days.ts";
import type { Entry } from "../protocol/entry.ts";
import type { Checked } from "../protocol/order.ts";
import { checkQuestions, type Question } from "../protocol/questions.ts";
import type { Roster } from "../protocol/roster.ts";
import { dayIn, type Language } from "../words/day.ts";
import { el } from "../words/element.ts";
import { type QuestionSet, readSet } from "./asking.ts";
import { card, quoted, type Answer, type Wish } from "./card.ts";
import { carry, formCard, type Reply, type Send, typed } from "./form.ts";
import type { Piece } from "./pieces.ts";
import { type Procedure, readProcedure, type Stage } from "./procedures.ts";
import { along, type Along, readRoutes, type Routes } from "./routes.ts";
import { drawStages, stagesOf } from "./stage.ts";
import { type Said, said, telling } from "./steps.ts";
import { bare, say, text } from "./words.ts";

type Body = Record<string, unknown>;
/** What became of an answer: kept, the case has moved on, or a sentence of why not. */
export type Outcome = "kept" | "moved" | Node[];

/** What the page can do. `now` gives the case as it is, or a sentence; `keep` signs, seals and sends. */
export type Page = {
  checked: Checked[];
  /** Those that the entries name, by digest. */
  rosters: Map<string, Roster>;
  /** The text of each policy that a step names and a believed roster names too, by its digest. */
  policies: Map<string, string>;
  own: string;
  hl: Language;
  today: string;
  now: () => Promise<{ checked: Checked[]; rosters: Map<string, Roster> } | Node[]>;
  keep: (body: Body) => Promise<Outcome>;
  drawn: () => Promise<void>;
};

/** What was struck, by proposal, while this document lives. */
const pieces = new Map<string, Piece[]>();
/** The sentence about the last answer, said once the page is drawn anew. */
let notice: string | null = null;

export function forget(): void {
  pieces.clear();
  typed.clear();
  notice = null;
  for (const id of ["asked", "forms"]) document.getElementById(id)?.remove();
}

export function show(page: Page): void {
  const consents = checkConsents(page.checked, page.rosters.values(), page.own);
  const read = new Map([...page.policies].map(([digest, text]) => [digest, readProcedure(text)]));
  const ways = (entry: Entry): Procedure | null => read.get(String(entry.body["policy"])) ?? null;
  const { questions, faults } = checkQuestions(page.checked);
  for (const id of ["asked", "forms"]) document.getElementById(id)?.remove();
  const wrong = new Map<string, string[]>([...consents.faults, ...faults]);
  for (const one of page.checked) line(one, wrong, one.entry && said(one.entry, page.hl, ways(one.entry)));
  const stage = ({ entry }: Asked): Stage | null => ways(entry)?.stages.get(String(entry.body["to"])) ?? null;
  const routes = (digest: string): Routes | null => readRoutes(page.policies.get(digest) ?? "");
  const cards = { today: page.today, hl: page.hl, answer: answering(page), pieces, stage, along: (asked: Asked) => along(asked, ways(asked.entry), routes), name: nameOn(page.rosters) };
  const all = consents.asked.map((asked) => card(asked, cards)).filter((one) => one !== null);
  if (all.length > 0 || notice !== null) {
    const said = el("p", { class: "progress", role: "status", tabindex: "-1" }, notice !== null && say(notice));
    const asking = consents.asked.some(({ standing, reason, last }) => standing.is === "open" && reason === null && page.today <= last);
    const lead = asking && [el("h2", {}, say("consent-js-heading")), el("p", {}, say("consent-js-lead"))];
    const section = el("section", { class: "stack", id: "asked" }, ...(lead || []), said, el("ol", { class: "talk" }, ...all));
    document.getElementById("talk")?.before(section);
    if (notice !== null) said.focus({ preventScroll: true });
    notice = null;
  }
  forms(questions, page);
  told(consents, page, ways, cards.along);
  const set = (form: Entry): QuestionSet | null => readSet(page.policies.get(String(form.body["asking"])) ?? "", String(form.body["set"]));
  drawStages(stagesOf(page.checked, wrong, { way: ways, set }), page.hl, page.today);
}

/** By the newest roster that knows them; else the beginning of the key. */
const nameOn = (rosters: Map<string, Roster>) => (author: string): string => {
  const known = [...rosters.values()].toSorted((one, other) => other.epoch - one.epoch).flatMap(({ readers }) => readers);
  return bare(known.find((reader) => reader.author === author)?.name ?? author.slice(0, 16));
};

/** The forms that wait for an answer: of each kind the newest. */
function forms(questions: Question[], page: Page): void {
  const newest = new Map(questions.map((question) => [question.set, question]));
  const open = [...newest.values()].filter(({ answer }) => answer === null);
  if (open.length === 0) return;
  const drawn = open.map((question) => {
    const set = readSet(page.policies.get(question.asking) ?? "", question.set);
    return set ? formCard(question, set, page.hl, replying(page)) : el("li", { class: "msg ours stack", "data-question": question.id }, el("p", {}, say("consent-js-asks-unknown")));
  });
  const section = el("section", { class: "stack", id: "forms" }, el("h2", {}, say("consent-js-asks-heading")), el("ol", { class: "talk" }, ...drawn));
  document.getElementById("talk")?.before(section);
}

function replying(page: Page): Send {
  return async (question, reply, at) => {
    at.replaceChildren(say("consent-js-sealing"));
    for (let tries = 0; tries < 5; tries++) {
      const now = await page.now();
      if (!("checked" in now)) return at.replaceChildren(...now);
      const { questions } = checkQuestions(now.checked);
      const present = questions.find(({ id }) => id === question.id);
      const newest = questions.findLast(({ set }) => set === question.set);
      const same = present?.answer !== null && present?.answer.body["text"] === reply.text;
      // What was answered is what stood on the page; the words are theirs in any case.
      if (!same && newest && newest.id !== question.id) {
        carry(question, newest);
        return finished(page, at, "consent-js-asks-newer");
      }
      const outcome = same ? "kept" : await page.keep(filled(question, reply));
      if (outcome === "kept") {
        typed.delete(question.id);
        return finished(page, at, "consent-js-asks-kept");
      }
      if (outcome !== "moved") return at.replaceChildren(...outcome);
    }
    at.replaceChildren(say("consent-js-not-kept"));
  };
}

const filled = ({ id }: Question, { answers, text: said }: Reply): Body => ({ sentence: text("consent-js-sentence-filled"), is: "filled", step: id, answers, text: said });

/** The words of a step or an answer in the conversation, with what is wrong with it. */
function line({ id, entry }: Checked, faults: Map<string, string[]>, said: Said): void {
  const place = document.querySelector(`#talk [data-entry="${id}"]`);
  if (!place || !entry || !said) return;
  const wrong = faults.get(id) ?? [];
  const shown = el("div", { "data-said": true }, ...said, ...wrong.map((code) => el("p", { class: "fault", "data-fault": code }, say(`consent-js-fault-${code}`))));
  place.querySelector("[data-said]")?.remove();
  // What nobody is known to have said stays folded, where the page put it.
  (place.querySelector("details.unconfirmed") ?? place).append(shown);
}

/** Whom the desk says it told, and when; also where it had no right to. */
function told({ asked, faults }: Consents, page: Page, ways: (entry: Entry) => Procedure | null, way: (asked: Asked) => Along | null): void {
  const place = document.querySelector('[data-state="told"] dd');
  if (!place) return;
  const order = page.checked.toSorted((one, other) => (one.entry?.time ?? "").localeCompare(other.entry?.time ?? ""));
  const rows = order.flatMap(({ id, entry }) => {
    const is = entry && telling(entry, ways(entry));
    if (!entry || !is) return [];
    const values = { day: dayIn(dayOf(new Date(entry.time)), page.hl), recipient: bare(String(entry.body["recipient"])), stage: is.stage?.[page.hl] ?? "" };
    const right = asked.find(({ standing }) => standing.is === "taken" && standing.step === entry);
    const kind = is.is !== "taken" ? is.is : !right ? "wrong" : way(right)?.leads === false ? "route" : faults.has(id) ? "crossed" : right.reason !== null ? "danger" : right.links.length > 0 && right.returned.length === 0 ? "link" : "agreed";
    return [el("p", { "data-told": kind }, say(kind === "agreed" ? "consent-js-told" : `consent-js-told-${kind}`, values)), ...(right?.spoken ? [el("p", { class: "soft", "data-told-spoken": true }, say("consent-js-told-spoken"))] : []), ...(right ? returned(right, page.hl) : [])];
  });
  place.replaceChildren(...(rows.length > 0 ? rows : [say("consent-js-told-none")]));
}

/** What whoever was told by a link gave back, each with its day; or until when they can. */
function returned({ links, returned }: Asked, hl: Language): HTMLElement[] {
  const open = links.find(({ ended }) => !ended);
  if (returned.length === 0) return open ? [el("p", { class: "soft", "data-returned": "none" }, say("consent-js-back-none", { day: dayIn(open.link.until, hl) }))] : [];
  return returned.map(({ answer }) => {
    const day = dayIn(dayOf(new Date(answer.time)), hl);
    if (answer.is === "received") return el("p", { "data-returned": "received" }, say("consent-js-back-received", { day }));
    return el("div", { "data-returned": "measure" }, el("p", {}, say("consent-js-back-measure", { day, from: dayIn(answer.from, hl, true) })), quoted(answer.what));
  });
}

/** Whether a proposal stands as the wish would leave it, perhaps because only an answer was lost on its way. */
function done({ standing }: Asked, wish: Wish): boolean {
  return wish.is === "agreed" ? standing.is === "agreed" && standing.text === wish.text : standing.is === wish.is;
}

function bodyOf(asked: Asked, wish: Wish): Body {
  const sentence = text(`consent-js-sentence-${wish.is}`);
  if (wish.is === "revoked") return { sentence, is: wish.is, consent: wish.consent };
  if (wish.is === "declined") return { sentence, is: wish.is, proposal: asked.id };
  return { sentence, is: wish.is, proposal: asked.id, text: wish.text, recipient: asked.recipient, until: asked.last };
}

function answering(page: Page): Answer {
  return async (asked, wish, at) => {
    at.replaceChildren(say("consent-js-sealing"));
    for (let tries = 0; tries < 5; tries++) {
      const now = await page.now();
      if (!("checked" in now)) return at.replaceChildren(...now);
      const present = checkConsents(now.checked, now.rosters.values(), page.own).asked.find(({ id }) => id === asked.id);
      if (present && done(present, wish)) return kept(page, asked, wish, at);
      // What was decided upon is what stood on the page.
      if (present?.standing.is !== asked.standing.is) {
        return finished(page, at, "consent-js-changed");
      }
      const outcome = await page.keep(bodyOf(asked, wish));
      if (outcome === "kept") return kept(page, asked, wish, at);
      if (outcome !== "moved") return at.replaceChildren(...outcome);
    }
    at.replaceChildren(say("consent-js-not-kept"));
  };
}

function kept(page: Page, asked: Asked, wish: Wish, at: HTMLElement): Promise<void> {
  pieces.delete(asked.id);
  // The card of what was agreed to says so itself; the others are gone with the answer.
  return finished(page, at, wish.is === "agreed" ? "consent-js-kept" : `consent-js-${wish.is}`);
}

/** Says it at once, and again on the page as it is drawn anew. */
function finished(page: Page, at: HTMLElement, sentence: string): Promise<void> {
  at.replaceChildren(say(sentence));
  notice = sentence;
  return page.drawn();
}
