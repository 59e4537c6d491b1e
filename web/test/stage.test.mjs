// The stage of a case as its mailbox shows it is the one that the core finds: where a way asks for the reporter's word, their word opens it.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { load } from "./load.mjs";

const { readProcedure } = await load("consent/procedures.ts");
const { readSet } = await load("consent/asking.ts");
const { stagesOf } = await load("consent/stage.ts");

const text = (name) => fs.readFileSync(new URL(`../../policies/${name}`, import.meta.url), "utf8");
const course = readProcedure(text("procedures/course.toml"));
const known = { way: () => course, set: (form) => readSet(text("asking.toml"), form.body.set) };

/** Entries one after the other, a minute apart. */
function story(...bodies) {
  return bodies.map(([kind, body], at) => ({ id: `e${at}`, faults: [], entry: { before: null, heads: [], kind, body, time: new Date(Date.UTC(2026, 10, 25, 1, at)).toISOString() } }));
}
const step = (is, more) => ["step", { is, procedure: "course", ...more }];
const to = (stage) => step("moved", { to: stage });
const did = (act) => step("did", { act });
const asks = (set, act) => step("asks", { set, act });
const answers = (of, given) => ["consent", { is: "filled", step: `e${of}`, answers: given }];
const stands = (...bodies) => [...course.stages].find(([, stage]) => stage === stagesOf(story(...bodies), new Map(), known)[0]?.stage)?.[0];

test("only the reporter's own yes, or one that was heard, is a confirmation", () => {
  const shown = [to("S1_answered"), asks("readback", "readback_sent")];
  assert.equal(stands(...shown, to("S2_confirmed")), "S1_answered");
  assert.equal(stands(...shown, did("readback_said"), to("S2_confirmed")), "S1_answered");
  assert.equal(stands(...shown, answers(1, { right: "yes" }), to("S2_confirmed")), "S2_confirmed");
  assert.equal(stands(...shown, answers(1, { right: "yes" }), answers(1, { right: "no" }), to("S2_confirmed")), "S1_answered");
  assert.equal(stands(...shown, answers(1, { right: "yes" }), asks("readback", "readback_sent"), to("S2_confirmed")), "S1_answered");
  assert.equal(stands(...shown, did("readback_heard"), to("S2_confirmed")), "S2_confirmed");
  assert.equal(stands(...shown, did("readback_heard"), answers(1, { right: "no" }), to("S2_confirmed")), "S1_answered");
});

test("a yes to an earlier form says nothing of the newest one, and a no says no to both", () => {
  const twice = [to("S1_answered"), asks("readback", "readback_sent"), asks("readback", "readback_sent")];
  assert.equal(stands(...twice, answers(1, { right: "yes" }), to("S2_confirmed")), "S1_answered");
  assert.equal(stands(...twice, answers(2, { right: "no" }), answers(1, { right: "yes" }), to("S2_confirmed")), "S1_answered");
  assert.equal(stands(...twice, answers(2, { right: "yes" }), answers(1, { right: "yes" }), to("S2_confirmed")), "S2_confirmed");
  assert.equal(stands(...twice, answers(2, { right: "yes" }), answers(1, { right: "no" }), to("S2_confirmed")), "S1_answered");
});

test("a form is no act but those of its questions, and never what the reporter alone says", () => {
  assert.equal(stands(to("S1_answered"), asks("hearing", "readback_said"), to("S2_confirmed")), "S1_answered");
  assert.equal(stands(to("S1_answered"), asks("hearing", "readback_heard"), to("S2_confirmed")), "S1_answered");
  assert.equal(stands(to("S1_answered"), asks("readback", "readback_said"), to("S2_confirmed")), "S1_answered");
});

test("what the version before noted as confirmed still is", () => {
  assert.equal(stands(to("S1_answered"), asks("readback", "readback_sent"), did("readback_confirmed"), to("S2_confirmed")), "S2_confirmed");
});

test("the ways without a condition stay open, and the last stage is known for one", () => {
  assert.equal(stands(to("S1_answered"), to("S7_following"), to("S9_closed")), "S9_closed");
  assert.equal(course.stages.get("S9_closed").last, true);
  assert.equal(course.stages.get("S7_following").last, false);
});
