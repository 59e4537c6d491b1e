/** The script `files.js`: a worker, and the same in the page where an app's browser gives none. */
import { countFor, type Digesting, digestHere, digestThere } from "./digest.ts";
import type { FromWorker, Step, ToWorker } from "./job.ts";
import { failureOf, work } from "./work.ts";

type Port = { postMessage(message: FromWorker | "ready"): void; addEventListener(type: "message", heard: (event: MessageEvent<ToWorker>) => void): void };

/** Ends early, as a failure, if the person stops it. */
function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const timer = setTimeout(done, milliseconds);
    const stop = (): void => {
      clearTimeout(timer);
      fail(signal.reason);
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

/** Answers the jobs that come through `port`; digests are counted by `other`, one at a time, if it is there. */
export function serve(port: Port, other: MessagePort | null): void {
  const stops = new Map<number, AbortController>();
  let holder: number | null = null;
  const digestingFor = (id: number) => (): Digesting => {
    if (!other || (holder !== null && holder !== id)) return digestHere();
    holder = id;
    return digestThere(other);
  };
  port.addEventListener("message", ({ data }) => {
    if ("stop" in data) return stops.get(data.id)?.abort();
    const { id, job } = data;
    const stop = new AbortController();
    stops.set(id, stop);
    const told = (step: Step): void => port.postMessage({ id, step });
    const chance = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));
    void work(job, { signal: stop.signal, told, digesting: digestingFor(id), sleep, chance })
      .then((result) => port.postMessage({ id, result } as FromWorker))
      .catch((trouble: unknown) => port.postMessage({ id, failure: failureOf(trouble, stop.signal) }))
      .finally(() => {
        if (holder === id) holder = null;
        stops.delete(id);
      });
  });
}

const inWorker = typeof document === "undefined" && typeof self !== "undefined" && "postMessage" in self;
if (inWorker) {
  // The first message says what this worker is for, and gives it its end of the way to the other.
  const own = self as unknown as Port & Worker;
  own.addEventListener(
    "message",
    (({ data }: MessageEvent<{ count: MessagePort } | { serve: MessagePort | null }>) => {
      if ("count" in data) countFor(data.count);
      else {
        serve(own, data.serve);
        own.postMessage("ready");
      }
    }) as (event: MessageEvent) => void,
    { once: true },
  );
}
