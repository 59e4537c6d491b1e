// What may be told outside: proposals, decisions of two, steps taken; each is signed, and the reporter sees it.

import { namesIn } from "../protocol/names.ts";
import type { Me } from "./api.ts";
import { explain } from "./answer.ts";
import { daysBetween } from "./clock.ts";
import { askCore } from "./door.ts";
import { el } from "./element.ts";
import { followCourse } from "./ended.ts";
import { clearFault, fault, tell, whileWaiting } from "./fields.ts";
import { handOut } from "./handout.ts";
import { isOpen, type ReaderKey } from "./keyring.ts";
import { again, href } from "./navigator.ts";
import { type Deeds, openCase, type Opened, type ProposedDeed } from "./opening.ts";
import { type Rendered, sealedPart } from "./policy.ts";
import { given, language, say } from "./say.ts";
import { windowOf } from "./session.ts";
import { bindHearing } from "./spoken.ts";
import { drawFresh, drawIncoming, endLinks, type Made, makeLink, show as showLink, TooLongToTell } from "./tellings.ts";
import { sendStep } from "./write.ts";

/** Days within which an answer is awaited, and within which two readers' decision in danger to life holds. */
const MOST = { consent: 30, two: 3 };

/** The procedure that every case has. */
const COURSE = "course";

type Body = Record<string, unknown>;
type Make = (opened: Opened) => Body | null;
/** What is to be signed, or the id of the sentence that says what is missing. */
type Wish = { make: Make; first?: (() => Promise<void>) | undefined } | { fault: string; values?: Record<string, string | number> };
/** `of` is the procedure that a section is about. */
type Desk = { who: Me; key: ReaderKey; opened: Opened; of: string };

export function toldParts(who: Me, key: ReaderKey, opened: Opened): HTMLElement[] {
  return (opened.answer.drawn.told ?? []).map(({ part, deeds }) => toldPart({ who, key, opened, of: deeds.procedure }, part));
}

function toldPart(desk: Desk, drawn: Rendered): HTMLElement {
  const { opened, of } = desk;
  const part = sealedPart(`${of}-part`, drawn);
  for (const form of part.querySelectorAll("form")) {
    if (form.dataset["deed"] === "spoken") bindHearing(desk, form, asked);
    else bindForm(desk, form);
  }
  for (const link of part.querySelectorAll<HTMLAnchorElement>("a[data-to=readers]")) link.href = href(`/desk/case/${opened.file.case}/readers`);
  for (const button of part.querySelectorAll<HTMLButtonElement>("button[data-of]")) {
    const { of: entry = "", deed = "" } = button.dataset;
    const before = asked(opened, entry);
    const { link, handout } = button.dataset;
    button.id = `${link !== undefined ? `link-${link}` : (handout ?? deed)}-${entry}`;
    if (handout !== undefined) button.addEventListener("click", () => before && handOut(opened, windowOf(desk.who, opened.file.window)?.name ?? "", before));
    else if (link !== undefined) button.addEventListener("click", () => before && tellByLink(desk, button, before));
    else button.addEventListener("click", () => sign(desk, button, { make: (now) => about(deed, asked(now, entry), before), first: deed === "unlinked" ? () => endLinks(opened, before?.links ?? []) : undefined }));
  }
  for (const button of part.querySelectorAll<HTMLButtonElement>("button[data-anew]")) {
    const before = asked(opened, button.dataset["anew"] ?? "");
    button.addEventListener("click", () => before && anew(part, before));
  }
  drawFresh(part);
  for (const place of part.querySelectorAll<HTMLElement>("[data-incoming]")) {
    const of = asked(opened, place.dataset["incoming"] ?? "");
    if (of) void drawIncoming(opened, of, place, ({ frame }, button) => sign(desk, button, { make: () => ({ what: "", text: "", is: "answered", taken: of.taken, frame }) }));
  }
  return part;
}

/** The link is made and laid down first, then the step that names it is signed, then it is shown: what was told is told by a link
 * that the reporter can see, and a link whose step was not kept is never seen by anybody. */
function tellByLink({ who, key, opened, of }: Desk, button: HTMLElement, before: ProposedDeed): void {
  const place = `${of}-fault`;
  clearFault(place);
  void whileWaiting(button.id, async () => {
    let made: Made | null = null;
    const make = (now: Opened): Body | null => {
      const link = made?.link;
      const present = asked(now, before.entry);
      if (before.taken !== null) return present?.taken === before.taken ? { what: "", text: "", is: "linked", taken: before.taken, link } : null;
      const body = about("taken", present, before);
      return body && { ...body, link };
    };
    try {
      made = await makeLink(who, key, opened, before);
      await endLinks(opened, before.links);
      if (!(await sendStep(who, key, opened, make))) {
        await endLinks(opened, [made.link]);
        await again();
        return fault(place, "consent-desk-changed");
      }
      // Only what the core takes for told is told: a consent may have run out while the page stood open.
      const present = await openCase(who, key, opened.file.case, true);
      const { telling } = made.link;
      if (!asked(present, before.entry)?.links.some((link) => link.telling === telling)) {
        await endLinks(opened, [made.link]);
        await again();
        return fault(place, "consent-desk-not-told");
      }
      if (isOpen(key)) showLink(made);
    } catch (trouble) {
      if (trouble instanceof TooLongToTell) return fault(place, "consent-desk-link-long");
      return explain(place, "", trouble);
    }
    await again();
    tell("consent-desk-kept");
  });
}

function bindForm(desk: Desk, form: HTMLFormElement): void {
  const proposing = form.dataset["deed"] === "proposed";
  if (proposing) {
    form.addEventListener("change", () => show(form));
    show(form);
  }
  const dated = form.querySelector<HTMLElement>("[data-field=act-day]");
  const acts = form.querySelector<HTMLSelectElement>("select[name=act]");
  if (dated && acts) form.addEventListener("change", () => (dated.hidden = acts.selectedOptions[0]?.dataset["day"] === undefined));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter instanceof HTMLButtonElement ? event.submitter : form.querySelector("button");
    if (button) sign(desk, button, proposing ? proposal(desk, form) : noted(desk, form));
  });
}

/** Only what the chosen way asks for. */
function show(form: HTMLFormElement): void {
  const needs = form.querySelector<HTMLInputElement>("input[name=way]:checked")?.dataset["needs"] ?? "";
  form.dataset["needs"] = needs;
  for (const field of form.querySelectorAll<HTMLElement>("[data-field]")) {
    field.hidden = needs === "" || needs === "free" || needs === "alone" || (field.dataset["field"] === "reason" && needs !== "two");
  }
  for (const button of form.querySelectorAll<HTMLElement>("[data-for]")) button.hidden = button.dataset["for"] !== needs;
  const offices = form.querySelector<HTMLSelectElement>("select[name=office]");
  if (offices) lead(form, offices);
}

/** The caller wants something left out: what was read out goes into the form as it is, and what is struck there makes another proposal.
 * Nobody agrees by ear to a text that was changed by ear; the new one is read out, and heard by two. */
function anew(part: HTMLElement, { to, recipient, text, concerns }: ProposedDeed): void {
  const form = part.querySelector<HTMLFormElement>("form[data-deed=proposed]");
  const way = form?.querySelector<HTMLInputElement>(`input[name=way][value="${to}"]`);
  const area = form?.querySelector<HTMLTextAreaElement>("textarea[name=text]");
  if (!form || !way || !area) return tell("consent-desk-hear-anew-none");
  form.closest("details")?.setAttribute("open", "");
  way.checked = true;
  for (const standing of concerns) tick(form, standing);
  show(form);
  const offices = form.querySelector<HTMLSelectElement>("select[name=office]");
  const office = [...(offices?.options ?? [])].find((one) => one.textContent === recipient);
  if (offices && office) offices.value = office.value;
  const field = form.querySelector<HTMLInputElement>("input[name=recipient]");
  if (field) field.value = recipient;
  area.value = text;
  area.scrollIntoView({ block: "center" });
  area.focus({ preventScroll: true });
}

const ticked = (form: HTMLFormElement): string[] => new FormData(form).getAll("concerns").map(String);

/** Offers the offices that the routes lead to, for those whom the ticked boxes say it concerns. */
function lead(form: HTMLFormElement, offices: HTMLSelectElement): void {
  const concerns = ticked(form);
  const { to, first } = routes(concerns);
  const chosen = offices.value;
  offices.replaceChildren(...to.map(([id, name]) => el("option", { value: id }, name)));
  if (to.some(([id]) => id === chosen)) offices.value = chosen;
  offices.disabled = to.length === 0;
  const sentence = concerns.length === 0 ? "none" : to.length === 0 ? "nobody" : first.length > 0 ? "first" : "";
  const words = form.querySelector<HTMLElement>("[role=status]");
  if (!words) return;
  words.hidden = sentence === "";
  words.replaceChildren(sentence === "" ? "" : say(`consent-desk-route-${sentence}`, { first: first.join("、") }));
}

function routes(concerns: string[]): { to: [id: string, name: string][]; first: string[] } {
  const texts = given("telling") as Record<string, string>;
  return askCore({ ask: "route", routes: texts["routes.toml"], lang: language(), concerns }) as ReturnType<typeof routes>;
}

function sign({ who, key, opened, of }: Desk, button: HTMLElement, wish: Wish): void {
  const place = `${of}-fault`;
  clearFault(place);
  if ("fault" in wish) {
    fault(place, wish.fault, wish.values ?? {});
    return document.getElementById(place)?.scrollIntoView({ block: "center" });
  }
  button.id ||= `${of}-button`;
  void whileWaiting(button.id, async () => {
    let kept: boolean;
    try {
      await wish.first?.();
      kept = await sendStep(who, key, opened, wish.make);
    } catch (trouble) {
      return explain(place, "", trouble);
    }
    // What was signed is kept; whether the list could follow, the page shows.
    if (kept && of === COURSE) await followCourse(who, key, opened).catch(() => {});
    await again(kept ? button.closest("form") : null);
    if (kept) tell("consent-desk-kept");
    else fault(place, "consent-desk-changed");
  });
}

function tick(form: HTMLFormElement, standing: string): void {
  for (const box of form.querySelectorAll<HTMLInputElement>("input[name=concerns]")) box.checked ||= box.value === standing;
}

const said = (form: HTMLFormElement, name: string): string => String(new FormData(form).get(name) ?? "").trim();
const nameOf = (deeds: Deeds, id: string): string => deeds.names.find(([known]) => known === id)?.[1] ?? id;
const within = ({ procedure, policy }: Deeds): Body => ({ procedure, policy });

const deedsOf = (opened: Opened, of: string): Deeds | undefined => opened.answer.drawn.told?.find(({ deeds }) => deeds.procedure === of)?.deeds;

/** Of a case that was drawn with its procedures, as every one is that was read. */
function from({ of }: Desk, make: (deeds: Deeds) => Body | null): { make: Make } {
  return {
    make: (opened) => {
      const deeds = deedsOf(opened, of);
      return deeds ? make(deeds) : null;
    },
  };
}

/** Whoever types the recipient does not pass by the routes: nobody is asked to agree to what this desk never does. */
function isPersonnel({ opened, of }: Desk, recipient: string): boolean {
  const deeds = (opened.answer.drawn.told ?? []).find((one) => one.deeds.procedure === of)?.deeds;
  const close = recipient.normalize("NFKC").replace(/\s/gu, "").toLowerCase();
  const rest = (deeds?.not_personnel ?? []).reduce((left, other) => left.replaceAll(other, ""), close);
  return (deeds?.personnel ?? []).some((name) => rest.includes(name));
}

/** Whom the reporter named and who stands in a text for a stage that does not give the reporter away, and was not asked about yet: the same
 * text pressed again is meant so. */
function namedIn({ opened }: Desk, form: HTMLFormElement, text: string): string[] {
  const nameless = form.querySelector<HTMLInputElement>("input[name=way]:checked")?.dataset["nameless"] !== undefined;
  if (!nameless || form.dataset["meant"] === text) return [];
  form.dataset["meant"] = text;
  const close = text.normalize("NFKC").toLowerCase();
  return namesIn(sealedPart("people", opened.answer.drawn.people).textContent ?? "").filter((name) => close.includes(name));
}

function proposal(desk: Desk, form: HTMLFormElement): Wish {
  const [to, needs] = [said(form, "way"), form.dataset["needs"]];
  if (needs === "free") {
    return from(desk, (deeds) => ({ what: nameOf(deeds, to), text: "", is: "moved", ...within(deeds), to }));
  }
  // Two must decide, and there is nobody else: a button that was drawn before is no way round.
  if (needs === "alone") return { fault: "consent-desk-alone" };
  const danger = needs === "two";
  const offices = form.querySelector<HTMLSelectElement>("select[name=office]");
  if (offices && offices.value === "") return { fault: "consent-desk-missing-route" };
  const recipient = offices ? (offices.selectedOptions[0]?.textContent ?? "") : said(form, "recipient");
  const [text, reason, until] = [said(form, "text"), said(form, "reason"), said(form, "until")];
  if (recipient === "" || text === "" || !/^\d{4}-\d{2}-\d{2}$/.test(until)) return { fault: "consent-desk-missing" };
  if (!offices && isPersonnel(desk, recipient)) return { fault: "consent-desk-personnel" };
  const names = namedIn(desk, form, text);
  if (names.length > 0) return { fault: "consent-desk-nameless", values: { names: names.join("、") } };
  if (danger && reason === "") return { fault: "consent-desk-missing-reason" };
  const most = danger ? MOST.two : MOST.consent;
  const days = daysBetween(desk.who.today, until);
  // In danger to life the last day is brought forward: whoever is in haste must not be asked about a date.
  if (!danger && (days < 0 || days > most)) return { fault: "consent-desk-too-late", values: { most } };
  const [concerns, office] = [ticked(form), offices?.value];
  return from(desk, (deeds) => ({
    what: nameOf(deeds, to),
    text,
    is: "proposed",
    ...within(deeds),
    to,
    recipient,
    until,
    ...(danger ? { reason } : {}),
    ...(office === undefined ? {} : { route: { policy: deeds.routes, concerns, office } }),
  }));
}

/** An act that was done, or a call of 110. */
function noted(desk: Desk, form: HTMLFormElement): Wish {
  const [text, act] = [said(form, "text"), form.dataset["act"] || said(form, "act")];
  const chosen = form.querySelector<HTMLSelectElement>("select[name=act]")?.selectedOptions[0]?.dataset;
  const day = chosen?.["day"] === undefined ? null : said(form, "day");
  const ahead = chosen?.["ahead"] !== undefined;
  if (day !== null && (!/^\d{4}-\d{2}-\d{2}$/.test(day) || (!ahead && day > desk.who.today))) return { fault: "consent-desk-missing-day" };
  if (chosen?.["reason"] !== undefined && text === "") return { fault: "consent-desk-missing-why" };
  if (text === "" && form.dataset["brief"] === undefined) return { fault: "consent-desk-missing-note" };
  const called = form.dataset["deed"] === "called";
  if (!called && act === "") return { fault: "consent-desk-missing-act" };
  return from(desk, (deeds) =>
    called
      ? { what: deeds.called, text, is: "called", ...within(deeds) }
      : { what: nameOf(deeds, act), text, is: "did", ...within(deeds), act, ...(day === null ? {} : { day }) },
  );
}

function asked(opened: Opened, of: string): ProposedDeed | undefined {
  return opened.answer.drawn.told?.flatMap(({ deeds }) => deeds.asked).find(({ entry }) => entry === of);
}

/** Approves or takes what was proposed; null if it no longer stands as it stood on the page that was pressed. */
function about(deed: string, now: ProposedDeed | undefined, before: ProposedDeed | undefined): Body | null {
  if (!now || !before || now.ground !== before.ground || now.text !== before.text) return null;
  if (deed === "unlinked") return now.taken === null ? null : { what: "", text: "", is: "unlinked", taken: now.taken };
  const { entry, what, text, procedure, policy, to, recipient, ground } = now;
  if (deed === "approved") return ground === null ? { what, text: "", is: "approved", proposal: entry } : null;
  return ground === null ? null : { what, text, is: "taken", procedure, policy, to, recipient, by: ground };
}
