// The last day of each account, on the lead's page of people: set, put off, or taken back, with the lead's own password.

import * as api from "./api.ts";
import { plusDays, yearDayText } from "./clock.ts";
import { el } from "./element.ts";
import { clearFault, fault, faultPlace, field, form, inside, sayTrouble, tell, value, whileWaiting } from "./fields.ts";
import { passwordField } from "./dared.ts";
import { again } from "./navigator.ts";
import { say, text } from "./say.ts";
import { changed } from "./session.ts";

type Account = api.People["accounts"][number];

const CHOICES = ["now", "day", "none"] as const;

export function staff(who: api.Me, accounts: Account[]): HTMLElement {
  return el(
    "section",
    { class: "card stack" },
    el("h2", {}, say("own-js-staff")),
    el("p", {}, say("own-js-staff-lead")),
    el("ul", { id: "staff", class: "points" }, ...accounts.map((account, place) => line(who, account, place + 1))),
  );
}

function line(who: api.Me, account: Account, place: number): HTMLElement {
  const { name, sign_in, role, ends } = account;
  const over = ends !== null && ends < who.today;
  return el(
    "li",
    { "data-account": sign_in },
    el("b", {}, name),
    " ",
    el("span", { class: "soft" }, say("own-js-staff-who", { name: sign_in, role: text(`sitting-js-role-${role}`) })),
    ends === null ? null : el("p", { "data-ends": ends }, say(over ? "own-js-staff-over" : "own-js-staff-until", { day: yearDayText(ends) })),
    el("details", { class: "fold", id: `last-day-fold-${place}` }, el("summary", {}, el("span", {}, say("own-js-last-day"))), inside(...change(who, account, place))),
  );
}

function change(who: api.Me, account: Account, place: number): HTMLElement[] {
  const [what, day, send] = [`last-day-what-${place}`, `last-day-on-${place}`, `last-day-${place}`];
  const on = field({ id: day, label: "own-js-last-day-on", kind: "date", value: who.today });
  on.hidden = true;
  const look = (event: Event): void => void (on.hidden = (event.target as HTMLSelectElement).value !== "day");
  const words = { name: account.name };
  return [
    el("p", {}, say("own-js-last-day-what", words)),
    form(
      `last-day-form-${place}`,
      () => void whileWaiting(send, () => set(who, account, place)),
      el(
        "div",
        { class: "field" },
        el("label", { for: what }, say("own-js-last-day-choice")),
        el("select", { id: what, on: { change: look } }, ...CHOICES.map((choice) => el("option", { value: choice }, text(`own-js-last-day-${choice}`)))),
      ),
      on,
      passwordField(`last-day-password-${place}`),
      faultPlace(`last-day-fault-${place}`),
      el("button", { id: send, class: "btn second" }, el("span", {}, say("own-js-last-day-set"))),
    ),
  ];
}

async function set(who: api.Me, account: Account, place: number): Promise<void> {
  const fallen = `last-day-fault-${place}`;
  clearFault(fallen);
  const what = value(`last-day-what-${place}`);
  const ends = what === "none" ? null : what === "day" ? value(`last-day-on-${place}`) : plusDays(who.today, -1);
  if (ends === "") return fault(fallen, "own-js-last-day-empty");
  try {
    await api.setLastDay(account.sign_in, ends, value(`last-day-password-${place}`));
  } catch (trouble) {
    if (trouble instanceof api.Refused && trouble.code === "wrong-password") return fault(fallen, "own-js-fault-wrong-sign-in");
    if (trouble instanceof api.Refused && trouble.code === "last-lead") return fault(fallen, "own-js-last-day-lead");
    return sayTrouble(fallen, trouble);
  }
  changed();
  await again();
  tell(ends === null ? "own-js-last-day-gone" : "own-js-last-day-done", { name: account.name, day: ends === null ? "" : yearDayText(ends) });
}
