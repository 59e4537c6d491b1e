/** A half-written report that waits here, sealed, under a code: first the code, then each change by itself. */
import { hex, sha256, unbase64 } from "../protocol/bytes.ts";
import { makeCode } from "../protocol/code.ts";
import { reporterKeys, type ReporterKeys } from "../protocol/derive.ts";
import { isDay, isObject, isText } from "../protocol/shape.ts";
import { draftTooLong, type DraftSaid, makeDraft, openDraft } from "../seal/draft.ts";
import { dayIn, momentIn } from "../words/day.ts";
import { byId, el } from "../words/element.ts";
import { rich } from "../words/words.ts";
import type { Bundle } from "./bundle.ts";
import { hideCode, showCode } from "./code.ts";
import { onLeave, type PageData } from "./page.ts";
import type { World } from "./report.ts";
import { type Answer, signed } from "./server.ts";
import { busy, goTo, quote, say } from "./show.ts";

/** A draft that a code opened; `id` is the digest of its sealed file. */
export type Found = { code: string; id: string; said: DraftSaid; time: string; lastDay: string };

/** From one saving to the next at least, in milliseconds. */
const EVERY = 30_000;
/** Savings without an answer that are remembered. */
const KNOWN = 16;

const lastDayIn = (answer: Answer): string | null =>
  answer.is === "answer" && isObject(answer.body) && isDay(answer.body["last_day"]) ? answer.body["last_day"] : null;

/** What waits under a code at this window; `broken` where something does that does not open. */
export async function findDraft(code: string, page: PageData): Promise<Found | "none" | "broken" | "unreachable"> {
  const keys = reporterKeys(code, page.window);
  const answer = await signed("GET", "/draft", null, { ...page, seed: keys.mailbox });
  if (answer.is === "unreachable") return "unreachable";
  const lastDay = lastDayIn(answer);
  if (answer.is === "problem" || lastDay === null || !isObject(answer.body) || !isText(answer.body["file"])) return "none";
  try {
    const file = unbase64(answer.body["file"]);
    const opened = await openDraft(file, keys, page.window);
    return opened ? { code, id: hex(sha256(file)), ...opened, lastDay } : "broken";
  } catch {
    return "broken";
  }
}

export type Form = { page: PageData; bundle: Bundle; world: World; said: () => DraftSaid; blank: () => boolean; restore: (said: DraftSaid) => void };

export class Draft {
  readonly form: Form;
  code: string | null = null;
  keys: ReporterKeys | null = null;
  /** What lies here, as it was said; null as long as nothing does. */
  kept: string | null = null;
  /** Ids of the sealed drafts of which one lies here, as far as this page knows: the last that is known to, and what was
   * sent since and not answered. */
  known: string[] = [];
  /** Ids of all that this page sent. */
  readonly own = new Set<string>();
  /** What another page of this person saved meanwhile, until it is chosen which of the two goes on; none is saved over it. */
  other: Found | null = null;
  /** Under the step at which the offer was taken. */
  from = "words";
  timer: ReturnType<typeof setTimeout> | undefined;
  saving: Promise<boolean> | null = null;

  constructor(form: Form) {
    this.form = form;
  }

  begin(found: Found | null): void {
    const on = (id: string, work: () => void): void => byId(id).addEventListener("click", work);
    on("keep-draft", () => this.offer());
    const go = byId("draft-go");
    on("draft-go", () => busy(go, () => this.first()));
    on("draft-back", () => this.back());
    on("draft-on", () => this.back());
    on("drop-draft", () => (byId("drop-sure").hidden = false));
    on("drop-no", () => (byId("drop-sure").hidden = true));
    const drop = byId("drop-yes");
    on("drop-yes", () => busy(drop, () => this.drop()));
    for (const event of ["input", "change"]) byId("main").addEventListener(event, () => this.touched());
    // A phone that puts the page away may never bring it back.
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.now());
    addEventListener("beforeunload", () => this.now());
    addEventListener("pagehide", () => this.now(), { capture: true });
    onLeave(() => this.forget());
    if (!found) return;
    this.take(found.code);
    this.known = [found.id];
    this.kept = JSON.stringify(this.form.said());
    this.show();
    // The moment inside the seal: an older draft than the last would show itself.
    say("draft-state", "window-js-draft-found", { moment: momentIn(found.time, this.form.page.hl), day: this.day(found.lastDay) });
  }

  /** Whether all that stands in the form lies here too. */
  clean(): boolean {
    return this.kept !== null && this.kept === JSON.stringify(this.form.said());
  }

  offer(): void {
    if (this.other) return byId("draft-mine").focus();
    if (this.kept !== null) return busy(byId("keep-draft"), async () => void (await this.save()));
    if (this.form.blank()) return say("draft-state", "window-js-empty");
    if (!this.code) this.take(makeCode(this.form.world.chance));
    if (!this.code) return;
    this.from = document.documentElement.dataset["at"] ?? "words";
    showCode("draft-", this.code);
    byId("draft-before").hidden = false;
    byId("draft-after").hidden = true;
    say("draft-progress");
    goTo("draft");
  }

  take(code: string): void {
    this.code = code;
    this.keys = reporterKeys(code, this.form.page.window);
  }

  async first(): Promise<void> {
    if (!(await this.save("draft-progress"))) return;
    byId("draft-before").hidden = true;
    byId("draft-after").hidden = false;
    byId("draft-on").focus();
  }

  back(): void {
    hideCode("draft-");
    goTo(this.from);
  }

  show(): void {
    byId("drop-draft").hidden = this.kept === null;
  }

  day(day: string): string {
    return dayIn(day, this.form.page.hl);
  }

  touched(): void {
    if (this.kept === null && !this.form.blank()) say("draft-state");
    if (this.kept === null || this.other || this.clean()) return;
    this.timer ??= setTimeout(() => this.now(), EVERY);
  }

  /** Saves what changed, without being asked. */
  now(): void {
    if (this.kept !== null && !this.other && !this.clean()) void this.save("draft-state", true);
  }

  /** One at a time; what changes meanwhile is saved after it. */
  async save(at = "draft-state", quiet = false): Promise<boolean> {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.saving) {
      await this.saving;
      if (this.clean()) return true;
    }
    this.saving = this.send(at, quiet);
    const done = await this.saving.finally(() => (this.saving = null));
    if (this.code) this.touched();
    return done;
  }

  async send(at: string, quiet: boolean): Promise<boolean> {
    const { page, bundle, world } = this.form;
    const { keys } = this;
    if (!keys) return false;
    // The page may forget its keys while this goes on: it is leaving, and this is its last word.
    const seed = keys.mailbox.slice();
    const said = this.form.said();
    const given = { roster: bundle.roster, digest: bundle.digest, now: world.now() };
    const over = draftTooLong(said, given);
    if (over > 0) return this.failed(at, () => say(at, "window-js-too-long", { n: Math.ceil(over / 3) }));
    if (!quiet) say(at, "window-js-draft-working");
    let made: Awaited<ReturnType<typeof makeDraft>>;
    try {
      made = await makeDraft(said, given, keys, this.known);
    } catch {
      return this.failed(at, () => say(at, "window-js-draft-seal-failed"));
    }
    // The first is the last that is known to lie here.
    this.known = [...this.known.slice(0, 1), ...[...this.known.slice(1), made.id].slice(-KNOWN)];
    this.own.add(made.id);
    const answer = await signed("PUT", "/draft", made.body, { ...page, seed });
    seed.fill(0);
    const lastDay = lastDayIn(answer);
    if (keys !== this.keys) return false;
    if (answer.is === "problem" && answer.problem.code === "moved-on") return this.elsewhere(at, quiet);
    if (lastDay === null) return this.failed(at, () => this.refused(answer, at));
    this.kept = JSON.stringify(said);
    this.known = [made.id];
    this.show();
    const time = momentIn(world.now().toISOString(), page.hl).slice(-5);
    for (const place of new Set([at, "draft-state"])) say(place, "window-js-draft-kept", { time, day: this.day(lastDay) });
    return true;
  }

  /** Another page saved since: its words are shown, these stay in the form, and whoever wrote both chooses. */
  async elsewhere(at: string, quiet: boolean): Promise<boolean> {
    const found = this.code === null ? "none" : await findDraft(this.code, this.form.page);
    // Its own after all, whose answer was lost long ago; or thrown away meanwhile.
    if (this.code !== null && (found === "none" || (typeof found !== "string" && this.own.has(found.id)))) {
      this.known = found === "none" ? [] : [found.id];
      return this.send(at, quiet);
    }
    if (typeof found === "string" || this.code === null) return this.failed(at, () => say(at, "window-js-draft-unreachable"));
    this.other = found;
    const choose = (id: string, words: string, chosen: () => void): HTMLElement => {
      const button = el("button", { class: "btn second", type: "button", id }, rich(words));
      button.addEventListener("click", () => {
        box.remove();
        this.other = null;
        this.known = [found.id];
        chosen();
      });
      return button;
    };
    const theirs = (): void => {
      this.form.restore(found.said);
      this.kept = JSON.stringify(this.form.said());
      say("draft-state", "window-js-draft-found", { moment: momentIn(found.time, this.form.page.hl), day: this.day(found.lastDay) });
    };
    const box = el(
      "div",
      { class: "stack", id: "draft-other" },
      el("details", {}, el("summary", {}, rich("window-js-draft-other")), el("p", { class: "words", dir: "auto" }, found.said.words), el("p", { class: "words", dir: "auto" }, found.said.people)),
      el("div", { class: "btns" }, choose("draft-mine", "window-js-draft-mine", () => void this.save()), choose("draft-theirs", "window-js-draft-theirs", theirs)),
    );
    if (at !== "draft-state") this.back();
    document.getElementById("draft-other")?.remove();
    byId("draft-state").after(box);
    say("draft-state", "window-js-draft-elsewhere", { moment: momentIn(found.time, this.form.page.hl) });
    return false;
  }

  failed(at: string, tell: () => void): false {
    tell();
    if (at === "draft-state") this.touched();
    return false;
  }

  refused(answer: Answer, at: string): void {
    if (answer.is === "unreachable") return say(at, "window-js-draft-unreachable");
    const detail = answer.is === "problem" ? answer.problem.detail : "";
    if (detail) quote(at, detail, "window-js-kept-here");
    else say(at, "window-js-draft-refused");
  }

  async drop(): Promise<void> {
    const { keys, kept } = this;
    if (!keys) return;
    // From here on nothing saves by itself, or it would lie here again.
    this.kept = null;
    if (this.saving) await this.saving;
    this.kept = null;
    const answer = await signed("DELETE", "/draft", null, { ...this.form.page, seed: keys.mailbox });
    if (answer.is !== "answer") {
      this.kept = kept;
      return this.refused(answer, "draft-state");
    }
    this.forget();
    this.show();
    byId("drop-sure").hidden = true;
    say("draft-state", "window-js-draft-dropped");
  }

  /** Nothing is saved from here on: the report was sent, the draft thrown away, or the page left. */
  forget(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.keys?.author.fill(0);
    this.keys?.mailbox.fill(0);
    this.keys = null;
    this.code = null;
    this.kept = null;
    this.known = [];
    this.other = null;
    document.getElementById("draft-other")?.remove();
    hideCode("draft-");
  }
}
