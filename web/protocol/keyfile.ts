/** How a case identity reaches one reader. */
import { hex, unhex } from "./bytes.ts";
import { type Frame, frame, pad, signedBy, unframe } from "./frame.ts";
import { isEpoch, isId, isIdentity, isKey, isRosterName, isTime, type Json, type RosterName } from "./shape.ts";
import { publicKey } from "./sign.ts";

export type Purpose = "case" | "desk";

export type KeyFile = {
  v: 1;
  window: string;
  case: string;
  purpose: Purpose;
  epoch: number;
  secret: string;
  to: string;
  maker: string;
  time: string;
  roster: RosterName;
};

const SIZE = 2048;

/** The signed and padded plaintext of a key file. `maker` is the seed's own key, from who has it already. */
export function writeKeyFile(file: Omit<KeyFile, "maker">, seed: Uint8Array, maker = hex(publicKey(seed))): Uint8Array {
  const { time, roster, ...rest } = file;
  const bytes = frame("keyfile", { ...rest, maker, time, roster }, seed);
  if (bytes.length > SIZE) throw new Error("too long");
  return pad(bytes, SIZE);
}

/** The key file in an opened file if it is well formed and its maker signed it, else null. */
export function readKeyFile(plain: Uint8Array): KeyFile | null {
  const whole = framed(plain);
  return whole && signedBy(whole, unhex(whole.body.maker)) ? whole.body : null;
}

/** The same with its signature unchecked, where the core is asked for that. */
export const keyFileIn = (plain: Uint8Array): KeyFile | null => framed(plain)?.body ?? null;

function framed(plain: Uint8Array): (Frame & { body: KeyFile }) | null {
  const whole = unframe("keyfile", plain);
  return whole && plain.length <= SIZE && isKeyFile(whole.body) ? { ...whole, body: whole.body } : null;
}

function isKeyFile(body: Json): body is Json & KeyFile {
  return (
    body["v"] === 1 &&
    isId(body["window"]) &&
    isId(body["case"]) &&
    (body["purpose"] === "case" || body["purpose"] === "desk") &&
    isEpoch(body["epoch"]) &&
    isIdentity(body["secret"]) &&
    (body["to"] === "reporter" || isKey(body["to"])) &&
    isKey(body["maker"]) &&
    isTime(body["time"]) &&
    isRosterName(body["roster"])
  );
}
