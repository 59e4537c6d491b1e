// What a server in a flood may ask of a browser, and what it may not.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { load } from "./load.mjs";

const { MOST_WORK, work } = await load("protocol/work.ts");
const { sha256 } = await load("protocol/bytes.ts");
const { signed } = await load("window/server.ts");

const challenge = Uint8Array.from({ length: 32 }, (_, n) => n);
const signer = { organisation: "a", window: "0".repeat(32), hl: "ja", seed: new Uint8Array(32) };

/** A server that answers what `answers` say, one after the other, and what it was sent. */
async function server(answers, deed) {
  const real = globalThis.fetch;
  const sent = [];
  globalThis.fetch = async (path, init) => {
    sent.push({ path, ...init });
    const [status, body] = answers.shift();
    return new Response(JSON.stringify(body), { status });
  };
  try {
    return { answer: await deed(), sent };
  } finally {
    globalThis.fetch = real;
  }
}

test("work is a digest that begins with so many zero bits, by the browser's SHA-256 and by ours", async () => {
  for (const bits of [0, 1, 7, 8, 9, 12]) {
    const found = await work(challenge, bits);
    assert.match(found, /^[0-9a-f]{16}$/);
    const digest = createHash("sha256").update(challenge).update(Buffer.from(found, "hex")).digest("hex");
    const zeros = BigInt(`0x1${digest}`).toString(2).slice(1).search("1");
    assert.ok(zeros >= bits, `${bits}: ${digest}`);
    assert.equal(await work(challenge, bits, async (bytes) => sha256(bytes)), found);
  }
});

test("a lying server cannot let a browser count for ever", async () => {
  for (const bits of [MOST_WORK + 1, 64, -1, 1.5, "4", null]) {
    const { answer, sent } = await server([[200, { challenge: "0".repeat(64), work: bits }]], () => signed("GET", "/mailbox", null, signer));
    assert.equal(answer.is, "problem", String(bits));
    assert.equal(sent.length, 1, "and nothing is sent");
  }
});

test("a report does the work that is asked for, and asks again once if that was too little", async () => {
  const given = { challenge: Buffer.from(challenge).toString("hex"), work: 6 };
  const { answer, sent } = await server([[200, given], [401, { code: "stale-challenge" }], [200, given], [201, { kept: "now" }]], () =>
    signed("POST", "/report", new Uint8Array(1), signer),
  );
  assert.equal(answer.is, "answer");
  assert.deepEqual(sent.map(({ path }) => path), ["/o/a/api/challenge?for=new", "/o/a/api/report", "/o/a/api/challenge?for=new", "/o/a/api/report"]);
  assert.ok(sent[1].headers.Authorization.endsWith(`, work=${await work(challenge, 6)}`));
});

test("in quiet times nothing is counted and nothing is said of it", async () => {
  const { sent } = await server([[200, { challenge: "0".repeat(64), work: 0 }], [200, { case: "" }]], () => signed("GET", "/mailbox", null, signer));
  assert.ok(!sent[1].headers.Authorization.includes("work"));
});

test("what a challenge is for is said by what will be sent", async () => {
  for (const [method, under, asks] of [["PUT", "/draft", "?for=draft"], ["GET", "/draft", ""], ["DELETE", "/draft", ""], ["POST", "/entries", ""]]) {
    const { sent } = await server([[200, { challenge: "0".repeat(64), work: 0 }], [200, {}]], () => signed(method, under, null, signer));
    assert.equal(sent[0].path, `/o/a/api/challenge${asks}`, `${method} ${under}`);
  }
});
