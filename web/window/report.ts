/** Writing a report: limits, words, readers, sealing and sending, the code. */
import type { DraftSaid } from "../seal/draft.ts";
import { makeReport, tooLong, type Ready, type Said } from "../seal/report.ts";
import { firstAnswer } from "../asked/days.ts";
import { drawQuestions, type Asked } from "../asked/questions.ts";
import { dayOf } from "../protocol/shape.ts";
import { getReady } from "../protocol/sign.ts";
import { plain } from "../words/ruby.ts";
import { byId, el, ruby } from "../words/element.ts";
import { rich } from "../words/words.ts";
import { fetchBundle, type Bundle } from "./bundle.ts";
import { setContacts } from "./contacts.ts";
import { type FirstAnswer, showReceipt } from "./receipt.ts";
import { Draft, type Found } from "./draft.ts";
import { type Files, opening, type Sender } from "./files.ts";
import { guard, onLeave, type PageData } from "./page.ts";
import { type Cards, drawReaders } from "./readers.ts";
import { signed, type Answer } from "./server.ts";
import { busy, fault, goTo, quote, say, showRoom } from "./show.ts";
import { Sheet } from "./sheet.ts";

/** Where the clock and the chance come from. */
export type World = { now: () => Date; chance: (bytes: number) => Uint8Array };

export async function startReport(page: PageData, print: string | null, world: World): Promise<void> {
  const sheet = new Sheet(page);
  const check = async (): Promise<void> => {
    sheet.waits();
    const bundle = await fetchBundle(page, print, world.now());
    if ("fault" in bundle) return sheet.refuses(`window-js-bundle-${bundle.fault}`, () => void check());
    if (bundle.stale !== null) return sheet.refuses(bundle.stale, null);
    setContacts(bundle.policies.contacts, page.hl);
    new Writing(sheet, page, bundle, world).begin(null);
  };
  await check();
}

/** Begins the form that stands in the page with a draft that a code opened. */
export function openForm(page: PageData, bundle: Bundle, world: World, found: Found): void {
  new Writing(new Sheet(page), page, bundle, world).begin(found);
}

class Writing {
  readonly sheet: Sheet;
  readonly page: PageData;
  readonly bundle: Bundle;
  readonly world: World;
  readonly words: HTMLTextAreaElement;
  readonly people: HTMLInputElement;
  readonly asked: Asked;
  readonly readers: Cards;
  readonly draft: Draft;
  /** What was sealed last and from which words; it is sent again as it is until the words change. */
  ready: { ready: Ready; from: string } | null = null;
  readonly files: Files;
  sent = false;

  constructor(sheet: Sheet, page: PageData, bundle: Bundle, world: World) {
    this.sheet = sheet;
    this.words = sheet.words;
    this.people = sheet.people;
    this.files = sheet.files;
    this.page = page;
    this.bundle = bundle;
    this.world = world;
    this.asked = drawQuestions(bundle.policies, page.hl, dayOf(world.now()));
    byId("questions").replaceChildren(this.asked.node);
    const send = byId("send");
    this.readers = drawReaders(bundle.roster, (left) => (send.hidden = left === 0));
    this.draft = new Draft({ page, bundle, world, said: () => this.drafted(), blank: () => sheet.blank(), restore: (said) => this.restore(said) });
  }

  begin(found: Found | null): void {
    byId("poster").dataset["checked"] = "yes";
    say("poster", this.bundle.compared ? "window-js-poster-same" : "window-js-poster-none");
    for (const id of ["to-readers", "draft-offer"]) byId(id).hidden = false;
    byId("to-readers").addEventListener("click", () => this.toReaders());
    const send = byId("send");
    // What is written while it is being sent would be wiped with what was sent.
    byId("back").addEventListener("click", () => send.getAttribute("aria-disabled") === "true" || goTo("words"));
    send.addEventListener("click", () => busy(send, () => this.send()));
    this.words.addEventListener("input", () => this.measure());
    // The code stands here and nowhere else, until one of its groups was given back and it is taken away.
    guard(() => this.files.unsent() || (this.sent ? byId("code").hasChildNodes() : !this.sheet.blank() && !this.draft.clean()));
    onLeave(() => this.forget());
    if (found) this.restore(found.said);
    else this.measure();
    this.draft.begin(found);
    if (found) goTo("words");
  }

  drafted(): DraftSaid {
    const { words, people, answers, consent } = this.said();
    return { words, people, answers, consent, ...this.readers.kept() };
  }

  restore(said: DraftSaid): void {
    this.words.value = said.words;
    this.people.value = said.people;
    this.asked.restore(said.answers, said.consent);
    this.readers.restore(said);
    this.measure();
  }

  said(): Said {
    const consent = this.asked.consent();
    return {
      words: this.words.value,
      people: this.people.value.trim(),
      answers: this.asked.answers(),
      consent: consent.id,
      consent_text: plain(consent.text[this.page.hl]),
    };
  }

  /** True if it fits. */
  measure(): boolean {
    const over = tooLong(this.said(), this.bundle.roster, new Set(this.bundle.roster.readers.map((reader) => reader.author)));
    if (over > 0) fault(this.words, "report-words-fault", rich("window-js-too-long", { n: Math.ceil(over / 3) }));
    else fault(this.words, "report-words-fault");
    const used = new TextEncoder().encode(this.words.value).length;
    showRoom("report-words-room", over, 60_000 - used);
    return over === 0;
  }

  toReaders(): void {
    if (this.words.value.trim() === "") {
      fault(this.words, "report-words-fault", rich("window-js-empty"));
      return this.words.focus();
    }
    if (!this.measure()) return this.words.focus();
    const level = this.asked.consent();
    byId("summary").replaceChildren(
      el("div", {}, el("dt", {}, rich("window-js-summary-consent")), el("dd", {}, ruby(level.text[this.page.hl]))),
    );
    say("progress");
    goTo("readers");
    // Once they are painted: there is time while somebody reads them.
    requestAnimationFrame(() => setTimeout(getReady));
  }

  async send(): Promise<void> {
    say("progress", "window-js-sealing");
    const said = this.said();
    const leftOut = this.readers.leftOut();
    const from = JSON.stringify([said, [...leftOut]]);
    const urgent = this.urgent();
    try {
      if (this.ready?.from !== from) {
        const given = { roster: this.bundle.roster, digest: this.bundle.digest, leftOut, urgent, now: this.world.now(), chance: this.world.chance };
        // What was sent before may have arrived although no answer came back: the same code makes the server say so.
        this.ready = { ready: await makeReport(said, { ...given, ...this.code() }), from };
      }
    } catch {
      return say("progress", "window-js-seal-failed");
    }
    const { ready } = this.ready;
    say("progress", "window-js-sending");
    await this.answered(await signed("POST", "/report", ready.body, { ...this.page, seed: ready.keys.mailbox }), ready, from);
  }

  /** Chosen once: a report that arrived without its answer is kept as it was sent first, call or no call. */
  urgent(): boolean {
    const box = document.querySelector<HTMLInputElement>("#urgent");
    if (box) box.disabled = true;
    return box?.checked === true;
  }

  /** The one that a draft waits under, if there is one: it was written down already. */
  code(): { code?: string } {
    const code = this.ready?.ready.code ?? this.draft.code;
    return code ? { code } : {};
  }

  async answered(answer: Answer, ready: Ready, from: string): Promise<void> {
    if (answer.is === "unreachable") return say("progress", "window-js-unreachable");
    const before = answer.is === "problem" && answer.problem.code === "first-kept";
    if (answer.is === "problem" && !before) {
      const { detail } = answer.problem;
      return detail ? quote("progress", detail, "window-js-kept-here") : say("progress", "window-js-refused");
    }
    const by = { page: this.page, bundle: this.bundle, world: this.world, keys: ready.keys };
    const first = firstAnswer(this.bundle.policies, dayOf(this.world.now()));
    // Kept is another entry than the one just sealed; perhaps one that says the same.
    if (before && !(await arrived(by, from))) return this.other(ready, first);
    this.sent = true;
    if (this.draft.code === ready.code) say("done-lead", "window-js-done-same");
    this.draft.forget();
    this.sheet.clear();
    showReceipt(ready.code, first, this.page, this.world);
    void this.files.afterReport(by);
    this.forget();
  }

  /** What was sent first is kept as it was; what stands here did not arrive and stays, beside the code that leads on. */
  other({ code }: Ready, first: FirstAnswer): void {
    if (this.draft.code === code) this.draft.forget();
    for (const check of document.querySelectorAll<HTMLElement>("[data-step=done] > :is(h2, .field, #finish)")) check.hidden = true;
    say("done-heading", "window-js-other-heading");
    say("done-lead", "window-js-other");
    const way = byId<HTMLAnchorElement>("end-mailbox");
    // Beside this page, which keeps the words.
    way.target = "_blank";
    const fields = [this.words, this.people].map((field) => field.closest(".field") ?? field);
    byId("done-lead").after(...fields, way);
    showReceipt(code, first, this.page, this.world);
    this.wipe();
  }

  forget(): void {
    this.wipe();
    this.sheet.clear();
  }

  wipe(): void {
    this.ready?.ready.keys.author.fill(0);
    this.ready?.ready.keys.mailbox.fill(0);
    this.ready = null;
  }
}

/** Whether the report that is kept says, and leaves out, the same as what was sealed `from`. */
async function arrived(by: Sender, from: string): Promise<boolean> {
  const opened = await opening(by);
  if ("is" in opened || !opened.report) return false;
  const { words, people, answers, consent, consent_text, left_out } = opened.report;
  return JSON.stringify([{ words, people, answers, consent, consent_text }, left_out]) === from;
}
