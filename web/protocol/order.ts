/** What a checked entry is worth, and the order in which everybody reads a case. */
import type { Entry } from "./entry.ts";

export type Fault =
  | "not-age"
  | "malformed"
  | "wrong-window"
  | "wrong-case"
  | "wrong-log"
  | "bad-signature"
  | "wrong-id"
  | "unknown-author"
  | "left-out"
  | "wrong-kind"
  | "gap"
  | "fork"
  | "broken-chain"
  | "missing-head"
  | "unknown-roster"
  | "old-roster"
  | "expired-roster"
  | "unknown-reader"
  | "gone-reader"
  | "wrong-epoch"
  | "heard-differs"
  | "old-code"
  | "code-differs";

export type Checked = { id: string; entry: Entry | null; faults: Fault[] };
/** An entry that opened and belongs to this case. */
export type Sound = { id: string; entry: Entry; faults: Fault[] };

const ELSEWHERE = new Set<Fault>(["not-age", "malformed", "wrong-window", "wrong-case", "wrong-log", "bad-signature", "wrong-id"]);
const OF_NEIGHBOURS = new Set<Fault>(["gap", "fork", "broken-chain", "missing-head"]);

export const isOpened = (one: Checked): one is Sound => one.entry !== null;

/** Whether an entry stands in its author's chain, whatever else is wrong with it. */
export function belongs({ entry, faults }: Checked): boolean {
  return entry !== null && !faults.some((fault) => ELSEWHERE.has(fault));
}

/** Whether it is its author's word in this case, whatever is missing around it. */
export function counts(one: Checked): boolean {
  return one.entry !== null && one.faults.every((fault) => OF_NEIGHBOURS.has(fault));
}

/** The entries that an entry names as what came before it, as far as they are there. */
const parents = (id: string, byId: Map<string, Entry>): string[] => {
  const entry = byId.get(id);
  return entry ? [entry.before, ...entry.heads.map((head) => head.entry)].filter((one): one is string => one !== null && one !== id && byId.has(one)) : [];
};

/** Whether who wrote the entry `id` had `other` before them, or had what was written with it. */
export const buildsOn = (byId: Map<string, Entry>, id: string, other: string): boolean => id !== other && within(byId, id).has(other);

/** An entry and all that it builds on. */
export function within(byId: Map<string, Entry>, id: string): Set<string> {
  const known = new Set<string>([id]);
  // A set is walked in the order in which it grows.
  for (const one of known) for (const parent of parents(one, byId)) known.add(parent);
  return known;
}

/** What an entry builds on stands before it; else time decides, and then the id. */
export function readingOrder(sound: Sound[], byId: Map<string, Entry>): Sound[] {
  const waiting = sound.toSorted((a, b) => (a.entry.time + a.id < b.entry.time + b.id ? -1 : 1));
  const placed = new Set<string>();
  const order: Sound[] = [];
  while (waiting.length > 0) {
    // Only a digest that no honest file has could make a ring.
    const ready = Math.max(0, waiting.findIndex((one) => parents(one.id, byId).every((parent) => placed.has(parent))));
    for (const one of waiting.splice(ready, 1)) {
      placed.add(one.id);
      order.push(one);
    }
  }
  return order;
}
