// What a colleague must notice: that somebody came in without what they had before. It stays until it is put away.

import * as api from "./api.ts";
import { dayText } from "./clock.ts";
import { el } from "./element.ts";
import { button, faultPlace, sayTrouble, whileWaiting } from "./fields.ts";
import { say } from "./say.ts";

export async function returnNotes(who: api.Me): Promise<HTMLElement[]> {
  return (await api.returns()).map((one) => note(one, who.role === "lead"));
}

function note(one: api.Return, lead: boolean): HTMLElement {
  const mark = `return-${one.id}`;
  const how = one.how === "paper" ? "sitting-js-returned-paper" : "sitting-js-returned-password";
  const content = el(
    "div",
    { id: mark, class: "note stack", "data-return": one.how },
    el("p", {}, el("b", {}, say(how, { name: one.name, day: dayText(one.day) }))),
    // Whoever leads is told what to do; others, whom to tell.
    el("p", {}, say(lead ? "sitting-js-returned-check-lead" : "sitting-js-returned-check")),
    faultPlace(`${mark}-fault`),
    button(`${mark}-away`, "sitting-js-returned-away", () => void whileWaiting(`${mark}-away`, away), true),
  );
  const away = async (): Promise<void> => {
    try {
      await api.putReturnAway(one.id);
    } catch (trouble) {
      return sayTrouble(`${mark}-fault`, trouble);
    }
    content.remove();
  };
  return content;
}
