// What somebody answers on the telephone: the text is read out, they read their code out, and this page signs with it for whoever heard it.

import { hex } from "../protocol/bytes.ts";
import { type Reading, readCode } from "../protocol/code.ts";
import { derive } from "../protocol/derive.ts";
import { publicKey } from "../protocol/sign.ts";
import { type Heard, writeSpoken } from "../protocol/spoken.ts";
import { explain } from "./answer.ts";
import type { Me } from "./api.ts";
import { now } from "./clock.ts";
import { clearFault, fault, tell, whileWaiting } from "./fields.ts";
import { isOpen, type ReaderKey } from "./keyring.ts";
import { again } from "./navigator.ts";
import type { Opened, ProposedDeed } from "./opening.ts";
import { sendStep } from "./write.ts";

type Desk = { who: Me; key: ReaderKey; opened: Opened; of: string };
type Find = (opened: Opened, entry: string) => ProposedDeed | undefined;

/** What is missing in a code that was typed. */
export const missing = ({ is }: Reading): string => (is === "whole" ? "" : is === "check" ? "phone-js-typed-check" : "phone-js-typed-short");

/** The seed of a code's author key, which the caller wipes; null where it is none of `codes`' newest. */
export function authorOf(code: string, window: string, codes: readonly string[] | null): Uint8Array | null {
  const seed = derive(code, window, "author");
  if (codes?.at(-1) === hex(publicKey(seed))) return seed;
  seed.fill(0);
  return null;
}

/** Binds the form beside a proposal. The code stands in its field until the button is pressed, and nowhere after. */
export function bindHearing(desk: Desk, form: HTMLFormElement, find: Find): void {
  const entry = form.dataset["of"] ?? "";
  const before = find(desk.opened, entry);
  const field = form.querySelector<HTMLInputElement>("input[name=code]");
  if (!before || !field) return;
  field.dataset["sealed"] = "";
  for (const button of form.querySelectorAll<HTMLButtonElement>("button[data-answer]")) button.id = `hear-${button.dataset["answer"]}-${entry}`;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const pressed = event.submitter instanceof HTMLButtonElement ? event.submitter : form.querySelector<HTMLButtonElement>("button[data-answer]");
    if (pressed) void whileWaiting(pressed.id, () => hear(desk, field, pressed.dataset["answer"] as Heard, { entry, before, find }));
  });
}

async function hear({ who, key, opened, of }: Desk, field: HTMLInputElement, is: Heard, at: { entry: string; before: ProposedDeed; find: Find }): Promise<void> {
  const place = `${of}-fault`;
  clearFault(place);
  const wrong = (id: string): void => {
    fault(place, id);
    document.getElementById(place)?.scrollIntoView({ block: "center" });
  };
  const reading = readCode(field.value);
  if (reading.is !== "whole") return wrong(missing(reading));
  const { window } = opened.file;
  const seed = authorOf(reading.code, window, opened.answer.codes);
  if (!seed) return wrong("consent-desk-hear-wrong");
  field.value = "";
  const { before, find, entry } = at;
  /** Of the case as it is when it is signed: what was read out must be what stands there still. */
  const make = (present: Opened): Record<string, unknown> | null => {
    const one = find(present, entry);
    // A colleague's hearing of the same yes came in between: this one confirms it. One's own, in another page, is no second.
    const confirms = is === "agreed" && before.heard === null && one?.heard !== present.answer.places.case.before;
    if (!one || one.ground !== before.ground || (one.heard !== before.heard && !confirms) || present.answer.codes?.at(-1) !== hex(publicKey(seed))) return null;
    const target = is === "revoked" ? one.ground : entry;
    if (target === null) return null;
    const first = is === "agreed" && one.heard !== null ? { first: one.heard } : {};
    return { what: "", text: "", is: "spoken", frame: writeSpoken({ window, case: opened.file.case, by: key.author, is, of: target, ...first, time: now() }, seed) };
  };
  try {
    if (!isOpen(key)) return;
    const kept = await sendStep(who, key, opened, make);
    await again();
    if (kept) tell("consent-desk-kept");
    else wrong("consent-desk-hear-changed");
  } catch (trouble) {
    return explain(place, "", trouble);
  } finally {
    seed.fill(0);
  }
}
