// Who is signed in, and what the roster says of their key.

import { unbase64 } from "../protocol/bytes.ts";
import * as api from "./api.ts";
import type { Reader, Roster } from "../protocol/roster.ts";
import { onForget } from "./keyring.ts";

export type RosterReader = Reader;

let present: api.Me | null = null;
let list: api.CaseRow[] | null = null;
/** Rows of that list that could not be read. */
let odd = 0;

onForget(() => {
  list = null;
});

/** Who is signed in; null if nobody is. `fresh`: as the server says it now. */
export async function me(fresh = false): Promise<api.Me | null> {
  if (present && !fresh) return present;
  try {
    present = await api.me();
  } catch (trouble) {
    if (trouble instanceof api.Refused && trouble.status === 401) return null;
    throw trouble;
  }
  return present;
}

/** Ask again: something of it has changed. */
export function changed(): void {
  present = null;
  list = null;
}

export async function cases(fresh: boolean): Promise<api.CaseRow[]> {
  if (!fresh && list) return list;
  const told = await api.cases();
  [list, odd] = [told.rows, told.odd];
  return list;
}

export const oddRows = (): number => odd;

/** The words inside a roster's frame, to be shown; whether it is genuine is for the core to say. */
export function rosterOf(frame: string): Roster {
  const bytes = unbase64(frame);
  const line = bytes.indexOf(10) + 1;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(line);
  return JSON.parse(new TextDecoder().decode(bytes.subarray(line + 4, line + 4 + length))) as Roster;
}

/** The newest rosters on which this key stands, expired ones too. */
export function rostersWithMe(who: api.Me): Roster[] {
  const author = who.key?.author;
  return who.windows
    .flatMap((window) => (window.roster ? [rosterOf(window.roster)] : []))
    .filter((roster) => roster.readers.some((reader) => reader.author === author));
}

export function windowOf(who: api.Me, id: string): api.WindowOfDesk | undefined {
  return who.windows.find((window) => window.window === id);
}
