// One sitting from an empty desk to its first window: the desk's signing key, one's own key, the roster, and what is printed. What was
// made is kept at each step; only a signing key that was not saved yet is lost with the page, and then nothing was signed by it.

import { base64 } from "../protocol/bytes.ts";
import type { Roster } from "../protocol/roster.ts";
import * as api from "./api.ts";
import { plusDays } from "./clock.ts";
import { type Child, el } from "./element.ts";
import { button, clearFault, fault, faultPlace, field, form, handOver, inside, sayTrouble, value, whileWaiting } from "./fields.ts";
import { onForget } from "./keyring.ts";
import { keyView } from "./mykey.ts";
import { again, href, type View } from "./navigator.ts";
import { addressOf, grouped, rememberKey } from "./poster.ts";
import { type DeskKey, lockDeskKey, makeDeskKey, makePassphrase } from "./readerkey.ts";
import { cardOf, deskKey, LONGEST, next } from "./rosters.ts";
import { given, say, text } from "./say.ts";
import { changed } from "./session.ts";

interface Draft {
  key: DeskKey;
  words: string[];
  file: Uint8Array;
  asked: number[];
  /** The file was given to the browser to be saved. */
  handed: boolean;
  saved: boolean;
  /** Saved, and its words asked back: it may sign. */
  ready: boolean;
}

let draft: Draft | null = null;
onForget(() => {
  draft?.key.seed.fill(0);
  draft = null;
});

const FILE_NAME = "desk-key.age";
const STEPS = ["account", "signing", "own", "roster", "print"] as const;
type Step = (typeof STEPS)[number];

/** Whether this desk has no roster at all yet, so that its lead is still at the beginning. */
export const atBeginning = (who: api.Me): boolean => who.role === "lead" && who.windows.every((window) => window.roster === null);

export async function sittingView(who: api.Me): Promise<View> {
  const step = presentStep(who);
  const content = el(
    "div",
    { class: "narrow stack", id: "sitting", "data-step": step },
    steps(step),
    ...(await contentOf(step, who)),
  );
  return { title: text("sitting-js-title"), content };
}

function presentStep(who: api.Me): Step {
  if (who.windows.length > 0 && who.windows.every((window) => window.roster !== null)) return "print";
  if (!draft?.ready) return "signing";
  return who.key ? "roster" : "own";
}

function steps(present: Step): HTMLElement {
  const at = STEPS.indexOf(present);
  const line = (step: Step, nth: number): HTMLElement => {
    const state = nth < at ? "done" : nth === at ? "now" : "later";
    return el("li", { "data-state": state, "aria-current": nth === at ? "step" : undefined }, nth < at ? "✓ " : null, say(`sitting-js-step-${step}`));
  };
  return el("nav", { class: "soft", "aria-label": text("sitting-js-title") }, el("ol", { id: "steps" }, ...STEPS.map(line)));
}

async function contentOf(step: Step, who: api.Me): Promise<Child[]> {
  if (step === "signing") return draft === null ? beforeKey() : draft.saved ? askBack(draft) : showKey(draft);
  if (step === "own") return [(await keyView(who)).content];
  if (step === "roster") return roster(who);
  return print(who);
}

// The desk's signing key.

function beforeKey(): Child[] {
  return [
    el("h1", {}, say("sitting-js-signing-title")),
    el("p", {}, say("sitting-js-signing-lead")),
    button("make-desk-key", "sitting-js-signing-make", () => void whileWaiting("make-desk-key", make)),
    el(
      "details",
      { id: "signing-again", class: "fold" },
      el("summary", {}, el("span", {}, say("sitting-js-signing-again"))),
      inside(
        form(
          "signing-form",
          () => void whileWaiting("signing-open", open),
          field({ id: "signing-key-sitting", label: "desk-js-rosters-desk-key", kind: "file" }),
          field({ id: "signing-passphrase-sitting", label: "desk-js-passphrase-desk", kind: "password" }),
          faultPlace("signing-fault"),
          el("button", { id: "signing-open", class: "btn second" }, el("span", {}, say("sitting-js-signing-open"))),
        ),
      ),
    ),
  ];
}

async function make(): Promise<void> {
  const key = makeDeskKey();
  const words = makePassphrase();
  const file = await lockDeskKey(key, words.join(" "));
  const [one, other] = crypto.getRandomValues(new Uint8Array(2));
  draft = { key, words, file, asked: [(one ?? 0) % 3, 3 + ((other ?? 0) % 4)], handed: false, saved: false, ready: false };
  await again();
}

/** Taken up again: the file that was saved, by its words. */
async function open(): Promise<void> {
  clearFault("signing-fault");
  const key = await deskKey("sitting", "signing-fault");
  if (!key) return;
  draft = { key, words: [], file: new Uint8Array(), asked: [], handed: true, saved: true, ready: true };
  rememberKey(key.public);
  await again();
}

function showKey(made: Draft): Child[] {
  const words = el("ol", { id: "signing-words", class: "seven", lang: "en", "data-sealed": true }, ...made.words.map((word) => el("li", {}, word)));
  const save = (): void => {
    clearFault("signing-saved-fault");
    handOver(FILE_NAME, made.file);
    made.handed = true;
  };
  const on = (): void => {
    // Without the file no word opens anything, and no later key follows this one.
    if (!made.handed) return fault("signing-saved-fault", "sitting-js-signing-unsaved");
    made.saved = true;
    void again();
  };
  return [
    el("h1", {}, say("sitting-js-signing-made")),
    el("p", {}, say("sitting-js-signing-save")),
    button("save-desk-key", "sitting-js-signing-file", save),
    el("p", {}, say("sitting-js-signing-words")),
    words,
    el("p", { class: "note" }, say("sitting-js-signing-note")),
    faultPlace("signing-saved-fault"),
    button("signing-saved", "sitting-js-signing-saved", on),
  ];
}

function askBack(made: Draft): Child[] {
  const back = (): void => {
    made.saved = false;
    void again();
  };
  const check = async (): Promise<void> => {
    clearFault("signing-ask-fault");
    for (const place of made.asked) {
      const typed = value(`signing-word-${place + 1}`).normalize("NFKC").trim().toLowerCase();
      if (typed !== made.words[place]) return fault("signing-ask-fault", "sitting-js-signing-wrong", { number: place + 1 });
    }
    made.ready = true;
    rememberKey(made.key.public);
    await again();
  };
  return [
    el("h1", {}, say("desk-js-ask-title")),
    el("p", {}, say("desk-js-ask-lead")),
    form(
      "signing-ask-form",
      () => void whileWaiting("signing-ask", check),
      ...made.asked.map((place) =>
        el(
          "div",
          { class: "field" },
          el("label", { for: `signing-word-${place + 1}` }, say("desk-js-ask-word", { number: place + 1 })),
          el("input", { id: `signing-word-${place + 1}`, type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", lang: "en" }),
        ),
      ),
      faultPlace("signing-ask-fault"),
      el("button", { id: "signing-ask", class: "btn" }, el("span", {}, say("sitting-js-signing-go"))),
    ),
    button("signing-words-again", "desk-js-words-again", back, true),
  ];
}

// The first roster: oneself, for as many days as a roster may have.

function roster(who: api.Me): Child[] {
  const names = who.windows.map((window) => window.name).join(" ");
  return [
    el("h1", {}, say("sitting-js-roster-title")),
    el("p", {}, say("sitting-js-roster-lead", { name: who.name, names })),
    faultPlace("first-fault"),
    button("sign-first", "desk-js-rosters-sign", () => void whileWaiting("sign-first", () => sign(who))),
    el("p", { class: "soft" }, say("sitting-js-roster-later")),
  ];
}

async function sign(who: api.Me): Promise<void> {
  clearFault("first-fault");
  const key = draft?.key;
  if (!key) return again();
  const [keys, policies] = await Promise.all([api.offeredKeys(), api.policies()]);
  const readers = keys.filter((one) => one.author === who.key?.author).map((one) => cardOf(one, false));
  const { runs } = given("core") as { runs: Roster["runs"] };
  const said = { readers, runs, policies, epoch: 1, first_day: who.today, last_day: plusDays(who.today, LONGEST) };
  try {
    // Those that were signed before an answer was lost are not signed a second time.
    for (const window of who.windows.filter(({ roster }) => roster === null)) {
      await api.postRoster(window.organisation, base64(await next(window, key, said)));
    }
  } catch (trouble) {
    changed();
    return sayTrouble("first-fault", trouble);
  }
  key.seed.fill(0);
  draft = null;
  changed();
  await again();
}

// What is printed, and the test.

function print(who: api.Me): Child[] {
  const to = (id: string, path: string, label: string, name = ""): HTMLElement => el("li", {}, el("a", { id, href: path }, el("span", {}, say(label, { name }))));
  const prints = [...new Set(who.windows.flatMap((window) => addressOf(window)?.print ?? []))];
  const tests = who.windows.flatMap((window) => {
    const told = addressOf(window);
    return told ? [to(`test-${window.organisation}`, told.address, "sitting-js-print-test", window.name)] : [];
  });
  return [
    el("h1", {}, say("sitting-js-print-title")),
    el("p", {}, say("sitting-js-print-lead")),
    ...prints.map((print) => el("p", {}, say("sitting-js-print-fingerprint"), " ", el("b", { class: "mono", "data-fingerprint": print }, grouped(print)))),
    prints.length === 0 ? null : el("p", { class: "soft" }, say("sitting-js-print-fingerprint-what")),
    el(
      "ul",
      { class: "points ways" },
      ...who.windows.map((window) => to(`poster-${window.organisation}`, href(`/desk/poster/${window.organisation}`), "sitting-js-print-poster", window.name)),
      to("to-inventory", href("/desk/inventory"), "sitting-js-print-inventory"),
      to("to-paper", href("/desk/key"), "sitting-js-print-paper"),
      to("to-invite", href("/desk/invitations"), "sitting-js-print-invite"),
      ...tests,
    ),
    el("p", { id: "to-letters" }, say("sitting-js-print-mail"), " ", el("a", { href: href("/desk/sign-in") }, say("sitting-js-print-mail-way"))),
    el("p", { class: "soft" }, say("sitting-js-print-contacts")),
  ];
}
