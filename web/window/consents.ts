/** Where the desk proposed to tell somebody outside: what shows it, and answers it, is fetched when a case has such a step. */
import { hex, isHex, sha256, text } from "../protocol/bytes.ts";
import { dayOf } from "../protocol/shape.ts";
import { type Case, makeMessage } from "../seal/mailbox.ts";
import { byId, ruby } from "../words/element.ts";
import { rich } from "../words/words.ts";
import { doubted, opening, type Sender } from "./files.ts";
import { onLeave } from "./page.ts";
import { octets, signed } from "./server.ts";

/** The address of `consent.js`, written in when the scripts are built. */
declare const CONSENT_SCRIPT: string;

type Script = typeof import("../consent/main.ts");
type Page = Parameters<Script["show"]>[0];

/** Whether the script about consent draws an entry. */
export const isOfConsent = ({ kind, body }: { kind: string; body: Record<string, unknown> }): boolean => kind === "consent" || (kind === "step" && body["is"] !== undefined);

export async function fillConsents(opened: Case, by: Sender, filed: (opened: Case) => Promise<void>, alone: <T>(deed: () => Promise<T>) => Promise<T>): Promise<void> {
  if (!opened.checked.some(({ entry }) => entry !== null && isOfConsent(entry))) return;
  const { page, bundle, world, keys } = by;
  let present = opened;
  /** The case as it is, or why nothing is signed in it. */
  const now = async (): Promise<Case | Node[]> => {
    const found = await opening(by);
    const lost = "is" in found ? found : await doubted(by, found);
    if (lost) return [lost.own === undefined ? rich(lost.is === "lost" ? "window-js-unreachable" : "window-js-refused") : ruby(lost.own)];
    return (present = found as Case);
  };
  const keep: Page["keep"] = (body) =>
    alone(async () => {
      const made = await makeMessage(present, { words: "", said: { kind: "consent", body }, roster: bundle.roster, digest: bundle.digest, now: world.now() }, keys);
      const answer = await signed("POST", "/entries", made.body, { ...page, seed: keys.mailbox });
      if (answer.is === "problem" && answer.problem.code === "moved-on") return "moved";
      if (answer.is !== "answer") return [rich(answer.is === "unreachable" ? "window-js-unreachable" : "window-js-refused")];
      const found = await now();
      // Kept is what is given back, not what is said to be.
      if (!("checked" in found)) return found;
      return found.checked.some(({ id }) => id === made.id) ? "kept" : [rich("mailbox-js-sent-missing")];
    });
  try {
    const [script, policies] = await Promise.all([import(CONSENT_SCRIPT) as Promise<Script>, signedPolicies(opened, by)]);
    onLeave(script.forget);
    script.show({ checked: opened.checked, rosters: opened.rosters, policies, own: opened.author, hl: page.hl, today: dayOf(world.now()), now, keep, drawn: () => filed(present) });
  } catch {
    byId("trouble").append(rich("window-js-unreachable"));
  }
}

/** The text of each policy that a step names, where the roster that the step names, or today's, names it too. */
async function signedPolicies({ checked, anchor }: Case, { page, bundle }: Sender): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const { entry } of checked) {
    if (entry?.kind !== "step") continue;
    for (const digest of named(entry.body)) {
      if (!isHex(digest, 32) || texts.has(digest)) continue;
      const rosters = [bundle.roster, await bundle.older(entry.roster.digest, anchor)];
      if (!rosters.some((roster) => roster?.policies.some(({ sha256 }) => sha256 === digest))) continue;
      const bytes = await octets(`/o/${page.organisation}/policy/${digest}`);
      if (bytes && hex(sha256(bytes)) === digest) texts.set(digest, text(bytes));
    }
  }
  return texts;
}

/** Digests of the procedure, the routes, and the questions, that a step was made under. */
function named({ policy, route, asking }: Record<string, unknown>): unknown[] {
  return [policy, asking, (route as { policy?: unknown } | undefined)?.policy];
}
