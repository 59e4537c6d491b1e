/** Where the case stands in each procedure, in the words of the file that its last step was signed under. */
import type { Entry } from "../protocol/entry.ts";
import { belongs, type Checked, counts, isOpened, readingOrder } from "../protocol/order.ts";
import { dayIn, type Language } from "../words/day.ts";
import { el, ruby } from "../words/element.ts";
import type { QuestionSet } from "./asking.ts";
import type { Procedure, Stage, Text, Way } from "./procedures.ts";
import { say } from "./words.ts";

/** The procedure that every case has. */
const COURSE = "course";

/** What is known of the texts that entries name: the procedure of a step, the questions of a form. */
export type Known = { way: (entry: Entry) => Procedure | null; set: (form: Entry) => QuestionSet | null };
/** `of` is the procedure's id, `name` what its file calls it, `says` what happens now. */
export type Stands = { of: string; name: Text | null; stage: Stage; says: Text | null };

/** How often each act was done. */
type Counts = Map<string, number>;
type Line = { id: string; entry: Entry };

/** Of each procedure in which the desk did something the stage that it came to, the course first. */
export function stagesOf(checked: Checked[], faults: Map<string, string[]>, known: Known): Stands[] {
  // What crossed with a consent's end was told all the same.
  const inVain = (id: string): boolean => (faults.get(id) ?? []).some((code) => code !== "consent-crossed");
  const there = checked.filter(isOpened).filter(belongs);
  const order = readingOrder(there, new Map(there.map(({ id, entry }) => [id, entry])));
  const sound = order.filter((one) => counts(one) && !inVain(one.id));
  const steps = sound.flatMap(({ entry: { kind, body } }) => (kind === "step" && typeof body["procedure"] === "string" ? [body["procedure"]] : []));
  return [...new Set([COURSE, ...steps])].flatMap((of) => walk(of, sound, known) ?? []);
}

/** One after the other as the procedure allows; null before the first. */
function walk(of: string, lines: Line[], known: Known): Stands | null {
  const forms = new Map(lines.flatMap(({ id, entry }) => (entry.kind === "step" && entry.body["is"] === "asks" && entry.body["procedure"] === of ? [[id, entry] as const] : [])));
  const tally: Counts = new Map();
  // Of each set of questions the newest form: who saw an earlier text has not answered what the desk says now.
  const newest = new Map<string, Entry>();
  let id: string | null = null;
  let stands: Omit<Stands, "says"> | null = null;
  for (const { entry } of lines) {
    const { kind, body } = entry;
    const form = kind === "consent" && body["is"] === "filled" ? forms.get(String(body["step"])) : undefined;
    const answered = form && known.way(form);
    if (form && answered) heard(tally, answered, meant(known.set(form), body["answers"]), newest.get(setOf(form)) === form);
    if (kind === "step" && body["is"] === "asks" && body["procedure"] === of) newest.set(setOf(entry), entry);
    const way = kind === "step" && body["procedure"] === of ? known.way(entry) : null;
    if (!way) continue;
    noted(tally, way, entry, known);
    const to = leads(entry, way, tally, id ?? [...way.stages.keys()][0] ?? "");
    const stage = to === null ? undefined : way.stages.get(to);
    if (stage) [id, stands] = [to, { of, name: way.name, stage }];
  }
  const done = (one: string): boolean => (tally.get(one) ?? 0) > 0;
  return stands && { ...stands, says: stands.stage.once.findLast((one) => one.done.some(done))?.reporter ?? stands.stage.say };
}

const setOf = ({ body }: Entry): string => String(body["set"]);

/** Counts an act, a form's only if it is one of its questions'; what the reporter alone says is nobody else's to note. */
function noted(counts: Counts, way: Procedure, entry: Entry, known: Known): void {
  const { is } = entry.body;
  const act = String(entry.body["act"]);
  const set = is === "asks" ? known.set(entry) : null;
  if (is === "asks") heard(counts, way, meant(set, null), false);
  const theirs = way.said.some((one) => one.own && one.act === act);
  if (!theirs && (is === "did" || set?.acts.includes(act))) did(counts, act);
}

/** What the answers of a form mean, and what they could have meant. */
function meant(set: QuestionSet | null, answers: unknown): { said: Set<string>; could: Set<string> } {
  const given = (answers ?? {}) as Record<string, unknown>;
  const all = (set?.items ?? []).flatMap(({ id, options }) => options.flatMap((option) => (option.means === null ? [] : [{ means: option.means, chosen: given[id] === option.id }])));
  return { said: new Set(all.filter(({ chosen }) => chosen).map(({ means }) => means)), could: new Set(all.map(({ means }) => means)) };
}

const did = (counts: Counts, act: string): unknown => counts.set(act, (counts.get(act) ?? 0) + 1);

/** What a form asks anew, or its answer says, of the acts that are the reporter's word; to an earlier form they say no yes. */
function heard(counts: Counts, { said: acts }: Procedure, { said, could }: ReturnType<typeof meant>, newest: boolean): void {
  for (const { act, means, own } of acts) {
    if (could.has(means) && !said.has(means)) counts.delete(act);
    else if (own && newest && said.has(means)) did(counts, act);
  }
}

const opens = ({ when }: Way, counts: Counts): boolean => when.length === 0 || when.some((all) => all !== null && [...all].every(([act, least]) => (counts.get(act) ?? 0) >= least));

/** Where a step leads from a stage; what needs a consent or a second is entered by the step that tells it, and by no other. */
function leads({ body }: Entry, way: Procedure, counts: Counts, from: string): string | null {
  const is = body["is"];
  if (is === "called") return way.danger;
  if (is !== "moved" && is !== "taken") return null;
  const found = way.stages.get(from)?.next.find(({ to }) => to === body["to"]);
  return found && opens(found, counts) && (is === "taken" || found.bare) ? found.to : null;
}

/** The list's day, to which the desk acts; after the end nothing is missed: the desk writes once more by it, or not at all. */
function drawNext(course: Stage | undefined, hl: Language, today: string): void {
  const row = document.querySelector<HTMLElement>('[data-state="next"]');
  if (!row) return;
  const day = row.dataset["day"] ?? "";
  row.hidden = course?.last === true && day < today;
  if (course?.last && !row.hidden) row.querySelector("dd")?.replaceChildren(say("consent-js-next-after", { day: dayIn(day, hl) }));
}

/** Puts them above whom the desk told. */
export function drawStages(all: Stands[], hl: Language, today: string): void {
  drawNext(all.find(({ of }) => of === COURSE)?.stage, hl, today);
  for (const old of document.querySelectorAll('[data-state^="stage"]')) old.remove();
  const place = document.querySelector('[data-state="told"]');
  for (const { of, name, stage, says } of place ? all : []) {
    const head = of === COURSE || !name ? say("consent-js-stage-now") : ruby(name[hl]);
    const next = says ? el("p", { class: "soft" }, ruby(says[hl])) : null;
    place?.before(el("div", { "data-state": of === COURSE ? "stage" : `stage-${of}` }, el("dt", {}, head), el("dd", {}, el("p", {}, ruby(stage.name[hl])), next)));
  }
}
