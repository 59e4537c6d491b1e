// What a counter's page signs is what the core takes; what two devices wrote at once is put together.
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { chanceFrom, load } from "./load.mjs";

const { coreOf } = await load("core/loader.ts");
const { Device, filled, openRecord, recordKeys, sealRecord } = await load("seal/record.ts");
const { makeCode, readCode } = await load("protocol/code.ts");
const { base64 } = await load("protocol/bytes.ts");
const manifest = JSON.parse(readFileSync(new URL("../dist/manifest.json", import.meta.url), "utf8"));
const core = coreOf(new WebAssembly.Module(readFileSync(new URL(`../dist/${manifest["core.wasm"]}`, import.meta.url))));
const chance = chanceFrom(11);
const window = "07".repeat(16);
const read = (...plains) => core.ask({ ask: "record", window, plains: plains.map(base64) });

const EVENTS = [
  { is: "began", minutes: 25, done: [["ask_to_stop", 1]], visitors: 3, staff: 1, place: "counter", stage: "S2_team" },
  { is: "people", staff: 2, visitors: 3, roles: ["lead", "recorder"] },
  { is: "did", act: "ask_to_stop" }, { is: "saw", sign: "weapon" }, { is: "moved", to: "S3_request_stop", together: true },
  { is: "placed", stage: "S5_end_service" }, { is: "reasoned", stage: "S8_police", reason: "刃物が見えた" },
  { is: "danger" }, { is: "calmed" }, { is: "withdrew" }, { is: "filed" }, { is: "undone" },
];

test("every event that a page signs is read as it was signed", () => {
  const device = new Device(window, chance);
  const frames = EVENTS.map((event, n) => device.sign(1_800_000_000 + n, event));
  const found = read(filled(frames));
  assert.deepEqual(found.faults, []);
  assert.deepEqual(found.devices, [device.author]);
  assert.deepEqual(found.records.map(({ event }) => event), EVENTS);
  assert.deepEqual(found.frames, frames.map(base64));
});

test("what two devices wrote at once is all there, whichever file comes first", () => {
  const [first, second] = [new Device(window, chance), new Device(window, chance)];
  const began = first.sign(100, { is: "began" });
  const ours = [began, first.sign(160, { is: "danger" })];
  const theirs = [began, second.sign(130, { is: "saw", sign: "fear" })];
  const one = read(filled(ours), filled(theirs));
  assert.deepEqual(one, read(filled(theirs), filled(ours)));
  assert.deepEqual(one.records.map(({ at, by }) => [at, by]), [[100, "1"], [130, "2"], [160, "1"]]);
  assert.deepEqual(one.faults, []);
});

test("the record opens by its own code alone, and its length is one of few", async () => {
  const code = makeCode(chance, "4");
  assert.deepEqual(readCode(code, "4"), { is: "whole", code });
  assert.notEqual(readCode(code).is, "whole");
  assert.notEqual(readCode(makeCode(chance), "4").is, "whole");
  const keys = recordKeys(code, window);
  const plain = filled([new Device(window, chance).sign(1, { is: "began" })]);
  assert.equal(plain.length, 65_536);
  const { file } = await sealRecord(plain, keys);
  assert.deepEqual(await openRecord(file, keys), plain);
  assert.equal(await openRecord(file, recordKeys(makeCode(chance, "4"), window)), null);
  assert.equal(filled(Array.from({ length: 200 }, () => new Uint8Array(400))).length, 131_072);
  assert.equal(filled([new Uint8Array((1 << 20) + 1)]), null);
});
