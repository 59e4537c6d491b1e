import assert from "node:assert/strict";
import { test } from "node:test";
import { chanceFrom, load } from "./load.mjs";
import { age, bytes, desk, frames, NOW, rosters, WINDOW } from "./world.mjs";

const report = await load("seal/report.ts");
const mailbox = await load("seal/mailbox.ts");
const renewal = await load("seal/renewal.ts");
const { makeCode } = await load("protocol/code.ts");
const { drawReaders } = await load("seal/readers.ts");
const entries = await load("protocol/entry.ts");
const { reporterKeys } = await load("protocol/derive.ts");
const said = { words: "支所で窓口をしています。", people: "支所 係長", answers: { families: ["unknown"] }, consent: "C0_listen", consent_text: "まだどこにも伝えない" };
const given = (at, leftOut = []) => ({ roster: at.roster, digest: at.digest, leftOut: new Set(leftOut), now: NOW, chance: at.chance });

test("a report goes to two readers and the reporter, and opens for each of them", async () => {
  const at = await desk();
  const ready = await report.makeReport(said, given(at));
  const sent = JSON.parse(bytes.text(ready.body));
  assert.equal(sent.keys.length, 3);
  assert.doesNotMatch(bytes.text(ready.body), /支所/);
  const keys = reporterKeys(ready.code, WINDOW);
  const kept = { case: sent.case, open: true, arrived: "", next: "", retention: "", held: null, entries: sent.entries.map((e) => ({ ...e, day: "" })), keys: sent.keys.filter((k) => k.to === "reporter") };
  const opened = await mailbox.openCase(kept, keys, WINDOW, async () => at.roster);
  assert.deepEqual(opened.checked.map((one) => one.faults), [[]]);
  assert.equal(opened.report.words, said.words);
  assert.equal(mailbox.newestEpoch(opened), 1);
  assert.equal(mailbox.newestEpoch({ ...opened, checked: opened.checked.map((one) => ({ ...one, faults: ["unknown-roster"] })) }), 0);
  for (const key of sent.keys.filter((k) => k.to !== "reporter")) {
    const reader = at.readers.find((one) => one.open.author === key.to);
    assert.ok(await age.open(bytes.unbase64(key.file), [reader.secret.identity]));
  }
});

test("promise 05: a code is replaced only where all that was given opens, and each key file is handed on", async () => {
  const at = await desk();
  const ready = await report.makeReport(said, given(at));
  const sent = JSON.parse(bytes.text(ready.body));
  const [own] = sent.keys.filter((k) => k.to === "reporter");
  const kept = { case: sent.case, open: true, arrived: "", next: "", retention: "", held: null, entries: sent.entries.map((e) => ({ ...e, day: "" })), keys: [own, own] };
  const keys = () => reporterKeys(ready.code, WINDOW);
  const opens = (of, roster = at.roster) => mailbox.openCase({ ...kept, ...of }, keys(), WINDOW, async () => roster);
  const next = { roster: at.roster, digest: at.digest, now: NOW };
  const fresh = makeCode(at.chance);
  const whole = await opens({});
  assert.ok(renewal.isWhole(whole));
  const made = JSON.parse(bytes.text((await renewal.makeRenewal(whole, fresh, next, keys())).body));
  assert.equal(made.keys.length, 2, "as many as were given");
  for (const lacking of [await opens({}, null), await opens({ keys: [own, { ...own, file: "AAAA" }] }), { ...whole, lacking: 1 }]) {
    assert.ok(!renewal.isWhole(lacking));
    await assert.rejects(renewal.makeRenewal(lacking, fresh, next, keys()));
  }
});

test("promise 07: no key is made for a reader who was left out or stands on no roster", async () => {
  const at = await desk(3);
  const [first, second] = at.roster.readers;
  for (let i = 0; i < 30; i++) {
    const drawn = drawReaders(at.roster, new Set([first.author]), at.chance);
    assert.equal(drawn.length, 2);
    assert.ok(!drawn.includes(first));
  }
  assert.equal(drawReaders(at.roster, new Set([first.author, second.author]), at.chance).length, 1);
  await assert.rejects(report.makeReport(said, given(at, at.roster.readers.map((r) => r.author))));
  const seen = new Set();
  for (let i = 0; i < 200; i++) for (const reader of drawReaders(at.roster, new Set(), at.chance)) seen.add(reader.author);
  assert.equal(seen.size, 3);
});

test("promise 06: texts of one bucket of bytes are of one length, whatever the script", async () => {
  const at = await desk(5);
  const { recipient } = await age.makeIdentity(at.chance);
  const alphabets = ["a", "字", "😀", "がが", "\u0301", "é", "\n", "\""];
  const next = chanceFrom(11);
  const lengths = new Map();
  for (let i = 0; i < 120; i++) {
    const letter = alphabets[i % alphabets.length];
    const size = (next(1)[0] * 256 + next(1)[0]) % 20000;
    const words = letter.repeat(Math.ceil(size / bytes.utf8(letter).length));
    const entry = { v: 1, window: WINDOW, case: "0".repeat(32), log: "case", n: 1, before: null, heads: [], kind: "message", time: "2026-11-24T07:03:13Z", roster: { epoch: 1, digest: at.digest }, epoch: 1, body: { words } };
    const plain = entries.writeEntry(entry, at.readers[0].secret.author);
    assert.equal(plain.length % 4096, 0);
    const inner = bytes.utf8(JSON.stringify({ ...entry, author: at.readers[0].open.author })).length + 17 + 4 + 64;
    const bucket = Math.ceil(inner / 4096);
    assert.equal(plain.length, bucket * 4096);
    const { file } = await age.seal(plain, recipient);
    lengths.set(bucket, (lengths.get(bucket) ?? new Set()).add(file.length));
  }
  for (const [bucket, found] of lengths) assert.equal(found.size, 1, `bucket ${bucket}`);
});

test("an entry that is too long is refused before sealing, with the count", () => {
  const entry = { v: 1, window: WINDOW, case: "0".repeat(32), log: "case", n: 1, before: null, heads: [], kind: "message", time: "2026-11-24T07:03:13Z", roster: { epoch: 1, digest: "0".repeat(64) }, epoch: 1, body: { words: "字".repeat(30000) } };
  const over = entries.over(entry);
  assert.ok(over > 0);
  assert.throws(() => entries.writeEntry(entry, new Uint8Array(32)));
  const fits = { ...entry, body: { words: "a".repeat(90000 - over) } };
  assert.equal(entries.over(fits), 0);
  assert.equal(entries.writeEntry(fits, new Uint8Array(32)).length, 65536);
});

test("a roster is believed only whole, signed, in its days and from the poster's key", async () => {
  const at = await desk();
  const print = rosters.fingerprint(at.roster.desk_key);
  const ask = (frame, change = {}) => rosters.trust(frame, change.successions ?? [], { window: WINDOW, today: "2026-11-24", print, ...change });
  assert.equal(ask(at.frame).compared, true);
  assert.equal(ask(at.frame, { print: null }).compared, false);
  assert.deepEqual(ask(at.frame, { print: "0".repeat(32) }), { fault: "not-followed" });
  assert.deepEqual(ask(at.frame, { today: "2027-03-04" }), { fault: "expired-roster" });
  assert.deepEqual(ask(at.frame, { today: "2026-11-23" }), { fault: "not-yet" });
  assert.deepEqual(ask(at.frame, { newest: 2 }), { fault: "old-roster" });
  assert.deepEqual(ask(at.frame, { window: "f".repeat(32) }), { fault: "wrong-window" });
  const bent = at.frame.slice();
  bent[bent.length - 1] ^= 1;
  assert.deepEqual(ask(bent), { fault: "bad-signature" });
  assert.deepEqual(ask(at.frame.subarray(0, -1)), { fault: "malformed" });
  const long = await desk(1, (body) => ({ ...body, last_day: "2027-03-04" }));
  assert.deepEqual(ask(long.frame), { fault: "malformed" });

  const later = await desk(9);
  const step = frames.frame("succession", { v: 1, window: WINDOW, from: at.roster.desk_key, to: later.roster.desk_key, day: "2026-11-24" }, at.signing);
  assert.equal(ask(later.frame, { successions: [step] }).compared, true);
  assert.deepEqual(ask(later.frame), { fault: "not-followed" });
  // Who signs a succession of their own to the desk's key joins no way, and their rosters count for nothing.
  const foreign = await desk(23);
  const joining = frames.frame("succession", { v: 1, window: WINDOW, from: foreign.roster.desk_key, to: at.roster.desk_key, day: "2026-11-24" }, foreign.signing);
  assert.deepEqual([...ask(at.frame, { successions: [joining] }).signers.keys()], [at.roster.desk_key]);
  assert.deepEqual([...ask(later.frame, { successions: [joining, step] }).signers.keys()], [at.roster.desk_key, later.roster.desk_key]);
  const forged = frames.frame("succession", { v: 1, window: WINDOW, from: at.roster.desk_key, to: later.roster.desk_key, day: "2026-11-24" }, later.signing);
  assert.deepEqual(ask(later.frame, { successions: [forged] }), { fault: "not-followed" });
  // A former key speaks until the day after it was followed; one that names two followers leads nowhere.
  const two = frames.frame("succession", { v: 1, window: WINDOW, from: at.roster.desk_key, to: foreign.roster.desk_key, day: "2026-11-24" }, at.signing);
  assert.deepEqual(ask(foreign.frame, { successions: [step, two] }), { fault: "not-followed" });
  const signers = rosters.followers(at.roster.desk_key, [step], WINDOW);
  assert.deepEqual([...signers], [[at.roster.desk_key, "2026-11-25"], [later.roster.desk_key, null]]);
  assert.equal(rosters.within(at.roster, signers).last_day, "2026-11-25");
  assert.equal(rosters.within(later.roster, signers), later.roster);
  assert.equal(rosters.within(foreign.roster, signers), null);
  assert.deepEqual([...rosters.followers(at.roster.desk_key, [step, two], WINDOW).keys()], [at.roster.desk_key]);
});
