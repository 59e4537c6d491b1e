// promise 12: the program is killed while reports come in, again and again.
// That it can fail was seen on 2026-11-28: with `file_report` of `src/window/act.rs` answering `Kept::Now` and writing in a task of its own
// afterwards, a mailbox told to be kept was answered 404. A kill leaves what the system holds for the disk; that flushes come before the answer
// is what `wires.test.mjs` looks at.
import { after, test } from 'node:test';
import { crowd, holds } from './crowd.mjs';
import { fresh } from './program.mjs';
import { printed, tried } from './table.mjs';

const ROUNDS = Number(process.env.SOTOMADO_KILLS ?? 6);

after(printed);

/** A number that tells which moments were tried, so that a failure can be tried again. */
let seed = Number(process.env.SOTOMADO_SEED ?? process.pid);
console.log(`moments from SOTOMADO_SEED=${seed}`);
const chance = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;

test('promise 12: what was told to be kept survives kill -9 at any moment, and nothing doubles', async () => {
  let program = await fresh();
  try {
    const senders = await crowd(program);
    for (let round = 0; round < ROUNDS; round += 1) {
      await senders.seal(60);
      let dead = false;
      const begun = senders.reporters.filter((one) => one.told === 'kept').length;
      const sending = senders.sends(program.port, 16, () => dead);
      const moment = Math.floor(chance() * 40);
      // Not a moment in time but in the work: after so many answers, while the next are being written.
      const enough = () => senders.reporters.filter((one) => one.told === 'kept').length - begun >= moment;
      await Promise.race([sending, (async () => { while (!enough()) await new Promise((done) => setImmediate(done)); })()]);
      await program.kill();
      dead = true;
      await sending;
      program = await program.again();
    }
    const before = await holds(program, senders);
    tried('`kill -9` while sixteen send at once', ROUNDS, before, 'each kept report opens; each other one was sent again and is there once');
  } finally {
    await program.kill();
  }
});
