/** What is shown: where it begins, where it stands, the sheet. Clocks go on by themselves; nothing waits for a network. */
import type { Core } from "../../core/loader.ts";
import { byId, el } from "../../words/element.ts";
import { rich, t } from "../../words/words.ts";
import type { Bundle } from "../bundle.ts";
import { guard, onLeave, type PageData } from "../page.ts";
import { busy } from "../show.ts";
import { readCode } from "../../protocol/code.ts";
import { base64 } from "../../protocol/bytes.ts";
import { letDial } from "./call.ts";
import { type Answer, type Ask, asking, type Draw, put } from "./core.ts";
import { filing } from "./filing.ts";
import { Incident } from "./incident.ts";
import { hideKept, showKept, showState } from "./kept.ts";
import { showFiled } from "./receipt.ts";
import { KIND, type Merged, Saving } from "./saving.ts";
import { began, eventOf } from "./taps.ts";

/** `name` is the organisation's; `help` whom to call where people are too few. */
export type Page = PageData & { name: string; help: string[] };
export type World = { now: () => Date; chance: (bytes: number) => Uint8Array };
export type Given = { page: Page; bundle: Bundle; core: Core; procedure: string; world: World };

type Show = Draw["show"] | "desk";

export class Screen {
  readonly given: Given;
  readonly ask: Ask;
  incident: Incident;
  /** None in an exercise: nothing of it leaves the page. */
  saving: Saving | null = null;
  shown: Show = "start";
  drawn: Answer | null = null;
  /** What stands in the page, so that nothing is drawn twice. */
  html = "";
  /** The code of the case that the record became, until it is noted. */
  receipt: string | null = null;

  constructor(given: Given, practice: boolean) {
    this.given = given;
    this.ask = asking(given.core, given.procedure);
    this.incident = new Incident(this.ask, practice);
  }

  begin(): void {
    byId("main").addEventListener("click", (event) => this.pressed(event));
    byId("main").addEventListener("change", (event) => this.changed(event));
    guard(() => this.incident.history.length > 0 && !this.incident.practice);
    onLeave(() => this.saving?.end());
    onLeave(() => (this.receipt = null));
    setInterval(() => this.tick(), 1000);
    addEventListener("visibilitychange", () => this.tick());
    this.fresh(this.incident.practice);
  }

  /** Nothing of what was before is left in the page. */
  fresh(practice: boolean): void {
    this.saving?.end();
    this.saving = null;
    this.receipt = null;
    hideKept();
    this.incident = new Incident(this.ask, practice);
    document.documentElement.toggleAttribute("data-practice", practice);
    letDial(practice);
    this.show("start");
  }

  show(show: Show): void {
    this.shown = show;
    document.documentElement.dataset["at"] = show;
    this.draw();
    scrollTo(0, 0);
    byId("view").querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }

  draw(): void {
    const { page, world } = this.given;
    if (this.shown === "desk") return;
    const how: Draw = { show: this.shown, lang: page.hl, practice: this.incident.practice, organisation: page.name, help: page.help };
    const answer = this.incident.drawn(how, world.now());
    this.drawn = answer;
    const html = answer.html ?? "";
    if (html !== this.html || this.shown !== "running") this.replace(html);
    this.clocks();
    this.called();
  }

  /** Draws anew and leaves the hands where they were: open folds, the focused button, what is being written. */
  replace(html: string): void {
    const view = byId("view");
    const key = keyOf(document.activeElement);
    const open = [...view.querySelectorAll<HTMLElement>("details[open][data-fold]")].map((fold) => fold.dataset["fold"]);
    const written = [...view.querySelectorAll<HTMLInputElement>("input[type=text][id]")].map(({ id, value }) => [id, value] as const);
    put(view, html);
    this.html = html;
    for (const fold of view.querySelectorAll<HTMLDetailsElement>("details[data-fold]")) if (open.includes(fold.dataset["fold"])) fold.open = true;
    for (const [id, value] of written) {
      const field = document.getElementById(id) as HTMLInputElement | null;
      if (field) field.value = value;
    }
    view.append(...this.more());
    if (key) view.querySelector<HTMLElement>(key)?.focus({ preventScroll: true });
  }

  /** What the page adds to what the core drew. */
  more(): HTMLElement[] {
    if (this.shown === "start") return [this.practiceSwitch(), this.continuing()];
    const button = (id: string, look: string, message: string): HTMLElement => el("button", { id, class: look, type: "button" }, rich(message));
    if (this.shown === "running") return [el("div", { class: "btns to-sheet" }, button("to-sheet", "btn text", "counter-js-sheet-open"))];
    const sure = el("div", { id: "fresh-sure", class: "stack", hidden: true }, el("p", {}, rich("counter-js-fresh-sure")), button("fresh-yes", "btn second", "counter-js-fresh-yes"));
    return [el("div", { class: "btns sheet-ways" }, button("print-sheet", "btn", "counter-js-print"), button("to-running", "btn second", "counter-js-back"),
      this.saving ? button("to-desk", "btn second", this.toDeskSays()) : null, button("fresh", "btn text", "counter-js-fresh"), sure)];
  }

  toDeskSays(): string {
    if (this.receipt) return "counter-js-desk-code";
    return this.drawn?.filed == null ? "counter-js-to-desk" : "counter-js-to-desk-again";
  }

  practiceSwitch(): HTMLElement {
    const box = el("input", { type: "checkbox", id: "practice" });
    box.checked = this.incident.practice;
    return el("label", { class: "choice" }, box, el("span", {}, rich("counter-js-practice-begin")));
  }

  /** A record that began on another device. */
  continuing(): HTMLElement {
    const field = el("input", { type: "text", id: "record-code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false" });
    const open = el("button", { class: "btn second", type: "button", id: "record-open" }, rich("counter-js-open"));
    const fault = el("p", { class: "fault", id: "record-fault", role: "alert" });
    const inside = el("div", { class: "inside stack" }, el("label", { for: "record-code" }, rich("counter-js-continue-label")), field, fault, open);
    return el("details", { class: "fold", "data-fold": "continue" }, el("summary", {}, el("span", {}, rich("counter-js-continue"))), inside);
  }

  keeper(code: string | null): Saving {
    const { page, world, core } = this.given;
    const merge = (plains: Uint8Array[]): Merged => core.ask({ ask: "record", window: page.window, plains: plains.map(base64) }) as Merged;
    const saving: Saving = new Saving({
      page, now: world.now, chance: world.chance, merge,
      changed: (state) => this.saving === saving && showState(state, page.hl),
      merged: (records) => {
        if (this.saving !== saving) return;
        this.incident.history = records;
        this.tick();
      },
    }, code);
    return saving;
  }

  /** From here on each tap is kept, too. */
  keeping(saving: Saving): void {
    this.saving = saving;
    this.incident.keep = (record) => saving.keep(record);
    showKept(saving.code);
  }

  async reopen(): Promise<void> {
    const reading = readCode(byId<HTMLInputElement>("record-code").value, KIND);
    const fault = (id: string): void => byId("record-fault").replaceChildren(rich(id));
    if (reading.is !== "whole") return fault("counter-js-code-wrong");
    const saving = this.keeper(reading.code);
    const found = await saving.fetch();
    if (this.shown !== "start") return saving.end();
    if (!Array.isArray(found)) {
      saving.end();
      return fault({ none: "counter-js-none", unreachable: "counter-js-no-answer", bent: "counter-js-bent" }[found]);
    }
    this.incident = new Incident(this.ask, false);
    this.incident.history = found;
    this.keeping(saving);
    if (saving.lastDay) showState({ is: "kept", lastDay: saving.lastDay }, this.given.page.hl);
    this.show("running");
  }

  toDesk(): void {
    const { page, bundle, world } = this.given;
    const text = this.drawn?.text ?? "";
    const { incident } = this;
    const back = (): void => this.show(this.incident.history.length > 0 ? "sheet" : "start");
    const filed = (): number | null => incident.now(world.now()).filed;
    this.show("desk");
    const noted = (): void => {
      this.receipt = null;
      back();
    };
    if (this.receipt) {
      document.documentElement.dataset["at"] = "filed";
      showFiled(this.receipt, world.chance, { back, noted });
    } else byId("view").replaceChildren(filing({ page, bundle, world, text, back, filed, look: () => this.look(), done: (code) => this.filed(code, incident) }));
    byId("view").querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }

  /** What lies at the server may say more than this page knows. */
  async look(): Promise<void> {
    const { saving } = this;
    const found = await saving?.fetch();
    if (Array.isArray(found) && this.saving === saving) this.incident.history = found;
  }

  /** That it was filed belongs into the record: another device, or this one after a reload, asks before it files it again. */
  filed(code: string, incident: Incident): void {
    this.receipt = code;
    incident.tap({ is: "filed" }, this.given.world.now());
    // Who is back in the procedure meanwhile is left there, and finds the code on the sheet.
    if (this.shown === "running") return;
    this.toDesk();
  }

  tick(): void {
    if (this.shown !== "running") return;
    // A minute that has passed may have opened a way; whoever is writing is left alone meanwhile.
    const writing = document.activeElement instanceof HTMLInputElement && document.activeElement.type === "text";
    if (!writing) this.draw();
    else this.clocks();
  }

  clocks(): void {
    const now = Math.floor(this.given.world.now().getTime() / 1000);
    for (const clock of byId("view").querySelectorAll<HTMLElement>("[data-since]")) {
      const gone = Math.max(0, now - Number(clock.dataset["since"]));
      clock.textContent = `${Math.floor(gone / 60)}:${String(gone % 60).padStart(2, "0")}`;
    }
  }

  /** In the sheet for 110, once something is being written down: that it was called. It changes nothing else. */
  called(): void {
    const at = byId("called");
    const wanted = this.shown === "running";
    if (wanted && !at.hasChildNodes()) {
      at.append(el("button", { class: "btn second", type: "button", "data-did": "call_110", id: "note-call" }, rich("counter-js-called")), el("p", { id: "call-noted", role: "status" }));
    } else if (!wanted) at.replaceChildren();
  }

  pressed(event: MouseEvent): void {
    const pressed = event.target instanceof Element ? event.target.closest<HTMLElement>("button") : null;
    if (!pressed) return;
    const begin = pressed.dataset["begin"];
    if (begin !== undefined) return this.begun(begin);
    if (pressed.id === "record-open") return busy(pressed, () => this.reopen());
    if (pressed.id === "to-desk") return this.toDesk();
    if (pressed.id === "to-sheet") {
      // What was written and not yet given belongs on it.
      for (const reason of byId("view").querySelectorAll<HTMLElement>("[data-reasoned]")) this.taken(reason);
      return this.show("sheet");
    }
    if (pressed.id === "to-running") return this.show("running");
    if (pressed.id === "print-sheet") return print();
    if (pressed.id === "fresh" && this.receipt) return this.toDesk();
    if (pressed.id === "fresh") return void (byId("fresh-sure").hidden = false);
    if (pressed.id === "fresh-yes") return this.fresh(false);
    if (pressed.id === "leave-practice") {
      // Its sheet for 110 stays open, and is the real one now.
      this.fresh(false);
      return document.querySelector<HTMLElement>("[data-tel]")?.focus();
    }
    this.taken(pressed);
  }

  changed(event: globalThis.Event): void {
    const box = event.target;
    if (!(box instanceof HTMLInputElement)) return;
    if (box.id === "practice") return this.fresh(box.checked);
    if (box.dataset["role"] !== undefined) this.taken(box);
  }

  begun(stage: string): void {
    const event = began(stage, byId("view").querySelectorAll<HTMLInputElement>("[data-start]"));
    const now = this.given.world.now();
    if (!this.incident.practice) this.keeping(this.keeper(null));
    // A file of another city may not know a place that an old page offered: then it begins without.
    if (!this.incident.tap(event, now) && !this.incident.tap({ is: "began", staff: 1 }, now)) return;
    this.show("running");
  }

  taken(pressed: HTMLElement): void {
    const event = eventOf(pressed, this.drawn);
    if (!event) return;
    const before = this.drawn?.standing?.stage;
    const answer = this.incident.tap(event, this.given.world.now());
    if (!answer) return this.say(t("counter-js-refused"));
    if (pressed.id === "note-call") byId("call-noted").replaceChildren(rich("counter-js-called-done"));
    if (this.shown === "running") this.draw();
    if (answer.standing && answer.standing.stage !== before) this.entered();
  }

  /** A new stage: its sentence is read first, and it is told aloud once. */
  entered(): void {
    const name = byId("view").querySelector(".where b")?.textContent ?? "";
    this.say(t("counter-js-now", { stage: name }));
    if (byId<HTMLDetailsElement>("call").open) return;
    scrollTo(0, 0);
    byId("view").querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }

  say(sentence: string): void {
    byId("said").textContent = sentence;
  }
}

/** A selector by which the same button is found after the page was drawn anew. */
function keyOf(node: Element | null): string | null {
  if (!(node instanceof HTMLElement) || !node.closest("#view")) return null;
  if (node.id) return `#${CSS.escape(node.id)}`;
  const [name, value] = Object.entries(node.dataset)[0] ?? [];
  if (name === undefined) return node.tagName === "SUMMARY" ? `details[data-fold="${node.closest("details")?.dataset["fold"]}"] > summary` : null;
  return `${node.tagName.toLowerCase()}[data-${name}="${CSS.escape(value ?? "")}"]`;
}

