/** Who reads: two, drawn at random among those who may, so that being absent means nothing. A deputy is never drawn. */
import { drawable, type Reader, type Roster } from "../protocol/roster.ts";

const DRAWN = 2;

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

/** At most two of those who may, none of those left out; fewer where fewer remain. */
export function drawReaders(roster: Roster, leftOut: ReadonlySet<string>, chance: (bytes: number) => Uint8Array): Reader[] {
  const left = remaining(roster, leftOut);
  const drawn: Reader[] = [];
  while (drawn.length < DRAWN && left.length > 0) drawn.push(...left.splice(draw(left.length, chance), 1));
  return drawn;
}
