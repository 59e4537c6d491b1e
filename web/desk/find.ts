// Somebody calls again and reads their code out: which case it is. The code is compared in this document and forgotten; the server is asked
// for all cases as the board asks for them. The case that was found opens then, and the server sees that, as of any that is opened.

import { readCode } from "../protocol/code.ts";
import { type CaseRow, Lost, type Me, Refused } from "./api.ts";
import { el } from "./element.ts";
import { clearFault, fault, faultPlace, form, sayTrouble, tell, whileWaiting } from "./fields.ts";
import { isOpen, type ReaderKey } from "./keyring.ts";
import { go, turn } from "./navigator.ts";
import { openCase } from "./opening.ts";
import { say } from "./say.ts";
import { cases } from "./session.ts";
import { authorOf, missing } from "./spoken.ts";

export function finder(who: Me, key: ReaderKey): HTMLElement {
  const field = el("input", { id: "find-code", type: "text", class: "paste", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", "aria-describedby": "find-note" });
  field.dataset["sealed"] = "";
  const seek = (): void => void whileWaiting("find-go", () => find(who, key, field));
  return form(
    "find-form",
    seek,
    el("h2", {}, say("phone-js-find-title")),
    el("div", { class: "field" }, el("label", { for: field.id }, say("phone-js-find-code")), el("p", { id: "find-note", class: "hint" }, say("phone-js-find-note")), field),
    faultPlace("find-fault"),
    el("button", { id: "find-go", class: "btn second" }, el("span", {}, say("phone-js-find-go"))),
  );
}

async function find(who: Me, key: ReaderKey, field: HTMLInputElement): Promise<void> {
  clearFault("find-fault");
  const reading = readCode(field.value);
  if (reading.is !== "whole") return fault("find-fault", missing(reading));
  const stays = turn();
  let found: string | null = null;
  try {
    // To the last, whatever was found: where a search ends is seen from the other side.
    for (const row of await cases(true)) {
      if (!stays() || !isOpen(key)) return;
      if (await is(who, key, row, reading.code)) found = row.case;
    }
  } catch (trouble) {
    return sayTrouble("find-fault", trouble);
  }
  if (!stays() || !isOpen(key)) return;
  field.value = "";
  if (found === null) return fault("find-fault", "phone-js-find-none");
  await go(`/desk/case/${found}`);
  tell("phone-js-found");
}

/** Whether it is the code of that case, the one that is good now. A case that does not open is passed over: its own page says why. One
 * that did not come is not: it may be the one. */
async function is(who: Me, key: ReaderKey, row: CaseRow, code: string): Promise<boolean> {
  try {
    const { answer } = await openCase(who, key, row.case, false);
    const seed = authorOf(code, row.window, answer.codes);
    seed?.fill(0);
    return seed !== null;
  } catch (trouble) {
    if (trouble instanceof Lost || (trouble instanceof Refused && trouble.status !== 404)) throw trouble;
    return false;
  }
}
