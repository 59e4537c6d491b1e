// Whoever comes in by a link: chooses a name and a password, and goes on as everybody does.

import * as api from "./api.ts";
import { el } from "./element.ts";
import { clearFault, fault, faultPlace, field, form, sayTrouble, value, whileWaiting } from "./fields.ts";
import { forget } from "./keyring.ts";
import { go, type View } from "./navigator.ts";
import { newPassword, newPasswordFields } from "./newpassword.ts";
import { signIn } from "./ownapi.ts";
import { raw, say, text } from "./say.ts";
import { begins } from "./second.ts";
import { changed } from "./session.ts";

/** Out of the address bar at once: a browser writes down where it was. */
let secret: string | null = null;
/** An answer was lost on the way, so that the link may have done its work already. */
let maybeDone = false;

/** The secret behind `#`, taken out of the address. */
export function secretOfLink(): string | null {
  const found = /^#([0-9a-f]{64})$/.exec(location.hash)?.[1];
  if (found) {
    secret = found;
    history.replaceState(null, "", location.pathname + location.search);
  }
  return secret;
}

export async function invitedView(): Promise<View> {
  const found = secretOfLink();
  if (!found) return nothing("sitting-js-invited-no-secret");
  let link: api.Looked;
  try {
    link = await api.lookInvited(found);
  } catch (trouble) {
    if (trouble instanceof api.Refused && trouble.status === 410) return nothing("sitting-js-invited-gone");
    throw trouble;
  }
  if (link.begin) return nothing("sitting-js-invited-gone");
  return link.sign_in === null ? joinView(found, link) : backView(found, link.sign_in);
}

function nothing(why: string): View {
  const content = el("div", { class: "narrow stack" }, el("h1", {}, say("sitting-js-invited-gone-title")), el("p", { id: "invited-gone" }, say(why)));
  return { title: text("sitting-js-invited-gone-title"), content };
}

function joinView(link: string, card: api.Card): View {
  const content = el(
    "div",
    { class: "narrow stack" },
    el("h1", {}, say("sitting-js-invited-title")),
    el("p", {}, say("sitting-js-invited-lead", { role: raw(`sitting-js-role-${card.role === "lead" ? "lead" : "counsellor"}`) })),
    el(
      "section",
      { class: "card stack", id: "invited-card" },
      el("h2", {}, say("sitting-js-invited-card")),
      el("p", {}, el("b", {}, card.name), " ", card.profession),
      el("p", { class: "soft" }, say("desk-js-rosters-reader", { appointed: card.appointed_by, adviser: card.adviser })),
      el("p", { class: "soft" }, say("sitting-js-invited-card-wrong")),
    ),
    form(
      "invited-form",
      () => void whileWaiting("come-in", () => comeIn(link, null)),
      field({ id: "invited-name", label: "desk-js-sign-in-name", complete: "username" }),
      ...newPasswordFields(),
      faultPlace("invited-fault"),
      el("button", { id: "come-in", class: "btn" }, el("span", {}, say("sitting-js-invited-in"))),
    ),
  );
  return { title: text("sitting-js-invited-title"), content };
}

function backView(link: string, name: string): View {
  const content = el(
    "div",
    { class: "narrow stack" },
    el("h1", {}, say("sitting-js-back-in-title")),
    el("p", {}, say("sitting-js-back-in-lead", { name })),
    form(
      "invited-form",
      () => void whileWaiting("come-in", () => comeIn(link, name)),
      ...newPasswordFields(),
      faultPlace("invited-fault"),
      el("button", { id: "come-in", class: "btn" }, el("span", {}, say("sitting-js-invited-in"))),
    ),
  );
  return { title: text("sitting-js-back-in-title"), content };
}

async function comeIn(link: string, known: string | null): Promise<void> {
  clearFault("invited-fault");
  const name = known ?? value("invited-name").trim();
  if (name === "") return fault("invited-fault", "sitting-js-invited-empty");
  const password = newPassword("invited-fault");
  if (password === null) return;
  try {
    await api.comeIn(link, known === null ? name : "", password);
  } catch (trouble) {
    const used = trouble instanceof api.Refused && trouble.status === 410;
    maybeDone ||= trouble instanceof api.Lost;
    if (!used || !maybeDone) return sayTrouble("invited-fault", trouble);
  }
  secret = null;
  // Another person's key may be open in this document.
  forget();
  try {
    const half = await signIn(name, password);
    if (half) begins(half);
  } catch (trouble) {
    // The account is there: whoever cannot sign in now does it later.
    if (!(trouble instanceof api.Refused)) return sayTrouble("invited-fault", trouble);
  }
  changed();
  await go("/desk/key");
}
