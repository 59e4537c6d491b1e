/** What the page asks of the worker, and what comes back. Keys go along with the one job that needs them. */
import type { Attachment } from "../protocol/entry.ts";
import type { Warning } from "./kind.ts";
import type { Named } from "./opening.ts";
import type { Way } from "./wire.ts";

/** `cleanable`: something can be cut; `bytes` is the size afterwards. */
export type Looked = { warning: Warning | null; cleanable: boolean; bytes: number };

/** As the person wants it; a file of which nothing can be cut goes as it is. */
export type Wish = "cleaned" | "evidence";

/** The entry's body, and the upload that holds its bytes. */
export type Uploaded = { body: Attachment; upload: string };

/** A file of an archive: bytes as they are, or an attached file with the identities that may open it. */
export type Packed = { path: string; bytes: Uint8Array } | { path: string; sealedPath: string; faultPath: string; fault: string; named: Named; identities: string[] };

export type Job =
  | { do: "look"; file: File }
  | { do: "send"; file: File; wish: Wish; recipient: string; way: Way }
  | { do: "open"; named: Named; identities: string[]; way: Way }
  | { do: "pack"; folder: string; files: Packed[]; recipient: string; way: Way };

/** Bytes done, of how many; 0 of 0 while nothing can be said. `detail` is the server's own sentence, `own` one of this page's. */
export type Step = { done: number; of: number; waiting: boolean; detail: string; own?: string };

/** Why a job ended without a result. `unreadable`: the file is gone, changed, or no file. `upload-lost`: the server says
 * that it has what it was not sent, or not what it was. */
export type Failure = { code: "unreadable" | "file-differs" | "upload-lost" | "stopped" | "broken" | "refused" | "lost"; detail: string; own?: string };

/** What was attached, checked, and the SHA-256 of the file itself. */
export type Opened = { blob: Blob; digest: string };

export type Result<J extends Job> = J extends { do: "look" } ? Looked : J extends { do: "send" } ? Uploaded : J extends { do: "open" } ? Opened : Blob;

export type ToWorker = { id: number; job: Job } | { id: number; stop: true };
export type FromWorker = { id: number; step: Step } | { id: number; result: Result<Job> } | { id: number; failure: Failure };
