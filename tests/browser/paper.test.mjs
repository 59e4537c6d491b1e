// Somebody writes by hand: the form is printed with a code made in the page, nothing is sent or kept, and the desk copies what arrived
// under the form's own code, by which its writer comes back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { counsellor } from './forger.mjs';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, kept, nothing, visitor } from './watch.mjs';
import { chromium, demo } from './world.mjs';

const WORDS = '紙に書いたカナリア';

let program;
let browser;
let desk;
/** As it stands on the form. */
let groups;

before(async () => {
  program = await demo();
  browser = await chromium();
  const person = await counsellor(program, 0);
  desk = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(desk, program, program.person('counsellor', 0));
  await does.unlocks(desk, person.passphrase);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

test('promise 04 paper: the form is made in the page, names nobody, and sends and keeps nothing', async () => {
  const page = await visitor(browser);
  await page.goto(`${program.window}/o/shiojiri?hl=ja`);
  await does.press(page, '#paper');
  await page.waitForSelector('#paper-print', { visible: true });
  groups = await page.$$eval('#paper-code li', (all) => all.map((one) => one.innerText.trim()));
  assert.equal(groups.length, 6);
  assert.deepEqual(await page.$$eval('#slip-code li', (all) => all.map((one) => one.innerText.trim())), groups);
  await does.shows(page, '#paper-form', '名前、電話番号、住所は書かないでください');
  await does.shows(page, '#paper-envelope', '職員係');
  await does.shows(page, '#paper-slip', '03-0000-0000にかけて');
  // The address of the office is the office's, not a place on this server.
  assert.deepEqual(await page.$$eval('#paper-desk p', (all) => all.map((one) => one.innerText.trim())), ['〒000-0000 見本県見本市見本町1-1（見本）', '外部相談窓口の事務所（見本）']);
  await does.shows(page, '#paper-envelope', '差出人は書かないでください');
  assert.equal(await page.$('#paper-form input, #paper-form textarea'), null);
  await look(page, 'window-paper');
  await page.emulateMediaType('print');
  assert.equal(await page.$eval('.no-print', (node) => getComputedStyle(node).display), 'none');
  assert.ok(await page.$eval('#paper-form', (node) => node.getBoundingClientRect().height > 0));
  await page.emulateMediaType(null);
  const posts = page.watched.requests.filter((url) => url.includes('/api/'));
  assert.deepEqual(posts, []);
  assert.deepEqual(await kept(page, program.window), nothing);
  clean(page, program.window);
  // Another visit makes another one.
  await page.reload();
  await page.waitForSelector('#paper-print', { visible: true });
  assert.notDeepEqual(await page.$$eval('#paper-code li', (all) => all.map((one) => one.innerText.trim())), groups);
  await page.context.close();
});

test('without script the form has no code, and says what that means', async () => {
  const page = await visitor(browser);
  await page.setJavaScriptEnabled(false);
  await page.goto(`${program.window}/o/shiojiri/paper?hl=ja`);
  await does.shows(page, '#paper-no-code', '番号は付いていません');
  assert.equal(await page.$eval('[data-code]', (node) => node.hidden), true);
  await page.context.close();
});

test('promise 08 paper: the desk copies the form under its own code, and its writer finds it said', async () => {
  await does.press(desk, '#to-phone');
  await desk.waitForSelector('#caller-words', { visible: true });
  assert.equal(await desk.$eval('#caller-code', (field) => field.checkVisibility()), false);
  await does.press(desk, 'label[for="way-paper"]');
  await does.fill(desk, '#caller-words', WORDS);
  await does.fill(desk, '#caller-code', groups.slice(0, 5).join(' '));
  await does.press(desk, '#caller-send');
  await does.shows(desk, '#caller-fault', '番号がそろっていない');
  await does.fill(desk, '#caller-code', groups.join(' '));
  await look(desk, 'desk-paper');
  await does.press(desk, '#caller-send');
  await desk.waitForSelector('#by-ear', { visible: true });
  const shown = await desk.$$eval('#by-ear [data-group]', (all) => all.map((group) => [...group.querySelectorAll('.byear b')].map((one) => one.innerText).join('')));
  assert.deepEqual(shown, groups);
  await does.fill(desk, '#read-back', groups.join(' '));
  await does.press(desk, '#caller-done');
  const page = await visitor(browser);
  await does.comesBack(page, program, groups.join(' '));
  await does.shows(page, '#talk [data-heard="paper"]', 'あなたの紙から写しました');
  await does.shows(page, '#talk', WORDS);
  await does.shows(page, '#renew-heard', '相談員も知っています');
  clean(page, program.window);
  await page.context.close();
});

test('and each page was fit to be looked at', () => {
  clean(desk, program.desk);
  looked();
});
