// Keys that signed before the present one: what was coded in the time of one opens with it alone.

import { unbase64 } from "../protocol/bytes.ts";
import { followers, readSuccession } from "../protocol/roster.ts";
import type * as api from "./api.ts";
import { yearDayText } from "./clock.ts";
import { el } from "./element.ts";
import { clearFault, fault, faultPlace, field, inside } from "./fields.ts";
import type { DeskKey } from "./readerkey.ts";
import { deskKey } from "./rosters.ts";
import { say } from "./say.ts";
import { rosterOf } from "./session.ts";

type Former = { key: string; day: string; years: number[]; place: string };

/** All keys that another has followed, oldest first, with the years of which cases were sealed to them. */
function formers(window: api.WindowOfDesk): Former[] {
  const rosters = [window.roster, ...window.rosters].flatMap((frame) => (typeof frame === "string" ? [rosterOf(frame)] : []));
  rosters.sort((a, b) => a.epoch - b.epoch);
  const first = rosters[0];
  if (!first) return [];
  const line = followers(first.desk_key, window.successions.map(unbase64), window.window);
  const years = (key: string): number[] => rosters.filter((roster) => roster.desk_key === key).flatMap((roster) => (roster.statistics ?? []).map(({ year }) => year));
  return window.successions
    .flatMap((frame) => readSuccession(unbase64(frame)) ?? [])
    .filter((step) => line.has(step.from))
    .sort((a, b) => (a.day < b.day ? -1 : 1))
    .map(({ from, day }, nth) => ({ key: from, day, years: years(from), place: `${window.organisation}-former-${nth}` }));
}

/** Where those of any of these years are given; null where there is none. */
export function formerFields(window: api.WindowOfDesk, years: number[]): HTMLElement | null {
  const all = formers(window).filter((former) => former.years.some((year) => years.includes(year)));
  if (all.length === 0) return null;
  const one = ({ day, place }: Former): HTMLElement =>
    el(
      "fieldset",
      { id: place },
      el("legend", {}, say("desk-js-release-former", { day: yearDayText(day) })),
      field({ id: `signing-key-${place}`, label: "desk-js-rosters-desk-key", kind: "file" }),
      field({ id: `signing-passphrase-${place}`, label: "desk-js-passphrase-desk", kind: "password" }),
      faultPlace(`fault-${place}`),
    );
  return el(
    "details",
    { id: `formers-${window.organisation}`, class: "fold" },
    el("summary", {}, el("span", {}, say("desk-js-release-formers"))),
    inside(el("p", { class: "soft" }, say("desk-js-release-formers-note")), ...all.map(one)),
  );
}

/** Those that were given, and whether one of this year was not; null where one did not open, which is said beside it. */
export async function formerKeys(window: api.WindowOfDesk, year: number): Promise<{ keys: DeskKey[]; lacks: boolean } | null> {
  const keys: DeskKey[] = [];
  let lacks = false;
  for (const { key, years, place } of formers(window)) {
    clearFault(`fault-${place}`);
    const chosen = document.querySelector<HTMLInputElement>(`#signing-key-${place}`)?.files?.length ?? 0;
    if (chosen === 0) {
      lacks ||= years.includes(year);
      continue;
    }
    const opened = await deskKey(place);
    if (opened) keys.push(opened);
    if (opened?.public === key) continue;
    if (opened) fault(`fault-${place}`, "desk-js-release-not-former");
    for (const one of keys) one.seed.fill(0);
    return null;
  }
  return { keys, lacks };
}
