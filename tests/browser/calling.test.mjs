// What a search by a code shows to the server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { counsellor, reported } from './forger.mjs';
import * as does from './steps.mjs';
import { visitor } from './watch.mjs';
import { chromium, demo } from './world.mjs';

let program;
let browser;
let page;
/** Whose reporter calls again. */
let story;

before(async () => {
  program = await demo();
  browser = await chromium();
  const person = await counsellor(program, 0);
  story = await reported(program);
  for (const words of ['ほかの話', 'もう一つの話']) await reported(program, { words });
  page = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(page, program, program.person('counsellor', 0));
  await does.unlocks(page, person.passphrase);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

const rows = () => page.$$eval('#cases a.row', (all) => all.map(({ id }) => id.slice('case-'.length)).sort());

test('promise 05 phone: whichever case a code leads to, all are asked for before one is opened; and a lost connection is no answer', async () => {
  await page.waitForSelector('#cases a.row', { visible: true });
  const all = await rows();
  assert.ok(all.length > 2 && all.includes(story.case));
  const asked = [];
  let cut = all.find((one) => one !== story.case);
  await page.setRequestInterception(true);
  const watch = (request) => {
    const one = /\/desk\/api\/cases\/([0-9a-f]{32})$/.exec(request.url())?.[1];
    if (one) asked.push(one);
    void (one !== undefined && one === cut ? request.abort('failed') : request.continue());
  };
  page.on('request', watch);
  await does.press(page, '#to-phone');
  await does.fill(page, '#find-code', story.code);
  await does.press(page, '#find-go');
  await does.shows(page, '#find-fault', 'つながりません');
  assert.equal(await page.$eval('#find-code', (field) => field.value), story.code, 'nobody need read it out again');
  cut = undefined;
  asked.length = 0;
  await does.press(page, '#find-go');
  await page.waitForSelector(`#case-${story.case}[aria-current="page"]`);
  assert.deepEqual(asked.slice(0, all.length).sort(), all, 'to the last one, and only then the one');
  page.off('request', watch);
  await page.setRequestInterception(false);
  page.watched.faults.length = 0;
});
