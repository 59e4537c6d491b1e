/** Sends what is sealed, part by part, and goes on from where it was cut: what was not acknowledged is still at hand. */
import { isObject } from "../protocol/shape.ts";
import { digestOfPart } from "./digest.ts";
import { CHUNK, type Part, type Sealed, Sealing } from "./sealing.ts";
import { Lost, Refused, type Wire } from "./wire.ts";

/** `waiting`: there is no way to the server; `detail` is its own sentence, if it said one. */
export type Progress = { done: number; of: number; waiting: boolean; detail: string };
/** The sleep is the caller's, and ends early if it is told to. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;
export type Told = (progress: Progress) => void;

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 20_000;
/** A part begins this small, and grows as long as it is quickly there: on a slow line the bar still moves. */
const SMALLEST = 1 << 16;
const BEGINNING = 1 << 19;
const QUICK = 1500;
const SLOW = 6000;
/** Answers without progress after which it is no bad line: a server that loses or miscounts what it was sent is not sent it for ever. */
const STANDSTILLS = 5;
/** So often, and no further up between, it may have lost what it had acknowledged. */
const FALLS = 2;

/** `upload` is 32 random bytes in hex. Throws Refused, and whatever ends `wire.signal`; never gives up by itself. */
export async function send(sealing: Sealing, upload: string, wire: Wire, told: Told, sleep: Sleep): Promise<Sealed> {
  const sender = new Sender(sealing.length, upload, wire, told, sleep);
  try {
    // Sealed while it is asked whether there is room for it.
    let next = ahead(sealing);
    await sender.patiently(() => wire.ask("POST", "/uploads", { upload, length: sealing.length }));
    for (;;) {
      const part = await next;
      if (!part) break;
      // Sealed while this one is on its way.
      next = ahead(sealing);
      await sender.part(part);
    }
    return await sealing.sealed();
  } finally {
    sealing.stop();
  }
}

/** A part asked for early may fail before anybody waits for it. */
function ahead(sealing: Sealing): Promise<Part | null> {
  const next = sealing.next();
  next.catch(() => {});
  return next;
}

class Sender {
  readonly of: number;
  readonly under: string;
  readonly wire: Wire;
  readonly told: Told;
  readonly sleep: Sleep;
  done = 0;
  size = BEGINNING;
  /** The parts at hand, the newest last. How far was ever sent, and how far was ever said to have come; and since then, answers and silences that brought nothing more. */
  #held: (Part & { from: number })[] = [];
  #sent = 0;
  #most = 0;
  #still = 0;
  #height = 0;
  #falls = 0;
  #cuts = 0;

  constructor(of: number, upload: string, wire: Wire, told: Told, sleep: Sleep) {
    this.of = of;
    this.under = `/uploads/${upload}`;
    this.wire = wire;
    this.told = told;
    this.sleep = sleep;
  }

  /** All of a part, from whatever place the server has it. What it acknowledged is not on its disk before it acknowledges
   * the next part, so the one before stays at hand, too. */
  async part(part: Part): Promise<void> {
    const before = this.#held.at(-1);
    const from = before ? before.from + before.bytes.length : 0;
    this.#held = [...(before ? [before] : []), { from, ...part }];
    while (this.done < from + part.bytes.length) {
      const held = this.#held.find(({ from, bytes }) => from <= this.done && this.done < from + bytes.length);
      if (!held) throw new Refused(409, "upload-lost", "");
      const at = this.done - held.from;
      if (at === 0 && this.size >= held.bytes.length) await this.piece(held.bytes, held.sha256);
      else await this.piece(held.bytes.subarray(at, at + this.size));
    }
  }

  async piece(bytes: Uint8Array, sha256 = digestOfPart(bytes)): Promise<void> {
    const begun = performance.now();
    this.#sent = Math.max(this.#sent, this.done + bytes.length);
    try {
      const answer = await this.wire.ask("PUT", `${this.under}?from=${this.done}`, { bytes, sha256, type: "application/octet-stream" });
      await this.at(received(answer));
      const took = performance.now() - begun;
      if (took < QUICK) this.size = Math.min(CHUNK, this.size * 2);
      else if (took > SLOW) this.smaller();
    } catch (trouble) {
      const lost = trouble instanceof Lost;
      const repeated = trouble instanceof Refused && trouble.code === "stale-challenge";
      if (!lost && !repeated && !(trouble instanceof Refused && trouble.code === "wrong-place")) throw trouble;
      if (!repeated) await this.wait(lost ? trouble : new Lost(), this.#cuts++);
      this.smaller();
      const now = received(await this.patiently(() => this.wire.ask("GET", this.under, null)));
      // A part that the way swallowed is no answer about it.
      if (lost) this.stands(now);
      else await this.at(now);
    }
  }

  smaller(): void {
    this.size = Math.max(SMALLEST, this.size / 2);
  }

  /** What the server has, in answer to a part that reached it. */
  async at(received: number): Promise<void> {
    const further = received > this.#most;
    this.stands(received);
    if (further) return;
    if (++this.#still === STANDSTILLS) throw new Refused(409, "upload-lost", "");
    await this.wait(new Lost(), this.#still);
  }

  stands(received: number): void {
    // What was never sent cannot be there.
    if (received > this.#sent) throw new Refused(409, "upload-lost", "");
    // A disk lost what was acknowledged and is still at hand: from there it is gone on with, not counted as standing still.
    const fell = received < this.#most && this.#held.some(({ from }) => from <= received);
    if (fell && ++this.#falls <= FALLS) this.#most = received;
    if (received > this.#most) [this.#most, this.#still, this.#cuts] = [received, 0, 0];
    if (received > this.#height) [this.#height, this.#falls] = [received, 0];
    this.done = received;
    this.told({ done: received, of: this.of, waiting: false, detail: "" });
  }

  /** Asks until there is an answer. */
  async patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (let times = 0; ; times++) {
      try {
        return await ask();
      } catch (trouble) {
        if (!(trouble instanceof Lost)) throw trouble;
        await this.wait(trouble, times);
      }
    }
  }

  async wait(trouble: Lost, times: number): Promise<void> {
    this.told({ done: this.done, of: this.of, waiting: true, detail: trouble.detail });
    await this.sleep(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(times, 6)), this.wire.signal);
  }
}

function received(answer: unknown): number {
  const told = isObject(answer) ? answer["received"] : null;
  // Something on the way that answers by itself has received nothing.
  if (typeof told !== "number" || !Number.isSafeInteger(told) || told < 0) throw new Lost();
  return told;
}
