// Sixty-four report at once, sealed as a browser seals, against the release program.
import assert from 'node:assert/strict';
import test from 'node:test';
import { call, listed, roster, seal, send } from './reporter.mjs';
import { demo } from './world.mjs';

test('sixty-four reports at once are all kept', async () => {
  const program = await demo();
  try {
    const at = await roster(program.port, 'shiojiri');
    const sealed = await Promise.all(Array.from({ length: 64 }, () => seal(at)));
    const answers = await Promise.all(sealed.map((ready) => send(program.port, 'shiojiri', at, ready)));
    assert.deepEqual(answers.map((answer) => answer.status), Array(64).fill(201));

    const counted = new Set();
    for (const reader of program.people.filter((person) => person.role === 'counsellor')) {
      const body = JSON.stringify({ name: reader.sign_in, password: reader.password });
      const signed = await call(program.port, 'desk', 'POST', '/desk/api/signin', { body, headers: { origin: program.desk } });
      assert.equal(signed.status, 204, signed.bytes.toString());
      const cookie = signed.headers['set-cookie'][0].split(';')[0];
      for (const { case: id } of await listed(program.port, cookie)) counted.add(id);
    }
    assert.equal(counted.size, 64);
  } finally {
    await program.stop();
  }
});
