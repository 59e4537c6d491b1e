// The vectors in tests/vectors, which the core wrote: the browser's protocol reads them to the same end.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./load.mjs";

const { base64, hex, sha256, unbase64, unhex, utf8 } = await load("protocol/bytes.ts");
const { makeCode, readCode, shown } = await load("protocol/code.ts");
const { reporterKeys } = await load("protocol/derive.ts");
const { readEntry } = await load("protocol/entry.ts");
const { signedBy, unframe } = await load("protocol/frame.ts");
const { fileId, ID_PIECE } = await load("protocol/fileid.ts");
const { readKeyFile } = await load("protocol/keyfile.ts");
const { checkConsents } = await load("protocol/consents.ts");
const { checkQuestions } = await load("protocol/questions.ts");
const { checkLog, seenByDesk } = await load("protocol/log.ts");
const { authorization, toSign } = await load("protocol/request.ts");
const { readRoster, rosterDigest, trust } = await load("protocol/roster.ts");
const { publicKey, verify } = await load("protocol/sign.ts");
const { codingId, ledgerId, ledgerNumber, plainDigest, pseudonym, readLedger, statisticsIdentity, writeCoding, writeLedger } = await load("protocol/yearly.ts");
const { open, seal } = await load("seal/age.ts");
const { signedEnding } = await load("desk/compose.ts");
const { identityToRecipient } = await import("age-encryption");

const place = (name) => new URL(`../../tests/vectors/${name}.json`, import.meta.url);
const vectors = (name) => JSON.parse(readFileSync(place(name), "utf8"));

test("codes", () => {
  const { good, bad } = vectors("codes");
  for (const { random, code, shown: spaced, typed } of good) {
    if (code.startsWith("2")) assert.equal(makeCode(() => unhex(random)), code);
    assert.equal(shown(code), spaced);
    for (const text of typed) assert.deepEqual(readCode(text), { is: "whole", code }, text);
  }
  const names = { unknown: "letter", short: "short", long: "long", check: "check", version: "check" };
  for (const { typed, fault } of bad) {
    const read = readCode(typed);
    assert.equal(read.is, names[fault.code], typed);
    if (fault.code === "check") assert.deepEqual(read.groups, fault.groups, typed);
    if (fault.code === "unknown") assert.equal(read.group, fault.group, typed);
  }
});

test("derivations", async () => {
  const { keys, requests } = vectors("derivations");
  for (const one of keys) {
    const made = reporterKeys(one.code, one.window);
    assert.equal(made.identity, one.identity);
    assert.equal(await identityToRecipient(made.identity), one.recipient);
    assert.equal(hex(made.author), one.author_seed);
    assert.equal(hex(publicKey(made.author)), one.author);
    assert.equal(hex(made.mailbox), one.mailbox_seed);
    assert.equal(hex(publicKey(made.mailbox)), one.mailbox);
  }
  const seed = unhex(keys.at(-1).mailbox_seed);
  for (const { signed, key, signature, ...request } of requests) {
    const asked = { ...request, body: utf8(request.body) };
    assert.equal(hex(toSign(asked)), signed);
    assert.equal(authorization(asked, seed), `Sotomado key=${key}, challenge=${request.challenge}, signature=${signature}`);
  }
});

test("what the yearly table is made of", async () => {
  const all = vectors("yearly");
  const { window, year, case: of, desk_seed, author_seed, first } = all;
  const seed = unhex(author_seed);
  const identity = statisticsIdentity(unhex(desk_seed), window, year);
  assert.equal(identity, all.statistics.identity);
  assert.equal(await identityToRecipient(identity), all.statistics.recipient);
  const name = pseudonym(first, window, of);
  assert.equal(name, all.pseudonym);
  assert.equal(codingId(seed, window, year, name), all.coding_id);
  assert.equal(ledgerId(seed, window, year), all.ledger_id);
  const roster = readRoster(unbase64(all.roster));
  assert.ok(roster.statistics.some((one) => one.year === year && one.recipient === all.statistics.recipient));
  const coded = { family: "power", stage: "facts", outcome: "open", channel: "web", told: true };
  const coding = writeCoding({ window, year, pseudonym: name, version: 2, ...coded }, seed);
  assert.deepEqual(coding, unbase64(all.coding));
  const codings = [{ pseudonym: name, version: 2, digest: plainDigest(coding) }];
  const ledger = writeLedger({ window, year, n: 2, before: "01".repeat(32), codings, closed: true }, seed);
  assert.equal(ledger.length, all.ledger.length);
  assert.equal(plainDigest(ledger), all.ledger.digest);
  assert.equal(ledgerNumber(2, plainDigest(ledger)), all.ledger.number);
  assert.deepEqual(readLedger(ledger).codings, codings);
  const release = unframe("release", unbase64(all.release));
  assert.ok(signedBy(release, unhex(release.body.desk_key)));
});

test("ids of sealed files", () => {
  for (const { length, id } of vectors("file-ids")) {
    const bytes = Uint8Array.from({ length }, (_, at) => at % 251);
    const pieces = [];
    for (let at = 0; at < length; at += ID_PIECE) pieces.push(sha256(bytes.subarray(at, at + ID_PIECE)));
    assert.equal(fileId(pieces), id, `${length} bytes`);
  }
});

test("signatures", () => {
  for (const { name, key, message, signature, verifies } of vectors("signatures")) {
    assert.equal(verify(unhex(signature), unhex(message), unhex(key)), verifies, name);
  }
});

test("frames", () => {
  const { signer, frames } = vectors("frames");
  for (const { name, line, frame, fault } of frames) {
    const read = unframe(line, unbase64(frame));
    const found = read === null ? "malformed" : signedBy(read, unhex(signer)) ? null : "bad-signature";
    assert.equal(found, fault, `${line}: ${name}`);
  }
});

test("entries", () => {
  for (const { name, plain, fault, body } of vectors("entries")) {
    const read = readEntry(unbase64(plain));
    const found = read === null ? "malformed" : read.signed ? null : "bad-signature";
    assert.equal(found, fault, name);
    if (read && body && !body.includes("later")) {
      for (const [member, value] of Object.entries(JSON.parse(body))) assert.deepEqual(read.entry[member], value, name);
    }
  }
});

test("key files are read, whoever made them", () => {
  for (const { name, plain } of vectors("keyfiles").files) assert.ok(readKeyFile(unbase64(plain)), name);
});

test("rosters and successions", () => {
  const { rosters, window, ways } = vectors("rosters");
  for (const { name, frame, digest, fault } of rosters) {
    const read = readRoster(unbase64(frame));
    assert.equal("fault" in read, fault !== null, name);
    if (digest) assert.equal(rosterDigest(unbase64(frame)), digest);
  }
  const frame = unbase64(rosters[0].frame);
  for (const { name, fingerprint, successions, fault } of ways) {
    const trusted = trust(frame, successions.map(unbase64), { window, today: "2026-11-24", print: fingerprint });
    assert.equal("fault" in trusted, fault !== null, name);
  }
});

test("whole logs, fault by fault", () => {
  for (const { name, window, case: of, reporter, rosters, entries, seen } of vectors("logs")) {
    const known = new Map(rosters.map((frame) => [rosterDigest(unbase64(frame)), readRoster(unbase64(frame))]));
    const found = new Set();
    for (const log of ["case", "desk"]) {
      const here = entries.filter((entry) => entry.log === log);
      const opened = here.map(({ id, file, opens }) => ({ id, file: unbase64(file), plain: opens ? unbase64(file) : null }));
      const author = entries.map((entry) => readEntry(unbase64(entry.file))?.entry).find((entry) => entry?.kind === "report")?.author;
      const checked = checkLog(opened, { window, case: of, log, rosters: known, reporter: reporter ?? author });
      const told = log === "case" ? new Map([...checkConsents(checked, known.values(), reporter ?? author).faults, ...checkQuestions(checked).faults]) : new Map();
      here.forEach(({ id, faults }, place) => assert.deepEqual([...checked[place].faults, ...(told.get(id) ?? [])].toSorted(), faults.toSorted(), name));
      for (const id of seenByDesk(checked)) found.add(id);
    }
    assert.deepEqual([...found].sort(), seen.toSorted(), name);
  }
});

test("an id is the digest of the file", () => {
  const { entries } = vectors("logs")[0];
  for (const { id, file } of entries) assert.equal(hex(sha256(unbase64(file))), id);
});

test("sealed files of the crate and of the browser open", async () => {
  const { identity, recipient } = vectors("derivations").keys[0];
  const plain = [vectors("entries")[0], vectors("keyfiles").files[0]].map((one) => unbase64(one.plain));
  if (process.env.BLESS) {
    const sealed = await Promise.all(plain.map((bytes) => seal(bytes, recipient)));
    const kept = sealed.map(({ file, id }) => ({ file: base64(file), id }));
    writeFileSync(place("sealed-by-browser"), `${JSON.stringify(kept, null, 2)}\n`);
  }
  for (const maker of ["sealed-by-crate", "sealed-by-browser"]) {
    for (const [at, { file, id }] of vectors(maker).entries()) {
      const bytes = unbase64(file);
      assert.equal(hex(sha256(bytes)), id);
      assert.deepEqual(await open(bytes, [identity]), plain[at], maker);
    }
  }
});

test("endings", () => {
  const { window, seed, key, day, endings } = vectors("endings");
  assert.equal(endings.length, 4);
  // Whatever order they were chosen in.
  for (const { deed, cases, frame } of endings) assert.equal(base64(signedEnding(window, deed, cases.toReversed(), day, { author: key, seed: unhex(seed) })), frame, deed);
});
