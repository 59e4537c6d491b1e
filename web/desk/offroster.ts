// A newer roster names this reader no more: from then on the server keeps the cases of that organisation from her. She is told which
// roster that is, what it means and whom to ask; an empty list would look as if there were nothing to do.

import { unbase64 } from "../protocol/bytes.ts";
import { was } from "../protocol/persons.ts";
import { followers, readRoster, type Roster } from "../protocol/roster.ts";
import type { Me, WindowOfDesk } from "./api.ts";
import { yearDayText } from "./clock.ts";
import { el } from "./element.ts";
import { say } from "./say.ts";
import { rosterOf } from "./session.ts";

/** A note for each organisation whose newest roster names this reader no more. */
export function offNotes(who: Me): HTMLElement[] {
  const author = who.key?.author;
  if (author === undefined) return [];
  return who.windows.flatMap((window) => {
    // Whom the newest names has nothing to be told, whoever signed it: signatures are checked where there is.
    if (window.roster !== null && rosterOf(window.roster).readers.some((reader) => was(reader, author))) return [];
    const off = leftOut(window, author);
    return off ? [note(window, off)] : [];
  });
}

interface LeftOut {
  /** The first that names her no more. */
  since: Roster;
  /** Who stands on the newest. */
  others: string[];
}

/** Null where the newest roster names this person, under any key, and where none ever did. */
function leftOut(window: WindowOfDesk, author: string): LeftOut | null {
  const all = signed(window);
  const newest = all.at(-1);
  const names = ({ readers }: Roster): boolean => readers.some((reader) => was(reader, author));
  const last = all.findLastIndex(names);
  const since = all[last + 1];
  if (!newest || last < 0 || !since) return null;
  return { since, others: newest.readers.map(({ name }) => name) };
}

/** The rosters of a window, oldest first: those alone that the key of the first, or one that followed it, signed. What the server
 * merely says takes nobody off. */
function signed(window: WindowOfDesk): Roster[] {
  const frames = [window.roster, ...window.rosters].flatMap((frame) => (frame === null ? [] : [unbase64(frame)]));
  const read = frames.map(readRoster).filter((one): one is Roster => !("fault" in one) && one.window === window.window);
  read.sort((one, other) => one.epoch - other.epoch);
  const first = read[0];
  if (!first) return [];
  const line = followers(first.desk_key, window.successions.map(unbase64), window.window);
  return read.filter(({ desk_key: key }) => line.has(key));
}

function note(window: WindowOfDesk, { since, others }: LeftOut): HTMLElement {
  const names = others.join("、");
  return el(
    "div",
    { class: "note stack", "data-off": window.organisation },
    el("p", {}, el("b", {}, say("desk-js-off-since", { name: since.name, day: yearDayText(since.first_day), epoch: since.epoch }))),
    el("p", {}, say("desk-js-off-what")),
    el("p", {}, others.length > 0 ? say("desk-js-off-ask", { names }) : say("desk-js-off-ask-lead")),
  );
}
