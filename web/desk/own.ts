// One's own sign-in: passkeys and codes beside the password, sessions, and the last day of the account.

import type { Me } from "./api.ts";
import { dayText, yearDayText } from "./clock.ts";
import { codesBox } from "./codes.ts";
import { dared, passwordField } from "./dared.ts";
import { el } from "./element.ts";
import { button, faultPlace, field, form, inside, value, whileWaiting } from "./fields.ts";
import type { View } from "./navigator.ts";
import { newPassword, newPasswordFields } from "./newpassword.ts";
import * as api from "./ownapi.ts";
import { mailBox } from "./ownmail.ts";
import { createPasskey, passkeysHere } from "./passkey.ts";
import { say, text } from "./say.ts";

export async function ownView(who: Me): Promise<View> {
  const own = await api.own();
  const content = el(
    "div",
    { class: "narrow stack", id: "own" },
    el("h1", {}, say("own-js-title")),
    el("p", {}, say("own-js-lead")),
    who.second_factor === "needed" ? el("p", { class: "note", id: "factor-needed" }, say("own-js-needed")) : null,
    passkeysBox(own),
    codesBox(own.code),
    mailBox(own),
    passwordBox(),
    sessionsBox(own),
    who.ends === null ? null : el("p", { id: "ends" }, say("own-js-ends", { day: yearDayText(who.ends) })),
    el("p", { class: "soft" }, say("own-js-lost")),
  );
  return { title: text("own-js-title"), content };
}

function passkeysBox(own: api.Own): HTMLElement {
  return el(
    "section",
    { class: "card stack" },
    el("h2", {}, say("own-js-passkeys")),
    el("p", {}, say(own.passkeys.length === 0 ? "own-js-passkeys-none" : own.passkeys.length === 1 ? "own-js-passkeys-one" : "own-js-passkeys-some")),
    own.passkeys.length === 0 ? null : el("ul", { id: "passkeys", class: "points" }, ...own.passkeys.map(passkey)),
    own.passkeys_here && passkeysHere() ? addForm() : el("p", { id: "no-passkeys", class: "note" }, say("own-js-no-passkeys")),
  );
}

function passkey(one: api.Passkey): HTMLElement {
  const [field, place, send] = [`remove-password-${one.id}`, `remove-fault-${one.id}`, `remove-${one.id}`];
  const remove = () => dared(place, "own-js-removed", () => api.removePasskey(one.id, value(field)));
  return el(
    "li",
    { "data-passkey": one.id },
    el("b", {}, one.label),
    " ",
    el("span", { class: "soft" }, say("own-js-added", { day: yearDayText(one.added) })),
    one.key_copy === null ? null : el("p", { class: "soft", "data-opens": true }, say("own-js-opens-key")),
    el(
      "details",
      { class: "fold", id: `remove-fold-${one.id}` },
      el("summary", {}, el("span", {}, say("own-js-remove"))),
      inside(
        el("p", {}, say("own-js-remove-what")),
        form(
          `remove-form-${one.id}`,
          () => void whileWaiting(send, remove),
          passwordField(field),
          faultPlace(place),
          el("button", { id: send, class: "btn second" }, el("span", {}, say("own-js-remove-yes"))),
        ),
      ),
    ),
  );
}

function addForm(): HTMLElement {
  return form(
    "passkey-form",
    () => void whileWaiting("add-passkey", () => dared("passkey-fault", "own-js-passkey-added", add)),
    field({ id: "passkey-label", label: "own-js-label", note: "own-js-label-note" }),
    passwordField("passkey-password"),
    faultPlace("passkey-fault"),
    el("button", { id: "add-passkey", class: "btn" }, el("span", {}, say("own-js-add"))),
  );
}

async function add(): Promise<void> {
  const { ticket, passkey } = await api.askPasskey(value("passkey-label"), value("passkey-password"));
  await api.addPasskey(ticket, await createPasskey(passkey));
}

function passwordBox(): HTMLElement {
  const change = async (): Promise<void> => {
    const next = newPassword("password-fault");
    if (next !== null) await dared("password-fault", "own-js-password-set", () => api.setPassword(value("password-now"), next));
  };
  return el(
    "section",
    { class: "card stack" },
    el("h2", {}, say("own-js-password-title")),
    el("p", {}, say("own-js-password-lead")),
    el(
      "details",
      { id: "password-fold", class: "fold" },
      el("summary", {}, el("span", {}, say("own-js-password-change"))),
      inside(
        form(
          "password-form",
          () => void whileWaiting("set-password", change),
          passwordField("password-now"),
          ...newPasswordFields(),
          faultPlace("password-fault"),
          el("button", { id: "set-password", class: "btn second" }, el("span", {}, say("own-js-password-change"))),
        ),
      ),
    ),
  );
}

function sessionsBox(own: api.Own): HTMLElement {
  const others = own.sessions.length > 1;
  return el(
    "section",
    { class: "card stack" },
    el("h2", {}, say("own-js-sessions")),
    el("p", {}, say("own-js-sessions-lead")),
    el("ul", { id: "sessions", class: "points" }, ...own.sessions.map(session)),
    faultPlace("sessions-fault"),
    others ? button("end-others", "own-js-end-others", () => void whileWaiting("end-others", () => dared("sessions-fault", "own-js-ended", api.endOthers)), true) : null,
  );
}

function session(one: api.Own["sessions"][number], place: number): HTMLElement {
  const id = `end-session-${place + 1}`;
  const end = () => void whileWaiting(id, () => dared("sessions-fault", "own-js-ended", () => api.endSession(one.session)));
  return el(
    "li",
    { "data-session": one.own ? "own" : "other" },
    say("own-js-session", { day: dayText(one.first_day) }),
    " ",
    one.own ? el("b", {}, say("own-js-session-own")) : button(id, "own-js-end", end, true),
  );
}

/** Accounts that end soon, for the lead; nothing where none does. */
export async function endingNote(): Promise<HTMLElement | null> {
  const all = await api.ending();
  if (all.length === 0) return null;
  const line = (one: api.EndsSoon): HTMLElement =>
    el("li", {}, say(one.hr ? "own-js-ending-hr" : "own-js-ending-desk", { name: one.name, day: yearDayText(one.ends) }));
  return el("section", { class: "note stack", id: "ending" }, el("p", {}, say("own-js-ending")), el("ul", { class: "points" }, ...all.map(line)));
}
