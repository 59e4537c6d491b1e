/** One thing said in a case. */
import { hex, unhex } from "./bytes.ts";
import { frame, pad, signedBy, unframe } from "./frame.ts";
import { isCount, isDay, isEpoch, isId, isKey, isList, isObject, isRecipient, isRosterName, isText, isYear, isTime, type Json, type RosterName } from "./shape.ts";
import { publicKey } from "./sign.ts";
import { isLink } from "./telling.ts";

export const KINDS = ["report", "message", "seen", "note", "grant", "attachment", "consent", "step", "handover", "coding", "code", "draft"] as const;
export type Kind = (typeof KINDS)[number];
export type Log = "case" | "desk";
export type Head = { author: string; entry: string };

export type Entry = {
  v: 1;
  window: string;
  case: string;
  log: Log;
  author: string;
  n: number;
  before: string | null;
  heads: Head[];
  kind: Kind;
  time: string;
  roster: RosterName;
  epoch: number;
  body: Json;
};

export type Report = {
  words: string;
  people: string;
  answers: Record<string, string[] | string>;
  consent: string;
  consent_text: string;
  case_recipient: string;
  reporter_recipient: string;
  readers: string[];
  left_out: string[];
  /** Where a counsellor took it down: their word, see `heard.ts`. */
  heard?: string;
};

/** The form in which a file was sealed: as chosen, nothing to cut; without place and device; as chosen, though something could be cut. */
export const FORMS = ["as-is", "cleaned", "evidence"] as const;
export type Form = (typeof FORMS)[number];

/** How a copy differs from its file: covered in parts; written anew without what a document carries unseen. */
export const COPIES = ["masked", "cleaned"] as const;
export type Copied = (typeof COPIES)[number];

export type Attachment = {
  name: string;
  type: string;
  /** Size and SHA-256 of the file itself, without filling; the latter may be null for `as-is`, since `file` binds the same bytes. */
  bytes: number;
  digest: string | null;
  as: Form;
  /** The form that was not sealed; null exactly for `as-is`. */
  other: { bytes: number; digest: string } | null;
  /** SHA-256 and size of its age file. */
  file: string;
  length: number;
  /** What somebody at the desk made of a file of the case; of whoever reports it means nothing. */
  copy?: Copied;
};

const STEP = 4096;
const MOST = 65536;
const AROUND = "sotomado entry 1\n".length + 4 + 64;
/** Bytes of JSON that an entry has room for. */
export const ROOM = MOST - AROUND;

/** Bytes by which the entry is too long; 0 if it fits. */
export function over(entry: Omit<Entry, "author">): number {
  const length = new TextEncoder().encode(JSON.stringify({ ...entry, author: "0".repeat(64) })).length;
  return Math.max(0, length - ROOM);
}

/** The signed and padded plaintext of an entry. Throws if it is too long; ask `over` first. `author` is the seed's own
 * key, from who has it already. */
export function writeEntry(entry: Omit<Entry, "author">, seed: Uint8Array, author = hex(publicKey(seed))): Uint8Array {
  const { v, window, case: of, log, ...rest } = entry;
  const bytes = frame("entry", { v, window, case: of, log, author, ...rest }, seed);
  if (bytes.length > MOST) throw new Error("too long");
  return pad(bytes, Math.ceil(bytes.length / STEP) * STEP);
}

/** The entry in an opened file, and whether its author signed it; null if it is none. */
export function readEntry(plain: Uint8Array): { entry: Entry; signed: boolean } | null {
  const whole = unframe("entry", plain);
  if (!whole || plain.length > MOST || !isEntry(whole.body)) return null;
  return { entry: whole.body, signed: signedBy(whole, unhex(whole.body.author)) };
}

function isEntry(body: Json): body is Json & Entry {
  const kind = body["kind"];
  return (
    body["v"] === 1 &&
    isId(body["window"]) &&
    isId(body["case"]) &&
    (body["log"] === "case" || body["log"] === "desk") &&
    isKey(body["author"]) &&
    isCount(body["n"], kind === "draft" ? 0 : 1) &&
    (kind !== "draft" || body["n"] === 0) &&
    (body["before"] === null || (kind !== "draft" && isKey(body["before"]))) &&
    isList(body["heads"], isHead) &&
    onePerOther(body["heads"], body["author"]) &&
    KINDS.some((known) => known === kind) &&
    isTime(body["time"]) &&
    isRosterName(body["roster"]) &&
    isEpoch(body["epoch"]) &&
    isObject(body["body"]) &&
    fits(kind as Kind, body["body"])
  );
}

const isHead = (value: unknown): value is Head => isObject(value) && isKey(value["author"]) && isKey(value["entry"]);

/** One head for each other author. */
function onePerOther(heads: Head[], own: string): boolean {
  const authors = new Set(heads.map((head) => head.author));
  return authors.size === heads.length && !authors.has(own);
}

const isAnswer = (value: unknown): value is string | string[] => isText(value) || isList(value, isText);

export function isReport(body: Json): body is Json & Report {
  const texts = ["words", "people", "consent", "consent_text"].every((name) => isText(body[name]));
  const answers = body["answers"];
  return (
    texts &&
    isObject(answers) &&
    Object.values(answers).every(isAnswer) &&
    isRecipient(body["case_recipient"]) &&
    isRecipient(body["reporter_recipient"]) &&
    isList(body["readers"], isKey) &&
    isList(body["left_out"], isKey) &&
    (body["heard"] === undefined || isText(body["heard"]))
  );
}

export function isAttachment(body: Json): body is Json & Attachment {
  const { as, digest, other } = body;
  return (
    isText(body["name"]) &&
    isText(body["type"]) &&
    isCount(body["bytes"], 0) &&
    (isKey(digest) || (as === "as-is" && digest === null)) &&
    FORMS.some((known) => known === as) &&
    (as === "as-is" ? other === null : isObject(other) && isCount(other["bytes"], 0) && isKey(other["digest"])) &&
    isKey(body["file"]) &&
    isCount(body["length"], 0) &&
    (body["copy"] === undefined || COPIES.some((known) => known === body["copy"]))
  );
}

type Shape = Record<string, (value: unknown) => boolean>;

const PART = { procedure: isText, policy: isKey };
const STAGE = { ...PART, to: isText };
/** By which route somebody in the city is told. */
const isRoute = (value: unknown): boolean => isObject(value) && isKey(value["policy"]) && isList(value["concerns"], isText) && isText(value["office"]);
/** Steps of a procedure by what they are; a reason, which may be left out, is danger to life. */
const DEEDS = new Map<unknown, Shape>([
  ["proposed", { ...STAGE, recipient: isText, until: isDay, reason: (value) => value === undefined || isText(value), route: (value) => value === undefined || isRoute(value) }],
  ["approved", { proposal: isKey }],
  ["taken", { ...STAGE, recipient: isText, by: isKey, link: (value) => value === undefined || isLink(value) }],
  ["moved", STAGE],
  ["did", { ...PART, act: isText, day: (value) => value === undefined || isDay(value) }],
  ["called", PART],
  ["linked", { taken: isKey, link: isLink }],
  ["unlinked", { taken: isKey }],
  ["answered", { taken: isKey, frame: isText }],
  ["spoken", { frame: isText }],
  ["asks", { ...PART, act: isText, asking: isKey, set: isText, choices: (value) => isList(value, isText) }],
]);
/** What a reporter answers to a proposal, or to a form. */
const REPLIES = new Map<unknown, Shape>([
  ["agreed", { proposal: isKey, text: isText, recipient: isText, until: isDay }],
  ["declined", { proposal: isKey }],
  ["revoked", { consent: isKey }],
  ["filled", { step: isKey, answers: (value) => isObject(value) && Object.values(value).every(isText), text: isText }],
]);

function isOneOf(shapes: Map<unknown, Shape>, body: Json): boolean {
  const shape = shapes.get(body["is"]);
  return shape !== undefined && Object.entries(shape).every(([name, is]) => is(body[name]));
}

/** What a note is for; a day belongs to what is to be done, another note to what was done, and neither to anything else. */
function isNote({ is, until, of }: Json): boolean {
  const day = is === "task" ? isDay(until) : until === undefined;
  const other = is === "done" ? isKey(of) : of === undefined;
  return day && other && (is === undefined || is === "answer" || is === "task" || is === "done");
}

function fits(kind: Kind, body: Json): boolean {
  const texts = (...names: string[]): boolean => names.every((name) => isText(body[name]));
  switch (kind) {
    case "report":
      return isReport(body);
    case "message":
    case "draft":
      return texts("words");
    case "note":
      return texts("words") && isNote(body);
    case "seen":
      return isList(body["entries"], isKey);
    case "grant":
      return isKey(body["reader"]) && isEpoch(body["epoch"]) && isRecipient(body["recipient"]) && texts("reason");
    case "attachment":
      return isAttachment(body);
    case "consent":
      return texts("sentence") && isOneOf(REPLIES, body);
    case "step":
      return texts("what", "text") && (body["is"] === undefined || isOneOf(DEEDS, body));
    case "handover":
      return texts("what", "text") && (body["is"] === undefined || body["is"] === "aside" || (body["is"] === "removed" && isKey(body["reader"])));
    case "code":
      return texts("frame");
    case "coding":
      return isYear(body["year"]) && isEpoch(body["version"]) && typeof body["told"] === "boolean" && texts("family", "stage", "outcome", "channel");
  }
}
