// Connections that break in the middle, and the order in which a report reaches the disk before anybody is told.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import { call } from '../browser/reporter.mjs';
import { until } from '../browser/world.mjs';
import { crowd, holds, opens, request, writes } from './crowd.mjs';
import { fresh } from './program.mjs';
import { printed, tried } from './table.mjs';

after(printed);

/** Sends these bytes and then does as `then` says; all that was answered. */
const wire = (port, bytes, then) => new Promise((done) => {
  let heard = '';
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write(bytes, () => then(socket)));
  socket.on('data', (chunk) => { heard += chunk; });
  socket.on('error', () => done(heard));
  socket.on('close', () => done(heard));
  socket.on('end', () => socket.destroy());
});

const cut = (socket) => socket.resetAndDestroy();
const half = (socket) => socket.end();

test('promise 12: a request that is cut anywhere keeps all or nothing, and the rest is sent again', async () => {
  const program = await fresh();
  try {
    const senders = await crowd(program);
    const made = await senders.seal(24);
    for (const [n, one] of made.entries()) {
      const bytes = await request(program.port, senders.at, one);
      // In the head, in the body, before its last byte, and after it.
      const at = [Math.floor(bytes.length * n / 22), bytes.length - 1, bytes.length][n < 22 ? 0 : n - 21];
      const heard = await wire(program.port, bytes.subarray(0, at), n % 2 === 0 ? cut : half);
      if (/^HTTP\/1\.1 20[01]/.test(heard)) one.told = 'kept';
      assert.ok(!/^HTTP\/1\.1 5/.test(heard), heard);
    }
    tried('the connection is cut or half closed at each place of a request', made.length, await holds(program, senders), 'all or nothing; sent again, each is there once');
  } finally {
    await program.kill();
  }
});

test('promise 12: half closed after a whole request, the answer still comes', async () => {
  const program = await fresh();
  try {
    const senders = await crowd(program);
    const [one] = await senders.seal(1);
    assert.match(await wire(program.port, await request(program.port, senders.at, one), half), /^HTTP\/1\.1 201/);
  } finally {
    await program.kill();
  }
});

test('two tabs with one code write at once, and both are kept', async () => {
  const program = await fresh();
  try {
    const senders = await crowd(program);
    const [one] = await senders.seal(1);
    await senders.sends(program.port);
    const tabs = await Promise.all(['一つ目の窓から。', '二つ目の窓から。'].map((words) => writes(program.port, senders.at, one, words)));
    const answers = await Promise.all(tabs.map((tab) => tab.send()));
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [201, 409], 'one of them has not seen the other');
    const late = answers.findIndex((answer) => answer.status === 409);
    assert.equal(answers[late].json().code, 'moved-on');
    assert.equal((await (await writes(program.port, senders.at, one, tabs[late].words)).send()).status, 201);
    assert.equal((await tabs[1 - late].send()).json().kept, 'before');
    const { opened } = await opens(program.port, senders.at, one);
    const messages = opened.checked.filter(({ entry, faults }) => entry?.kind === 'message' && faults.length === 0).map(({ entry }) => entry.body.words);
    assert.deepEqual(messages.sort(), tabs.map((tab) => tab.words).sort(), 'both, once each, and no fork');
    tried('two tabs with one code write at the same moment', 1, null, 'one is told that there is more, looks and writes after it; both are kept, once each');
  } finally {
    await program.kill();
  }
});

test('promise 12: told to be kept means that files, folders and both databases were flushed before', async () => {
  const made = await fresh();
  await made.stop();
  const log = path.join(made.dir, 'trace');
  const program = await made.again({ wrap: ['strace', '-f', '-qq', '-y', '-s', '24', '-o', log, '-e', 'trace=openat,fsync,fdatasync,write,writev,sendto,pwrite64'] });
  try {
    const senders = await crowd(program);
    await senders.seal(1);
    const quiet = (await fs.readFile(log, 'latin1')).length;
    await senders.sends(program.port);
    assert.equal(senders.reporters[0].told, 'kept');
    const lines = await until(async () => {
      const text = (await fs.readFile(log, 'latin1')).slice(quiet).split('\n');
      return text.some((line) => line.includes('HTTP/1.1 201')) && text;
    }, 'the answer in the trace');
    const answered = lines.findIndex((line) => line.includes('HTTP/1.1 201'));
    const flushed = (pattern) => {
      const at = lines.findLastIndex((line, n) => n < answered && /f(data)?sync\(/.test(line) && pattern.test(line));
      assert.ok(at >= 0, `no flush of ${pattern} before the answer`);
      return at;
    };
    const file = flushed(/files\/[0-9a-f]{2}\/[0-9a-f]{32}>/);
    const folder = flushed(/files\/[0-9a-f]{2}>/);
    const keys = flushed(/keys\.db-wal>/);
    const main = flushed(/sotomado\.db-wal>/);
    assert.ok(file < folder && folder < main, 'the file, its folder, and then the row that names it');
    assert.ok(keys < main, 'keys before the case that they open');
    tried('the calls of one report were traced', 1, null, 'file, folder, `keys.db`, `sotomado.db` are flushed in this order, then the answer is written');
  } finally {
    await program.kill();
  }
});

test('restarted while many send, nobody waits for ever', async () => {
  let program = await fresh();
  try {
    const senders = await crowd(program);
    await senders.seal(40);
    const sending = senders.sends(program.port, 8);
    await until(() => senders.reporters.some((one) => one.told === 'kept'), 'the first answers');
    await program.stop();
    await sending;
    program = await program.again();
    assert.equal((await call(program.port, 'window', 'GET', '/o/shiojiri')).status, 200);
    tried('stopped in order and started again while eight send at once', 1, await holds(program, senders), 'those under way were answered or sent again; each is there once');
  } finally {
    await program.kill();
  }
});
