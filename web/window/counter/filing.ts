/** Handing the record to the desk: what is sent and who reads is shown first; then it is a report like any other. */
import type { Reader } from "../../protocol/roster.ts";
import { remaining } from "../../seal/readers.ts";
import { makeReport, type Ready, type Said, tooLong } from "../../seal/report.ts";
import { momentIn } from "../../words/day.ts";
import { byId, el } from "../../words/element.ts";
import { plain } from "../../words/ruby.ts";
import { rich } from "../../words/words.ts";
import type { Bundle } from "../bundle.ts";
import { signed } from "../server.ts";
import { busy } from "../show.ts";
import type { Page, World } from "./screen.ts";

export type From = {
  page: Page;
  bundle: Bundle;
  world: World;
  text: string;
  back: () => void;
  /** When the record became a case, as far as this page knows. */
  filed: () => number | null;
  /** Takes in what another device wrote into the record meanwhile. */
  look: () => Promise<unknown>;
  done: (code: string) => void;
};

const button = (id: string, look: string, message: string): HTMLElement => el("button", { id, class: look, type: "button" }, rich(message));

function card(reader: Reader): HTMLElement {
  const box = el("input", { type: "checkbox", "data-leave-out": reader.author });
  return el("div", { class: "card", "data-reader": reader.author },
    el("b", {}, reader.name), el("p", { class: "soft" }, [reader.profession, reader.appointed_by, reader.adviser].filter(Boolean).join("・")),
    ...(reader.deputy ? [el("p", {}, rich("window-js-deputy"))] : []),
    el("label", { class: "choice" }, box, el("span", {}, rich("counter-js-desk-leave-out"))));
}

/** What was made of the words, so that sending again sends the same; and the filing of which somebody knows and goes on. */
type Kept = { ready: Ready | null; of: string; sure: number | null };

/** The page of it; `from.back` leads back to the sheet. */
export function filing(from: From): HTMLElement {
  const kept: Kept = { ready: null, of: "", sure: null };
  const form = formOf(from, kept);
  return asked(from, kept, form) ?? form;
}

function formOf(from: From, kept: Kept): HTMLElement {
  const words = el("textarea", { id: "filing-words", rows: "14", autocomplete: "off" });
  words.value = from.text;
  const go = button("filing-go", "btn", "counter-js-desk-go");
  const back = button("filing-back", "btn text", "counter-js-back-sheet");
  const section = el("section", { class: "stack", "data-view": "desk" },
    el("h1", { tabindex: "-1" }, rich("counter-js-desk-heading")),
    el("p", {}, rich("counter-js-desk-note")),
    el("label", { for: "filing-words" }, rich("counter-js-desk-words")), words,
    el("h2", {}, rich("counter-js-desk-readers")),
    el("p", { class: "soft" }, rich("counter-js-desk-readers-note")),
    el("div", { class: "stack", id: "filing-readers" }, ...from.bundle.roster.readers.map(card)),
    el("p", { id: "filing-consent" }, rich("counter-js-desk-consent", { level: from.bundle.policies.levels[0]?.text[from.page.hl] ?? "" })),
    el("p", { class: "soft" }, rich("counter-js-desk-consent-note")),
    el("p", { class: "progress", id: "filing-progress", role: "status" }),
    el("div", { class: "btns" }, go, back));
  back.addEventListener("click", from.back);
  go.addEventListener("click", () => busy(go, () => send(from, words, kept, section)));
  return section;
}

/** The question before `form`, if the record became a case already and nobody said yet that it shall become another. */
function asked(from: From, kept: Kept, form: HTMLElement): HTMLElement | null {
  const filed = from.filed();
  if (filed === null || filed === kept.sure) return null;
  const back = button("filing-back", "btn", "counter-js-back-sheet");
  const again = button("filing-again", "btn second", "counter-js-desk-again");
  back.addEventListener("click", from.back);
  again.addEventListener("click", () => {
    kept.sure = filed;
    show(form);
  });
  const moment = momentIn(new Date(filed * 1000).toISOString(), from.page.hl);
  return el("section", { class: "stack", "data-view": "desk", id: "filed-before" },
    el("h1", { tabindex: "-1" }, rich("counter-js-desk-again-heading")),
    el("p", {}, rich("counter-js-desk-again-note", { moment })),
    el("div", { class: "btns" }, back, again));
}

function show(section: HTMLElement): void {
  byId("view").replaceChildren(section);
  scrollTo(0, 0);
  section.querySelector("h1")?.focus({ preventScroll: true });
}

/** Whoever went back to the sheet meanwhile is told nothing. */
const say = (id: string, values?: Record<string, number>): void => document.getElementById("filing-progress")?.replaceChildren(rich(id, values));

async function send(from: From, words: HTMLTextAreaElement, kept: Kept, form: HTMLElement): Promise<void> {
  const { page, bundle, world } = from;
  const left = [...byId("filing-readers").querySelectorAll<HTMLInputElement>("[data-leave-out]")].filter((box) => box.checked);
  const leftOut = new Set(left.map((box) => box.dataset["leaveOut"] ?? ""));
  if (remaining(bundle.roster, leftOut).length === 0) return say("counter-js-desk-nobody");
  const level = bundle.policies.levels[0];
  const said: Said = { words: words.value, people: "", answers: {}, consent: level?.id ?? "", consent_text: plain(level?.text[page.hl] ?? "") };
  const over = tooLong(said, bundle.roster, leftOut);
  if (over > 0) return say("counter-js-desk-long", { n: Math.ceil(over / 3) });
  say("counter-js-desk-going");
  await from.look();
  const question = form.isConnected && asked(from, kept, form);
  if (question) {
    byId("filing-progress").replaceChildren();
    return show(question);
  }
  const of = JSON.stringify([said, [...leftOut]]);
  try {
    if (!kept.ready || kept.of !== of) {
      // What was sent before may have arrived although no answer came: the same code makes the server say so.
      const code = kept.ready ? { code: kept.ready.code } : {};
      kept.ready = await makeReport(said, { roster: bundle.roster, digest: bundle.digest, leftOut, now: world.now(), chance: world.chance, ...code });
      kept.of = of;
    }
    const answer = await signed("POST", "/report", kept.ready.body, { ...page, seed: kept.ready.keys.mailbox });
    if (answer.is === "unreachable" || (answer.is === "problem" && answer.problem.code !== "first-kept")) return say("counter-js-desk-failed");
  } catch {
    return say("counter-js-desk-failed");
  }
  from.done(kept.ready.code);
}
