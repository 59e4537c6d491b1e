// The core in the browser and the core of the program are one: ten thousand histories come to the same in both.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { plan, withCore } from './core-page.mjs';
import { chromium, demo } from './world.mjs';

let program, browser;
before(async () => {
  program = await demo();
  browser = await chromium();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

test('10,000 generated histories agree natively and in the browser', async () => {
  const page = await browser.newPage();
  await withCore(page, program);
  const given = await plan();
  assert.equal(given.plan.count, 10_000);
  assert.equal(given.plan.digests.length * given.plan.batch, 10_000);
  const found = await page.evaluate(async ({ plan, procedure }) => {
    const digest = async (text) => {
      const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
      return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    };
    return differs(plan, procedure, (question) => core.ask(question), digest);
  }, given);
  assert.equal(found, null, 'the number of the first hundred that differs');
});
