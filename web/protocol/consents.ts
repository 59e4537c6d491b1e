/** Consent first: whether what was told outside was the very text that the reporter agreed to, for that recipient, once, in
 * time and not taken back; or, in danger to life, what two readers decided with a reason. */
import type { Entry } from "./entry.ts";
import { belongs, buildsOn, counts, type Checked, isOpened, readingOrder } from "./order.ts";
import { dayOf } from "./days.ts";
import { same } from "./persons.ts";
import type { Roster } from "./roster.ts";
import { voices } from "./spoken.ts";
import { type Back, checkTellings, type Given, type TellingFault } from "./tellings.ts";

export type ConsentFault =
  | "no-proposal"
  | "no-reason"
  | "no-consent"
  | "consent-differs"
  | "consent-expired"
  | "consent-revoked"
  | "consent-crossed"
  | "consent-used"
  | "spoken-differs"
  | "one-person"
  | TellingFault;

/** How long the reporter has to answer, and a consent holds, whatever it says; and two readers' decision in danger. */
const CONSENT_DAYS = 30;
const DANGER_DAYS = 3;

/** What became of a proposal, as far as its entries tell. */
export type Standing =
  | { is: "open" | "declined" | "revoked" }
  | { is: "agreed"; consent: string; text: string; last: string }
  | { is: "approved"; approval: string; by: Entry; last: string }
  | { is: "taken"; step: Entry; text: string };

/** A proposal without fault. `last` is the last day on which it may be answered; `toldUntil`, once it was told, that of the consent
 * or decision that was used up: no other link is given after it; `links` by which it was told, and what the
 * recipient gave back as far as it was written down. `spoken`: the two who heard the consent on the telephone; `heard`: the one who did, and waits for another. */
export type Asked = { id: string; entry: Entry; text: string; recipient: string; reason: string | null; last: string; standing: Standing; spoken: [string, string] | null; heard: { id: string; by: string } | null; toldUntil: string; links: Given[]; returned: Back[] };

/** `faults` by the id of the entry that bears them. */
export type Consents = { asked: Asked[]; faults: Map<string, ConsentFault[]> };

type Ground = { asked: Asked; text: string; last: string; second: string | null; revoked: boolean; used: string | null };
/** `same` tells keys of one person from two people; `takenBack`: steps, each with what took its consent back after it in the order of reading. */
type Sofar = { voice: ReturnType<typeof voices>; back: Map<string, string>; same: (one: string, other: string) => boolean; asked: Asked[]; grounds: Map<string, Ground>; takenBack: [step: string, back: string][] };

/** Walks steps and consents in the order in which everybody reads them. `checked` has been through `checkLog`; `rosters` are those that
 * its entries name, `reporter` the author key of whoever asks, where it is known. */
export function checkConsents(checked: Checked[], rosters: Iterable<Roster>, reporter?: string): Consents {
  const known = [...rosters];
  const faults = new Map<string, ConsentFault[]>();
  const sound = checked.filter(isOpened).filter(belongs);
  const byId = new Map(sound.map(({ id, entry }) => [id, entry]));
  const voice = voices(sound, byId, known, reporter);
  const sofar: Sofar = { voice, back: new Map(), same: (one, other) => same(one, other, known), asked: [], grounds: new Map(), takenBack: [] };
  const order = readingOrder(sound, byId).filter(counts);
  for (const one of order) {
    const walk = STEPS[`${one.entry.kind} ${String(one.entry.body["is"])}`];
    const found = walk ? walk(sofar, one.id, one.entry) : [];
    if (found.length > 0) faults.set(one.id, found);
  }
  const crossing = checkTellings(order, sofar.asked, sofar.back, (id, fault) => faults.set(id, [fault]));
  for (const [step, back] of [...sofar.takenBack, ...crossing]) {
    // What nobody saw may bear any time.
    if (!buildsOn(byId, back, step)) faults.set(step, ["consent-crossed"]);
  }
  return { asked: sofar.asked, faults };
}

const STEPS: Record<string, (sofar: Sofar, id: string, entry: Entry) => ConsentFault[]> = {
  "step proposed": proposed,
  "step approved": approved,
  "step taken": taken,
  "step spoken": spoken,
  "step did": refused,
  "consent agreed": agreed,
  "consent declined": declined,
  "consent revoked": revoked,
};

const text = (entry: Entry, name: string): string => entry.body[name] as string;
const day = (entry: Entry): string => dayOf(new Date(entry.time));

function atMost(until: string, entry: Entry, days: number): string {
  const most = dayOf(new Date(new Date(entry.time).getTime() + days * 86400_000));
  return until < most ? until : most;
}

function proposed(sofar: Sofar, id: string, entry: Entry): ConsentFault[] {
  const reason = (entry.body["reason"] as string | undefined) ?? null;
  if (reason !== null && isBlank(reason)) return ["no-reason"];
  const last = atMost(text(entry, "until"), entry, reason === null ? CONSENT_DAYS : DANGER_DAYS);
  sofar.asked.push({ id, entry, text: text(entry, "text"), recipient: text(entry, "recipient"), reason, last, standing: { is: "open" }, spoken: null, heard: null, toldUntil: "", links: [], returned: [] });
  return [];
}

/** The proposal that is answered: one that the reporter is asked about, or one that two readers decide. */
const answered = (sofar: Sofar, entry: Entry, danger: boolean): Asked | undefined =>
  sofar.asked.find(({ id, reason }) => id === entry.body["proposal"] && (reason !== null) === danger);

function approved(sofar: Sofar, id: string, entry: Entry): ConsentFault[] {
  const asked = answered(sofar, entry, true);
  if (!asked) return ["no-proposal"];
  const faults = those(["one-person", sofar.same(asked.entry.author, entry.author)], ["consent-used", asked.standing.is === "taken"], ["consent-expired", day(entry) > asked.last]);
  if (faults.length === 0) {
    stand(asked, { is: "approved", approval: id, by: entry, last: asked.last });
    endEarlier(sofar, asked);
    sofar.grounds.set(id, { asked, text: asked.text, last: asked.last, second: entry.author, revoked: false, used: null });
  }
  return faults;
}

/** The act by which a second reader decides not to tell without consent. */
const DANGER_DECLINED = "danger_declined";

/** What others proposed in that procedure, and nobody approved, waits no more. */
function refused(sofar: Sofar, _id: string, { author, body }: Entry): ConsentFault[] {
  if (body["act"] !== DANGER_DECLINED) return [];
  for (const asked of sofar.asked) {
    const danger = asked.reason !== null && asked.standing.is === "open" && asked.entry.body["procedure"] === body["procedure"];
    if (danger && !sofar.same(asked.entry.author, author)) stand(asked, { is: "declined" });
  }
  return [];
}

function agreed(sofar: Sofar, id: string, entry: Entry): ConsentFault[] {
  const asked = answered(sofar, entry, false);
  if (!asked) return ["no-proposal"];
  const left = text(entry, "text");
  const differs = text(entry, "recipient") !== asked.recipient || !isStruck(left, asked.text);
  // What was told once is not told again under the same question.
  const faults = those(["consent-differs", differs], ["consent-used", asked.standing.is === "taken"], ["consent-expired", day(entry) > asked.last]);
  if (faults.length === 0) {
    const last = atMost(text(entry, "until"), entry, CONSENT_DAYS);
    open(sofar, id, asked, left, last);
  }
  return faults;
}

/** By the reporter's word, or by `both` who heard it on the telephone. */
function open(sofar: Sofar, id: string, asked: Asked, left: string, last: string, both: Asked["spoken"] = null): void {
  stand(asked, { is: "agreed", consent: id, text: left, last });
  asked.spoken = both;
  endEarlier(sofar, asked);
  sofar.grounds.set(id, { asked, text: left, last, second: null, revoked: false, used: null });
}

/** Whatever was answered since, what one has heard before is answered anew. */
function stand(asked: Asked, standing: Standing): void {
  asked.standing = standing;
  asked.heard = null;
}

/** What was answered on the telephone: an agreement counts once two have heard it, the other answers at once. */
function spoken(sofar: Sofar, id: string, entry: Entry): ConsentFault[] {
  const word = sofar.voice(id, entry);
  if (!word) return ["spoken-differs"];
  if (word.is === "revoked") {
    const faults = revoke(sofar, id, word.of);
    if (faults.length === 0) sofar.back.set(id, word.of);
    return faults;
  }
  const asked = sofar.asked.find((one) => one.id === word.of && one.reason === null);
  if (!asked) return ["no-proposal"];
  if (word.is === "declined") {
    asked.heard = null;
    return decline(sofar, id, asked);
  }
  const first = word.first !== undefined && asked.heard?.id === word.first ? asked.heard : null;
  const faults = those(
    ["no-consent", word.first !== undefined && first === null],
    ["one-person", first !== null && sofar.same(first.by, entry.author)],
    ["consent-used", asked.standing.is === "taken"],
    ["consent-expired", day(entry) > asked.last],
  );
  if (faults.length > 0) return faults;
  if (first) open(sofar, id, asked, asked.text, atMost(text(asked.entry, "until"), entry, CONSENT_DAYS), [first.by, entry.author]);
  else asked.heard = { id, by: entry.author };
  return [];
}

/** Of two answers to one question the later one stands. */
function endEarlier(sofar: Sofar, asked: Asked): void {
  for (const ground of sofar.grounds.values()) ground.revoked ||= ground.asked === asked && ground.used === null;
}

function declined(sofar: Sofar, id: string, entry: Entry): ConsentFault[] {
  const asked = answered(sofar, entry, false);
  return asked ? decline(sofar, id, asked) : ["no-proposal"];
}

/** A no ends every yes that was not used: of two answers that did not see each other, the one that tells less stands. */
function decline(sofar: Sofar, id: string, asked: Asked): ConsentFault[] {
  const used = withdraw(sofar, asked);
  if (used) {
    sofar.takenBack.push([used.step, id]);
    sofar.back.set(id, used.consent);
  } else if (asked.standing.is === "open" || asked.standing.is === "agreed") stand(asked, { is: "declined" });
  return [];
}

/** No consent to a proposal counts from here on; gives the one that was used up before, and the step that did. */
function withdraw(sofar: Sofar, asked: Asked): { consent: string; step: string } | null {
  let used: { consent: string; step: string } | null = null;
  for (const [consent, ground] of sofar.grounds) {
    if (ground.asked !== asked) continue;
    ground.revoked = true;
    if (ground.used !== null) used ??= { consent, step: ground.used };
  }
  return used;
}

function revoked(sofar: Sofar, id: string, entry: Entry): ConsentFault[] {
  return revoke(sofar, id, text(entry, "consent"));
}

function revoke(sofar: Sofar, id: string, consent: string): ConsentFault[] {
  const ground = sofar.grounds.get(consent);
  // A decision of two readers is not the reporter's to take back.
  if (!ground || ground.second !== null) return ["no-consent"];
  const used = withdraw(sofar, ground.asked);
  // What was told cannot be taken back; that it was told stays written.
  if (used) sofar.takenBack.push([used.step, id]);
  else stand(ground.asked, { is: "revoked" });
  return [];
}

function taken(sofar: Sofar, id: string, entry: Entry): ConsentFault[] {
  const ground = sofar.grounds.get(text(entry, "by"));
  if (!ground) return ["no-consent"];
  const alike = ["procedure", "policy", "to", "recipient"].every((name) => entry.body[name] === ground.asked.entry.body[name]);
  const faults = those(
    ["consent-differs", !alike || ground.text !== text(entry, "text")],
    ["one-person", ground.second !== null && sofar.same(ground.second, entry.author)],
    ["consent-expired", day(entry) > ground.last],
    ["consent-revoked", ground.revoked],
    ["consent-used", ground.used !== null],
  );
  if (faults.length === 0) {
    ground.used = id;
    stand(ground.asked, { is: "taken", step: entry, text: text(entry, "text") });
    ground.asked.toldUntil = ground.last;
  }
  return faults;
}

const those = (...all: [ConsentFault, boolean][]): ConsentFault[] => all.flatMap(([fault, is]) => (is ? [fault] : []));

/** Whether `left` is what is left of `whole` where letters were struck, and not nothing. */
function isStruck(left: string, whole: string): boolean {
  const rest = [...whole].values();
  const next = (letter: string): boolean => {
    for (let at = rest.next(); !at.done; at = rest.next()) if (at.value === letter) return true;
    return false;
  };
  return !isBlank(left) && [...left].every(next);
}

/** Spelt out, since languages differ in what they call white space. */
const isBlank = (value: string): boolean => /^[ \t\n\r\u3000]*$/.test(value);
