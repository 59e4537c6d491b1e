// Making or bringing a key, keeping it, and waiting to be put on the roster.

import { base64, hex, sha256, unbase64, utf8 } from "../protocol/bytes.ts";
import * as api from "./api.ts";
import { el } from "./element.ts";
import { button, clearFault, fault, faultPlace, field, form, handOver, inside, sayTrouble, value, whileWaiting } from "./fields.ts";
import { formerPart, handAll, keepFormer } from "./formerkey.ts";
import { holdKey, onForget, openKey, type ReaderKey } from "./keyring.ts";
import { locks, passkeysOf } from "./lock.ts";
import { again, go, type View } from "./navigator.ts";
import { fromFile, fromText, NoCode, NoReader } from "./keypicture.ts";
import { offNotes } from "./offroster.ts";
import type { Passkey } from "./ownapi.ts";
import { paperFold, sheetView } from "./paper.ts";
import { lockKey, makeKey, makePassphrase, meantPassphrase, NotAKey, unlockKey, WrongPassphrase } from "./readerkey.ts";
import { handsWords } from "./return.ts";
import { say, text } from "./say.ts";
import { openOld, replacing, standing, wordsFor } from "./replacekey.ts";
import { changed, me, rostersWithMe } from "./session.ts";
import { unlockForm } from "./unlock.ts";

/** A key that was just made and not yet kept. */
interface Draft {
  key: ReaderKey;
  words: string[];
  asked: number[];
  noted: boolean;
}

let draft: Draft | null = null;
onForget(() => {
  draft = null;
});

const FILE_NAME = "sotomado-key.age";

export async function keyView(who: api.Me): Promise<View> {
  const sheets = sheetView();
  if (sheets) return sheets;
  if (draft) return draft.noted ? askBackView(who, draft) : wordsView(draft);
  return who.key ? keptView(who, who.key, await passkeysOf(who), await formerPart(who)) : beginView(who);
}

function beginView(who: api.Me): View {
  const content = el(
    "div",
    { class: "narrow stack" },
    el("h1", {}, say("desk-js-key-title")),
    el("p", {}, say("desk-js-key-lead")),
    button("make-key", "desk-js-key-make", () => void whileWaiting("make-key", begin)),
    importForm(who),
  );
  return { title: text("desk-js-key-title"), content };
}

/** Where there is a key already, no other file takes its place without the password: a session alone is a laptop left open. */
function passwordField(who: api.Me, id: string): HTMLElement | null {
  return who.key && field({ id, label: "desk-js-key-password", kind: "password", complete: "current-password" });
}

function importForm(who: api.Me): HTMLElement {
  return el(
    "details",
    { id: "import", class: "fold" },
    el("summary", {}, el("span", {}, say("desk-js-key-import-title"))),
    inside(
    form(
      "import-form",
      () => void whileWaiting("import-key", bring),
      field({ id: "import-file", label: "desk-js-key-import-file", kind: "file", note: "sitting-js-import-note" }),
      el(
        "div",
        { class: "field" },
        el("label", { for: "import-text" }, say("sitting-js-import-text")),
        el("textarea", { id: "import-text", class: "mono", rows: 4, autocomplete: "off", spellcheck: "false", lang: "en" }),
      ),
      field({ id: "import-passphrase", label: "desk-js-passphrase", kind: "password" }),
      passwordField(who, "import-password"),
      faultPlace("import-fault"),
      el("button", { id: "import-key", class: "btn second" }, el("span", {}, say("desk-js-key-import"))),
    ),
    ),
  );
}

async function begin(): Promise<void> {
  const key = await makeKey();
  const drawn = crypto.getRandomValues(new Uint8Array(2));
  const first = (drawn[0] ?? 0) % 3;
  draft = { key, words: makePassphrase(), asked: [first, 3 + ((drawn[1] ?? 0) % 4)], noted: false };
  await again();
}

function wordsView(made: Draft): View {
  const noted = () => {
    made.noted = true;
    void again();
  };
  const list = el("ol", { id: "passphrase-words", class: "seven", lang: "en" }, ...made.words.map((word) => el("li", {}, word)));
  list.dataset["sealed"] = "";
  const content = el(
    "div",
    { class: "narrow stack" },
    el("h1", {}, say("desk-js-words-title")),
    el("p", {}, say("desk-js-words-lead")),
    list,
    el("p", { class: "note" }, say("desk-js-words-note")),
    button("words-noted", "desk-js-words-noted", noted),
  );
  return { title: text("desk-js-words-title"), content };
}

function askBackView(who: api.Me, made: Draft): View {
  const back = () => {
    made.noted = false;
    void again();
  };
  const content = el(
    "div",
    { class: "narrow stack" },
    el("h1", {}, say("desk-js-ask-title")),
    el("p", {}, say("desk-js-ask-lead")),
    form(
      "ask-form",
      () => void whileWaiting("keep-key", () => keep(who, made)),
      ...made.asked.map((place) => numbered(place)),
      replacing(who),
      passwordField(who, "keep-password"),
      faultPlace("ask-fault"),
      el("button", { id: "keep-key", class: "btn" }, el("span", {}, say("desk-js-key-keep"))),
    ),
    button("words-again", "desk-js-words-again", back, true),
  );
  return { title: text("desk-js-ask-title"), content };
}

function numbered(place: number): HTMLElement {
  const id = `word-${place + 1}`;
  return el(
    "div",
    { class: "field" },
    el("label", { for: id }, say("desk-js-ask-word", { number: place + 1 })),
    el("input", { id, type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", lang: "en" }),
  );
}

async function keep(who: api.Me, made: Draft): Promise<void> {
  clearFault("ask-fault");
  for (const place of made.asked) {
    const typed = value(`word-${place + 1}`).normalize("NFKC").trim().toLowerCase();
    if (typed !== made.words[place]) return fault("ask-fault", "desk-js-ask-wrong", { number: place + 1 });
  }
  const words = await wordsFor(who, made.key, "ask-fault");
  if (!words) return;
  const old = openOld(who);
  const file = await lockKey(made.key, made.words.join(" "));
  if (!(await upload("ask-fault", made.key, file, { ...words, ...password("keep-password") }))) return;
  if (old && standing(who).length > 0) keepFormer(old);
  old?.seed.fill(0);
  await settled();
  // Where the desk's key signed at once, what the old key opened goes to the new one at once.
  const now = words.rosters ? await me() : null;
  if (now) await handAll(now, made.key);
}

async function bring(): Promise<void> {
  clearFault("import-fault");
  const file = (document.getElementById("import-file") as HTMLInputElement | null)?.files?.[0];
  const typed = value("import-text");
  if (!file && typed.trim() === "") return fault("import-fault", "desk-js-key-import-none");
  let bytes: Uint8Array;
  let key: ReaderKey;
  try {
    bytes = file ? await fromFile(file) : fromText(typed);
    key = await unlockKey(bytes, meantPassphrase(value("import-passphrase")));
  } catch (trouble) {
    if (trouble instanceof WrongPassphrase) return fault("import-fault", "desk-js-passphrase-wrong");
    if (trouble instanceof NotAKey) return fault("import-fault", "desk-js-key-import-not");
    if (trouble instanceof NoCode) return fault("import-fault", "sitting-js-import-no-code");
    if (trouble instanceof NoReader) return fault("import-fault", "sitting-js-paper-unloaded");
    throw trouble;
  }
  if (await upload("import-fault", key, bytes, password("import-password"))) await settled();
}

const password = (id: string): Pick<api.NewKey, "password"> => (document.getElementById(id) ? { password: value(id) } : {});

async function upload(place: string, key: ReaderKey, file: Uint8Array, words: Pick<api.NewKey, "follows" | "rosters" | "password">): Promise<boolean> {
  try {
    await api.putKey({ author: key.author, recipient: key.recipient, file: base64(file), ...words });
  } catch (trouble) {
    if (trouble instanceof api.Refused && trouble.code === "wrong-password") fault(place, "sitting-js-paper-wrong");
    else sayTrouble(place, trouble);
    return false;
  }
  draft = null;
  holdKey(key);
  changed();
  return true;
}

async function settled(): Promise<void> {
  // Where a lead makes it on the way to the first roster, that way goes on.
  await (location.pathname === "/desk/begin" ? again() : go("/desk/key"));
}

function keptView(who: api.Me, kept: { author: string; recipient: string; file: string }, passkeys: Passkey[], former: HTMLElement | null): View {
  const content = el(
    "div",
    { class: "narrow stack" },
    el("h1", {}, say("desk-js-kept-title")),
    el("p", {}, say("desk-js-kept-lead")),
    next(who),
    facts(kept),
    openKey() ? null : unlockForm(who, passkeys),
    former,
    button("download-key", "desk-js-key-download", () => handOver(FILE_NAME, unbase64(kept.file))),
    el("p", { class: "soft" }, say("desk-js-kept-note")),
    openKey() ? locks(passkeys) : null,
    paperFold(who, keyNumber(kept)),
    importForm(who),
    el(
      "details",
      { id: "renew", class: "fold" },
      el("summary", {}, el("span", {}, say("desk-js-renew-title"))),
      inside(
        el("p", {}, say("desk-js-renew-lead")),
        el("ol", { class: "points" }, ...["make", "tell", "hand"].map((step) => el("li", {}, say(`desk-js-renew-${step}`)))),
        button("renew-key", "sitting-js-hands-make", () => void whileWaiting("renew-key", begin), true),
      ),
    ),
    el(
      "details",
      { id: "hands", class: "fold" },
      el("summary", {}, el("span", {}, say("sitting-js-hands-title"))),
      inside(handsWords(false), button("new-key", "sitting-js-hands-make", () => void whileWaiting("new-key", begin), true)),
    ),
  );
  return { title: text("desk-js-kept-title"), content };
}

/** What is left to do while no roster names the key: whoever signs compares its number, and a key without a copy is lost with its laptop. */
function next(who: api.Me): HTMLElement | null {
  if (rostersWithMe(who).length > 0) return null;
  const steps = [...(who.role === "lead" ? [] : ["tell"]), "paper"];
  return el("div", { id: "key-next", class: "note" }, el("ul", { class: "points" }, ...steps.map((step) => el("li", {}, say(`desk-js-kept-${step}`)))));
}

export async function waitingView(who: api.Me): Promise<View> {
  const passkeys = await passkeysOf(who);
  const check = () => {
    changed();
    void again();
  };
  const kept = who.key;
  const off = offNotes(who);
  const title = off.length > 0 ? "desk-js-off-title" : "desk-js-roster-wait-title";
  const content = el(
    "div",
    { class: "narrow stack", id: "waiting" },
    el("h1", {}, say(title)),
    ...(off.length > 0 ? off : [el("p", {}, say("desk-js-roster-wait-lead"))]),
    kept ? facts(kept) : null,
    kept && !openKey() ? unlockForm(who, passkeys) : null,
    button("check-again", "desk-js-roster-wait-check", check),
    kept ? button("download-key", "desk-js-key-download", () => handOver(FILE_NAME, unbase64(kept.file)), true) : null,
  );
  return { title: text(title), content };
}

/** The numbers of the key as this document opened it: a server could say another to each of those who compare. */
function facts(kept: { author: string; recipient: string }): HTMLElement {
  const key = openKey();
  if (!key) return el("p", { id: "number-closed", class: "note" }, say("desk-js-key-number-closed"));
  if (key.author !== kept.author || key.recipient !== kept.recipient) return el("p", { id: "key-other", class: "fault" }, say("desk-js-key-other"));
  return el(
    "dl",
    { class: "facts" },
    el("div", {}, el("dt", {}, say("desk-js-key-number")), el("dd", { class: "mono" }, keyNumber(key))),
    el("div", {}, el("dt", {}, say("desk-js-key-recipient")), el("dd", { class: "mono" }, key.recipient)),
  );
}

/** Enough of both keys to compare over the telephone: who seals to a reader needs the one, who checks a signature the other. */
export function keyNumber({ author, recipient }: { author: string; recipient: string }): string {
  return (hex(sha256(utf8(`${author} ${recipient}`))).slice(0, 24).match(/.{4}/g) ?? []).join(" ");
}
