/** How files cross the wire: signed by the mailbox key at the window, by session at the desk. */
import { bytesOf } from "../protocol/answer.ts";
import { isHex, unhex } from "../protocol/bytes.ts";
import { authorization } from "../protocol/request.ts";
import { isObject, isText } from "../protocol/shape.ts";
import { work } from "../protocol/work.ts";
import { digestOfPart } from "./digest.ts";

/** Whose it is. `seed` is that of the mailbox key. */
export type Way = { at: "window"; organisation: string; window: string; hl: string; seed: Uint8Array } | { at: "desk"; case: string; hl: string };

/** No answer came, or one that says to come again; `detail` is the server's own sentence, or empty. */
export class Lost extends Error {
  readonly detail: string;

  constructor(detail = "") {
    super("lost");
    this.detail = detail;
  }
}

/** The server says no. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;

  constructor(status: number, code: string, detail: string) {
    super(code);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

export type Method = "GET" | "POST" | "PUT";
/** What is sent, and of what kind it is; with its SHA-256 where that is known. */
export type Sent = { bytes: Uint8Array; type: "application/json" | "application/octet-stream"; sha256?: Promise<Uint8Array> };

/** Long enough for the smallest part on a line that hardly carries anything. */
const PATIENCE = 60_000;
/** Bytes of an answer that is no file, and characters of a server's sentence that are shown. */
const SHORT = 1 << 20;
const SENTENCE = 200;
const LATER = new Set([408, 425, 429, 500, 502, 503, 504, 507]);

const asJson = (value: unknown): Sent => ({ bytes: new TextEncoder().encode(JSON.stringify(value)), type: "application/json" });

export class Wire {
  readonly way: Way;
  readonly signal: AbortSignal;
  /** Left by the answer before; good for two minutes, once. */
  #next: string | null = null;

  constructor(way: Way, signal: AbortSignal) {
    this.way = way;
    this.signal = signal;
  }

  /** The answer's JSON. Throws Lost or Refused. */
  async ask(method: Method, under: string, sent: Sent | object | null): Promise<unknown> {
    const body = sent === null || "bytes" in sent ? (sent as Sent | null) : asJson(sent);
    const answer = await this.#send(method, under, body, AbortSignal.any([this.signal, AbortSignal.timeout(PATIENCE)]));
    try {
      return await json(answer);
    } catch {
      this.signal.throwIfAborted();
      throw new Lost();
    }
  }

  /** The octets as they come. Its reading fails if nothing comes for a minute. */
  async stream(under: string): Promise<ReadableStream<Uint8Array>> {
    const silence = new AbortController();
    const within = async <T>(wait: () => Promise<T>): Promise<T> => {
      const timer = setTimeout(() => silence.abort(), PATIENCE);
      return wait().finally(() => clearTimeout(timer));
    };
    const { body } = await within(() => this.#send("GET", under, null, AbortSignal.any([this.signal, silence.signal])));
    if (!body) throw new Lost();
    const reader = body.getReader();
    const pull = async (out: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
      const { done, value } = await within(() => reader.read());
      if (done) out.close();
      else out.enqueue(value);
    };
    return new ReadableStream<Uint8Array>({ pull, cancel: () => reader.cancel() }, { highWaterMark: 0 });
  }

  async #send(method: Method, under: string, sent: Sent | null, signal: AbortSignal): Promise<Response> {
    try {
      return await this.#once(method, under, sent, signal);
    } catch (trouble) {
      // The program was started anew, or the way took longer than a challenge is good for.
      if (!(trouble instanceof Refused && trouble.code === "stale-challenge")) throw trouble;
      this.#next = null;
      // A part may have arrived: browsers repeat a request by themselves if its answer was cut off, and the same challenge
      // is good once. Whoever sends it asks first, so that it does not go a third time.
      if (sent?.type === "application/octet-stream") throw trouble;
      return this.#once(method, under, sent, signal);
    }
  }

  async #once(method: Method, under: string, sent: Sent | null, signal: AbortSignal): Promise<Response> {
    const { way } = this;
    const path = way.at === "window" ? `/o/${way.organisation}/api${under}` : `/desk/api/cases/${way.case}${under}`;
    const headers: Record<string, string> = { "Accept-Language": way.hl };
    if (sent) headers["Content-Type"] = sent.type;
    if (way.at === "window") headers["Authorization"] = await this.#signature(way, method, path, sent, signal);
    // A Blob: Chromium sends the same bytes as an array many times more slowly.
    const init = { method, headers, ...(sent ? { body: new Blob([sent.bytes as BlobPart]) } : {}) };
    const answer = await this.#fetch(path, init, signal);
    this.#next = answer.headers.get("Sotomado-Challenge");
    if (answer.ok) return answer;
    throw await refusal(answer);
  }

  async #signature(way: Extract<Way, { at: "window" }>, method: Method, path: string, sent: Sent | null, signal: AbortSignal): Promise<string> {
    const given = this.#next === null ? await this.#challenge(way, signal) : { challenge: this.#next, work: undefined };
    this.#next = null;
    const request = { challenge: given.challenge, window: way.window, method, path, body: { sha256: await (sent?.sha256 ?? digestOfPart(sent?.bytes ?? new Uint8Array())) } };
    return authorization(request, way.seed, given.work);
  }

  async #challenge(way: Extract<Way, { at: "window" }>, signal: AbortSignal): Promise<{ challenge: string; work: string | undefined }> {
    const answer = await this.#fetch(`/o/${way.organisation}/api/challenge`, { method: "POST", headers: { "Accept-Language": way.hl } }, signal);
    if (!answer.ok) throw await refusal(answer);
    const told: unknown = await json(answer).catch(() => null);
    const { challenge, work: bits } = isObject(told) ? told : {};
    if (!isHex(challenge, 32)) throw new Lost();
    if (bits === undefined || bits === 0) return { challenge, work: undefined };
    const done = typeof bits === "number" ? await work(unhex(challenge), bits) : null;
    if (done === null) throw new Lost();
    return { challenge, work: done };
  }

  async #fetch(path: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
    try {
      const credentials = this.way.at === "window" ? "omit" : "same-origin";
      return await fetch(path, { ...init, cache: "no-store", credentials, redirect: "error", referrerPolicy: "no-referrer", signal });
    } catch {
      this.signal.throwIfAborted();
      throw new Lost();
    }
  }
}

const json = async (answer: Response): Promise<unknown> => JSON.parse(new TextDecoder().decode(await bytesOf(answer, SHORT)));

async function refusal(answer: Response): Promise<Lost | Refused> {
  const told: unknown = await json(answer).catch(() => null);
  const { code, detail } = isObject(told) ? told : {};
  const sentence = isText(detail) ? [...detail].slice(0, SENTENCE).join("") : "";
  return LATER.has(answer.status) ? new Lost(sentence) : new Refused(answer.status, isText(code) ? code : "", sentence);
}
