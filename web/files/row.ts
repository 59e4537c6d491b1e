/** One chosen file on the page: what it is, how it is to go, how far it is. */
import { el, ruby } from "../words/element.ts";
import type { Failure, Looked, Step, Wish } from "./job.ts";
import { left, shownName, size } from "./shown.ts";
import { failed, say, serverSays, text } from "./words.ts";

/** `chosen` until it is sent; `kept` once its entry is with the server. */
export type State = "looking" | "chosen" | "waiting" | "sending" | "cut" | "failed" | "kept";

export type Deeds = { remove: (row: Row) => void; again: (row: Row) => void };

let rows = 0;

export class Row {
  readonly file: File;
  readonly node: HTMLElement;
  readonly name: string;
  state: State = "looking";
  stop = new AbortController();
  looked: Looked | null = null;
  #since: { at: number; done: number } | null = null;
  readonly #said = el("div", { class: "stack" });
  readonly #bar = el("progress", { max: "1" });
  readonly #far = el("span", { class: "far" });
  readonly #live = el("p", { class: "soft", role: "status" });
  readonly #running: HTMLElement;
  readonly #remove: HTMLButtonElement;
  readonly #again: HTMLButtonElement;
  readonly #number = ++rows;

  constructor(file: File, deeds: Deeds) {
    this.file = file;
    this.name = shownName(file.name);
    this.#bar.setAttribute("aria-label", text("files-js-progress", { name: this.name }));
    this.#running = el("div", { class: "running", hidden: true }, this.#bar, this.#far);
    this.#remove = button("files-js-remove", "files-js-remove-name", this.name, () => deeds.remove(this));
    this.#remove.dataset["removeFile"] = "";
    this.#again = button("files-js-again", "files-js-again-name", this.name, () => deeds.again(this));
    this.#again.dataset["sendAgain"] = "";
    this.#again.hidden = true;
    const title = el("p", {}, el("b", {}, el("bdi", {}, this.name)), " ", el("span", { class: "soft" }, size(file.size)));
    this.node = el("li", { class: "file", "data-name": file.name }, title, this.#said, this.#running, this.#live, el("div", { class: "btns" }, this.#again, this.#remove));
    this.become("looking");
  }

  become(state: State): void {
    this.state = state;
    this.node.dataset["state"] = state;
    this.#running.hidden = state !== "sending" && state !== "cut";
    this.#again.hidden = state !== "failed";
    this.#remove.hidden = state === "kept";
    const under = state === "waiting" || state === "sending" || state === "cut";
    this.#remove.replaceChildren(say(under ? "files-js-stop" : "files-js-remove"));
    this.#remove.setAttribute("aria-label", text(under ? "files-js-stop-name" : "files-js-remove-name", { name: this.name }));
    // Said once when it changes, never with each percent.
    this.#live.replaceChildren(...(state === "chosen" || state === "failed" ? [] : [say(`files-js-state-${state}`)]));
    if (state === "kept") this.#said.replaceChildren();
    if (state === "sending" && this.#since === null) this.#far.replaceChildren();
  }

  /** What was found in it, and the choice if there is one. */
  show(looked: Looked): void {
    this.looked = looked;
    const parts: HTMLElement[] = [];
    if (looked.warning) parts.push(el("p", { class: "note", "data-warning": looked.warning }, say(`files-js-warning-${looked.warning}`)));
    if (looked.cleanable) parts.push(this.#choice());
    this.#said.replaceChildren(...parts);
    this.become("chosen");
  }

  #choice(): HTMLElement {
    const option = (wish: Wish): HTMLElement => {
      const input = el("input", { type: "radio", name: `file-${this.#number}`, value: wish, checked: wish === "cleaned" });
      return el("label", { class: "choice" }, input, el("span", {}, say(`files-js-as-${wish}`)));
    };
    return el("fieldset", {}, el("legend", { class: "aloud" }, text("files-js-as", { name: this.name })), option("cleaned"), option("evidence"));
  }

  wish(): Wish {
    return this.#said.querySelector<HTMLInputElement>("input[value=evidence]")?.checked === true ? "evidence" : "cleaned";
  }

  /** From now on it goes as it was chosen. */
  fix(): void {
    for (const input of this.#said.querySelectorAll<HTMLInputElement>("input")) input.disabled = true;
    this.#since = null;
    this.stop = new AbortController();
    this.become("waiting");
  }

  step({ done, of, waiting, detail, own }: Step, now: number): void {
    if (this.state !== (waiting ? "cut" : "sending")) this.become(waiting ? "cut" : "sending");
    if (waiting) {
      this.#since = null;
      if (own !== undefined) this.#live.replaceChildren(ruby(own));
      else if (detail !== "") this.#live.replaceChildren(...serverSays(detail));
      return;
    }
    if (of === 0) return;
    this.#since ??= { at: now, done };
    this.#bar.value = done / of;
    const percent = Math.floor((done / of) * 100);
    const speed = (done - this.#since.done) / Math.max(1, now - this.#since.at);
    const rest = speed > 0 ? left((of - done) / speed / 1000) : null;
    this.#far.replaceChildren(`${percent}%`, ...(rest && percent < 100 ? ["　", say(rest.id, "n" in rest ? { n: rest.n } : {})] : []));
  }

  fail(failure: Failure): void {
    this.become("failed");
    this.#said.replaceChildren(el("p", { class: "fault", role: "alert", "data-fault": failure.code }, ...failed(failure)));
  }
}

function button(id: string, aloud: string, name: string, deed: () => void): HTMLButtonElement {
  const made = el("button", { type: "button", class: "btn text", "aria-label": text(aloud, { name }) }, say(id));
  made.addEventListener("click", deed);
  return made;
}
