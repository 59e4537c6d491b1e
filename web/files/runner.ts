/** Starts the worker and gives it jobs; where an app's browser allows no worker, the page does them itself, part by part. */
import type { Failure, FromWorker, Job, Result, Step, ToWorker } from "./job.ts";

/** The address of `files.js`, written in when the scripts are built. */
declare const FILES_SCRIPT: string;

type Types = { createPolicy(name: string, rules: { createScriptURL: (asked: string) => string }): { createScriptURL(asked: string): string } };

/** Whatever is asked for, this policy gives the one address that was built in: nothing else can become a script through it. */
function address(): string {
  const types = (globalThis as { trustedTypes?: Types }).trustedTypes;
  return types ? types.createPolicy("sotomado-files", { createScriptURL: () => FILES_SCRIPT }).createScriptURL("") : FILES_SCRIPT;
}

type Way = { give(message: ToWorker): void; end(): void };
type Waiting = { job: Job; told: (step: Step) => void; done: (result: never) => void; fail: (failure: Failed) => void };

export class Failed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.code);
    this.failure = failure;
  }
}

export class Runner {
  readonly #waiting = new Map<number, Waiting>();
  #way: Promise<Way> | null = null;
  #last = 0;

  /** Rejects with Failed. What is secret in a job is wiped by whoever does it. */
  run<J extends Job>(job: J, told: (step: Step) => void = () => {}, stop?: AbortSignal): Promise<Result<J>> {
    const id = ++this.#last;
    this.#way ??= this.#start();
    const way = this.#way;
    stop?.addEventListener("abort", () => void way.then(({ give }) => give({ id, stop: true })));
    return new Promise((done, fail) => {
      this.#waiting.set(id, { job, told, done, fail });
      void way.then(({ give }) => give({ id, job })).catch(() => this.#heard({ id, failure: { code: "broken", detail: "" } }));
    });
  }

  /** Ends everything under way. */
  end(): void {
    void this.#way?.then(({ end }) => end()).catch(() => {});
    this.#way = null;
    for (const id of [...this.#waiting.keys()]) this.#heard({ id, failure: { code: "stopped", detail: "" } });
  }

  #heard(message: FromWorker): void {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    if ("step" in message) return waiting.told(message.step);
    this.#waiting.delete(message.id);
    if ("failure" in message) waiting.fail(new Failed(message.failure));
    else waiting.done(message.result as never);
  }

  async #start(): Promise<Way> {
    try {
      return await this.#workers();
    } catch {
      return this.#page();
    }
  }

  /** One seals and sends, the other counts digests. Rejects if the script does not run in a worker. */
  #workers(): Promise<Way> {
    const at = address();
    const works = new Worker(at, { type: "module" });
    const counts = new Worker(at, { type: "module" });
    const between = new MessageChannel();
    const end = (): void => {
      works.terminate();
      counts.terminate();
    };
    return new Promise((done, fail) => {
      const fell = (): void => {
        end();
        fail(new Error("no worker"));
      };
      works.addEventListener("error", fell);
      counts.addEventListener("error", fell);
      works.addEventListener("message", ({ data }: MessageEvent<FromWorker | "ready">) => {
        if (data === "ready") done({ give: (message) => works.postMessage(message), end });
        else this.#heard(data);
      });
      counts.postMessage({ count: between.port1 }, [between.port1]);
      works.postMessage({ serve: between.port2 }, [between.port2]);
    });
  }

  async #page(): Promise<Way> {
    const { serve } = (await import(FILES_SCRIPT)) as typeof import("./worker.ts");
    const { port1, port2 } = new MessageChannel();
    serve(port2, null);
    port2.start();
    port1.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#heard(data);
    return { give: (message) => port1.postMessage(message), end: () => port1.close() };
  }
}
