// Where a case stands in its procedures, as the mailbox tells it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./load.mjs";

const { readProcedure } = await load("consent/procedures.ts");
const { stagesOf } = await load("consent/stage.ts");
const text = (name) => readFileSync(new URL(`../../policies/procedures/${name}.toml`, import.meta.url), "utf8");
const files = { course: text("course"), city: text("city"), police: text("police") };
const bare = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, file.replaceAll(/^reporter = .*$/gmu, "")]));

/** Where the steps lead, one a minute; each is `[procedure, is, to, its faults]`. */
function stand(steps, own = files) {
  const checked = steps.map(([procedure, is, to], place) => ({ id: `${place}`, entry: { kind: "step", time: `2026-12-01T00:0${place}:00Z`, before: null, heads: [], body: { procedure, is, to, act: to } }, faults: [] }));
  const faults = new Map(steps.flatMap(([, , , ...found], place) => (found.length > 0 ? [[`${place}`, found]] : [])));
  return stagesOf(checked, faults, { way: (entry) => readProcedure(own[entry.body.procedure] ?? ""), set: () => null });
}
const named = (all) => all.map(({ of, stage }) => [of, stage.name.en]);

test("each procedure in which the desk did something has its stage, the course first", () => {
  assert.deepEqual(stand([]), []);
  const all = stand([["police", "taken", "P1_consulted"], ["city", "taken", "N1_outline"], ["course", "moved", "S1_answered"], ["city", "taken", "N2_section"]]);
  assert.deepEqual(named(all), [["course", "Answered"], ["police", "Consulted the police (#9110, local station)"], ["city", "Told the section, without a name"]]);
  assert.equal(all[2].name.ja, "市に伝える");
});

test("the reporter reads what is for them; where a file has nothing for them, what the desk reads", () => {
  const told = [["city", "taken", "N1_outline"]];
  assert.match(stand(told)[0].says.ja, /^窓口が、あなたが同意した文だけを/u);
  assert.match(stand(told, bare)[0].says.ja, /^市が受け取ったことを確かめ/u);
});

test("what was done in a stage is not announced as still to come", () => {
  const answered = [["course", "moved", "S1_answered"]];
  assert.match(stand(answered)[0].says.ja, /次に、窓口が聞いた内容をまとめて見せます/u);
  assert.match(stand([...answered, ["course", "did", "readback_sent"]])[0].says.ja, /あなたに見せました/u);
  assert.match(stand([...answered, ["course", "did", "readback_sent"], ["course", "did", "readback_heard"]])[0].says.ja, /あなたから聞きました/u);
  // What the reporter alone says, nobody notes for them.
  assert.match(stand([...answered, ["course", "did", "readback_said"]])[0].says.ja, /次に、窓口が聞いた内容/u);
});

test("a stage that tells somebody is entered by no step that tells nobody, nor by one that had no right to", () => {
  assert.deepEqual(stand([["city", "moved", "N1_outline"]]), []);
  assert.deepEqual(stand([["city", "moved", "N4_told_in_danger"]]), []);
  assert.deepEqual(stand([["city", "taken", "N1_outline", "no-consent"]]), []);
  assert.deepEqual(stand([["city", "did", "kept_acknowledgement"]]), []);
  // It was told, whether or not the consent had just been taken back.
  assert.deepEqual(named(stand([["city", "taken", "N1_outline", "consent-crossed"]])), [["city", "Told the outline, without name or section"]]);
  assert.deepEqual(named(stand([["police", "called", "P2_called_110"], ["police", "moved", "P9_closed"]])), [["police", "Nothing open with the police"]]);
});

test("a yes that the desk built on came before, whatever the clock of its reporter said", () => {
  const entry = (id, minute, kind, body, on) => ({ id, entry: { kind, time: `2026-12-01T00:${minute}:00Z`, before: null, heads: on.map((entry) => ({ author: "", entry })), body }, faults: [] });
  const form = { acts: ["readback_sent"], items: [{ id: "right", options: [{ id: "yes", means: "readback" }] }] };
  const all = (reporter) => [
    entry("a", "01", "step", { procedure: "course", is: "moved", to: "S1_answered" }, []),
    entry("b", "02", "step", { procedure: "course", is: "asks", set: "readback" }, ["a"]),
    entry("d", "05", "step", { procedure: "course", is: "moved", to: "S2_confirmed" }, ["c"]),
    entry("c", reporter, "consent", { is: "filled", step: "b", answers: { right: "yes" } }, ["b"]),
  ];
  for (const minute of ["04", "05", "55"]) {
    const at = stagesOf(all(minute), new Map(), { way: (one) => readProcedure(files[one.body.procedure] ?? ""), set: () => form });
    assert.deepEqual(named(at), [["course", "Understood and confirmed"]], minute);
  }
});
