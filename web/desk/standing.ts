// Who stands on a roster in force: whose account is over and for whom new reports are drawn all the same, and where one person alone
// reads. The server says which accounts are over; who stands where, the signed rosters.

import { was } from "../protocol/persons.ts";
import type { Roster } from "../protocol/roster.ts";
import { type Me, offeredKeys, type OfferedKey, type WindowOfDesk } from "./api.ts";
import { yearDayText } from "./clock.ts";
import { el } from "./element.ts";
import { href } from "./navigator.ts";
import { say } from "./say.ts";
import { type RosterReader, rosterOf } from "./session.ts";

/** The newest roster of a window, where it holds today. */
function inForce({ today }: Me, { roster: frame }: WindowOfDesk): Roster | null {
  if (frame === null) return null;
  const roster = rosterOf(frame);
  return roster.first_day <= today && today <= roster.last_day ? roster : null;
}

/** The account's last day, where that has passed. */
export function overSince({ today }: Me, { ends }: OfferedKey): string | null {
  return ends !== null && ends < today ? ends : null;
}

interface Over {
  reader: RosterReader;
  last: string;
}

function overOn(who: Me, { readers }: Roster, keys: OfferedKey[]): Over[] {
  return readers.flatMap((reader) => {
    const last = keys.flatMap((key) => (was(reader, key.author) ? [overSince(who, key)] : []))[0] ?? null;
    return last === null ? [] : [{ reader, last }];
  });
}

/** A note for each whose account is over and whom the roster in force names. `way`: where it does not stand on the page that signs. */
export function overNotes(who: Me, windows: WindowOfDesk[], keys: OfferedKey[], way: boolean): HTMLElement[] {
  return windows.flatMap((window) => {
    const roster = inForce(who, window);
    const all = roster ? overOn(who, roster, keys) : [];
    return all.map(({ reader, last }) =>
      el(
        "div",
        { class: "note stack", "data-over": reader.author },
        el("p", {}, el("b", {}, say("own-js-over", { name: reader.name, day: yearDayText(last), organisation: window.name }))),
        el("p", {}, say(reader.deputy ? "own-js-over-deputy" : "own-js-over-drawn", { name: reader.name })),
        way ? el("p", { class: "way" }, el("a", { href: href("/desk/rosters") }, say("own-js-over-sign"))) : null,
      ),
    );
  });
}

/** The same at the top of a lead's list. */
export async function overNotesOnList(who: Me): Promise<HTMLElement[]> {
  return who.role === "lead" ? overNotes(who, who.windows, await offeredKeys(), true) : [];
}

/** Where one person alone reads, or two and nobody else: what that means, and who could join. */
export function fewNote(who: Me, window: WindowOfDesk, keys: OfferedKey[]): HTMLElement | null {
  const roster = inForce(who, window);
  if (!roster) return null;
  const over = new Set(overOn(who, roster, keys).map(({ reader }) => reader));
  const there = roster.readers.filter((reader) => !over.has(reader));
  const [reading, deputies] = [there.filter((one) => !one.deputy), there.filter((one) => one.deputy)];
  const at = (count: number, message: string): HTMLElement =>
    el("p", { class: count < 2 ? "note" : "soft", "data-reading": count }, say(message, { name: reading[0]?.name ?? "", deputies: deputies.map(({ name }) => name).join("、") }));
  if (reading.length === 0) return at(0, "desk-js-rosters-reads-nobody");
  if (reading.length === 1) return at(1, deputies.length === 0 ? "desk-js-rosters-reads-one" : "desk-js-rosters-reads-one-deputy");
  return reading.length === 2 && deputies.length === 0 ? at(2, "desk-js-rosters-reads-two") : null;
}
