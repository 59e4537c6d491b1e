/** A step or an answer in words, in the reader's language where the signed procedure has a name for it. */
import { unbase64 } from "../protocol/bytes.ts";
import type { Entry } from "../protocol/entry.ts";
import { kindOf } from "../protocol/spoken.ts";
import { type Answer, readAnswer } from "../protocol/telling.ts";
import { dayIn, type Language } from "../words/day.ts";
import { type Child, el, ruby } from "../words/element.ts";
import { quoted } from "./card.ts";
import type { Procedure, Text } from "./procedures.ts";
import { bare, say } from "./words.ts";

/** Null where an entry is neither. */
export type Said = Child[] | null;

const text = (entry: Entry, name: string): string => (typeof entry.body[name] === "string" ? entry.body[name] : "");
const paragraphs = (entry: Entry, ...names: string[]): Child[] => names.map((name) => text(entry, name)).filter((one) => one !== "").map(quoted);

export function said(entry: Entry, hl: Language, procedure: Procedure | null): Said {
  const recipient = bare(text(entry, "recipient"));
  const is = text(entry, "is");
  if (entry.kind === "consent") return [el("p", { class: "what", "data-reply": is }, say(`consent-js-reply-${is}`, { recipient })), ...paragraphs(entry, "text")];
  if (entry.kind !== "step" || is === "") return null;
  if (is === "answered") return back(entry, hl);
  if (is === "spoken") {
    const heard = kindOf(text(entry, "frame"));
    return [el("p", { class: "what", "data-step": heard }, say(`consent-js-step-${heard}`))];
  }
  const shown = is === "proposed" && entry.body["reason"] !== undefined ? "danger" : is === "did" && entry.body["day"] !== undefined ? "dated" : is;
  // That a link was made is not that it was opened.
  const linked = is === "taken" && entry.body["link"] !== undefined ? "taken-link" : shown;
  const lead = say(`consent-js-step-${shown === "moved" ? moved(entry, procedure) : linked}`, { recipient, day: shown === "dated" ? dayIn(text(entry, "day"), hl, true) : "" });
  const reason = shown === "danger" ? [el("p", { class: "soft" }, say("consent-js-reason")), ...paragraphs(entry, "reason")] : [];
  return [el("p", { class: shown === "moved" && moved(entry, procedure) === "moved-tells" ? "fault" : "what", "data-step": shown }, lead), what(entry, shown, hl, procedure), ...paragraphs(entry, "text"), ...reason];
}

/** What whoever was told gave back, as it was written down; whether it is theirs stands beside it. */
function back(entry: Entry, hl: Language): Said {
  const answer = answerIn(text(entry, "frame"));
  if (answer?.is !== "measure") return [el("p", { class: "what", "data-step": "answered" }, say("consent-js-step-answered"))];
  return [el("p", { class: "what", "data-step": "measured" }, say("consent-js-step-measured", { day: dayIn(answer.from, hl, true) })), quoted(answer.what)];
}

function answerIn(frame: string): Answer | null {
  try {
    return readAnswer(unbase64(frame));
  } catch {
    return null;
  }
}

/** Whether the stage that was entered is one that nobody outside hears of: the step says so, the procedure knows. */
function moved(entry: Entry, procedure: Procedure | null): "moved" | "moved-tells" | "moved-unknown" {
  const stage = procedure?.stages.get(text(entry, "to"));
  if (!stage) return "moved-unknown";
  return stage.tells !== null ? "moved-tells" : "moved";
}

/** What was done, by its signed name; else as the desk wrote it. A proposal bears the name of where it leads, which reads as if it had been done. */
function what(entry: Entry, is: string, hl: Language, procedure: Procedure | null): Child {
  if (["proposed", "danger", "approved"].includes(is)) return null;
  const signed: Text | undefined = is === "did" || is === "dated" ? procedure?.acts.get(text(entry, "act")) : procedure?.stages.get(text(entry, "to"))?.name;
  if (signed) return el("p", {}, el("b", {}, ruby(signed[hl])));
  return text(entry, "what") !== "" && el("p", {}, el("b", { dir: "auto" }, text(entry, "what")));
}

/** Whether an entry says, or its stage means, that somebody outside was told. */
export function telling(entry: Entry, procedure: Procedure | null): { is: "taken" | "called" | "moved"; stage?: Text } | null {
  if (entry.kind !== "step") return null;
  const is = entry.body["is"];
  if (is === "taken" || is === "called") return { is };
  const stage = procedure?.stages.get(text(entry, "to"));
  return is === "moved" && stage && stage.tells !== null ? { is, stage: stage.name } : null;
}
