/** Talking to the window's server: plain fetches and signed ones. */
import { bytesOf, OFTEN, pauseBefore } from "../protocol/answer.ts";
import { isHex, unhex } from "../protocol/bytes.ts";
import { authorization } from "../protocol/request.ts";
import { isDay, isObject, isText } from "../protocol/shape.ts";
import { work } from "../protocol/work.ts";

/** What the server says of a fault; `detail` is a sentence for the person. */
export type Problem = { status: number; code: string; detail: string; kept: boolean };
export type Answer = { is: "answer"; status: number; body: unknown } | { is: "problem"; problem: Problem } | { is: "unreachable" };

export type Signer = { organisation: string; window: string; hl: string; seed: Uint8Array };

const PATIENCE = 60_000;
/** Bytes of an answer that are read: of a mailbox, and of everything else. */
const LONGEST = 256 << 20;
const SHORT = 4 << 20;
/** Characters of a server's sentence that are shown. */
const SENTENCE = 200;

async function ask(path: string, init: RequestInit, hl: string, longest = SHORT): Promise<Answer> {
  try {
    const answer = await fetch(path, {
      ...init,
      headers: { ...init.headers, "Accept-Language": hl },
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const text = new TextDecoder().decode(await bytesOf(answer, answer.ok ? longest : SHORT));
    if (answer.ok) return { is: "answer", status: answer.status, body: text === "" ? null : JSON.parse(text) };
    return { is: "problem", problem: problem(answer.status, text) };
  } catch {
    return { is: "unreachable" };
  }
}

function problem(status: number, text: string): Problem {
  try {
    const told: unknown = JSON.parse(text);
    const member = (name: string): string => (isObject(told) && isText(told[name]) ? told[name] : "");
    const detail = [...member("detail")].slice(0, SENTENCE).join("");
    return { status, code: member("code"), detail, kept: isObject(told) && told["kept"] === true };
  } catch {
    return { status, code: "", detail: "", kept: false };
  }
}

export const get = (path: string, hl: string): Promise<Answer> => ask(path, { method: "GET" }, hl);

/** Octets, or null if they are not to be had. */
export async function octets(path: string): Promise<Uint8Array | null> {
  try {
    const answer = await fetch(path, { cache: "no-store", credentials: "omit", redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok ? await bytesOf(answer, SHORT) : null;
  } catch {
    return null;
  }
}

/** The text of a signed policy, by its digest, which the caller compares. */
export async function policyText(organisation: string, sha256: string): Promise<string | null> {
  const found = await octets(`/o/${organisation}/policy/${sha256}`);
  return found && new TextDecoder().decode(found);
}

type Challenge = { challenge: string; work: string | undefined };

/** A fresh challenge with its work done, or what came instead. */
async function challenged(base: string, purpose: "new" | "draft" | "return", hl: string): Promise<Challenge | Answer> {
  const answer = await ask(`${base}/challenge${purpose === "return" ? "" : `?for=${purpose}`}`, { method: "POST" }, hl);
  if (answer.is !== "answer") return answer;
  const { challenge, work: bits = 0 } = (answer.body ?? {}) as { challenge?: unknown; work?: unknown };
  if (!isHex(challenge, 32)) return { is: "unreachable" };
  if (bits === 0) return { challenge, work: undefined };
  const done = typeof bits === "number" ? await work(unhex(challenge), bits) : null;
  return done === null ? { is: "problem", problem: { status: answer.status, code: "", detail: "", kept: false } } : { challenge, work: done };
}

type Method = "GET" | "POST" | "PUT" | "DELETE";

async function once(method: Method, under: string, body: Uint8Array | null, by: Signer): Promise<Answer> {
  const base = `/o/${by.organisation}/api`;
  const given = await challenged(base, under === "/report" ? "new" : method === "PUT" ? "draft" : "return", by.hl);
  if ("is" in given) return given;
  const path = `${base}${under}`;
  const request = { challenge: given.challenge, window: by.window, method, path, body: body ?? new Uint8Array() };
  const headers: Record<string, string> = { Authorization: authorization(request, by.seed, given.work) };
  if (body) headers["Content-Type"] = "application/json";
  return ask(path, { method, headers, ...(body ? { body: body as BufferSource } : {}) }, by.hl, LONGEST);
}

/** Whether an answer says that what was asked was done, in this program's own words. */
function saysSo(method: Method, { status, body }: { status: number; body: unknown }): boolean {
  if (method === "GET") return true;
  if (method === "DELETE") return status === 204;
  if (!isObject(body)) return false;
  return method === "PUT" ? isDay(body["last_day"]) : body["kept"] === "now" || body["kept"] === "before";
}

const often = (answer: Answer): boolean => answer.is === "problem" && answer.problem.code === OFTEN;

/** A request signed by the mailbox key over a fresh challenge. What was sent counts as kept only if the answer says so:
 * something on the way that answers 200 by itself must not take the words out of the page. */
export async function signed(method: Method, under: string, body: Uint8Array | null, by: Signer): Promise<Answer> {
  let answer = await once(method, under, body, by);
  // The program was started anew meanwhile, or more work is asked for by now: that is nothing to trouble a person with.
  if (answer.is === "problem" && answer.problem.code === "stale-challenge") answer = await once(method, under, body, by);
  for (let times = 0, pause; method === "GET" && often(answer) && (pause = pauseBefore(times)) !== null; times++) {
    await new Promise((done) => setTimeout(done, pause));
    answer = await once(method, under, body, by);
  }
  if (answer.is !== "answer" || saysSo(method, answer)) return answer;
  return { is: "problem", problem: { status: answer.status, code: "", detail: "", kept: false } };
}
