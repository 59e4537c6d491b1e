import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";
import { age, bytes, desk, WINDOW } from "./world.mjs";

const { writeEntry } = await load("protocol/entry.ts");
const { checkLog } = await load("protocol/log.ts");
const { publicKey } = await load("protocol/sign.ts");
const CASE = "c".repeat(32);

async function story(leaveOut = []) {
  const at = await desk();
  const own = at.chance(32);
  const { identity, recipient } = await age.makeIdentity(at.chance);
  const rosters = new Map([[at.digest, at.roster]]);
  const write = async (seed, change) => {
    const plain = writeEntry({ v: 1, window: WINDOW, case: CASE, log: "case", n: 1, before: null, heads: [], kind: "message", time: "2026-11-24T07:03:13Z", roster: { epoch: 1, digest: at.digest }, epoch: 1, body: { words: "はい" }, ...change }, seed);
    return { ...(await age.seal(plain, recipient)), plain };
  };
  const body = { words: "字", people: "", answers: {}, consent: "C0_listen", consent_text: "", case_recipient: recipient, reporter_recipient: recipient, readers: at.roster.readers.slice(0, 2).map((r) => r.author), left_out: leaveOut.map((i) => at.roster.readers[i].author) };
  const first = await write(own, { kind: "report", body });
  const reader = at.readers[0].secret.author;
  const check = (files) => checkLog(files, { window: WINDOW, case: CASE, log: "case", rosters }).map((one) => one.faults);
  return { at, own, reader, write, first, check, body, identity, rosters };
}

test("a conversation in order has no fault", async () => {
  const { own, reader, write, first, check, at } = await story();
  const author = bytes.hex(publicKey(own));
  const seen = await write(reader, { kind: "seen", heads: [{ author, entry: first.id }], body: { entries: [first.id] } });
  const answer = await write(reader, { n: 2, before: seen.id, heads: [{ author, entry: first.id }] });
  const again = await write(own, { n: 2, before: first.id, heads: [{ author: at.roster.readers[0].author, entry: answer.id }] });
  assert.deepEqual(check([again, first, answer, seen]), [[], [], [], []]);
});

test("each fault has its name", async () => {
  const { at, own, reader, write, first, check, body } = await story([2]);
  const only = (files) => check([first, ...files]).at(-1);
  const one = (...faults) => faults;
  assert.deepEqual(only([{ ...(await write(reader, {})), plain: null }]), one("not-age"));
  assert.deepEqual(only([{ ...(await write(reader, {})), plain: new Uint8Array(4096) }]), one("malformed"));
  assert.deepEqual(only([await write(reader, { window: "f".repeat(32) })]), one("wrong-window"));
  assert.deepEqual(only([await write(reader, { case: "d".repeat(32) })]), one("wrong-case"));
  assert.deepEqual(only([await write(reader, { log: "desk", kind: "note" })]), one("wrong-log"));
  const bent = await write(reader, {});
  const end = bent.plain.findLastIndex((byte) => byte !== 0);
  bent.plain[end] ^= 1;
  assert.deepEqual(only([bent]), one("bad-signature"));
  assert.deepEqual(only([{ ...(await write(reader, {})), id: "0".repeat(64) }]), one("wrong-id"));
  assert.deepEqual(only([await write(at.chance(32), {})]), one("unknown-author"));
  assert.deepEqual(only([await write(at.readers[2].secret.author, {})]), one("left-out"));
  assert.deepEqual(only([await write(reader, { kind: "consent", body: { sentence: "", is: "declined", proposal: "0".repeat(64) } })]), one("wrong-kind"));
  assert.deepEqual(only([await write(own, { n: 2, before: first.id, kind: "report", body })]), one("wrong-kind"));
  assert.deepEqual(only([await write(reader, { n: 2, before: first.id })]), one("gap"));
  const a = await write(reader, { body: { words: "a" } });
  assert.deepEqual(check([first, a, await write(reader, { body: { words: "b" } })]), [[], ["fork"], ["fork"]]);
  assert.deepEqual(check([first, a, await write(reader, { n: 2, before: first.id })]).at(-1), one("broken-chain"));
  assert.deepEqual(only([await write(reader, { heads: [{ author: at.roster.desk_key, entry: "1".repeat(64) }] })]), one("missing-head"));
  assert.deepEqual(only([await write(own, { n: 2, before: first.id, roster: { epoch: 1, digest: "1".repeat(64) } })]), one("unknown-roster"));
  assert.deepEqual(only([await write(reader, { time: "2027-03-03T15:00:00Z" })]), one("expired-roster"));
  assert.deepEqual(only([await write(reader, { time: "2027-03-03T14:59:59Z" })]), one());
});

test("an older roster than one already seen is named", async () => {
  const { own, write, first, rosters, reader } = await story();
  const newer = await desk(1, (body) => ({ ...body, epoch: 2 }));
  rosters.set(newer.digest, newer.roster);
  const author = bytes.hex(publicKey(own));
  const ahead = await write(own, { n: 2, before: first.id, roster: { epoch: 2, digest: newer.digest } });
  const behind = await write(reader, { heads: [{ author, entry: ahead.id }] });
  const found = checkLog([first, ahead, behind], { window: WINDOW, case: CASE, log: "case", rosters }).map((one) => one.faults);
  assert.deepEqual(found, [[], [], ["old-roster"]]);
});

test("who stands on an older roster than the report's cannot write in the case, whatever they say they have seen", async () => {
  const { first, rosters, reader, write, own, body } = await story();
  const newer = await desk(1, (body) => ({ ...body, epoch: 2 }));
  rosters.set(newer.digest, newer.roster);
  const report = await write(own, { kind: "report", body, roster: { epoch: 2, digest: newer.digest } });
  const expected = { window: WINDOW, case: CASE, log: "case", rosters };
  const behind = await write(reader, {});
  assert.deepEqual(checkLog([report, behind], expected).map((one) => one.faults), [[], ["old-roster"]]);
  assert.deepEqual(checkLog([first, behind], expected).map((one) => one.faults), [[], []]);
});

test("the very same file twice counts once; under another id it is another file", async () => {
  const { first, reader, write, rosters } = await story();
  const said = await write(reader, {});
  const expected = { window: WINDOW, case: CASE, log: "case", rosters };
  assert.deepEqual(checkLog([first, said, first, said], expected).map((one) => one.faults), [[], []]);
  assert.deepEqual(checkLog([first, said, { ...said, id: "0".repeat(64) }], expected).map((one) => one.faults), [[], [], ["wrong-id"]]);
});
