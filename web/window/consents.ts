/** Where the desk proposed to tell somebody outside: what shows it, and answers it, is fetched when a case has such a step. */
import { dayOf } from "../protocol/shape.ts";
import { type Case, makeMessage } from "../seal/mailbox.ts";
import { byId, ruby } from "../words/element.ts";
import { rich } from "../words/words.ts";
import { doubted, opening, type Sender } from "./files.ts";
import { onLeave } from "./page.ts";
import { signed } from "./server.ts";

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
      return found.checked.some(({ id }) => id === made.id) ? "kept" : [rich("window-js-sent-missing")];
    });
  try {
    const script = (await import(CONSENT_SCRIPT)) as Script;
    onLeave(script.forget);
    script.show({ checked: opened.checked, own: opened.author, hl: page.hl, today: dayOf(world.now()), now, keep, drawn: () => filed(present) });
  } catch {
    byId("trouble").append(rich("window-js-unreachable"));
  }
}
