// Opening the key once, with the list of days beside it.

import { unbase64 } from "../protocol/bytes.ts";
import type { Me } from "./api.ts";
import { el } from "./element.ts";
import { clearFault, fault, faultPlace, field, form, value, whileWaiting } from "./fields.ts";
import { holdKey } from "./keyring.ts";
import { expiryNotes, lockedList } from "./list.ts";
import { opening, passkeysOf } from "./lock.ts";
import { again, type View } from "./navigator.ts";
import type { Passkey } from "./ownapi.ts";
import { meantPassphrase, NotAKey, unlockKey, WrongPassphrase } from "./readerkey.ts";
import { say, text } from "./say.ts";
import { cases } from "./session.ts";

export async function unlockView(who: Me): Promise<View> {
  const [rows, passkeys] = await Promise.all([cases(true), passkeysOf(who)]);
  const content = el(
    "div",
    { class: "desk locked" },
    lockedList(who, rows),
    el(
      "section",
      { class: "pane stack" },
      el("h1", { "data-heading": true }, say("desk-js-unlock-title")),
      el("p", {}, say("desk-js-unlock-lead")),
      unlockForm(who, passkeys),
      ...expiryNotes(who),
      el("p", { class: "soft" }, say("desk-js-unlock-once")),
    ),
  );
  return { title: text("desk-js-unlock-title"), content, wide: true };
}

/** The field for the seven words, and beside it a passkey that opens a copy; the page is drawn anew once the key is open. */
export function unlockForm(who: Me, passkeys: Passkey[]): HTMLElement {
  return el("div", { class: "stack" }, opening(who, passkeys), wordsForm(who));
}

function wordsForm(who: Me): HTMLElement {
  return form(
    "unlock-form",
    () => void whileWaiting("unlock", () => unlock(who)),
    field({ id: "passphrase", label: "desk-js-passphrase", kind: "password", note: "desk-js-passphrase-note" }),
    faultPlace("unlock-fault"),
    el("button", { id: "unlock", class: "btn" }, el("span", {}, say("desk-js-unlock"))),
  );
}

async function unlock(who: Me): Promise<void> {
  clearFault("unlock-fault");
  const typed = value("passphrase");
  if (typed.trim() === "") return fault("unlock-fault", "desk-js-passphrase-empty");
  if (!who.key) return;
  try {
    const key = await unlockKey(unbase64(who.key.file), meantPassphrase(typed));
    // The server names the key; what it sealed must be that one, or the roster speaks of another.
    if (key.author !== who.key.author || key.recipient !== who.key.recipient) return fault("unlock-fault", "desk-js-key-other");
    holdKey(key);
  } catch (trouble) {
    if (trouble instanceof WrongPassphrase) return fault("unlock-fault", "desk-js-passphrase-wrong");
    if (trouble instanceof NotAKey) return fault("unlock-fault", "desk-js-key-broken");
    throw trouble;
  }
  await again();
}
