// The core as WebAssembly: it imports nothing, answers, and stands up again after a fall.
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./load.mjs";

const { coreOf } = await load("core/loader.ts");
const manifest = JSON.parse(readFileSync(new URL("../dist/manifest.json", import.meta.url), "utf8"));
const module = new WebAssembly.Module(readFileSync(new URL(`../dist/${manifest["core.wasm"]}`, import.meta.url)));

test("the core imports nothing and exports three functions", () => {
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  const functions = WebAssembly.Module.exports(module).filter(({ kind }) => kind === "function");
  assert.deepEqual(functions.map(({ name }) => name).sort(), ["answer", "ask", "room"]);
});

test("a question that cannot be read is refused, and the next one answered", () => {
  const core = coreOf(module);
  for (const question of [{}, { ask: "nothing" }, { ask: "roster", frame: "!" }, [], null]) {
    assert.throws(() => core.ask(question), { code: "question" });
  }
  const roster = { ask: "roster", frame: "AAAA", window: "00".repeat(16), today: "2026-11-24" };
  assert.throws(() => core.ask(roster), { code: "malformed" });
});

test("an empty case has no report", () => {
  const question = { ask: "case", window: "00".repeat(16), case: "11".repeat(16), me: "22".repeat(32), rosters: [], entries: [] };
  const answer = coreOf(module).ask(question);
  assert.deepEqual(answer.faults, [{ code: "no-report", entry: null, author: null }]);
  assert.deepEqual(answer.places.case, { n: 1, before: null, heads: [] });
});

test("what the page gave along is given again to an instance that stands up after a fall", () => {
  const words = { "desk-js-people-none": "名前はない" };
  const core = coreOf(module, { ask: "given", lang: "ja", words });
  const question = { ask: "case", window: "00".repeat(16), case: "11".repeat(16), me: "22".repeat(32), rosters: [], entries: [], draw: { show: "people" } };
  const drawn = () => core.ask(question).drawn.people;
  assert.match(drawn(), /名前はない/);
  const { parse } = JSON;
  JSON.parse = () => {
    throw new WebAssembly.RuntimeError("unreachable");
  };
  try {
    assert.throws(() => core.ask(question), { name: "Error", place: /./ });
  } finally {
    JSON.parse = parse;
  }
  assert.match(drawn(), /名前はない/);
  assert.throws(() => coreOf(module).ask(question), { code: "given" });
});

test("after a fall a fresh instance answers, and the fall tells its place alone", () => {
  let instances = 0;
  const memory = new WebAssembly.Memory({ initial: 1 });
  const fallen = new TextEncoder().encode("core/src/door/mod.rs:1\0");
  const RealInstance = WebAssembly.Instance;
  WebAssembly.Instance = function (given, imports) {
    instances += 1;
    if (instances > 1) return new RealInstance(given, imports);
    const ask = () => {
      new Uint8Array(memory.buffer).set(fallen, 64);
      throw new WebAssembly.RuntimeError("unreachable");
    };
    return { exports: { memory, room: () => 1024, ask, answer: () => 64 } };
  };
  try {
    const core = coreOf(module);
    assert.throws(() => core.ask({}), { place: "core/src/door/mod.rs:1" });
    assert.throws(() => core.ask({}), { code: "question" });
    assert.equal(instances, 2);
  } finally {
    WebAssembly.Instance = RealInstance;
  }
});
