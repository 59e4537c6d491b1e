// A year in which the desk's key was followed by another: what was coded before opens with the former key alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clock, shifts } from './clock.mjs';
import { codes } from './coder.mjs';
import { look, looked } from './look.mjs';
import { opensKey, signsOver } from './signs-over.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo } from './world.mjs';

const YEAR = 2026;
let time;
let program;
let browser;
let key;
let former;
const numbers = [];

before(async () => {
  time = await clock('2027-03-20T03:00:00Z');
  program = await demo({ env: time.env });
  browser = await chromium();
  former = { ...program.desk_key };
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

async function lead() {
  const page = await visitor(browser, { width: 1280, height: 900 });
  await shifts(page, time.ahead);
  await does.signsIn(page, program, program.person('lead'));
  await page.waitForSelector('#roster-shiojiri', { visible: true });
  return page;
}

test('two counsellors code by the first key, and the third after another has followed it', async () => {
  numbers.push(await codes(program, program.person('counsellor'), YEAR, { power: 12, customer: 11 }));
  numbers.push(await codes(program, program.person('counsellor', 1), YEAR, { sexual: 14 }));
  await time.says('2027-04-10T03:00:00Z');
  const page = await lead();
  key = await signsOver(page, former, program.dir);
  clean(page, program.desk);
  await page.context.close();
  numbers.push(await codes(program, program.person('counsellor', 2), YEAR, { other: 13 }));
});

async function makes(page) {
  await page.select('#year-shiojiri', String(YEAR));
  await page.$eval('#numbers-shiojiri', (field, told) => { field.value = told; }, numbers.join('\n'));
  await opensKey(page, 'shiojiri', key);
  await does.press(page, '#preview-shiojiri');
}

test('without the former key the table stops and says which is lacking; another’s file is refused; with it, it is made', async () => {
  await time.says('2027-05-10T03:00:00Z');
  const page = await lead();
  await does.press(page, '#to-releases');
  await page.waitForSelector('#year-shiojiri', { visible: true });
  assert.equal(await page.$eval('#formers-shiojiri', (fold) => fold.open), false);
  await makes(page);
  await does.shows(page, '#fault-shiojiri', '前の署名鍵');
  const wrong = await page.$$eval('#wrong-shiojiri li', (lines) => lines.map((line) => line.dataset.code));
  assert.deepEqual([...new Set(wrong)].toSorted(), ['no-ledger', 'other-number']);
  await does.shows(page, '#shiojiri-former-0 legend', '令和9年4月10日');
  await page.$eval('#formers-shiojiri', (fold) => fold.scrollIntoView());
  await look(page, 'desk-release-former');

  // The present key in the place of the former one.
  await opensKey(page, 'shiojiri-former-0', key);
  await makes(page);
  await does.shows(page, '#fault-shiojiri-former-0', 'この日まで使っていた署名鍵ではありません');
  await opensKey(page, 'shiojiri-former-0', { ...former, passphrase: 'not these words' });
  await makes(page);
  await page.waitForFunction(() => document.querySelector('#fault-shiojiri-former-0')?.innerText.includes('7つの言葉'));
  assert.equal(await page.$('#sign-release-shiojiri'), null);

  await opensKey(page, 'shiojiri-former-0', former);
  await makes(page);
  await page.waitForSelector('#sign-release-shiojiri', { visible: true, timeout: 90_000 });
  const cells = await page.$$eval('#preview-of-shiojiri tbody tr', (rows) =>
    rows.map((row) => [row.dataset.family, row.querySelector('td').innerText]));
  assert.deepEqual(cells.filter(([, cases]) => cases !== '0').toSorted(), [['customer', '11'], ['other', '13'], ['power', '12'], ['sexual', '14']]);
  const { bytes } = await does.downloaded(page, '#sign-release-shiojiri');
  await page.waitForSelector('#published-shiojiri', { visible: true });
  assert.ok(bytes.length > 0);
  clean(page, program.desk);
  await page.context.close();
});

test('and each page was fit to be looked at', looked);
