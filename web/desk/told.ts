// What may be told outside: proposals, decisions of two, steps taken; each is signed, and the reporter sees it.

import type { Me } from "./api.ts";
import { explain } from "./answer.ts";
import { daysBetween } from "./clock.ts";
import { clearFault, fault, tell, whileWaiting } from "./fields.ts";
import type { ReaderKey } from "./keyring.ts";
import { again, href } from "./navigator.ts";
import type { Deeds, Opened, ProposedDeed } from "./opening.ts";
import { sealedPart } from "./policy.ts";
import { sendStep } from "./write.ts";

/** Days within which an answer is awaited, and within which two readers' decision in danger to life holds. */
const MOST = { consent: 30, two: 3 };

type Body = Record<string, unknown>;
type Make = (opened: Opened) => Body | null;
/** What is to be signed, or the id of the sentence that says what is missing. */
type Wish = { make: Make } | { fault: string; values?: Record<string, number> };
type Desk = { who: Me; key: ReaderKey; opened: Opened };

export function toldPart(who: Me, key: ReaderKey, opened: Opened): HTMLElement | null {
  const { told, deeds } = opened.answer.drawn;
  if (!told || !deeds) return null;
  const part = sealedPart("told-part", told);
  const desk = { who, key, opened };
  for (const form of part.querySelectorAll("form")) bindForm(desk, form);
  for (const link of part.querySelectorAll<HTMLAnchorElement>("a[data-to=readers]")) link.href = href(`/desk/case/${opened.file.case}/readers`);
  for (const button of part.querySelectorAll<HTMLButtonElement>("button[data-of]")) {
    const { of = "", deed = "" } = button.dataset;
    button.id = `${deed}-${of}`;
    const drawn = asked(opened, of);
    button.addEventListener("click", () => sign(desk, button, { make: (now) => about(deed, asked(now, of), drawn) }));
  }
  return part;
}

function bindForm(desk: Desk, form: HTMLFormElement): void {
  const proposing = form.dataset["deed"] === "proposed";
  if (proposing) {
    form.addEventListener("change", () => show(form));
    show(form);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter instanceof HTMLButtonElement ? event.submitter : form.querySelector("button");
    if (button) sign(desk, button, proposing ? proposal(desk, form) : noted(form));
  });
}

/** Only what the chosen way asks for. */
function show(form: HTMLFormElement): void {
  const needs = form.querySelector<HTMLInputElement>("input[name=way]:checked")?.dataset["needs"] ?? "";
  form.dataset["needs"] = needs;
  for (const field of form.querySelectorAll<HTMLElement>("[data-field]")) {
    field.hidden = needs === "" || needs === "free" || needs === "alone" || (field.dataset["field"] === "told-reason" && needs !== "two");
  }
  for (const button of form.querySelectorAll<HTMLElement>("[data-for]")) button.hidden = button.dataset["for"] !== needs;
}

function sign({ who, key, opened }: Desk, button: HTMLElement, wish: Wish): void {
  clearFault("told-fault");
  if ("fault" in wish) {
    fault("told-fault", wish.fault, wish.values ?? {});
    return document.getElementById("told-fault")?.scrollIntoView({ block: "center" });
  }
  button.id ||= "told-button";
  void whileWaiting(button.id, async () => {
    let kept: boolean;
    try {
      kept = await sendStep(who, key, opened, wish.make);
    } catch (trouble) {
      return explain("told-fault", "", trouble);
    }
    const put = othersOf(kept ? button.closest("form") : null);
    await again();
    put();
    if (kept) tell("consent-desk-kept");
    else fault("told-fault", "consent-desk-changed");
  });
}

/** What was typed into the forms of this part but the one that was sent, to be put back once it is drawn anew. */
function othersOf(sent: HTMLFormElement | null): () => void {
  const all = (): HTMLFormElement[] => [...document.querySelectorAll<HTMLFormElement>("#told-part form")];
  const named = ({ dataset }: HTMLFormElement): string => `${dataset["deed"]} ${dataset["act"]}`;
  const typed = new Map(all().filter((form) => form !== sent).map((form) => [named(form), [...new FormData(form)]]));
  return () => {
    for (const form of all()) {
      for (const [name, value] of typed.get(named(form)) ?? []) {
        const field = form.elements.namedItem(name);
        if (field && "value" in field && typeof value === "string") field.value = value;
      }
      form.dispatchEvent(new Event("change"));
    }
  };
}

const said = (form: HTMLFormElement, name: string): string => String(new FormData(form).get(name) ?? "").trim();
const nameOf = (deeds: Deeds, id: string): string => deeds.names.find(([known]) => known === id)?.[1] ?? id;
const within = ({ procedure, policy }: Deeds): Body => ({ procedure, policy });

/** Of a case that was drawn with its procedure, as every one is that was read. */
function from(opened: Opened, make: (deeds: Deeds) => Body | null): Body | null {
  const { deeds } = opened.answer.drawn;
  return deeds ? make(deeds) : null;
}

function proposal({ who }: Desk, form: HTMLFormElement): Wish {
  const [to, needs] = [said(form, "way"), form.dataset["needs"]];
  if (needs === "free") {
    return { make: (opened) => from(opened, (deeds) => ({ what: nameOf(deeds, to), text: "", is: "moved", ...within(deeds), to })) };
  }
  // Two must decide, and there is nobody else: a button that was drawn before is no way round.
  if (needs === "alone") return { fault: "consent-desk-alone" };
  const danger = needs === "two";
  const [recipient, text, reason, until] = [said(form, "recipient"), said(form, "text"), said(form, "reason"), said(form, "until")];
  if (recipient === "" || text === "" || !/^\d{4}-\d{2}-\d{2}$/.test(until)) return { fault: "consent-desk-missing" };
  if (danger && reason === "") return { fault: "consent-desk-missing-reason" };
  const most = danger ? MOST.two : MOST.consent;
  const days = daysBetween(who.today, until);
  // In danger to life the last day is brought forward: whoever is in haste must not be asked about a date.
  if (!danger && (days < 0 || days > most)) return { fault: "consent-desk-too-late", values: { most } };
  const made = (deeds: Deeds): Body => ({
    what: nameOf(deeds, to),
    text,
    is: "proposed",
    ...within(deeds),
    to,
    recipient,
    until,
    ...(danger ? { reason } : {}),
  });
  return { make: (opened) => from(opened, made) };
}

/** An act that was done, or a call of 110. */
function noted(form: HTMLFormElement): Wish {
  const [text, act] = [said(form, "text"), form.dataset["act"] ?? ""];
  if (text === "") return { fault: "consent-desk-missing-note" };
  const called = form.dataset["deed"] === "called";
  const made = (deeds: Deeds): Body =>
    called
      ? { what: deeds.called, text, is: "called", ...within(deeds) }
      : { what: nameOf(deeds, act), text, is: "did", ...within(deeds), act };
  return { make: (opened) => from(opened, made) };
}

const asked = (opened: Opened, of: string): ProposedDeed | undefined => opened.answer.drawn.deeds?.asked.find(({ entry }) => entry === of);

/** Approves or takes what was proposed; null if it no longer stands as it stood on the page that was pressed. */
function about(deed: string, now: ProposedDeed | undefined, before: ProposedDeed | undefined): Body | null {
  if (!now || !before || now.ground !== before.ground || now.text !== before.text) return null;
  const { entry, what, text, procedure, policy, to, recipient, ground } = now;
  if (deed === "approved") return ground === null ? { what, text: "", is: "approved", proposal: entry } : null;
  return ground === null ? null : { what, text, is: "taken", procedure, policy, to, recipient, by: ground };
}
