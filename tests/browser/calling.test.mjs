// What a search by a code shows to the server, and a code that stands on the page when its counsellor leaves; and a code that is not
// replaced while something of the case is missing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { counsellor, reported } from './forger.mjs';
import { about, liar } from './liar.mjs';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

let program;
let browser;
let relay;
let page;
/** Whose reporter calls again. */
let story;

before(async () => {
  program = await demo();
  relay = await liar(program.port);
  browser = await chromium({ port: program.port, through: relay.port });
  const person = await counsellor(program, 0);
  story = await reported(program);
  for (const words of ['ほかの話', 'もう一つの話']) await reported(program, { words });
  page = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(page, program, program.person('counsellor', 0));
  await does.unlocks(page, person.passphrase);
});
after(async () => {
  await browser?.close();
  await relay?.close();
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

test('promise 05 phone: the key is not put away with a code that nobody has, nor while its report is on its way', async () => {
  await does.press(page, '#to-phone');
  await does.fill(page, '#caller-words', '番号を書き取る前の話');
  let held = null;
  await page.setRequestInterception(true);
  const watch = (request) => {
    if (request.url().endsWith('/desk/api/reports')) held = request;
    else void request.continue();
  };
  page.on('request', watch);
  await does.press(page, '#caller-send');
  await until(async () => held !== null, 'the report to be on its way');
  await does.press(page, '#put-away');
  await does.shows(page, '#away', '電話なら書き取ってもらい');
  await held.continue();
  await page.waitForSelector('#by-ear', { visible: true });
  page.off('request', watch);
  await page.setRequestInterception(false);
  await does.press(page, '#to-list');
  await page.waitForSelector('#cases', { visible: true });
  await does.press(page, '#to-phone');
  await page.waitForSelector('#by-ear .byear', { visible: true });
  for (const leaves of ['#put-away', '#sign-out']) {
    await does.press(page, leaves);
    await does.shows(page, '#away', '受付番号が消えます');
    assert.equal((await page.$$('#by-ear .byear')).length, 6, 'it is shown, after another page too');
    await look(page, 'desk-phone-away');
    await does.press(page, '#away-stay');
    assert.equal(await page.$('#away'), null);
  }
  await does.press(page, '#put-away');
  await does.press(page, '#away-anyway');
  await page.waitForSelector('#unlock', { visible: true });
  assert.equal(await page.$('#by-ear'), null);
  clean(page, program.desk);
});

test('promise 05: a code is not replaced while a key of the case does not open, and the old one stays as it was', async () => {
  const lie = (bent) => relay.tells(bent ? about('/api/mailbox', (told) => ({ ...told, keys: [...told.keys, { ...told.keys[0], file: 'AAAA' }] })) : undefined);
  const own = await visitor(browser);
  await does.comesBack(own, program, story.code);
  await does.press(own, '#renew-fold > summary');
  await does.press(own, '#renew-begin');
  const groups = await own.$$eval('#renew-code li', (all) => all.map((one) => one.innerText.trim()));
  const group = Number(await own.$eval('#renew-label', (label) => label.dataset.group));
  await does.fill(own, '#renew-echo', groups[group - 1]);
  lie(true);
  await does.press(own, '#renew-go');
  await does.shows(own, '#renew-progress', '替えませんでした');
  await look(own, 'window-mailbox-renew-lacking');
  assert.equal(relay.heard('POST', '/api/code').length, 0, 'nothing was sent');
  lie(false);
  await does.press(own, '#renew-go');
  await does.shows(own, '#renew-done', '番号が替わりました');
  clean(own, program.window);
  looked();
});
