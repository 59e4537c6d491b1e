// promise 12: the disk is full, cannot be written, is slow, or fails in the middle.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { until } from '../browser/world.mjs';
import { crowd, holds } from './crowd.mjs';
import { disk, fresh, freshOn } from './program.mjs';
import { printed, tried } from './table.mjs';

after(printed);

const told = (senders, what) => senders.reporters.filter((one) => one.told === what).length;

test('promise 12: on a full disk nobody is told that something is kept which is not', async () => {
  const full = await disk('24m');
  let program = await freshOn(full);
  try {
    const senders = await crowd(program);
    await senders.seal(20);
    await senders.sends(program.port);
    assert.equal(told(senders, 'kept'), 20, 'there is room');
    // All but some last pages: reports come in until nothing fits any more, in the middle of one.
    await full.run(`cd "${full.dir}" && dd if=/dev/zero of=fill bs=4096 count=$(( $(df --output=avail -k . | tail -1) / 4 - 200 )) 2>/dev/null`);
    await senders.seal(120);
    await senders.sends(program.port, 8);
    const refused = senders.reporters.filter((one) => one.told === 'refused');
    assert.ok(refused.length > 0, 'some found no room');
    assert.deepEqual([...new Set(refused.map((one) => one.status))], [507], 'and are told so');
    // What was kept opens although the disk is full; then the program is killed on the full disk and started there.
    await program.kill();
    await full.run(`rm "${full.dir}/fill"`);
    program = await program.again();
    program.dir = full.dir;
    tried('disk full in the middle of a crowd, then `kill -9`', 1, await holds(within(program, full), senders), 'refused in a sentence; with room again each was sent again and is there once');
  } finally {
    await program.kill();
    await full.close();
  }
});

/** `demo.json` lies on a disk that only the program sees. */
const within = (program, { run }) => ({ ...program, people: async () => JSON.parse(await run(`cat "${path.join(program.dir, 'demo.json')}"`)).people });

test('promise 12: a folder of files that cannot be written any more takes nothing and says so', async () => {
  const own = await disk('64m');
  let program = await freshOn(own);
  try {
    const senders = await crowd(program);
    await senders.seal(6);
    await senders.sends(program.port);
    await own.run(`cd "${own.dir}" && F=$(ls -d data/files files 2>/dev/null | head -1) && mount --bind "$F" "$F" && mount -o remount,ro,bind "$F"`);
    await senders.seal(6);
    await senders.sends(program.port);
    assert.equal(told(senders, 'refused'), 6);
    await own.run(`cd "${own.dir}" && umount $(ls -d data/files files 2>/dev/null | head -1)`);
    tried('the folder of sealed files is read-only', 1, await holds(within(program, own), senders), 'refused in a sentence; afterwards each was sent again and is there once');

    await program.kill();
    await own.run(`mount -o remount,ro "${own.dir}"`);
    await assert.rejects(program.again(), (error) => /read-only|読み取り専用|readonly/i.test(error.message) && !/panicked|backtrace/i.test(error.message));
    await own.run(`mount -o remount,rw "${own.dir}"`);
    program = await program.again();
    tried('started on a read-only disk', 1, await holds(within(program, own), senders), 'does not start, and says why; started again, all is there');
  } finally {
    await program.kill();
    await own.close();
  }
});

/** strace stands between the program and the disk: each call that flushes waits, or fails. */
const between = (inject) => ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync', '-e', `inject=fsync,fdatasync:${inject}`];

test('promise 12: on a slow disk the page still answers, and kept means flushed', async () => {
  const made = await fresh();
  await made.stop();
  const program = await made.again({ wrap: between('delay_enter=150000') });
  try {
    const senders = await crowd(program);
    await senders.seal(8);
    const sending = senders.sends(program.port, 8);
    // While all eight wait for the disk, somebody else opens the page.
    await crowd(program);
    assert.ok(told(senders, 'nothing') > 0, 'the page did not wait for them');
    await sending;
    assert.equal(told(senders, 'kept'), 8);
    tried('each flush takes 150 ms', 1, await holds(program, senders), 'slower, and all kept');
  } finally {
    await program.kill();
  }
});

test('promise 12: a flush that fails keeps nothing that was told to be kept from being there', async () => {
  const made = await fresh();
  await made.stop();
  // Every third flush of a thread, from its fourth on, is an error of the device.
  let program = await made.again({ wrap: between('error=EIO:when=4+3') });
  try {
    const senders = await crowd(program);
    await senders.seal(24);
    await senders.sends(program.port, 6);
    assert.ok(told(senders, 'refused') > 0, 'some flushes failed');
    await program.kill();
    program = await made.again();
    tried('every third flush fails with an error of the device, then `kill -9`', 1, await holds(program, senders), 'each kept report opens; the others were sent again');
  } finally {
    await program.kill();
  }
});

test('promise 12: another program holds the database, and reports wait', async () => {
  const program = await fresh();
  try {
    const senders = await crowd(program);
    await senders.seal(6);
    const { stdout } = await promisify(execFile)('find', [program.dir, '-name', 'sotomado.db']);
    const holder = spawn('sqlite3', [stdout.trim()], { stdio: ['pipe', 'pipe', 'inherit'] });
    let heard = '';
    holder.stdout.on('data', (chunk) => { heard += chunk; });
    holder.stdin.write("BEGIN IMMEDIATE;\nSELECT 'held';\n");
    await until(() => heard.includes('held'), 'the lock');
    const sending = senders.sends(program.port, 6);
    // Reading is nobody's to lock.
    await crowd(program);
    assert.equal(told(senders, 'kept'), 0, 'they wait');
    holder.stdin.end('COMMIT;\n');
    await sending;
    assert.equal(told(senders, 'kept'), 6);
    tried('another program holds the database’s lock', 1, await holds(program, senders), 'they waited, and all are kept');
  } finally {
    await program.kill();
  }
});
