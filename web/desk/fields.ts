// Fields, buttons and sentences about faults, made the same way on every page.

import { Lost, NotThere, Refused } from "./api.ts";
import { type Child, el } from "./element.ts";
import { say, text, type Values } from "./say.ts";

export interface Field {
  id: string;
  label: string;
  kind?: string;
  complete?: string;
  note?: string;
  value?: string;
  required?: boolean;
}

/** A label, its note and its input. */
export function field(made: Field): HTMLElement {
  const noteId = made.note ? `${made.id}-note` : undefined;
  return el(
    "div",
    { class: "field" },
    el("label", { for: made.id }, say(made.label)),
    made.note ? el("p", { id: noteId, class: "hint" }, say(made.note)) : null,
    el("input", {
      id: made.id,
      name: made.id,
      type: made.kind ?? "text",
      autocomplete: made.complete ?? "off",
      autocapitalize: "off",
      spellcheck: "false",
      value: made.value,
      required: made.required === true,
      "aria-describedby": noteId,
    }),
  );
}

export function button(id: string, label: string, deed: () => void, second = false): HTMLButtonElement {
  return el("button", { id, type: "button", class: second ? "btn second" : "btn", on: { click: deed } }, el("span", {}, say(label)));
}

/** What a fold holds. */
export function inside(...children: Child[]): HTMLElement {
  return el("div", { class: "inside stack" }, ...children);
}

/** A form that sends nothing by itself. */
export function form(id: string, deed: () => void, ...children: Child[]): HTMLFormElement {
  const submit = (event: Event) => {
    event.preventDefault();
    deed();
  };
  return el("form", { id, class: "stack", novalidate: true, on: { submit } }, ...children);
}

export function value(id: string): string {
  return (document.getElementById(id) as HTMLInputElement | null)?.value ?? "";
}

/** The place beside `id` where a sentence about a fault appears; it is read out when it does. */
export function faultPlace(id: string): HTMLElement {
  return el("p", { id, class: "fault", role: "alert" });
}

export function fault(id: string, message: string, values: Values = {}): void {
  document.getElementById(id)?.replaceChildren(say(message, values));
}

export function clearFault(id: string): void {
  document.getElementById(id)?.replaceChildren();
}

/** Says what went wrong with a request, beside the thing that was asked. */
export function sayTrouble(id: string, trouble: unknown): void {
  const place = document.getElementById(id);
  if (!place) return;
  if (trouble instanceof Lost) place.replaceChildren(say("desk-js-lost"));
  else if (trouble instanceof NotThere) place.replaceChildren(say("desk-js-answer-missing"));
  else if (trouble instanceof Refused && trouble.status === 401) place.replaceChildren(say("desk-js-signed-out"));
  else if (trouble instanceof Refused && trouble.detail !== "") place.replaceChildren(...serverSays(trouble.detail));
  else place.replaceChildren(say("desk-js-broken"));
}

/** A sentence of the server's own, marked as such: nobody signed it. */
export function serverSays(detail: string): Node[] {
  return [say("desk-js-server-says"), el("q", { class: "server-says", dir: "auto" }, detail)];
}

/** Runs a deed while its button waits, so that it cannot be done twice. */
export async function whileWaiting(id: string, deed: () => Promise<void>): Promise<void> {
  const waiting = document.getElementById(id);
  if (waiting?.ariaDisabled === "true") return;
  // Not `disabled`: a browser takes the focus away from what is, and whoever works with keys alone begins the page anew.
  waiting?.setAttribute("aria-disabled", "true");
  tell("desk-js-wait");
  try {
    await deed();
  } finally {
    waiting?.removeAttribute("aria-disabled");
    if (document.getElementById("status")?.textContent === text("desk-js-wait")) tell(null);
  }
}

/** One quiet line at the top, read out by screen readers. */
export function tell(message: string | null, values: Values = {}): void {
  document.getElementById("status")?.replaceChildren(...(message === null ? [] : [say(message, values)]));
}

/** Hands a file to the person. */
export function handOver(name: string, bytes: Uint8Array | Blob): void {
  const blob = bytes instanceof Blob ? bytes : new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "application/octet-stream" });
  const address = URL.createObjectURL(blob);
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
