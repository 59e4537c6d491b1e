/** The script `attach.js`: files that were chosen, sent one after the other, and attached files opened again. */
import { el } from "../words/element.ts";
import type { Attachment } from "../protocol/entry.ts";
import type { Failure } from "./job.ts";
import { Row } from "./row.ts";
import { Failed, Runner } from "./runner.ts";
import { shownName, size } from "./shown.ts";
import { say } from "./words.ts";
import type { Way } from "./wire.ts";

export { facts, saver } from "./saver.ts";
export { Runner } from "./runner.ts";
export { safeName, shownName } from "./shown.ts";

/** What became of an entry: kept, no way to the server, or refused; with the server's sentence, or with the page's `own`. */
export type Lost = { is: "lost"; own?: string } | { is: "refused"; detail: string; own?: string };
export type Kept = { is: "kept" } | Lost;

const isLost = <T extends object>(answer: T | Lost): answer is Lost & (T | Lost) => "is" in answer && (answer.is === "lost" || answer.is === "refused");

/** Where files go. `to` gives the recipient of the case's newest epoch; `keep` writes the entry that names the bytes. */
export type Post = {
  to: () => Promise<{ recipient: string; way: Way } | Lost>;
  keep: (body: Attachment, upload: string, file: File) => Promise<Kept>;
};

/** `most` bytes a file; null where the page was not told. */
export type Options = { list: HTMLElement; fault: HTMLElement; most: number | null; runner: Runner; changed?: () => void };

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 20_000;

export class Attached {
  readonly #options: Options;
  readonly #rows: Row[] = [];
  #post: Post | null = null;
  #sending = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** How many are still to be sent or on their way. */
  unsent(): number {
    return this.#rows.filter(({ state }) => state !== "kept").length;
  }

  add(files: Iterable<File>): void {
    const said: Node[] = [];
    for (const file of files) {
      const wrong = this.#wrong(file);
      if (wrong === null) this.#take(file);
      else said.push(el("p", { "data-fault": wrong }, say(`files-js-wrong-${wrong}`, { name: shownName(file.name), most: size(this.#options.most ?? 0) })));
    }
    this.#options.fault.replaceChildren(...said);
    this.#options.changed?.();
  }

  #wrong(file: File): "empty" | "twice" | "large" | null {
    if (this.#rows.some(({ file: other }) => other.name === file.name && other.size === file.size && other.lastModified === file.lastModified)) return "twice";
    if (this.#options.most !== null && file.size > this.#options.most) return "large";
    return file.size === 0 ? "empty" : null;
  }

  #take(file: File): void {
    const row = new Row(file, { remove: (one) => this.#remove(one), again: (one) => this.#again(one) });
    this.#rows.push(row);
    this.#options.list.append(row.node);
    this.#options.runner.run({ do: "look", file }).then(
      (looked) => row.show(looked),
      (trouble: unknown) => {
        const code = trouble instanceof Failed ? trouble.failure.code : "broken";
        if (code === "stopped") return;
        // What cannot be looked at now cannot be sent later: a folder, or a file on a medium that is gone.
        this.#drop(row);
        this.#options.fault.replaceChildren(el("p", { "data-fault": code }, say(code === "unreadable" ? "files-js-wrong-unreadable" : "files-js-failed-broken", { name: row.name })));
      },
    );
  }

  #remove(row: Row): void {
    row.stop.abort();
    const next = row.node.nextElementSibling ?? row.node.previousElementSibling;
    this.#drop(row);
    next?.querySelector<HTMLElement>("button:not([hidden])")?.focus();
  }

  #drop(row: Row): void {
    const place = this.#rows.indexOf(row);
    if (place >= 0) this.#rows.splice(place, 1);
    row.node.remove();
    this.#options.changed?.();
  }

  #again(row: Row): void {
    row.fix();
    void this.#run();
  }

  /** Sends all that are chosen, and what is chosen later with the next call. `at` is where their progress is shown. */
  async send(post: Post, at?: HTMLElement): Promise<void> {
    this.#post = post;
    at?.append(this.#options.list);
    for (const row of this.#rows) if (row.state === "chosen" || row.state === "looking") row.fix();
    await this.#run();
  }

  async #run(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let row = this.#waiting(); row; row = this.#waiting()) await this.#one(row);
    } finally {
      this.#sending = false;
      this.#options.changed?.();
    }
  }

  #waiting(): Row | undefined {
    return this.#rows.find(({ state }) => state === "waiting");
  }

  async #one(row: Row): Promise<void> {
    const post = this.#post;
    if (!post) return;
    row.become("sending");
    const { signal } = row.stop;
    try {
      const to = await this.#patiently(row, post.to);
      if (!to) return;
      const job = { do: "send", file: row.file, wish: row.wish(), ...to } as const;
      const { body, upload } = await this.#options.runner.run(job, (step) => !signal.aborted && row.step(step, performance.now()), signal);
      if (await this.#patiently(row, () => post.keep(body, upload, row.file))) row.become("kept");
    } catch (trouble) {
      const failure: Failure = trouble instanceof Failed ? trouble.failure : { code: "broken", detail: "" };
      if (failure.code !== "stopped" && !signal.aborted) row.fail(failure);
    }
  }

  /** Asks until there is an answer; null if it is a no, or the person stopped it. */
  async #patiently<T extends object>(row: Row, ask: () => Promise<T | Lost>): Promise<Exclude<T, Lost> | null> {
    for (let times = 0; !row.stop.signal.aborted; times++) {
      const answer = await ask();
      if (!isLost(answer)) return answer as Exclude<T, Lost>;
      if (answer.is === "refused") {
        row.fail({ ...answer, code: "refused" });
        return null;
      }
      row.step({ ...answer, done: 0, of: 0, waiting: true, detail: "" }, performance.now());
      await new Promise((done) => setTimeout(done, Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(times, 5))));
    }
    return null;
  }

  /** Takes what is kept out of the list: it stands in the conversation now. */
  tidy(): void {
    for (const row of this.#rows.filter(({ state }) => state === "kept")) this.#drop(row);
  }
}
