/** Where the case stands in each procedure, in the words of the file that its last step was signed under. */
import type { Entry } from "../protocol/entry.ts";
import type { Checked } from "../protocol/order.ts";
import type { Language } from "../words/day.ts";
import { el, ruby } from "../words/element.ts";
import type { Procedure, Stage, Text } from "./procedures.ts";
import { say } from "./words.ts";

/** The procedure that every case has. */
const COURSE = "course";

type Ways = (entry: Entry) => Procedure | null;
/** `of` is the procedure's id, `name` what its file calls it. */
export type Stands = { of: string; name: Text | null; stage: Stage };

/** Of each procedure in which the desk did something the stage that it came to, the course first. */
export function stagesOf(checked: Checked[], faults: Map<string, string[]>, ways: Ways): Stands[] {
  // What crossed with a consent's end was told all the same.
  const inVain = (id: string): boolean => (faults.get(id) ?? []).some((code) => code !== "consent-crossed");
  const steps = checked
    .flatMap(({ id, entry, faults: own }) => (entry?.kind === "step" && own.length === 0 && !inVain(id) && typeof entry.body["procedure"] === "string" ? [entry] : []))
    .toSorted((one, other) => one.time.localeCompare(other.time));
  const named = new Set([COURSE, ...steps.map(({ body }) => String(body["procedure"]))]);
  return [...named].flatMap((of) => walk(of, steps, ways) ?? []);
}

/** One after the other as the procedure allows; null before the first. */
function walk(of: string, steps: Entry[], ways: Ways): Stands | null {
  let id: string | null = null;
  let stands: Stands | null = null;
  for (const entry of steps) {
    const way = entry.body["procedure"] === of ? ways(entry) : null;
    if (!way) continue;
    const to = leads(entry, way, id ?? [...way.stages.keys()][0] ?? "");
    const stage = to === null ? undefined : way.stages.get(to);
    if (stage) [id, stands] = [to, { of, name: way.name, stage }];
  }
  return stands;
}

/** Where a step leads from a stage; what needs a consent or a second is entered by the step that tells it, and by no other. */
function leads({ body }: Entry, way: Procedure, from: string): string | null {
  const is = body["is"];
  if (is === "called") return way.danger;
  if (is !== "moved" && is !== "taken") return null;
  const found = way.stages.get(from)?.next.find(({ to }) => to === body["to"]);
  return found && (is === "taken" || found.bare) ? found.to : null;
}

/** Puts them above whom the desk told. */
export function drawStages(all: Stands[], hl: Language): void {
  for (const old of document.querySelectorAll('[data-state^="stage"]')) old.remove();
  const place = document.querySelector('[data-state="told"]');
  for (const { of, name, stage } of place ? all : []) {
    const head = of === COURSE || !name ? say("consent-js-stage-now") : ruby(name[hl]);
    const next = stage.say ? el("p", { class: "soft" }, ruby(stage.say[hl])) : null;
    place?.before(el("div", { "data-state": of === COURSE ? "stage" : `stage-${of}` }, el("dt", {}, head), el("dd", {}, el("p", {}, ruby(stage.name[hl])), next)));
  }
}
