// A report for somebody who calls, wrote on paper or came: written down while listening, and sealed here as their own browser would.

import { firstAnswer, readDays } from "../asked/days.ts";
import { readAsking, type Asking } from "../asked/policies.ts";
import { drawQuestions, type Asked } from "../asked/questions.ts";
import { text as textOf, unbase64 } from "../protocol/bytes.ts";
import { readCode } from "../protocol/code.ts";
import { WAYS, type Way, writeHeard } from "../protocol/heard.ts";
import { changedPolicies, type Roster, trust } from "../protocol/roster.ts";
import { makeReport, type Ready, type Said, tooLong } from "../seal/report.ts";
import { remaining } from "../seal/readers.ts";
import { plain } from "../words/ruby.ts";
import { byEar } from "./aloud.ts";
import * as api from "./api.ts";
import { el } from "./element.ts";
import { button, clearFault, fault, faultPlace, sayTrouble, whileWaiting } from "./fields.ts";
import { finder } from "./find.ts";
import { isOpen, onForget, onLoss, type ReaderKey } from "./keyring.ts";
import { again, type View } from "./navigator.ts";
import { given, language, say, text } from "./say.ts";

/** A window at which this counsellor reads, with the roster that is believed and what it asks. */
type Window = { roster: Roster; digest: string; asking: Asking; first: { day: string; hour: number } };
/** What is typed, and what was sealed from it: sent again as it is until something changes. In this document's memory alone. */
type Sheet = { node: HTMLElement; words: HTMLTextAreaElement; people: HTMLInputElement; typed: HTMLInputElement; window: Window; asked: Asked; ready: { ready: Ready; from: string } | null };

let sheet: Sheet | null = null;
/** The code of what was kept, until it was given and written down. */
let filed: { code: string; window: Window; first: boolean; way: Way; own: boolean } | null = null;
onForget(() => {
  wipe();
  sheet = null;
  filed = null;
});
/** What was sent may be kept, also while no answer has come: its code is known here alone. */
const unwritten = (): boolean => filed !== null || (sheet !== null && sheet.ready !== null);
onLoss(unwritten);
addEventListener("beforeunload", (event) => {
  if (unwritten() || (sheet && sheet.words.value.trim() !== "")) event.preventDefault();
});

const chance = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));
/** The first character of a code by which a report is sealed in a browser. */
const MADE_HERE = "2";
/** About the length of a counsellor's word in the report. */
const WORD = 900;

export async function phoneView(who: api.Me, key: ReaderKey): Promise<View> {
  const windows = windowsOf(who, key);
  const [first] = windows;
  const content = filed ? codePage(filed) : first ? page(who, key, windows, first) : el("p", { id: "caller-none", class: "note" }, say("phone-js-none"));
  return { title: text("phone-js-title"), content: el("div", { class: "narrow stack", id: "phone" }, el("h1", {}, say("phone-js-title")), content, filed ? null : finder(who, key)) };
}

/** Believed as far as the window's page believes it without a poster: the texts are those that the signed roster names. */
function windowsOf(who: api.Me, key: ReaderKey): Window[] {
  const all = given("telling") as Record<string, string>;
  const texts = Object.fromEntries(["intake.toml", "consent.toml", "hours.toml", "holidays.toml"].map((file) => [file, all[file] ?? ""]));
  return who.windows.flatMap(({ window, organisation, roster: frame, successions }) => {
    if (frame === null) return [];
    const found = trust(unbase64(frame), successions.map(unbase64), { window, today: who.today, print: null });
    if ("fault" in found || found.roster.organisation !== organisation || changedPolicies(found.roster, texts).length > 0) return [];
    const { roster, digest } = found;
    const reads = roster.readers.some((reader) => reader.author === key.author);
    return reads ? [{ roster, digest, asking: readAsking(texts), first: firstAnswer({ days: readDays(texts) }, who.today) }] : [];
  });
}

function page(who: api.Me, key: ReaderKey, windows: Window[], first: Window): HTMLElement {
  if (sheet && windows.some(({ digest }) => digest === sheet?.window.digest)) return sheet.node;
  sheet = fresh(who, key, windows, first);
  return sheet.node;
}

function fresh(who: api.Me, key: ReaderKey, windows: Window[], window: Window): Sheet {
  const words = el("textarea", { id: "caller-words", rows: "8", autocomplete: "off", spellcheck: "false", writingsuggestions: "false", "aria-describedby": "caller-words-note" });
  const people = el("input", { id: "caller-people", type: "text", autocomplete: "off", spellcheck: "false", writingsuggestions: "false" });
  const typed = el("input", { id: "caller-code", type: "text", class: "paste", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", "aria-describedby": "caller-code-note" });
  const onPaper = el("div", { class: "field", hidden: true }, el("label", { for: typed.id }, say("phone-js-typed-paper")), el("p", { id: "caller-code-note", class: "hint" }, say("phone-js-typed-paper-note")), typed);
  const readers = el("div", { id: "caller-readers", class: "stack" });
  const made: Sheet = { node: el("div"), words, people, typed, window, asked: drawQuestions(window.asking, language(), who.today), ready: null };
  const choose = (chosen: Window): void => {
    made.window = chosen;
    readers.replaceChildren(...chosen.roster.readers.map(card));
  };
  choose(window);
  const of = el("select", { id: "caller-window" }, ...windows.map(({ roster }, place) => el("option", { value: String(place) }, roster.name)));
  of.addEventListener("change", () => choose(windows[Number(of.value)] ?? window));
  const send = (): void => void whileWaiting("caller-send", () => file(key, made));
  made.node = el(
    "div",
    { class: "stack", "data-sealed": true },
    el("p", {}, say("phone-js-lead")),
    el("p", { class: "note" }, say("phone-js-ask-none")),
    windows.length > 1 ? el("div", { class: "field" }, el("label", { for: of.id }, say("phone-js-window")), of) : el("p", {}, el("b", {}, window.roster.name)),
    el("fieldset", {}, el("legend", {}, say("phone-js-way")), ...WAYS.map(way)),
    onPaper,
    el("div", { class: "field" }, el("label", { for: words.id }, say("phone-js-words")), el("p", { id: "caller-words-note", class: "hint" }, say("phone-js-words-note")), words),
    el("div", { class: "field" }, el("label", { for: people.id }, say("phone-js-people")), people),
    el("h2", {}, say("phone-js-more")),
    made.asked.node,
    el("h2", {}, say("phone-js-readers")),
    el("p", { class: "soft" }, say("phone-js-readers-note")),
    readers,
    el("p", { class: "soft" }, say("phone-js-known")),
    faultPlace("caller-fault"),
    button("caller-send", "phone-js-send", send),
  );
  made.node.addEventListener("change", () => (onPaper.hidden = wayOf(made) !== "paper"));
  return made;
}

const wayOf = ({ node }: Sheet): Way => (ticked(node, "[name=caller-way]")[0]?.value ?? "phone") as Way;

function way(one: Way): HTMLElement {
  return el("label", { class: "choice", for: `way-${one}` }, el("input", { id: `way-${one}`, type: "radio", name: "caller-way", value: one, checked: one === "phone" }), el("span", {}, say(`phone-js-way-${one}`)));
}

function card(reader: Roster["readers"][number]): HTMLElement {
  const id = `out-${reader.author.slice(0, 16)}`;
  const facts = [reader.profession, reader.appointed_by, reader.adviser].filter((one) => one !== "").join("・");
  return el(
    "div",
    { class: "card", "data-reader": reader.author },
    el("b", {}, reader.name),
    el("p", { class: "soft" }, facts),
    reader.deputy ? el("p", {}, say("desk-js-deputy")) : null,
    el("label", { class: "choice", for: id }, el("input", { id, type: "checkbox", "data-leave-out": reader.author, "aria-label": text("phone-js-leave-out-named", { name: reader.name }) }), el("span", {}, say("phone-js-leave-out"))),
  );
}

const ticked = (from: HTMLElement, selector: string): HTMLInputElement[] => [...from.querySelectorAll<HTMLInputElement>(selector)].filter((box) => box.checked);

function saidOf({ words, people, asked }: Sheet): Said {
  const level = asked.consent();
  return { words: words.value, people: people.value.trim(), answers: asked.answers(), consent: level.id, consent_text: plain(level.text[language()]) };
}

/** Sealed once and sent as it is, however often: whoever loses an answer says nothing twice. */
async function file(key: ReaderKey, made: Sheet): Promise<void> {
  clearFault("caller-fault");
  const { window, node } = made;
  const said = saidOf(made);
  const out = new Set(ticked(node, "[data-leave-out]").map((box) => box.dataset["leaveOut"] ?? ""));
  const came = wayOf(made);
  if (said.words.trim() === "") return fault("caller-fault", "phone-js-empty");
  if (remaining(window.roster, out).length === 0) return fault("caller-fault", "phone-js-nobody");
  const over = tooLong(said, window.roster, out, WORD);
  if (over > 0) return fault("caller-fault", "phone-js-long", { n: Math.ceil(over / 3) });
  const reading = readCode(made.typed.value, MADE_HERE);
  const own = came === "paper" && made.typed.value.trim() !== "";
  if (own && reading.is !== "whole") return fault("caller-fault", reading.is === "check" ? "phone-js-typed-check-paper" : "phone-js-typed-short-paper");
  const onPaper = own && reading.is === "whole" ? reading.code : null;
  const from = JSON.stringify([said, [...out], came, window.digest, onPaper]);
  if (made.ready?.from !== from) {
    // What was sent before may have arrived although no answer came back: the same code makes the server say so.
    const earlier = onPaper ?? made.ready?.ready.code;
    const code = earlier === undefined ? {} : { code: earlier };
    const heard = (of: Parameters<typeof writeHeard>[0]): string => writeHeard(of, came, key.seed);
    made.ready = { ready: await makeReport(said, { roster: window.roster, digest: window.digest, leftOut: out, now: new Date(), chance, heard, ...code }), from };
  }
  const { ready } = made.ready;
  try {
    await api.fileHeard(window.roster.organisation, JSON.parse(textOf(ready.body)) as object);
  } catch (trouble) {
    const kept = trouble instanceof api.Refused && trouble.code === "first-kept";
    if (!kept) return sayTrouble("caller-fault", trouble);
    // An earlier wording of this very report arrived; what stands here stays, to be said in the case.
    if (isOpen(key)) filed = { code: ready.code, window, first: true, way: came, own };
    return again();
  }
  if (!isOpen(key)) return;
  filed = { code: ready.code, window, first: false, way: came, own };
  wipe();
  sheet = null;
  await again();
}

function wipe(): void {
  sheet?.ready?.ready.keys.author.fill(0);
  sheet?.ready?.ready.keys.mailbox.fill(0);
}

function codePage(of: NonNullable<typeof filed>): HTMLElement {
  const done = (): void => {
    filed = null;
    void again();
  };
  const earlier = of.first ? [el("p", { id: "caller-first-kept", class: "note" }, say("phone-js-first-kept")), el("p", { class: "words", "data-sealed": true }, sheet?.words.value ?? "")] : [];
  // Made anew each time: what was opened is taken off a page that is left, and the code with it.
  return el("div", { class: "stack" }, el("p", { id: "caller-filed", class: "note no-print", role: "status" }, say(of.own ? "phone-js-filed-own" : of.way === "phone" ? "phone-js-filed" : `phone-js-filed-${of.way}`)), ...earlier, byEar(of.code, { way: of.way, name: of.window.roster.name, organisation: of.window.roster.organisation, first: of.window.first }, done));
}
