/** The sheet for 110: it stands without any of this. Escape closes it, and an exercise takes the telephone out of it. */
import { byId } from "../../words/element.ts";

export function watchCall(): void {
  addEventListener("keydown", (event) => {
    const call = byId<HTMLDetailsElement>("call");
    if (event.key !== "Escape" || !call.open) return;
    call.open = false;
    call.querySelector("summary")?.focus();
  });
}

let dial: { at: HTMLElement; after: Element } | null = null;

/** No number can be dialled from the page while `practice` says so. */
export function letDial(practice: boolean): void {
  const at = document.querySelector<HTMLElement>("[data-dial]");
  if (practice && at?.previousElementSibling) {
    dial = { at, after: at.previousElementSibling };
    at.remove();
  } else if (!practice && dial) {
    dial.after.after(dial.at);
    dial = null;
  }
  byId("no-dial").hidden = !practice;
}
