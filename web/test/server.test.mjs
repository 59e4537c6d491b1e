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
