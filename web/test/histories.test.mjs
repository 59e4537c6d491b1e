// Ten thousand generated histories come to the same in the core's WebAssembly as natively.
import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { differs } from "./histories.mjs";
import { load } from "./load.mjs";

const { coreOf } = await load("core/loader.ts");
const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url));
const plan = JSON.parse(read("tests/vectors/histories.json"));
const procedure = read("policies/procedures/counter.toml").toString();
const manifest = JSON.parse(read("web/dist/manifest.json"));

test("10,000 histories come to what the native core made of them", async () => {
  assert.equal(plan.count, 10_000);
  const core = coreOf(new WebAssembly.Module(read(`web/dist/${manifest["core.wasm"]}`)));
  const digest = async (text) => createHash("sha256").update(text).digest("hex");
  assert.equal(await differs(plan, procedure, (question) => core.ask(question), digest), null);
});
