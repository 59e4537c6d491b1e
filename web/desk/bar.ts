// The line above every page of the desk: who is here, whether the key is open, and the way to put it away.

import * as api from "./api.ts";
import { byId, el, put } from "./element.ts";
import { forget, openKey } from "./keyring.ts";
import { again, go, href } from "./navigator.ts";
import { removeSealed } from "./policy.ts";
import { say, text } from "./say.ts";
import { changed } from "./session.ts";

export function drawBar(who: api.Me | null): void {
  const place = byId("bar");
  if (!place) return;
  place.replaceChildren();
  if (!who) return;
  const open = openKey() !== null;
  const lead = who.role === "lead";
  put(
    place,
    el(
      "nav",
      { "aria-label": text("desk-js-pages") },
      who.key ? el("a", { id: "to-list", href: href("/desk") }, el("span", {}, say("desk-js-to-list"))) : null,
      who.key ? el("a", { id: "to-ledger", href: href("/desk/ledger") }, el("span", {}, say("desk-js-to-ledger"))) : null,
      lead ? el("a", { id: "to-releases", href: href("/desk/releases") }, el("span", {}, say("desk-js-to-releases"))) : null,
      lead ? el("a", { id: "to-rosters", href: href("/desk/rosters") }, el("span", {}, say("desk-js-to-rosters"))) : null,
      lead ? el("a", { id: "to-invitations", href: href("/desk/invitations") }, el("span", {}, say("sitting-js-to-invitations"))) : null,
      lead ? el("a", { id: "to-audit", href: href("/desk/audit") }, el("span", {}, say("desk-js-to-audit"))) : null,
      who.key || lead ? el("a", { id: "to-retention", href: href("/desk/retention") }, el("span", {}, say("desk-js-to-retention"))) : null,
      el("a", { id: "to-key", href: href("/desk/key") }, el("span", {}, say("desk-js-to-key"))),
      el("a", { id: "to-sign-in", href: href("/desk/sign-in") }, el("span", {}, say("own-js-to"))),
    ),
    el("span", { class: "grow" }),
    el("strong", { id: "waits", role: "status" }),
    el("span", { class: "soft name" }, who.name),
    who.key ? el("span", { id: "key-state", class: "soft" }, say(open ? "desk-js-key-open" : "desk-js-key-away")) : null,
    open ? el("button", { id: "put-away", type: "button", class: "leave", on: { click: () => void putAway() } }, el("span", {}, say("desk-js-put-away"))) : null,
    el("button", { id: "sign-out", type: "button", class: "leave", on: { click: () => void leaveDesk() } }, el("span", {}, say("desk-js-sign-out"))),
  );
}

/** Forgets the key and everything it opened. */
export function putAway(): Promise<void> {
  forget();
  removeSealed();
  return again();
}

async function leaveDesk(): Promise<void> {
  forget();
  removeSealed();
  byId("view")?.replaceChildren();
  try {
    await api.signOut();
  } catch {
    // The session ends by itself; what matters here, the key, is forgotten already.
  }
  changed();
  await go("/desk");
}
