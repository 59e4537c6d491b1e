/** Who reads: two, drawn at random among those who may, so that being absent means nothing. A deputy is never drawn. */
import { drawable, type Reader, type Roster } from "../protocol/roster.ts";

export const DRAWN = 2;

export const remaining = (roster: Roster, leftOut: ReadonlySet<string>): Reader[] =>
  drawable(roster).filter((reader) => !leftOut.has(reader.author));

/** Evenly among 0 … below − 1; `chance` gives that many random bytes. */
function draw(below: number, chance: (bytes: number) => Uint8Array): number {
  const limit = 256 - (256 % below);
  for (;;) {
    const [byte] = chance(1);
    if (byte !== undefined && byte < limit) return byte % below;
  }
}

/** At most `most` of these, evenly drawn. */
export function drawFrom<R>(those: readonly R[], most: number, chance: (bytes: number) => Uint8Array): R[] {
  const left = [...those];
  const drawn: R[] = [];
  while (drawn.length < most && left.length > 0) drawn.push(...left.splice(draw(left.length, chance), 1));
  return drawn;
}

/** At most two of the roster's readers, none of those left out; fewer where fewer remain. */
export const drawReaders = (roster: Roster, leftOut: ReadonlySet<string>, chance: (bytes: number) => Uint8Array): Reader[] =>
  drawFrom(remaining(roster, leftOut), DRAWN, chance);
