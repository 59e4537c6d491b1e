/** What the desk asked the reporter in a form, and what was answered. Answering binds nobody: the newest answer counts. */
import type { Entry } from "./entry.ts";
import { belongs, counts, type Checked, isOpened, readingOrder } from "./order.ts";

/** A form as it was sent. `answer` is the newest answer's entry. */
export type Question = { id: string; entry: Entry; text: string; set: string; asking: string; choices: string[]; answer: Entry | null };

/** `faults` by the id of the entry that bears them. */
export type Questions = { questions: Question[]; faults: Map<string, string[]> };

/** Walks forms and answers in the order in which everybody reads them. `checked` has been through `checkLog`. */
export function checkQuestions(checked: Checked[]): Questions {
  const questions: Question[] = [];
  const faults = new Map<string, string[]>();
  const sound = checked.filter(isOpened).filter(belongs);
  const byId = new Map(sound.map(({ id, entry }) => [id, entry]));
  for (const one of readingOrder(sound, byId)) {
    if (!counts(one)) continue;
    const { id, entry } = one;
    const { kind, body } = entry;
    if (kind === "step" && body["is"] === "asks") {
      questions.push({ id, entry, text: String(body["text"]), set: String(body["set"]), asking: String(body["asking"]), choices: body["choices"] as string[], answer: null });
    }
    if (kind === "consent" && body["is"] === "filled") {
      const question = questions.find((other) => other.id === body["step"]);
      if (question) question.answer = entry;
      else faults.set(id, ["no-question"]);
    }
  }
  return { questions, faults };
}
