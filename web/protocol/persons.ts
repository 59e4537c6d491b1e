/** One person and the keys by which they read, one after the other, as signed rosters say. */
import type { Earlier, Reader, Roster } from "./roster.ts";

/** Whether `author` is a key by which this person reads or read. */
export const was = (reader: Reader, author: string): boolean => reader.author === author || (reader.earlier ?? []).some((one) => one.author === author);

/** All keys of the person on this card, where another one takes its place from that day on. */
export const followedBy = ({ author, earlier }: Reader, since: string): Earlier[] => [...(earlier ?? []), { author, since }];

/** `keys`, and every key that follows one of them. */
export function andLater(keys: Iterable<string>, rosters: Iterable<Roster>): Set<string> {
  const readers = [...rosters].flatMap((roster) => roster.readers);
  const all = new Set(keys);
  // A set is walked in the order in which it grows.
  for (const key of all) for (const reader of readers) if (was(reader, key)) all.add(reader.author);
  return all;
}

/** Whether both are keys of one person. */
export function same(one: string, other: string, rosters: Iterable<Roster>): boolean {
  const all = [...rosters];
  const later = andLater([one], all);
  return [...andLater([other], all)].some((key) => later.has(key));
}

/** Somebody who reads the case has another key now, which was not given it: who, under which key until when. */
export type Followed = { reader: Reader; since: string };

/** Of today's roster, those to whose new key the reporter may hand the case: who read it under another key, and is neither left
 * out nor gone, under any of theirs. */
export function followed(roster: Roster, given: ReadonlySet<string>, barred: ReadonlySet<string>): Followed[] {
  return roster.readers.flatMap((reader) => {
    const keys = [reader.author, ...(reader.earlier ?? []).map(({ author }) => author)];
    const held = (reader.earlier ?? []).findLast(({ author }) => given.has(author));
    const may = held && !given.has(reader.author) && !keys.some((key) => barred.has(key));
    return may ? [{ reader, since: held.since }] : [];
  });
}
