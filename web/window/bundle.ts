/** What the window says of itself, believed only as far as the desk's signature reaches. */
import { unbase64 } from "../protocol/bytes.ts";
import { changedPolicies, followers, readRoster, rosterDigest, trust, within, type Roster, type RosterFault, type Signers } from "../protocol/roster.ts";
import { dayOf, isList, isObject, isText } from "../protocol/shape.ts";
import type { PageData } from "./page.ts";
import { type Policies, readPolicies } from "./policies.ts";
import { get, octets } from "./server.ts";

/** `stale`: why nothing can be sent, as a message; answers can be read. The roster's last day has passed, or the desk was put back
 * from before the one that followed it.
 * `older` gives a roster as far as its signer may speak. Without a poster, `anchor` is the one that the report names: the
 * reporter believed it, and only keys that follow from its signer count. `holds` says whether today's is among them. */
export type Bundle = {
  roster: Roster;
  digest: string;
  compared: boolean;
  stale: "window-js-bundle-expired-roster" | "window-js-bundle-followed-roster" | null;
  policies: Policies;
  older: (digest: string, anchor: string | null) => Promise<Roster | null>;
  holds: (anchor: string | null) => Promise<boolean>;
};
export type BundleFault = RosterFault | "unreachable" | "changed-policy";

type Wire = { roster: string; followed: boolean; successions: string[]; policies: Record<string, string> };

const isWire = (value: unknown): value is Wire =>
  isObject(value) && isText(value["roster"]) && typeof value["followed"] === "boolean" && isList(value["successions"], isText) && isObject(value["policies"]) && Object.values(value["policies"]).every(isText);

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
  const expired = "fault" in believed && believed.fault === "expired-roster";
  const stale = wire.followed ? "window-js-bundle-followed-roster" : expired ? "window-js-bundle-expired-roster" : null;
  if (expired) {
    const roster = readRoster(frame);
    if (!("fault" in roster)) believed = trust(frame, steps, { ...expected, today: roster.last_day });
  }
  if ("fault" in believed) return believed;
  const { roster, digest, compared, signers } = believed;
  if (roster.organisation !== page.organisation) return { fault: "wrong-window" };
  if (changedPolicies(roster, wire.policies).length > 0) return { fault: "changed-policy" };
  const known = new Map<string, Roster>([[digest, roster]]);
  const fetched = async (asked: string): Promise<Roster | null> => {
    const found = known.get(asked) ?? (await fetchRoster(page, asked));
    if (found) known.set(asked, found);
    return found;
  };
  const signersOf = async (anchor: string | null): Promise<Signers> => {
    if (compared || anchor === null) return signers;
    const anchored = await fetched(anchor);
    return anchored ? followers(anchored.desk_key, steps, page.window) : new Map();
  };
  const older: Bundle["older"] = async (asked, anchor) => {
    const found = await fetched(asked);
    const followed = found !== null && found.desk_key !== roster.desk_key;
    // A former key has signed nothing that is as new as what its follower signed.
    return found && !(followed && found.epoch >= roster.epoch) ? within(found, await signersOf(anchor)) : null;
  };
  const holds: Bundle["holds"] = async (anchor) => (await signersOf(anchor)).get(roster.desk_key) === null;
  return { roster, digest, compared, stale, policies: readPolicies(wire.policies), older, holds };
}

/** Any roster of this window, by digest; whether its signer counts is not looked at here. */
async function fetchRoster(page: PageData, digest: string): Promise<Roster | null> {
  const frame = await octets(`/o/${page.organisation}/roster/${digest}`);
  if (!frame || rosterDigest(frame) !== digest) return null;
  const roster = readRoster(frame);
  return !("fault" in roster) && roster.window === page.window ? roster : null;
}
