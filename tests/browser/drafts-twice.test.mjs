// A draft that its writer goes on with in two places.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deposits, enters, valueOf } from './draft-steps.mjs';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

let program;
let browser;

before(async () => {
  program = await demo();
  browser = await chromium();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

test('a draft that goes on in two places loses neither: what the other page left is shown, and one is chosen', async () => {
  const phone = await visitor(browser);
  await does.opensForm(phone, program);
  await does.writes(phone, { words: '電話で書きはじめた' });
  const code = await deposits(phone);
  await does.press(phone, '#draft-on');
  const laptop = await visitor(browser, { width: 1280 });
  await enters(laptop, program, code, 'words');
  await does.fill(laptop, '#report-words', '家で書きたした');
  const saves = (page) => does.press(page, '#keep-draft');
  await saves(laptop);
  await until(async () => (await does.textOf(laptop, '#draft-state')).includes('持っています'), 'the saving at home');

  await does.fill(phone, '#report-words', '電話で書きたした');
  await saves(phone);
  await phone.waitForSelector('#draft-other', { visible: true });
  await does.shows(phone, '#draft-state', '残すほうを選んでください');
  assert.equal(await valueOf(phone, '#report-words'), '電話で書きたした');
  await phone.$eval('#draft-other details', (fold) => { fold.open = true; });
  await does.shows(phone, '#draft-other', '家で書きたした');
  await look(phone, 'window-draft-elsewhere');
  await saves(phone);
  assert.equal(await phone.evaluate(() => document.activeElement.id), 'draft-mine', 'nothing is saved before it is chosen');
  await does.press(phone, '#draft-mine');
  await until(async () => (await does.textOf(phone, '#draft-state')).includes('持っています'), 'the saving on the phone');
  assert.equal(await phone.$('#draft-other'), null);

  await does.fill(laptop, '#report-words', '家でまた書いた');
  await saves(laptop);
  await does.press(laptop, '#draft-theirs');
  assert.equal(await valueOf(laptop, '#report-words'), '電話で書きたした');
  await does.fill(laptop, '#report-words', '電話で書きたして、家でおわった');
  await saves(laptop);
  await until(async () => (await does.textOf(laptop, '#draft-state')).includes('持っています'), 'the last saving');
  const last = await visitor(browser);
  await enters(last, program, code, 'words');
  assert.equal(await valueOf(last, '#report-words'), '電話で書きたして、家でおわった');
  clean(phone, program.window);
  for (const page of [phone, laptop, last]) await page.context.close();
});

test('the poster’s fingerprint goes on along the links of a form that a draft was taken up in', async () => {
  const { fingerprint } = program.organisations.find(({ short }) => short === 'shiojiri');
  const begun = await visitor(browser);
  await does.opensForm(begun, program);
  await does.writes(begun, { words: '書きかけ' });
  const code = await deposits(begun);
  const page = await visitor(browser);
  await page.goto(`${program.window}/o/shiojiri/mailbox#${fingerprint}`);
  await does.fill(page, '#receipt', code.join(' '));
  await does.press(page, '#open');
  await page.waitForSelector('#report-words', { visible: true });
  const links = await page.$$eval("a[href^='/']", (ways) => ways.map((way) => way.getAttribute('href')));
  assert.deepEqual(links.filter((link) => !link.endsWith(`#${fingerprint}`)), []);
  for (const one of [begun, page]) await one.context.close();
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', () => looked());
