/** Steps of one document, faults beside their field, the word of what is going on. */
import { byId, el, type Child } from "../words/element.ts";
import { rich, t, type Arguments } from "../words/words.ts";

/** Shows one step and hides the others; the heading takes the focus, nothing enters the history. */
export function goTo(step: string): void {
  for (const section of document.querySelectorAll<HTMLElement>("section[data-step]")) {
    section.hidden = section.dataset["step"] !== step;
  }
  const shown = document.querySelector<HTMLElement>(`section[data-step="${step}"]`);
  document.documentElement.dataset["at"] = step;
  scrollTo(0, 0);
  shown?.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
}

/** A sentence beside the field, tied to it; without one the field is in order. */
export function fault(field: HTMLElement, at: string, ...sentence: Child[]): void {
  const wrong = sentence.length > 0;
  byId(at).replaceChildren(...(sentence as (Node | string)[]));
  if (wrong) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

export const say = (at: string, id?: string, values?: Arguments): void =>
  byId(at).replaceChildren(...(id === undefined ? [] : [rich(id, values)]));

/** A sentence of the server's own, marked as such: nobody signed it. `after` is a sentence of the page's. */
export const quote = (at: string, sentence: string, after?: string): void =>
  byId(at).replaceChildren(rich("window-js-server-says"), el("q", { class: "server-says", dir: "auto" }, sentence), ...(after ? [" ", rich(after)] : []));

/** A fault of the whole page, with a way to try again; `kept` says that what was written is still there. */
export function pageFault(id: string, again: (() => void) | null, kept = false): void {
  const at = byId("fault");
  const button = again && el("button", { class: "btn second", type: "button", id: "retry" }, t("window-js-again"));
  button?.addEventListener("click", () => {
    at.replaceChildren();
    again?.();
  });
  at.replaceChildren(rich(id), ...(kept ? [" ", rich("window-js-kept-here")] : []), ...(button ? [button] : []));
  at.focus();
}

/** A button is told that work goes on; a second press does nothing meanwhile. */
export function busy(button: HTMLElement, work: () => Promise<void>): void {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  void work().finally(() => button.removeAttribute("aria-disabled"));
}

/** How many more characters fit, once it matters; `over` bytes too many is a fault. */
export function showRoom(at: string, over: number, left: number): void {
  if (over > 0) say(at);
  else if (left < 6000) say(at, "window-js-room", { n: Math.floor(left / 3 / 100) * 100 });
  else say(at);
}
