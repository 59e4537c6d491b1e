// What the browser's protocol takes of the inputs that `tests/agree.rs` made; prints as JSON those on which the two differ.
import { readFileSync } from "node:fs";
import { load } from "../web/test/load.mjs";

const { readCode } = await load("protocol/code.ts");
const { readEntry } = await load("protocol/entry.ts");
const { unframe } = await load("protocol/frame.ts");
const { readKeyFile } = await load("protocol/keyfile.ts");
const { readRoster, readSuccession } = await load("protocol/roster.ts");
const { isDay, isId, isIdentity, isKey, isRecipient, isTime } = await load("protocol/shape.ts");

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const said = (is) => (bytes) => is(decoder.decode(bytes));

/** Each gives whether it takes the bytes; for a code, which one it reads. */
const readers = {
  entry: (bytes) => readEntry(bytes)?.signed === true,
  keyfile: (bytes) => readKeyFile(bytes) !== null,
  roster: (bytes) => !("fault" in readRoster(bytes)),
  succession: (bytes) => readSuccession(bytes) !== null,
  json: (bytes) => unframe("roster", bytes) !== null,
  code: said((text) => readCode(text).code ?? false),
  day: said(isDay),
  time: said(isTime),
  id: said(isId),
  key: said(isKey),
  recipient: said(isRecipient),
  identity: said(isIdentity),
};

const taken = ({ kind, bytes }) => {
  try {
    return readers[kind](new Uint8Array(Buffer.from(bytes, "base64")));
  } catch (error) {
    // A reader that throws leaves its page without a word.
    return `throws: ${error.message}`;
  }
};

const inputs = JSON.parse(readFileSync(process.argv[2], "utf8"));
const apart = inputs.map((input) => ({ ...input, browser: taken(input) })).filter(({ takes, browser }) => takes !== browser);
console.log(JSON.stringify(apart));
