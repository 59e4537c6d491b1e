// Forms that the reporter is asked to answer: whether they were understood, when they can be heard, how things are since.

import { explain } from "./answer.ts";
import { GAP } from "./beginning.ts";
import type { Me } from "./api.ts";
import { el } from "./element.ts";
import { followCourse } from "./ended.ts";
import { clearFault, fault, inside, tell, whileWaiting } from "./fields.ts";
import type { ReaderKey } from "./keyring.ts";
import { again } from "./navigator.ts";
import type { AskingDrawn, Opened } from "./opening.ts";
import { sealedPart } from "./policy.ts";
import { say } from "./say.ts";
import { sendStep } from "./write.ts";

type Desk = { who: Me; key: ReaderKey; opened: Opened; asking: AskingDrawn };

export function askingBox(who: Me, key: ReaderKey, opened: Opened): HTMLElement | null {
  const { asking } = opened.answer.drawn;
  if (!asking) return null;
  const part = sealedPart("asking-part", asking.part);
  for (const form of part.querySelectorAll("form")) bind({ who, key, opened, asking }, form);
  return el("details", { id: "asking", class: "fold" }, el("summary", {}, el("span", {}, say("consent-desk-asks-title"))), inside(part));
}

function bind(desk: Desk, form: HTMLFormElement): void {
  const set = form.dataset["set"] ?? "";
  const [place, button] = [`asks-${set}-fault`, `asks-${set}-send`];
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void whileWaiting(button, async () => {
      clearFault(place);
      const body = bodyOf(desk, set, form);
      if (isLack(body)) return fault(place, body.lacks, body.values);
      try {
        await sendStep(desk.who, desk.key, desk.opened, () => body);
      } catch (trouble) {
        return explain(place, "", trouble);
      }
      await followCourse(desk.who, desk.key, desk.opened).catch(() => {});
      await again(form);
      tell("consent-desk-asks-kept");
    });
  });
}

/** The sentence that says what is missing. */
type Lack = { lacks: string; values?: { gap: string } };

const isLack = (body: Record<string, unknown> | Lack): body is Lack => "lacks" in body;

/** What is signed, or what is missing. */
function bodyOf({ asking }: Desk, set: string, form: HTMLFormElement): Record<string, unknown> | Lack {
  const typed = new FormData(form);
  const text = String(typed.get("text") ?? "").trim();
  const choices = typed.getAll("choice").map((choice) => String(choice).trim()).filter((choice) => choice !== "");
  if (text === "") return { lacks: "consent-desk-asks-missing" };
  const gap = GAP.exec(text);
  if (gap) return { lacks: "desk-js-answer-gap", values: { gap: gap[0] } };
  const fields = form.querySelectorAll("[name=choice]").length;
  const fewer = String(typed.get("fewer") ?? "").trim();
  if (choices.length < fields && (choices.length === 0 || fewer === "")) return { lacks: "consent-desk-asks-missing-choice" };
  const what = new Map(asking.names).get(set) ?? set;
  const act = String(typed.get("act") ?? "");
  // Why there are fewer, the reporter reads with the rest.
  const said = fewer === "" || choices.length >= fields ? text : `${text}\n\n${fewer}`;
  return { what, text: said, is: "asks", procedure: asking.procedure, policy: asking.policy, act, asking: asking.asking, set, choices };
}
