// A second copy of the open key under a passkey, beside the file with the seven words; and opening the key by it.

import { base64, unbase64 } from "../protocol/bytes.ts";
import type { Me } from "./api.ts";
import { dared, sayFault } from "./dared.ts";
import { el } from "./element.ts";
import { button, clearFault, fault, faultPlace, whileWaiting } from "./fields.ts";
import { holdKey, openKey, type ReaderKey } from "./keyring.ts";
import { again, href } from "./navigator.ts";
import * as api from "./ownapi.ts";
import { lockWith, openWith, passkeysHere } from "./passkey.ts";
import { keyText, readKey } from "./readerkey.ts";
import { say } from "./say.ts";

/** The passkeys of this account, without asking where it has none. */
export async function passkeysOf(who: Me): Promise<api.Passkey[]> {
  return who.second_factor === "some" ? (await api.own()).passkeys : [];
}

/** Buttons that open the key by a passkey, for those that have a copy. */
export function opening(who: Me, all: api.Passkey[]): HTMLElement | null {
  const copies = all.filter((one) => one.key_copy !== null);
  if (copies.length === 0 || !passkeysHere()) return null;
  return el("div", { id: "unlock-by-passkey", class: "stack" }, ...copies.map((one) => openButton(who, one)), faultPlace("unlock-passkey-fault"));
}

function openButton(who: Me, one: api.Passkey): HTMLElement {
  const id = `unlock-${one.id}`;
  const open = () => void whileWaiting(id, () => openBy(who, one));
  return el("button", { id, type: "button", class: "btn", "data-unlock": true, on: { click: open } }, el("span", {}, say("own-js-open", { name: one.label })));
}

async function openBy(who: Me, one: api.Passkey): Promise<void> {
  clearFault("unlock-passkey-fault");
  if (!who.key || one.key_copy === null) return;
  let key: ReaderKey;
  try {
    key = await readKey(await openWith(one.credential, unbase64(one.key_copy)));
  } catch (trouble) {
    return sayFault("unlock-passkey-fault", trouble);
  }
  // As with the seven words: the server names the key, and the copy must be that one.
  if (key.author !== who.key.author || key.recipient !== who.key.recipient) return fault("unlock-passkey-fault", "desk-js-key-other");
  holdKey(key);
  await again();
}

/** For each passkey, whether it opens the key, and the change; while the key is open. */
export function locks(all: api.Passkey[]): HTMLElement {
  const lines = all.map((one) => el("li", { "data-passkey": one.id }, el("b", {}, one.label), " ", one.key_copy === null ? keepButton(one) : dropButton(one)));
  return el(
    "section",
    { class: "card stack", id: "locks" },
    el("h2", {}, say("own-js-locks")),
    el("p", {}, say("own-js-locks-lead")),
    lines.length === 0 || !passkeysHere()
      ? el("p", { class: "way" }, el("a", { id: "locks-none", href: href("/desk/sign-in") }, el("span", {}, say("own-js-locks-none"))))
      : el("ul", { class: "points" }, ...lines),
    faultPlace("locks-fault"),
  );
}

function keepButton(one: api.Passkey): HTMLElement {
  const id = `lock-${one.id}`;
  return button(id, "own-js-lock", () => void whileWaiting(id, () => dared("locks-fault", "own-js-locked", () => keep(one))), true);
}

async function keep(one: api.Passkey): Promise<void> {
  const key = openKey();
  if (!key) return;
  await api.putKeyCopy(one.id, base64(await lockWith(one.credential, keyText(key))));
}

function dropButton(one: api.Passkey): HTMLElement {
  const id = `unlock-no-more-${one.id}`;
  return button(id, "own-js-lock-drop", () => void whileWaiting(id, () => dared("locks-fault", "own-js-lock-dropped", () => api.dropKeyCopy(one.id))), true);
}
