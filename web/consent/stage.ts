/** Where the course of the case stands, in the words of the procedure that its last step was signed under. */
import type { Entry } from "../protocol/entry.ts";
import type { Checked } from "../protocol/order.ts";
import type { Language } from "../words/day.ts";
import { el, ruby } from "../words/element.ts";
import type { Procedure, Stage } from "./procedures.ts";
import { say } from "./words.ts";

/** The procedure that every case has. */
const COURSE = "course";

/** The stage that the desk's steps lead to, one after the other as the procedure allows; null before the first. */
export function stageOf(checked: Checked[], faults: Map<string, string[]>, ways: (entry: Entry) => Procedure | null): Stage | null {
  const steps = checked
    .flatMap(({ id, entry, faults: own }) => (entry?.kind === "step" && own.length === 0 && !faults.has(id) && entry.body["procedure"] === COURSE ? [entry] : []))
    .toSorted((one, other) => one.time.localeCompare(other.time));
  let id: string | null = null;
  let stage: Stage | null = null;
  for (const entry of steps) {
    const way = ways(entry);
    if (!way) continue;
    const before: string = id ?? [...way.stages.keys()][0] ?? "";
    const to: string | null = entry.body["is"] === "called" ? way.danger : entry.body["is"] === "moved" && way.stages.get(before)?.next.includes(String(entry.body["to"])) ? String(entry.body["to"]) : null;
    const found = to === null ? undefined : way.stages.get(to);
    if (found) [id, stage] = [to, found];
  }
  return stage;
}

/** Puts it above whom the desk told. */
export function drawStage(stage: Stage | null, hl: Language): void {
  document.querySelector('[data-state="stage"]')?.remove();
  const place = document.querySelector('[data-state="told"]');
  if (!stage || !place) return;
  const next = stage.say ? el("p", { class: "soft" }, ruby(stage.say[hl])) : null;
  place.before(el("div", { "data-state": "stage" }, el("dt", {}, say("consent-js-stage-now")), el("dd", {}, el("p", {}, ruby(stage.name[hl])), next)));
}
