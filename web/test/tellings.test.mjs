// What somebody in the city is told by a link and a code: the browser derives, writes and reads as the core does.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./load.mjs";

const { hex, unbase64, unhex } = await load("protocol/bytes.ts");
const { makeShort, readShort, shownShort } = await load("protocol/code.ts");
const { publicKey } = await load("protocol/sign.ts");
const { readAnswer, readTelling, tellingKeys, writeAnswer, writeTelling } = await load("protocol/telling.ts");
const all = JSON.parse(readFileSync(new URL("../../tests/vectors/tellings.json", import.meta.url), "utf8"));

test("short codes", () => {
  for (const { random, code, shown } of all.codes) {
    assert.equal(makeShort(() => unhex(random)), code);
    assert.equal(shownShort(code), shown);
    assert.deepEqual(readShort(shown), { is: "whole", code });
  }
  const names = { Unknown: "letter", Length: "length", Check: "check" };
  for (const { typed, code, fault } of all.typed) {
    assert.deepEqual(readShort(typed), fault ? { is: names[fault] } : { is: "whole", code }, typed);
  }
});

test("the keys of a link and a code", () => {
  for (const { link, code, window, identity, author, mailbox } of all.keys) {
    const keys = tellingKeys(link, code, window);
    assert.equal(keys.identity, identity);
    assert.equal(hex(publicKey(keys.author)), author);
    assert.equal(hex(publicKey(keys.mailbox)), mailbox);
  }
});

test("what is told and what comes back is read as the core reads it", () => {
  for (const { name, frame, fault } of all.tellings) assert.equal(readTelling(unbase64(frame)) === null, fault !== null, name);
  for (const { name, frame, fault } of all.answers) assert.equal(readAnswer(unbase64(frame)) === null, fault !== null, name);
  // The vectors' members stand in the order of the alphabet.
  const { v, window, telling, time, roster: { epoch, digest }, organisation, recipient, text, agreed, until, to, key } = all.body;
  const body = { v, window, telling, time, roster: { epoch, digest }, organisation, recipient, text, agreed, until, to, key };
  assert.deepEqual(writeTelling(body, unhex(all.seeds.author)), unbase64(all.tellings[0].frame));
  assert.deepEqual(writeAnswer(all.measure, { is: "received" }, unhex(all.seeds.recipient)), unbase64(all.answers[0].frame));
  assert.equal(writeTelling({ ...all.body, text: "字".repeat(30_000) }, unhex(all.seeds.author)), null);
  assert.equal(writeAnswer(all.measure, { is: "measure", what: "字".repeat(6_000), from: "2026-12-01" }, unhex(all.seeds.recipient)), null);
});
