/** What follows once somebody was told by a link: other links, and what the recipient gave back under a key of their own. */
import { hex, octetsOf, sha256 } from "./bytes.ts";
import type { Asked } from "./consents.ts";
import { dayOf } from "./days.ts";
import type { Sound } from "./order.ts";
import { type Answer, type Link, readAnswer } from "./telling.ts";

export type TellingFault = "no-telling" | "answer-differs";
/** A link that is given is telling again: it needs the consent that the first needed. */
type LinkFault = "consent-expired" | "consent-revoked";

/** A link that was given out; `ended` where another took its place, or none. */
export type Given = { link: Link; time: string; ended: boolean };
/** What came back: the entry that wrote it down, and the SHA-256 of the recipient's frame. */
export type Back = { entry: string; frame: string; answer: Answer };

/** Walks `order`, in which everybody reads; `asked` is what consents made of the same entries, `back` the consents that were taken back on the
 * telephone, by the step that says so. Gives the links whose consent was taken back after them, each with what did. */
export function checkTellings(order: Sound[], asked: Asked[], back: ReadonlyMap<string, string>, faults: (id: string, fault: TellingFault | LinkFault) => void): [link: string, back: string][] {
  // Only what stands before it can have been told.
  const told = new Map<string, Asked>();
  const takenBack = new Set<string>();
  const linked: [id: string, consent: string][] = [];
  const crossing: [link: string, back: string][] = [];
  const takesBack = (by: string, consent: string): void => {
    takenBack.add(consent);
    for (const [link, of] of linked) if (of === consent) crossing.push([link, by]);
  };
  for (const { id, entry } of order) {
    const { body, time } = entry;
    const spoken = back.get(id);
    if (spoken !== undefined) takesBack(id, spoken);
    if (entry.kind === "consent" && body["is"] === "revoked") takesBack(id, String(body["consent"]));
    if (entry.kind !== "step") continue;
    if (body["is"] === "taken") {
      const of = asked.find(({ standing }) => standing.is === "taken" && standing.step === entry);
      if (!of) continue;
      told.set(id, of);
      if (body["link"] !== undefined) of.links.push({ link: body["link"] as Link, time, ended: false });
    } else if (body["is"] === "linked" || body["is"] === "unlinked" || body["is"] === "answered") {
      const of = told.get(String(body["taken"]));
      if (!of) faults(id, "no-telling");
      else if (body["is"] === "linked" && takenBack.has(consentOf(of))) faults(id, "consent-revoked");
      else if (body["is"] === "linked" && dayOf(new Date(time)) > of.toldUntil) faults(id, "consent-expired");
      else if (body["is"] !== "answered") {
        for (const given of of.links) given.ended = true;
        if (body["is"] !== "linked") continue;
        of.links.push({ link: body["link"] as Link, time, ended: false });
        linked.push([id, consentOf(of)]);
      } else if (!answered(of, id, entry.window, String(body["frame"]))) faults(id, "answer-differs");
    }
  }
  return crossing;
}

/** The consent, or the decision, that telling it used up. */
const consentOf = ({ standing }: Asked): string => (standing.is === "taken" ? String(standing.step.body["by"]) : "");

/** Counts under every link that was ever given: a new one does not unsay what came by the first. False where it is nobody's. */
function answered(of: Asked, entry: string, window: string, frame: string): boolean {
  const bytes = octetsOf(frame);
  const answer = bytes && readAnswer(bytes);
  if (!bytes || !answer || answer.window !== window || !of.links.some(({ link }) => isOf(link, answer))) return false;
  const digest = hex(sha256(bytes));
  // Two counsellors may have pressed at once: it is one answer all the same.
  if (of.returned.every((one) => one.frame !== digest)) of.returned.push({ entry, frame: digest, answer });
  return true;
}

/** Whether the key of a link signed it, about that link's text. */
export const isOf = (link: Link, answer: Answer): boolean => link.telling === answer.telling && link.author === answer.author;
