/** The line that says whether the record is kept, and under which number. */
import { shown } from "../../protocol/code.ts";
import type { Language } from "../../words/day.ts";
import { dayIn, momentIn } from "../../words/day.ts";
import { byId, el } from "../../words/element.ts";
import { rich } from "../../words/words.ts";
import type { State } from "./saving.ts";

/** Shows the number. Going on in this page needs no note of it; coming back does. */
export function showKept(code: string): void {
  const at = byId("kept");
  at.hidden = false;
  at.replaceChildren(
    el("p", {}, rich("counter-js-code"), " ", el("b", { class: "number-shown", id: "record-code-shown" }, shown(code))),
    el("p", {}, rich("counter-js-code-note")),
    el("p", { id: "kept-state", role: "status" }),
  );
}

export function hideKept(): void {
  byId("kept").hidden = true;
  byId("kept").replaceChildren();
}

export function showState(state: State, hl: Language): void {
  const at = document.getElementById("kept-state");
  if (!at) return;
  // What is kept already is said again only with the next success: a line that changes at every tap would be read aloud at each.
  if (state.is === "saving" && at.hasChildNodes()) return;
  at.dataset["state"] = state.is;
  at.replaceChildren(sentence(state, hl));
}

function sentence(state: State, hl: Language): DocumentFragment {
  switch (state.is) {
    case "saved":
      return rich("counter-js-saved", { time: momentIn(state.at.toISOString(), hl).slice(-5), day: dayIn(state.lastDay, hl) });
    case "kept":
      return rich("counter-js-kept", { day: dayIn(state.lastDay, hl) });
    case "waiting":
      return rich("counter-js-unsaved");
    case "refused":
      return rich("counter-js-not-kept");
    default:
      return rich("counter-js-saving");
  }
}
