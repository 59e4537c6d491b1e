// What was typed on the path without script is looked for in the memory of the running program, page by page.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root, until } from '../browser/world.mjs';
import { clocked } from './clocked.mjs';
import { agreed, codeOn, hidden, posts } from './forms.mjs';

const { load } = await import(path.join(root, 'web/test/load.mjs'));
const { reporterKeys } = await load('protocol/derive.ts');
const { unbase64 } = await load('protocol/bytes.ts');

const letters = (length) => randomBytes(length).toString('hex').replace(/./g, (digit) => String.fromCodePoint(0x30a2 + 2 * parseInt(digit, 16)));

/** The program itself, which may run under a wrapper. */
function mapsOf(pid) {
  return fs.readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')
    .map((line) => /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)$/.exec(line))
    .filter((one) => one && /^rw/.test(one[3]) && !/^\[v/.test(one[4]))
    .map(([, from, to, , name]) => ({ from: BigInt(`0x${from}`), length: Number(BigInt(`0x${to}`) - BigInt(`0x${from}`)), name }));
}

/** Names of the needles that stand in writable memory of our own child, each with the kind of memory. */
function foundIn(pid, needles) {
  const memory = fs.openSync(`/proc/${pid}/mem`, 'r');
  const found = new Set();
  const overlap = 64;
  const part = Buffer.alloc(4 * 1024 * 1024);
  try {
    for (const { from, length, name } of mapsOf(pid)) {
      for (let at = 0; at < length; at += part.length - overlap) {
        let read = 0;
        try {
          read = fs.readSync(memory, part, 0, Math.min(part.length, length - at), from + BigInt(at));
        } catch { break; /* reserved, and never used */ }
        const seen = part.subarray(0, read);
        for (const [what, needle] of Object.entries(needles)) {
          if (seen.includes(needle)) found.add(`${what} in ${name || 'the heap or a stack'}`);
        }
      }
    }
  } finally {
    fs.closeSync(memory);
  }
  return [...found].sort();
}

/** Whatever of the code could stand somewhere. */
function needlesOf({ words, people, reply, file, groups, keys }) {
  const bare = groups.join('');
  return {
    words: Buffer.from(words.slice(3, 15)),
    people: Buffer.from(people),
    reply: Buffer.from(reply.slice(3, 15)),
    'the file': file.subarray(5000, 5024),
    'the file’s end': file.subarray(-24),
    'the code': Buffer.from(bare),
    'the code as shown': Buffer.from(groups.join(' ')),
    'the code in small letters': Buffer.from(bare.toLowerCase()),
    'the identity': Buffer.from(keys.identity),
    'the identity’s secret': Buffer.from(bech32(keys.identity)),
    'the author key': Buffer.from(keys.author),
    'the mailbox key': Buffer.from(keys.mailbox),
  };
}

/** The bytes that an AGE-SECRET-KEY-1… says. */
function bech32(text) {
  const values = [...text.split('1').at(-1).slice(0, -6).toLowerCase()].map((one) => 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'.indexOf(one));
  const bits = values.map((value) => value.toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).slice(0, 32).map((byte) => parseInt(byte, 2)));
}

/** A report with a file, and its mailbox open; what was typed, and what the open page carries. */
async function opens(port, window) {
  const said = { words: letters(20), people: letters(6), reply: letters(20), file: randomBytes(600_000) };
  const slip = await agreed(port);
  const checked = await posts(port, '/words', { slip, words: said.words, people: said.people });
  assert.equal(checked.status, 200);
  const fields = { slip, words: said.words, people: said.people, to: 'send' };
  const done = await posts(port, '/report', fields, { name: 'photo.bin', bytes: said.file });
  assert.equal(done.status, 200);
  assert.match(done.text, /id="file-kept"/);
  const groups = codeOn(done.text);
  const needles = needlesOf({ ...said, groups, keys: reporterKeys(groups.join(''), window) });
  const page = await posts(port, '/mailbox', { slip, code: groups.join(' ') });
  const carried = { slip: hidden(page.text, 'slip'), token: hidden(page.text, 'token') };
  assert.ok(carried.token);
  const reply = await posts(port, '/reply', { ...carried, words: said.reply, to: 'send' });
  assert.equal(reply.status, 200);
  assert.match(reply.text, new RegExp(said.reply));
  const given = await posts(port, '/file', { ...carried, id: /name="id" value="(\w+)"/.exec(reply.text)[1] });
  assert.ok(given.bytes.equals(said.file));
  return { needles, carried };
}

const windowOf = async (port) => {
  const { call } = await import('../browser/reporter.mjs');
  const bundle = (await call(port, 'window', 'GET', '/o/shiojiri/bundle')).json();
  const { readRoster } = await load('protocol/roster.ts');
  return readRoster(unbase64(bundle.roster)).window;
};

test('promise 03: after 「おわる」 and after ten minutes nothing typed, no code and no key is left in the program’s memory', async () => {
  const { program, says } = await clocked();
  const { pid } = program.child;
  try {
    const window = await windowOf(program.port);
    const mine = { marker: Buffer.from('window.toml') };
    assert.ok(foundIn(pid, mine).length > 0, 'what the program does hold is found');
    const { needles, carried } = await opens(program.port, window);
    const open = foundIn(pid, needles);
    for (const what of ['the author key', 'the mailbox key', 'the identity’s secret']) {
      assert.ok(open.some((one) => one.startsWith(`${what} in `)), `while a mailbox is open, ${what} is found: ${open.join('; ')}`);
    }
    for (const what of Object.keys(needles).filter((one) => !/key|secret/.test(one))) {
      assert.ok(!open.some((one) => one.startsWith(`${what} in `)), `already while it is open, and nobody asks, ${what} is gone: ${open.join('; ')}`);
    }
    await posts(program.port, '/end', carried);
    await until(() => foundIn(pid, needles).length === 0, `the end of ${foundIn(pid, needles).join('; ')}`);
    // Another is left open, and nobody comes.
    const other = await opens(program.port, window);
    assert.ok(foundIn(pid, other.needles).some((one) => one.startsWith('the author key')));
    await says('+500s');
    assert.ok(foundIn(pid, other.needles).some((one) => one.startsWith('the author key')));
    await says('+700s');
    await until(() => foundIn(pid, other.needles).length === 0, `the end of ${foundIn(pid, other.needles).join('; ')}`, 60);
  } finally {
    await program.kill();
  }
});
