// Another signing key of the desk: the old one names it, and it signs every organisation's next roster at once.

import { base64 } from "../protocol/bytes.ts";
import type { Roster } from "../protocol/roster.ts";
import * as api from "./api.ts";
import { plusDays, yearDayText } from "./clock.ts";
import { signedSuccession } from "./compose.ts";
import { el } from "./element.ts";
import { button, clearFault, fault, faultPlace, field, form, handOver, sayTrouble, tell, value, whileWaiting } from "./fields.ts";
import { onForget } from "./keyring.ts";
import { again, go, type View } from "./navigator.ts";
import { type DeskKey, lockDeskKey, makeDeskKey, makePassphrase } from "./readerkey.ts";
import { cardOf, deskKey, follows, LONGEST, next, was } from "./rosters.ts";
import { say, text } from "./say.ts";
import { changed, rosterOf } from "./session.ts";

const FILE_NAME = "sotomado-desk-key.age";
/** The fields of the old key bear this in the place of an organisation. */
const OLD = "succession";

type Made = { old: DeskKey; key: DeskKey; words: string[]; file: Uint8Array; asked: number[]; taken: boolean; noted: boolean };

let made: Made | null = null;

function drop(): void {
  made?.old.seed.fill(0);
  made?.key.seed.fill(0);
  made = null;
}
onForget(drop);

export async function successionView(who: api.Me): Promise<View> {
  const windows = signedWindows(who);
  const content = el(
    "div",
    { class: "narrow stack", id: "succession" },
    el("h1", {}, say("desk-js-succession-title")),
    ...(windows.length === 0 ? [el("p", {}, say("desk-js-succession-none"))] : !made ? begin(who) : made.noted ? askBack(who, made) : words(made)),
  );
  return { title: text("desk-js-succession-title"), content };
}

/** A window without a roster has no key yet that another could follow. */
const signedWindows = (who: api.Me): { window: api.WindowOfDesk; frame: string; old: Roster }[] =>
  who.windows.flatMap((window) => (window.roster ? [{ window, frame: window.roster, old: rosterOf(window.roster) }] : []));

function begin(who: api.Me): HTMLElement[] {
  return [
    el("p", {}, say("desk-js-succession-lead")),
    el("ul", {}, ...signedWindows(who).map(({ window }) => el("li", {}, window.name))),
    el("p", { class: "soft" }, say("desk-js-succession-note")),
    form(
      "succession-form",
      () => void whileWaiting("succession-begin", () => make(who)),
      field({ id: `signing-key-${OLD}`, label: "desk-js-succession-old", kind: "file", note: "desk-js-rosters-desk-key-note" }),
      field({ id: `signing-passphrase-${OLD}`, label: "desk-js-passphrase-desk", kind: "password" }),
      faultPlace("succession-fault"),
      el("button", { id: "succession-begin", class: "btn" }, el("span", {}, say("desk-js-succession-begin"))),
    ),
  ];
}

async function make(who: api.Me): Promise<void> {
  clearFault("succession-fault");
  const old = await deskKey(OLD, "succession-fault");
  if (!old) return;
  if (!signedWindows(who).every(({ window, frame }) => follows(window, frame, old.public))) return fault("succession-fault", "desk-js-rosters-doubted");
  const key = makeDeskKey();
  const drawn = crypto.getRandomValues(new Uint8Array(2));
  const asked = [(drawn[0] ?? 0) % 3, 3 + ((drawn[1] ?? 0) % 4)];
  const passphrase = makePassphrase();
  made = { old, key, words: passphrase, file: await lockDeskKey(key, passphrase.join(" ")), asked, taken: false, noted: false };
  await again();
}

function words(of: Made): HTMLElement[] {
  const list = el("ol", { id: "passphrase-words", class: "seven", lang: "en" }, ...of.words.map((word) => el("li", {}, word)));
  list.dataset["sealed"] = "";
  const take = () => {
    of.taken = true;
    handOver(FILE_NAME, of.file);
  };
  const noted = () => {
    // The words open nothing without the file.
    if (!of.taken) return fault("succession-fault", "desk-js-succession-not-taken");
    of.noted = true;
    void again();
  };
  return [
    el("p", {}, say("desk-js-succession-words")),
    list,
    el("p", { class: "note" }, say("desk-js-succession-words-note")),
    button("download-desk-key", "desk-js-succession-download", take, true),
    faultPlace("succession-fault"),
    button("words-noted", "desk-js-words-noted", noted),
  ];
}

function askBack(who: api.Me, of: Made): HTMLElement[] {
  const back = () => {
    of.noted = false;
    void again();
  };
  const numbered = (place: number): HTMLElement =>
    el(
      "div",
      { class: "field" },
      el("label", { for: `word-${place + 1}` }, say("desk-js-ask-word", { number: place + 1 })),
      el("input", { id: `word-${place + 1}`, type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", lang: "en" }),
    );
  return [
    el("p", {}, say("desk-js-succession-ask")),
    form(
      "succession-ask",
      () => void whileWaiting("succession-sign", () => sign(who, of)),
      ...of.asked.map(numbered),
      faultPlace("succession-fault"),
      el("button", { id: "succession-sign", class: "btn" }, el("span", {}, say("desk-js-succession-sign"))),
    ),
    button("words-again", "desk-js-words-again", back, true),
  ];
}

/** Every organisation's word and next roster: the same people, from today. */
async function sign(who: api.Me, of: Made): Promise<void> {
  clearFault("succession-fault");
  for (const place of of.asked) {
    const typed = value(`word-${place + 1}`).normalize("NFKC").trim().toLowerCase();
    if (typed !== of.words[place]) return fault("succession-fault", "desk-js-ask-wrong", { number: place + 1 });
  }
  const [offered, policies] = await Promise.all([api.offeredKeys(), api.policies()]);
  const last = plusDays(who.today, LONGEST);
  const windows = [];
  for (const { window, old } of signedWindows(who)) {
    const readers = offered.flatMap((key) => {
      const before = was(old, key);
      return before ? [cardOf(key, before.deputy === true, before.earlier)] : [];
    });
    if (readers.length < old.readers.length) return fault("succession-fault", "desk-js-succession-readers", { name: window.name });
    const changedText = policies.some(({ file, sha256 }) => !old.policies.some((known) => known.file === file && known.sha256 === sha256));
    if (changedText) return fault("succession-fault", "desk-js-succession-texts", { name: window.name });
    const roster = await next(window, of.key, { readers, runs: old.runs, policies, epoch: old.epoch + 1, first_day: who.today, last_day: last });
    const succession = signedSuccession(window.window, of.old, of.key.public, who.today);
    windows.push({ organisation: window.organisation, succession: base64(succession), roster: base64(roster) });
  }
  try {
    await api.postSuccessions(windows);
  } catch (trouble) {
    return sayTrouble("succession-fault", trouble);
  }
  drop();
  changed();
  await go("/desk/rosters");
  tell("desk-js-succession-signed", { day: yearDayText(last) });
}
