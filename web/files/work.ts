/** Does the jobs: in the worker, or in the page where there is none. */
import type { Attachment } from "../protocol/entry.ts";
import { hex } from "../protocol/bytes.ts";
import { getReady } from "../protocol/sign.ts";
import { type Digesting, digestOf } from "./digest.ts";
import type { Failure, Job, Looked, Opened, Step, Uploaded } from "./job.ts";
import { see } from "./kind.ts";
import { Differs, fetchSealed, type Named, openSealed } from "./opening.ts";
import { pack } from "./pack.ts";
import { Sealing } from "./sealing.ts";
import { send, type Sleep } from "./sending.ts";
import { Lost, Refused, Wire, type Way } from "./wire.ts";

/** `digesting` begins a digest, elsewhere if there is an elsewhere. */
export type Tools = { signal: AbortSignal; told: (step: Step) => void; digesting: () => Digesting; sleep: Sleep; chance: (bytes: number) => Uint8Array };

export async function work(job: Job, tools: Tools): Promise<Looked | Uploaded | Opened | Blob> {
  try {
    // Once somebody has chosen a file, something will be signed.
    if (job.do === "look") return await look(job.file).finally(() => setTimeout(getReady));
    if (job.do === "send") return await sent(job, tools);
    if (job.do === "open") return await opened(job, tools);
    return await pack(job, (named) => fetched(named, job.way, tools), tools);
  } finally {
    if ("way" in job && job.way.at === "window") job.way.seed.fill(0);
  }
}

async function look(file: File): Promise<Looked> {
  const { warning, cleaned } = await see(file);
  return { warning, cleanable: cleaned !== null, bytes: cleaned?.size ?? file.size };
}

async function sent(job: Extract<Job, { do: "send" }>, tools: Tools): Promise<Uploaded> {
  const { file } = job;
  const { cleaned } = await see(file);
  const [form, other]: [Blob, Blob | null] = cleaned === null ? [file, null] : job.wish === "cleaned" ? [cleaned, file] : [file, cleaned];
  tools.told({ done: 0, of: 0, waiting: false, detail: "" });
  const second = other && { bytes: other.size, digest: await digestOf(other, tools.digesting()) };
  // Both digests where there are two forms. Else its age file's id binds the file, and who opens it counts: nobody waits for it here.
  const sealing = await Sealing.begin(form, job.recipient, second && tools.digesting());
  const upload = hex(tools.chance(16));
  const sealed = await send(sealing, upload, new Wire(job.way, tools.signal), tools.told, tools.sleep);
  const body: Attachment = {
    name: file.name,
    type: file.type || "application/octet-stream",
    bytes: form.size,
    digest: sealed.digest,
    as: second === null ? "as-is" : job.wish,
    other: second,
    file: sealed.file,
    length: sealing.length,
  };
  return { body, upload };
}

async function opened(job: Extract<Job, { do: "open" }>, tools: Tools): Promise<Opened> {
  const sealed = await fetched(job.named, job.way, tools);
  return openSealed(sealed, job.named, job.identities, tools.digesting());
}

const TRIES = 5;

/** Fetched anew from its beginning if the way was cut. */
async function fetched(named: Named, way: Way, tools: Tools): Promise<Blob> {
  const of = named.length;
  for (let times = 0; ; times++) {
    try {
      return await fetchSealed(named, new Wire(way, tools.signal), (done) => tools.told({ done, of, waiting: false, detail: "" }));
    } catch (trouble) {
      if (!(trouble instanceof Lost) || times === TRIES) throw trouble;
      tools.told({ done: 0, of, waiting: true, detail: trouble.detail });
      await tools.sleep(500 * 2 ** times, tools.signal);
    }
  }
}

/** What a person can be told of it. */
export function failureOf(trouble: unknown, signal: AbortSignal): Failure {
  if (signal.aborted) return { code: "stopped", detail: "" };
  if (trouble instanceof Differs) return { code: "file-differs", detail: "" };
  if (trouble instanceof Refused) return { code: trouble.code === "upload-lost" ? "upload-lost" : "refused", detail: trouble.detail };
  if (trouble instanceof Lost) return { code: "lost", detail: trouble.detail };
  const gone = trouble instanceof Error && /^(NotReadableError|NotFoundError|SecurityError|InvalidStateError)$/.test(trouble.name);
  return { code: gone || (trouble instanceof Error && trouble.message === "the file has changed") ? "unreadable" : "broken", detail: "" };
}
