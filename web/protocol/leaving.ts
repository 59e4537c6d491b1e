/** Who reads no further: by their own word, or removed by another reader. */
import type { Entry } from "./entry.ts";
import { andLater, was } from "./persons.ts";
import type { Roster } from "./roster.ts";
import { counts, type Checked, readingOrder, type Sound, within } from "./order.ts";

/** Who leaves by an entry; null where it is another kind. */
function leaver({ kind, author, body }: Entry): string | null {
  if (kind !== "handover" || body["is"] === undefined) return null;
  return body["is"] === "aside" ? author : String(body["reader"]);
}

/** Whoever leaves writes no more: what the leaving does not build on was not there for whoever declared it, and is nobody's
 * word here, whatever time it bears. `first` are the readers whom the report names. */
export function checkLeaving(sound: Sound[], byId: Map<string, Entry>, first: string[]): void {
  if (!sound.some(({ entry }) => leaver(entry) !== null)) return;
  const granted = sound.flatMap(({ entry }) => (entry.kind === "grant" ? [String(entry.body["reader"])] : []));
  const given = new Set([...first, ...granted]);
  // Whoever stood aside has the identity still: once more it is said of them, by another, who makes a new one.
  const left = new Map<string, "aside" | "removed">();
  for (const one of readingOrder(sound, byId)) {
    const who = leaver(one.entry);
    // What is missing around it does not keep anybody in.
    if (who === null || !counts(one)) continue;
    const is = one.entry.body["is"] === "aside" ? "aside" : "removed";
    const own = (is === "aside") === (who === one.entry.author);
    if (!own || !given.has(one.entry.author) || !given.has(who)) {
      one.faults.push("unknown-reader");
      continue;
    }
    if (left.has(who) && !(left.get(who) === "aside" && is === "removed")) {
      one.faults.push("gone-reader");
      continue;
    }
    left.set(who, is);
    const before = within(byId, one.id);
    for (const other of sound) {
      if (other.entry.author === who && !before.has(other.id) && !other.faults.includes("gone-reader")) other.faults.push("gone-reader");
    }
  }
}

/** Who left, once the entries were checked, with every later key of theirs. A key that another had followed by then was removed
 * alone, for it may be in other hands; the person reads on under the new one. */
export function gone(checked: Checked[], rosters: Map<string, Roster>): Set<string> {
  const left = checked.flatMap((one) => {
    const who = one.entry && counts(one) ? leaver(one.entry) : null;
    if (who === null || !one.entry) return [];
    const named = rosters.get(one.entry.roster.digest);
    const under = named?.epoch === one.entry.roster.epoch ? named.readers : [];
    const replaced = under.some((reader) => reader.author !== who && was(reader, who));
    return replaced ? [who] : [...andLater([who], rosters.values())];
  });
  return new Set(left);
}
