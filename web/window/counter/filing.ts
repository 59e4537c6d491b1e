/** Handing the record to the desk: what is sent and who reads is shown first; then it is a report like any other. */
import { groups } from "../../protocol/code.ts";
import { makeReport, type Ready, type Said, tooLong } from "../../seal/report.ts";
import { byId, el } from "../../words/element.ts";
import { plain } from "../../words/ruby.ts";
import { rich, t } from "../../words/words.ts";
import type { Bundle } from "../bundle.ts";
import { signed } from "../server.ts";
import { busy } from "../show.ts";
import type { Page, World } from "./screen.ts";

export type From = { page: Page; bundle: Bundle; world: World; text: string; back: () => void };

const button = (id: string, look: string, message: string): HTMLElement => el("button", { id, class: look, type: "button" }, rich(message));

function card(reader: { author: string; name: string; profession: string; appointed_by: string; adviser: string }): HTMLElement {
  const box = el("input", { type: "checkbox", "data-leave-out": reader.author });
  return el("div", { class: "card", "data-reader": reader.author },
    el("b", {}, reader.name), el("p", { class: "soft" }, [reader.profession, reader.appointed_by, reader.adviser].filter(Boolean).join("・")),
    el("label", { class: "choice" }, box, el("span", {}, rich("counter-js-desk-leave-out"))));
}

/** The page of it; `from.back` leads back to the sheet. */
export function filing(from: From): HTMLElement {
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
    el("p", { class: "progress", id: "filing-progress", role: "status" }),
    el("div", { class: "btns" }, go, back));
  back.addEventListener("click", from.back);
  const ready: { ready: Ready | null; of: string } = { ready: null, of: "" };
  go.addEventListener("click", () => busy(go, () => send(from, words, ready)));
  return section;
}

const say = (id: string, values?: Record<string, number>): void => byId("filing-progress").replaceChildren(rich(id, values));

async function send(from: From, words: HTMLTextAreaElement, kept: { ready: Ready | null; of: string }): Promise<void> {
  const { page, bundle, world } = from;
  const left = [...byId("filing-readers").querySelectorAll<HTMLInputElement>("[data-leave-out]")].filter((box) => box.checked);
  const leftOut = new Set(left.map((box) => box.dataset["leaveOut"] ?? ""));
  if (leftOut.size === bundle.roster.readers.length) return say("counter-js-desk-nobody");
  const level = bundle.policies.levels[0];
  const said: Said = { words: words.value, people: "", answers: {}, consent: level?.id ?? "", consent_text: plain(level?.text[page.hl] ?? "") };
  const over = tooLong(said, bundle.roster, leftOut);
  if (over > 0) return say("counter-js-desk-long", { n: Math.ceil(over / 3) });
  say("counter-js-desk-going");
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
  done(from, kept.ready.code);
}

function done(from: From, code: string): void {
  const back = button("filing-back", "btn second", "counter-js-back-sheet");
  back.addEventListener("click", from.back);
  const section = el("section", { class: "stack", "data-view": "desk" },
    el("h1", { tabindex: "-1" }, rich("counter-js-desk-done")),
    el("p", {}, rich("counter-js-desk-code")),
    el("ol", { class: "code", id: "code", "aria-label": t("counter-js-desk-code") }, ...groups(code).map((group) => el("li", {}, group))),
    el("div", { class: "btns" }, back));
  byId("view").replaceChildren(section);
  section.querySelector("h1")?.focus({ preventScroll: true });
}
