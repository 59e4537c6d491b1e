// The machine's clock jumps under the running program: nothing kept is lost, and no promise is made for a wrong day.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { crowd, holds, opens } from './crowd.mjs';
import { clocked } from './clocked.mjs';
import { printed, tried } from './table.mjs';

after(printed);

test('promise 12: the clock jumps forwards and back, and every kept report stays and opens', async () => {
  const { program, says } = await clocked();
  try {
    const senders = await crowd(program);
    await senders.seal(4);
    await senders.sends(program.port);
    assert.equal(senders.reporters.filter((one) => one.told === 'kept').length, 4);
    for (const jump of ['+3h', '-3h', '+2d', '-2d']) {
      await says(jump);
      const [one] = await senders.seal(1);
      await senders.sends(program.port);
      // Days before the roster's first or a challenge of another hour may be refused; never half.
      assert.ok(['kept', 'refused'].includes(one.told), `${jump}: ${one.told}`);
      for (const kept of senders.reporters.filter((one) => one.told === 'kept')) await opens(program.port, senders.at, kept);
    }
    // More than a hundred days on: the roster is over. Nothing new is taken, what was kept is still given.
    await says('+400d');
    const [late] = await senders.seal(1);
    await senders.sends(program.port);
    assert.deepEqual([late.told, late.status], ['refused', 409]);
    for (const kept of senders.reporters.filter((one) => one.told === 'kept')) await opens(program.port, senders.at, kept);
    await says('+0');
    tried('the clock jumps by hours, days and 400 days, and back', 5, await holds(program, senders), 'kept reports open at every hour; over the roster’s end nothing is taken');
  } finally {
    await program.kill();
  }
});
