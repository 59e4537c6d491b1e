// Who has let something lie over a working day, for the lead: whom to ring up. No case is named.

import { leftLying, type Me } from "./api.ts";
import { dayText } from "./clock.ts";
import { el } from "./element.ts";
import { say } from "./say.ts";
import { rosterOf, windowOf } from "./session.ts";

export async function lyingNotes(who: Me): Promise<HTMLElement[]> {
  if (who.role !== "lead") return [];
  return (await leftLying()).map((one) => {
    const window = who.windows.find(({ organisation }) => organisation === one.organisation);
    const name = one.name ?? (window ? nameOf(who, window.window, one.reader) : one.reader.slice(0, 16));
    const said = say("desk-js-lying", { name, organisation: window?.name ?? one.organisation, day: dayText(one.since) });
    return el("p", { class: "note", "data-lying": one.reader }, said);
  });
}

/** As on the newest roster; else enough of the key to ask about. */
export function nameOf(who: Me, window: string, reader: string): string {
  const frame = windowOf(who, window)?.roster;
  const found = frame ? rosterOf(frame).readers.find(({ author }) => author === reader) : undefined;
  return found?.name ?? reader.slice(0, 16);
}
