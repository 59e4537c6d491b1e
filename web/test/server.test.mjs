// Sending: what counts as kept.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { signed } = await load("window/server.ts");

/** What `signed` makes of an answer to what was sent, after a challenge was given. */
async function told(status, text, method = "POST") {
  const real = globalThis.fetch;
  globalThis.fetch = async (path) =>
    path.includes("/challenge") ? new Response(JSON.stringify({ challenge: "0".repeat(64) })) : new Response(text, { status });
  try {
    return await signed(method, "/report", method === "POST" ? new Uint8Array(1) : null, { organisation: "a", window: "0".repeat(32), hl: "ja", seed: new Uint8Array(32) });
  } finally {
    globalThis.fetch = real;
  }
}

test("promise 12: only an answer that says so counts as kept", async () => {
  assert.equal((await told(201, '{"kept":"now"}')).is, "answer");
  assert.equal((await told(200, '{"kept":"before"}')).is, "answer");
  for (const text of ["", "{}", "null", "[]", '{"kept":true}', '{"kept":"no"}']) assert.equal((await told(200, text)).is, "problem", text);
  assert.equal((await told(200, "<html>")).is, "unreachable");
  assert.equal((await told(200, '{"case":""}', "GET")).is, "answer");
});

/** What is asked for while the first `times` askings find too many at once, and when: no second passes in truth. */
async function patiently(t, times) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const real = globalThis.fetch;
  let asked = 0;
  globalThis.fetch = async (path) => {
    if (path.includes("/challenge")) return new Response(JSON.stringify({ challenge: "0".repeat(64) }));
    asked += 1;
    return asked <= times ? new Response('{"code":"opened-often","detail":"often","kept":false}', { status: 503 }) : new Response("{}");
  };
  try {
    let answer = null;
    void signed("GET", "/mailbox", null, { organisation: "a", window: "0".repeat(32), hl: "ja", seed: new Uint8Array(32) }).then((given) => (answer = given));
    for (let turns = 0; answer === null && turns < 10_000; turns++) {
      await new Promise((done) => setImmediate(done));
      t.mock.timers.tick(100);
    }
    return { answer, asked };
  } finally {
    globalThis.fetch = real;
  }
}

test("a mailbox that too many open at once is asked for again, and after a while the person is told", async (t) => {
  assert.deepEqual(await patiently(t, 3), { answer: { is: "answer", status: 200, body: {} }, asked: 4 });
  t.mock.timers.reset();
  const { answer, asked } = await patiently(t, 99);
  assert.deepEqual([answer.is, answer.problem.code, answer.problem.detail, asked], ["problem", "opened-often", "often", 5]);
});
