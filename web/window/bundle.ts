/** What the window says of itself, believed only as far as the desk's signature reaches. */
import { unbase64 } from "../protocol/bytes.ts";
import { changedPolicies, readRoster, rosterDigest, trust, type Roster, type RosterFault } from "../protocol/roster.ts";
import { dayOf, isList, isObject, isText } from "../protocol/shape.ts";
import type { PageData } from "./page.ts";
import { type Policies, readPolicies } from "./policies.ts";
import { get, octets } from "./server.ts";

/** `stale`: the roster's last day has passed; answers can be read, nothing can be sent. */
export type Bundle = { roster: Roster; digest: string; compared: boolean; stale: boolean; policies: Policies; older: (digest: string) => Promise<Roster | null> };
export type BundleFault = RosterFault | "unreachable" | "changed-policy";

type Wire = { roster: string; successions: string[]; policies: Record<string, string> };

const isWire = (value: unknown): value is Wire =>
  isObject(value) && isText(value["roster"]) && isList(value["successions"], isText) && isObject(value["policies"]) && Object.values(value["policies"]).every(isText);

/** `print` is the poster's fingerprint or null; the day is the visitor's. */
export async function fetchBundle(page: PageData, print: string | null, now: Date): Promise<Bundle | { fault: BundleFault }> {
  const answer = await get(`/o/${page.organisation}/bundle`, page.hl);
  if (answer.is !== "answer") return { fault: "unreachable" };
  if (!isWire(answer.body)) return { fault: "malformed" };
  try {
    return believe(answer.body, page, print, now);
  } catch {
    return { fault: "malformed" };
  }
}

function believe(wire: Wire, page: PageData, print: string | null, now: Date): Bundle | { fault: BundleFault } {
  const frame = unbase64(wire.roster);
  const steps = wire.successions.map(unbase64);
  const expected = { window: page.window, today: dayOf(now), print };
  let believed = trust(frame, steps, expected);
  const stale = "fault" in believed && believed.fault === "expired-roster";
  if (stale) {
    const roster = readRoster(frame);
    if (!("fault" in roster)) believed = trust(frame, steps, { ...expected, today: roster.last_day });
  }
  if ("fault" in believed) return believed;
  const { roster, digest, compared, signers } = believed;
  if (roster.organisation !== page.organisation) return { fault: "wrong-window" };
  if (changedPolicies(roster, wire.policies).length > 0) return { fault: "changed-policy" };
  const known = new Map([[digest, roster]]);
  const older = async (asked: string): Promise<Roster | null> => {
    const found = known.get(asked) ?? (await fetchRoster(page, asked, signers));
    if (found) known.set(asked, found);
    return found;
  };
  return { roster, digest, compared, stale, policies: readPolicies(wire.policies), older };
}

/** An older roster of this window, by digest, signed by a key on the way from the poster's. */
async function fetchRoster(page: PageData, digest: string, signers: Set<string>): Promise<Roster | null> {
  const frame = await octets(`/o/${page.organisation}/roster/${digest}`);
  if (!frame || rosterDigest(frame) !== digest) return null;
  const roster = readRoster(frame);
  return !("fault" in roster) && roster.window === page.window && signers.has(roster.desk_key) ? roster : null;
}
