/** Keeps the record at the server, sealed, behind the back of whoever taps: one saving at a time, again until it is there. */
import { base64, hex, sha256, unbase64, utf8 } from "../../protocol/bytes.ts";
import { makeCode } from "../../protocol/code.ts";
import { isDay, isObject, isText } from "../../protocol/shape.ts";
import { Device, filled, openRecord, type RecordKeys, recordKeys, sealRecord } from "../../seal/record.ts";
import type { PageData } from "../page.ts";
import { type Answer, signed } from "../server.ts";
import type { Record } from "./core.ts";

/** A record's code begins with it. */
export const KIND = "4";

export type State = { is: "new" } | { is: "saving" } | { is: "saved"; at: Date; lastDay: string } | { is: "kept"; lastDay: string } | { is: "waiting" } | { is: "refused" };
export type Merged = { frames: string[]; records: Record[]; devices: string[]; faults: string[] };

export type Hands = {
  page: PageData;
  now: () => Date;
  chance: (bytes: number) => Uint8Array;
  /** What several files of the record hold together. */
  merge: (plains: Uint8Array[]) => Merged;
  /** Another device had written meanwhile: this is the record now. */
  merged: (records: Record[]) => void;
  changed: (state: State) => void;
};

/** Milliseconds until the next try, longer each time. */
const PAUSES = [2_000, 5_000, 10_000, 30_000, 60_000];

export class Saving {
  readonly hands: Hands;
  readonly code: string;
  readonly keys: RecordKeys;
  readonly device: Device;
  frames: Uint8Array[] = [];
  /** SHA-256 of the age file that lies there, as far as this page knows. */
  known: string | null = null;
  /** The day on which what was fetched is kept last. */
  lastDay: string | null = null;
  unsaved = false;
  working = false;
  failures = 0;
  timer: ReturnType<typeof setTimeout> | undefined;
  ended = false;
  readonly online = (): void => this.soon(0);

  constructor(hands: Hands, code: string | null) {
    this.hands = hands;
    this.code = code ?? makeCode(hands.chance, KIND);
    this.keys = recordKeys(this.code, hands.page.window);
    this.device = new Device(hands.page.window, hands.chance);
    addEventListener("online", this.online);
  }

  keep(record: Record): void {
    this.frames.push(this.device.sign(record.at, record.event));
    this.unsaved = true;
    this.soon(0);
  }

  /** The record under this code, put together with what this page has; what came instead. */
  async fetch(): Promise<Record[] | "none" | "unreachable" | "bent"> {
    const answer = await this.ask("GET", null);
    if (answer.is === "unreachable") return "unreachable";
    const body = answer.is === "answer" && isObject(answer.body) ? answer.body : {};
    const { file } = body;
    if (!isText(file)) return "none";
    try {
      const bytes = unbase64(file);
      const plain = await openRecord(bytes, this.keys);
      if (!plain) return "bent";
      const merged = this.hands.merge([...(this.frames.length > 0 ? [filled(this.frames) ?? plain] : []), plain]);
      if (merged.records.length === 0) return "bent";
      this.frames = merged.frames.map(unbase64);
      this.known = hex(sha256(bytes));
      this.lastDay = isDay(body["last_day"]) ? body["last_day"] : null;
      return merged.records;
    } catch {
      return "bent";
    }
  }

  ask(method: "GET" | "PUT", body: Uint8Array | null): Promise<Answer> {
    return signed(method, "/counter", body, { ...this.hands.page, seed: this.keys.mailbox });
  }

  soon(after: number): void {
    if (this.ended) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.work(), after);
  }

  /** Never throws: whatever goes wrong, the next try follows. */
  async work(): Promise<void> {
    if (this.working || !this.unsaved || this.ended) return;
    this.working = true;
    try {
      await this.save();
    } catch {
      this.again("waiting");
    } finally {
      this.working = false;
    }
    if (this.unsaved && this.failures === 0) this.soon(0);
  }

  async save(): Promise<void> {
    const plain = filled(this.frames);
    if (!plain) return this.again("refused");
    this.unsaved = false;
    this.hands.changed({ is: "saving" });
    const { id, file } = await sealRecord(plain, this.keys);
    const answer = await this.ask("PUT", utf8(JSON.stringify({ file: base64(file), known: this.known })));
    if (answer.is === "answer" && isObject(answer.body) && isDay(answer.body["last_day"])) {
      this.known = id;
      this.failures = 0;
      return this.hands.changed({ is: "saved", at: this.hands.now(), lastDay: answer.body["last_day"] });
    }
    this.unsaved = true;
    if (answer.is !== "problem") return this.again("waiting");
    if (answer.problem.code !== "moved-on") return this.again("refused");
    const records = await this.fetch();
    if (!Array.isArray(records)) return this.again(records === "bent" ? "refused" : "waiting");
    this.hands.merged(records);
    this.failures = 0;
  }

  again(is: "waiting" | "refused"): void {
    this.unsaved = true;
    this.failures += 1;
    this.hands.changed({ is });
    this.soon(PAUSES[Math.min(this.failures, PAUSES.length) - 1] ?? 0);
  }

  /** The page goes on to something else. What is not kept yet is sent once more on its way out. */
  end(): void {
    clearTimeout(this.timer);
    removeEventListener("online", this.online);
    if (!this.unsaved) this.forget();
    else void this.work().finally(() => this.forget());
    this.ended = true;
  }

  forget(): void {
    this.ended = true;
    this.device.seed.fill(0);
    this.keys.mailbox.fill(0);
  }
}
