// The line above every page of the desk: who is here, whether the key is open, and the way to put it away.

import * as api from "./api.ts";
import { unlessLost } from "./away.ts";
import { byId, el, put } from "./element.ts";
import { forget, openKey } from "./keyring.ts";
import { again, go, href } from "./navigator.ts";
import { removeSealed } from "./policy.ts";
import { say, text } from "./say.ts";
import { changed } from "./session.ts";

/** As wide as all links of a lead need to stand beside each other: the same as in the style. */
const wide = matchMedia("(min-width: 48rem)");
wide.addEventListener("change", unfold);

export function drawBar(who: api.Me | null): void {
  const place = byId("bar");
  if (!place) return;
  place.replaceChildren();
  if (!who) return;
  const open = openKey() !== null;
  put(
    place,
    who.role === "lead" ? el("details", { id: "menu" }, el("summary", {}, el("span", {}, say("desk-js-menu"))), links(who)) : links(who),
    el("span", { class: "grow" }),
    el("strong", { id: "waits", role: "status" }),
    el("span", { class: "soft name" }, who.name),
    who.key ? el("span", { id: "key-state", class: "soft" }, say(open ? "desk-js-key-open" : "desk-js-key-away")) : null,
    open ? el("button", { id: "put-away", type: "button", class: "leave", on: { click: () => void unlessLost(putAway) } }, el("span", {}, say("desk-js-put-away"))) : null,
    el("button", { id: "sign-out", type: "button", class: "leave", on: { click: () => void unlessLost(leaveDesk) } }, el("span", {}, say("desk-js-sign-out"))),
  );
  unfold();
}

/** Where there is room, the menu is no menu: it stands open, and nothing says that it could be closed. */
function unfold(): void {
  const menu = byId<HTMLDetailsElement>("menu");
  if (menu) menu.open = wide.matches;
}

function links(who: api.Me): HTMLElement {
  const lead = who.role === "lead";
  const to = (id: string, path: string, label: string): HTMLElement => el("a", { id, href: href(path) }, el("span", {}, say(label)));
  return el(
    "nav",
    { "aria-label": text("desk-js-pages") },
    who.key ? to("to-list", "/desk", "desk-js-to-list") : null,
    who.key ? to("to-board", "/desk/board", "desk-js-to-board") : null,
    who.key ? to("to-phone", "/desk/phone", "phone-js-to") : null,
    who.key ? to("to-ledger", "/desk/ledger", "desk-js-to-ledger") : null,
    lead ? to("to-releases", "/desk/releases", "desk-js-to-releases") : null,
    lead ? to("to-rosters", "/desk/rosters", "desk-js-to-rosters") : null,
    lead ? to("to-invitations", "/desk/invitations", "sitting-js-to-invitations") : null,
    lead ? to("to-audit", "/desk/audit", "desk-js-to-audit") : null,
    who.key || lead ? to("to-retention", "/desk/retention", "desk-js-to-retention") : null,
    to("to-key", "/desk/key", "desk-js-to-key"),
    to("to-sign-in", "/desk/sign-in", "own-js-to"),
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
