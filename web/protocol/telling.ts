/** Somebody in the city is told by a link and a code: the very text, signed by a counsellor, and what they give back. */
import { concat, hex, unhex, utf8 } from "./bytes.ts";
import { expand, identityFrom } from "./derive.ts";
import { filledFrame, signedBy, unframe } from "./frame.ts";
import { isDay, isId, isKey, isList, isObject, isRecipient, isRosterName, isText, isTime, type Json, type RosterName } from "./shape.ts";
import { publicKey } from "./sign.ts";

/** By which a recipient opens the text, as a signed step names it. */
export type Link = { telling: string; author: string; until: string };

export const isLink = (value: unknown): value is Link => isObject(value) && isId(value["telling"]) && isKey(value["author"]) && isDay(value["until"]);

/** What a recipient opens. It names no entry and no case: the server knows those ids. */
export type Telling = {
  v: 1;
  window: string;
  telling: string;
  author: string;
  time: string;
  roster: RosterName;
  organisation: string;
  recipient: string;
  text: string;
  agreed: boolean;
  until: string;
  to: string;
  key: string;
  /** By another link to what was told before: the days of the answers that the desk has written down. */
  came?: string[];
};

/** What is given back. */
export type Returned = { is: "received" } | { is: "measure"; what: string; from: string };
export type Answer = { v: 1; window: string; telling: string; author: string; time: string } & Returned;

export type TellingKeys = { identity: string; author: Uint8Array; mailbox: Uint8Array };

/** The keys of a link (16 bytes in hex) and the eight characters of its code. */
export function tellingKeys(link: string, code: string, window: string): TellingKeys {
  const key = concat(unhex(link), utf8(code));
  const secret = expand(key, window, utf8("telling-identity"));
  const identity = identityFrom(secret);
  secret.fill(0);
  return { identity, author: expand(key, window, utf8("telling-author")), mailbox: expand(key, window, utf8("telling-mailbox")) };
}

/** Signed and filled; null if the text is too long to be told so. */
export function writeTelling({ v, window, telling, ...rest }: Omit<Telling, "author">, seed: Uint8Array): Uint8Array | null {
  return filledFrame("telling", { v, window, telling, author: hex(publicKey(seed)), ...rest }, seed);
}

function isTelling(body: Json): body is Json & Telling {
  return (
    body["v"] === 1 &&
    isId(body["window"]) &&
    isId(body["telling"]) &&
    isKey(body["author"]) &&
    isTime(body["time"]) &&
    isRosterName(body["roster"]) &&
    ["organisation", "recipient", "text"].every((name) => isText(body[name])) &&
    typeof body["agreed"] === "boolean" &&
    isDay(body["until"]) &&
    isRecipient(body["to"]) &&
    isKey(body["key"]) &&
    (body["came"] === undefined || isList(body["came"], isDay))
  );
}

function isAnswer(body: Json): body is Json & Answer {
  const head = body["v"] === 1 && isId(body["window"]) && isId(body["telling"]) && isKey(body["author"]) && isTime(body["time"]);
  return head && (body["is"] === "received" || (body["is"] === "measure" && isText(body["what"]) && isDay(body["from"])));
}

/** Null where it is none, or not signed by the author that it names. Whether that author reads for the window is the caller's to ask. */
export function readTelling(plain: Uint8Array): Telling | null {
  const found = unframe("telling", plain);
  return found && isTelling(found.body) && signedBy(found, unhex(found.body.author)) ? found.body : null;
}

/** Signed and filled; null if there are too many words. */
export function writeAnswer(of: { window: string; telling: string; time: string }, said: Returned, seed: Uint8Array): Uint8Array | null {
  const { window, telling, time } = of;
  return filledFrame("answer", { v: 1, window, telling, author: hex(publicKey(seed)), time, ...said }, seed);
}

/** Null where it is none, or not signed by the key that it names. Whether that is the key of a link is the caller's to ask. */
export function readAnswer(plain: Uint8Array): Answer | null {
  const found = unframe("answer", plain);
  return found && isAnswer(found.body) && signedBy(found, unhex(found.body.author)) ? found.body : null;
}
