// Fetches a case, opens its files with the key, and asks the core what of it is true.

import { base64 as toBase64, hex, sha256, unbase64 } from "../protocol/bytes.ts";
import { keyFileIn } from "../protocol/keyfile.ts";
import type { Link } from "../protocol/telling.ts";
import type { Coded } from "../protocol/yearly.ts";
import { opener } from "../seal/age.ts";
import * as api from "./api.ts";
import type { AttachedFile } from "./attached.ts";
import { now } from "./clock.ts";
import type { Ground, Place, Shared, Target } from "./compose.ts";
import { askCore } from "./door.ts";
import { isOpen, onForget, type ReaderKey } from "./keyring.ts";
import type { Rendered } from "./policy.ts";
import { cases, rosterOf, windowOf } from "./session.ts";

/** What the core answers about a case. */
export interface CaseAnswer {
  drawn: Drawn;
  /** This reader has pressed "read" before: a `seen` of theirs stands in the log. */
  read_before: boolean;
  answered: boolean;
  /** What the reporter wrote and this reader has not yet named in a `seen`. */
  to_see: string[];
  left_out: string[];
  can_read: string[];
  /** Who left the case, for good. */
  gone: string[];
  /** Of those, who has the identity to which is sealed now. */
  could: string[];
  /** To whom the reporter's own key files are sealed; null where there is no report. */
  reporter_to: string | null;
  /** The author keys of the reporter's codes, the one that is good now last. */
  codes: string[] | null;
  places: { case: Place; desk: Place };
  case_to: Target | null;
  desk_to: Target | null;
  /** Key files as given, in their order: whether each holds. */
  keys: boolean[];
  /** The newest coding that readers of this case signed. */
  coded: ({ year: number; version: number } & Coded) | null;
  /** Several counsellors coded it at once, and neither coding is the newer. */
  coded_at_once: boolean;
  /** The day of the report, by its signed time. */
  reported: string | null;
  /** How the report came, where a counsellor took it down. */
  heard: "phone" | "paper" | "person" | null;
  /** How the report looks from afar, to find others like it; null where there is none. */
  sketch: number[] | null;
  /** Digests of the rosters that the core believes. */
  rosters: string[];
}

/** The rest is there only when the story was asked for. */
export interface Drawn {
  /** Names only; nothing of the story. */
  people: Rendered;
  story?: Rendered;
  trouble?: Rendered | null;
  readers?: Rendered;
  texts?: { path: string; text: string }[];
  /** Of a case that was opened for the board: links by which something may have come back. */
  awaited?: Awaited[];
  files?: AttachedFile[];
  /** Where the case stands in each of its procedures. */
  told?: { part: Rendered; deeds: Deeds }[];
  /** What is due, and the soonest day by which the desk owes the reporter something. */
  work?: { part: Rendered; next: string | null; due: Due[]; stage: string; ended: boolean } | null;
  /** What an answer may begin from: names and texts. */
  templates?: [name: string, text: string][];
  /** What may be asked in a form at this stage. */
  asking?: AskingDrawn | null;
  /** Where else the person may go. */
  referrals?: Rendered | null;
}

/** Something that is due; the name bears marks of ruby. */
export interface Due {
  id: string;
  name: string;
  day: string;
  late: boolean;
}

/** Forms, and what a step that sends one needs beside what is typed: digests of the course and of the questions, names by set. */
export interface AskingDrawn {
  part: Rendered;
  procedure: string;
  policy: string;
  asking: string;
  names: [string, string][];
}

/** What a step's body needs beside what is typed. */
export interface Deeds {
  procedure: string;
  policy: string;
  /** The routes' digest, where they decide who is told. */
  routes: string | null;
  /** Names, in small letters and without spaces, of the office that is told nothing. */
  personnel: string[];
  /** What holds such a name and is another body. */
  not_personnel: string[];
  /** Names of stages and acts by id. */
  names: [string, string][];
  called: string;
  asked: ProposedDeed[];
}

/** Links to one text, and the digests of what came back by them and was written down. */
export type Awaited = Pick<ProposedDeed, "links" | "returned">;

/** A proposal; `ground` is the consent, or the approval, that a step which tells `text` uses up; `agreed` where the reporter is
 * asked. `taken` is that step, `links` all that were given out for it, `returned` the digests of what came back and was written down. */
export type ProposedDeed = {
  entry: string;
  procedure: string;
  policy: string;
  what: string;
  to: string;
  recipient: string;
  text: string;
  ground: string | null;
  concerns: string[];
  agreed: boolean;
  taken: string | null;
  /** The entry of an agreement that one has heard on the telephone, and not yet another. */
  heard: string | null;
  links: Link[];
  returned: string[];
  /** The days of what came back and was written down. */
  came: string[];
};

export interface Opened {
  file: api.CaseFile;
  ground: Ground;
  answer: CaseAnswer;
  /** Whether today's roster is signed by a key that follows from the window's first. */
  believed: boolean;
  /** Something that was given before is missing now. */
  fewer: boolean;
  /** What the key files held, those that the core found good. */
  shared: Shared[];
}

interface OpenedFiles {
  file: api.CaseFile;
  entries: { id: string; log: api.Log; file: string; plain: string | null }[];
  keys: { purpose: api.Log; plain: string | null }[];
  shared: (Shared | null)[];
}

/** The server gave another case than the one asked for. */
export class OtherCase extends Error {}

/** Ids of all that was given of each case since the key was opened. */
const givenBefore = new Map<string, Set<string>>();
onForget(() => givenBefore.clear());

/** Whether anything is missing that was given before: the server shows an older state. */
function isFewer(file: api.CaseFile): boolean {
  const here = new Set(file.entries.map(({ id }) => id));
  const before = givenBefore.get(file.case) ?? new Set();
  givenBefore.set(file.case, new Set([...before, ...here]));
  return [...before].some((id) => !here.has(id));
}

/** `whole` asks for the story too; without it nothing but the names leaves this function; `board` asks for what is due
 * and the words alone, and only where this reader went on from the names once. `writes` is the key by which its reader goes on, where another one opens. */
export async function openCase(who: api.Me, key: ReaderKey, id: string, whole: boolean | "board", writes = key.author): Promise<Opened> {
  const file = await api.caseFile(id);
  const window = windowOf(who, file.window);
  const row = (await cases(false)).find((one) => one.case === id);
  // What is asked of a reader beside a case, and answered to it, must not be another's.
  if (file.case !== id || !window || window.organisation !== file.organisation || (row && row.window !== file.window)) throw new OtherCase();
  const files = await openFiles(file, key, whole === "board");
  const frames = [window?.roster, ...(window?.rosters ?? [])].filter((frame): frame is string => typeof frame === "string");
  const answer = askCore({
    ask: "case",
    window: files.file.window,
    case: files.file.case,
    me: key.author,
    writes,
    rosters: frames,
    successions: window?.successions ?? [],
    entries: files.entries,
    keys: files.keys,
    draw: {
      show: whole === "board" ? "board" : whole ? "whole" : "people",
      organisation: window?.name ?? "",
      sealed_here: file.sealed_here === true,
      today: who.today,
      now: now(),
    },
  }) as CaseAnswer;
  const shared = files.shared.filter((one, place): one is Shared => one !== null && answer.keys[place] === true);
  const ground = { window: files.file.window, case: files.file.case, roster: rosterName(window?.roster ?? "") };
  const names = frames.map(rosterName).filter(({ digest }) => answer.rosters.includes(digest));
  // Under an older roster than one that is known nothing is written.
  const believed = names.some(({ digest }) => digest === ground.roster.digest) && names.every(({ epoch }) => epoch <= ground.roster.epoch);
  return { file: files.file, ground, answer, shared, believed, fewer: isFewer(file) };
}

/** `toRead`: a key by which nothing lies is not opened, which writing needs. */
async function openFiles(file: api.CaseFile, key: ReaderKey, toRead: boolean): Promise<OpenedFiles> {
  const keys: OpenedFiles["keys"] = [];
  const shared: OpenedFiles["shared"] = [];
  const mine = opener([key.identity]);
  const lies = new Set(file.entries.map(({ log }) => log));
  for (const sealed of file.keys) {
    if (toRead && !lies.has(sealed.purpose)) continue;
    const plain = await mine(unbase64(sealed.file));
    keys.push({ purpose: sealed.purpose, plain: plain && toBase64(plain) });
    const read = plain && keyFileIn(plain);
    shared.push(read ? { purpose: read.purpose, epoch: read.epoch, secret: read.secret } : null);
  }
  const identities = (log: api.Log): string[] => [...new Set(shared.flatMap((one) => (one?.purpose === log ? [one.secret] : [])))];
  const opens = { case: opener(identities("case")), desk: opener(identities("desk")) };
  const known = unsealed.get(file.case) ?? new Map<string, { sealed: string; plain: string }>();
  const entries: OpenedFiles["entries"] = [];
  for (let from = 0; from < file.entries.length; from += TOGETHER) {
    const some = file.entries.slice(from, from + TOGETHER);
    entries.push(...(await Promise.all(some.map(async ({ id, log, file: sealed }) => ({ id, log, file: sealed, plain: await plainOf(known, id, sealed, opens[log]) })))));
  }
  if (isOpen(key)) {
    if (unsealed.size >= REMEMBERED) unsealed.clear();
    unsealed.set(file.case, known);
  }
  return { file, entries, keys, shared };
}

/** Entries that are unsealed together: while one waits for the browser's own cryptography another goes on. */
const TOGETHER = 8;
/** Cases of which the unsealed entries are remembered at most. */
const REMEMBERED = 300;

/** What was unsealed since the key was opened, by case and id: a case is drawn anew after each deed. */
const unsealed = new Map<string, Map<string, { sealed: string; plain: string }>>();
onForget(() => unsealed.clear());

/** Of a case that its reader left nothing is remembered. */
export const forgetCase = (id: string): boolean => unsealed.delete(id);

/** The very file that was opened before opens to the same; under its id the server may give another. */
async function plainOf(known: Map<string, { sealed: string; plain: string }>, id: string, sealed: string, opens: ReturnType<typeof opener>): Promise<string | null> {
  const before = known.get(id);
  if (before?.sealed === sealed) return before.plain;
  const bytes = await opens(unbase64(sealed));
  const plain = bytes && toBase64(bytes);
  if (plain !== null) known.set(id, { sealed, plain });
  return plain;
}

/** How an entry names the roster it was written under. */
export function rosterName(frame: string): { epoch: number; digest: string } {
  return { epoch: rosterOf(frame).epoch, digest: hex(sha256(unbase64(frame))) };
}
