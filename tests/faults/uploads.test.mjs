// promise 12: the program is killed in the midst of a file's pieces, and what nobody finished goes.
import assert from 'node:assert/strict';
import { createCipheriv, randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { crowd } from './crowd.mjs';
import { fresh } from './program.mjs';
import { attaching, digest, fetched, idOf, line, lying } from './sending.mjs';
import { printed, tried } from './table.mjs';

const SIZE = 20_000_000;
const KILLS = Number(process.env.SOTOMADO_KILLS ?? 8);

after(printed);

let seed = Number(process.env.SOTOMADO_SEED ?? process.pid);
console.log(`places from SOTOMADO_SEED=${seed}`);
const chance = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;

const noise = (size) => createCipheriv('aes-128-ctr', randomBytes(16), Buffer.alloc(16)).update(Buffer.alloc(size));

/** A program, and somebody whose report it keeps. */
async function reported() {
  const running = { program: await fresh() };
  const senders = await crowd(running.program);
  const [reporter] = await senders.seal(1);
  await senders.sends(running.program.port);
  assert.equal(reporter.told, 'kept');
  return { running, who: await attaching(running, senders.at, reporter) };
}

test('promise 12: a file whose pieces are torn by kill -9 anywhere arrives byte for byte', async () => {
  const { running, who } = await reported();
  let wire;
  try {
    let n = 0;
    // Each second piece; at any of its bytes, or while it is written.
    wire = line(running, (bytes) => {
      if (++n % 2 || n > 2 * KILLS) return null;
      return n % 4 ? { after: Math.floor(chance() * bytes.length) } : { writing: chance() };
    });
    const plain = noise(SIZE);
    const sent = await who.sends(new File([plain], '録音.m4a', { type: 'audio/mp4' }));
    const { told } = wire;
    assert.equal(told.kills, KILLS);
    assert.ok(told.torn > 0, 'some piece lay torn on the disk');
    assert.equal(wire.size(), sent.body.length);
    assert.ok(told.crossed <= sent.body.length + told.cost, `${told.crossed} bytes crossed for ${sent.body.length}`);
    const kept = await who.names(sent);
    assert.equal(kept.status, 201, kept.bytes.toString());
    assert.equal(digest(await who.opens(sent.body)), digest(plain));
    const given = await fetched(running.program, await who.case(), sent.body.file);
    assert.ok(given.length > 0, 'some counsellor holds it');
    for (const sealed of given) assert.equal(idOf(sealed), sent.body.file);
    tried(`\`kill -9\` within a piece of a file of 20 MB (${told.torn} pieces lay torn on the disk)`, told.kills, null,
      `${given.length} counsellors fetch the very bytes; ${(told.crossed / sent.body.length).toFixed(2)} times its length was sent`);
  } finally {
    wire?.close();
    await running.program.kill();
  }
});

test('promise 12: a file that was never finished may be gone on with tomorrow, and is gone the day after', async () => {
  const { running, who } = await reported();
  let wire;
  try {
    const before = lying(running.program.dir);
    const stop = new AbortController();
    let upload;
    wire = line(running, (bytes, from) => {
      if (from < 2_000_000) return null;
      stop.abort();
      return { after: bytes.length >> 1 };
    });
    const { fetch } = globalThis;
    globalThis.fetch = (to, asked) => ((upload ??= /uploads\/([0-9a-f]{32})/.exec(to)?.[1]), fetch(to, asked));
    await assert.rejects(who.sends(new File([noise(6_000_000)], 'a.bin'), stop.signal));
    const come = wire.told.acknowledged;
    const left = [...lying(running.program.dir).keys()].filter((name) => !before.has(name));
    assert.ok(come >= 2_000_000 && left.length === 1);
    const on = async (days) => {
      await running.program.kill();
      running.program = await running.program.again({ wrap: ['faketime', '-f', `+${days}d`] });
      return who.howFar(upload);
    };
    const tomorrow = await on(1);
    assert.equal(tomorrow.status, 200, tomorrow.bytes.toString());
    assert.equal(tomorrow.json().received, come);
    assert.equal((await on(2)).status, 404);
    assert.deepEqual([...lying(running.program.dir).keys()], [...before.keys()], 'its bytes are gone');
    tried('a file half sent, `kill -9`, and nobody comes back for two days', 1, null, 'on the next day it goes on; on the day after, row and bytes are gone, the report is there');
  } finally {
    wire?.close();
    await running.program.kill();
  }
});
