// Something that a counsellor wants to do by a day: a note, sealed to the readers of the case, that stands among what is due until one of
// them says that it was done. The reporter gets neither.

import type { Me } from "./api.ts";
import { explain } from "./answer.ts";
import { el } from "./element.ts";
import { clearFault, fault, faultPlace, field, form, inside, tell, value, whileWaiting } from "./fields.ts";
import type { ReaderKey } from "./keyring.ts";
import { again } from "./navigator.ts";
import type { Opened } from "./opening.ts";
import { say } from "./say.ts";
import { sendTask } from "./write.ts";

export function taskBox(who: Me, key: ReaderKey, opened: Opened): HTMLElement {
  const place = "task-fault";
  const keep = () =>
    void whileWaiting("task-keep", async () => {
      clearFault(place);
      const [words, until] = [value("task-words").trim(), value("task-day")];
      if (words === "" || !/^\d{4}-\d{2}-\d{2}$/.test(until)) return fault(place, "desk-js-todo-missing");
      try {
        await sendTask(who, key, opened, { words, is: "task", until });
      } catch (trouble) {
        return explain(place, words, trouble);
      }
      await again(drawn);
      tell("desk-js-todo-kept");
    });
  const drawn = form(
    "task-form",
    keep,
    field({ id: "task-words", label: "desk-js-todo-words", kind: "text", note: "desk-js-note-note" }),
    field({ id: "task-day", label: "desk-js-todo-day", kind: "date" }),
    faultPlace(place),
    el("button", { id: "task-keep", class: "btn second" }, el("span", {}, say("desk-js-todo-keep"))),
  );
  drawn.dataset["sealed"] = "";
  return el("details", { id: "task", class: "fold" }, el("summary", {}, el("span", {}, say("desk-js-todo-title"))), inside(drawn));
}

/** The buttons beside what is to be done. */
export function bindTasks(who: Me, key: ReaderKey, opened: Opened, due: HTMLElement): HTMLElement {
  const place = "task-done-fault";
  for (const button of due.querySelectorAll<HTMLButtonElement>("button[data-done]")) {
    const done = () =>
      void whileWaiting(button.id, async () => {
        clearFault(place);
        try {
          await sendTask(who, key, opened, { words: "", is: "done", of: button.dataset["done"] ?? "" });
        } catch (trouble) {
          return explain(place, "", trouble);
        }
        await again();
        tell("desk-js-todo-done-kept");
      });
    button.addEventListener("click", done);
  }
  return faultPlace(place);
}
