// The fingerprint of a poster, followed through two successions that the lead makes in the browser; and a clock past a roster's end.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clock, shifts } from './clock.mjs';
import { look, looked } from './look.mjs';
import { opensKey, signsOver } from './signs-over.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

let time;
let program;
let browser;
let print;
/** The desk's key as the lead holds it at the time. */
let key;
const codes = [];

before(async () => {
  time = await clock('2026-12-01T03:00:00Z');
  program = await demo({ env: time.env });
  browser = await chromium();
  print = program.organisations.find(({ short }) => short === 'shiojiri').fingerprint;
  key = { ...program.desk_key };
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

async function person(width = 1280) {
  const page = await visitor(browser, { width, height: 900 });
  await shifts(page, time.ahead);
  return page;
}

/** From the poster's square to the receipt. */
async function reports(words) {
  const page = await person(390);
  await page.goto(`${program.window}/o/shiojiri/report?hl=ja#${print}`);
  await does.shows(page, '#poster', 'ポスターの窓口と同じ鍵である');
  await does.writes(page, { words });
  codes.push((await does.sends(page)).join(' '));
  clean(page, program.window);
  await page.context.close();
}

/** Every mailbox so far, from the poster. */
async function come_back() {
  for (const code of codes) {
    const page = await person(390);
    await page.goto(`${program.window}/o/shiojiri/mailbox?hl=ja#${print}`);
    await does.fill(page, '#receipt', code);
    await does.press(page, '#open');
    await page.waitForSelector('[data-step="case"]:not([hidden])');
    assert.equal(await page.$('#trouble .one-fault, #talk [data-fault]'), null);
    clean(page, program.window);
    await page.context.close();
  }
}

async function lead(width) {
  const page = await person(width);
  await does.signsIn(page, program, program.person('lead'));
  await page.waitForSelector('#roster-shiojiri', { visible: true });
  return page;
}

/** The lead makes a new key in the page, takes it away, and signs over to it. */
async function succeeds(nth) {
  const page = await lead(nth === 1 ? 390 : 1280);
  const former = key;
  key = await signsOver(page, former, program.dir, nth === 1 ? (name) => look(page, name) : undefined);
  return { page, former };
}

test('a report before: the poster’s fingerprint is the key’s', () => reports('鍵がかわる前に'));

test('the lead signs over to a new key in the browser, all organisations at once; the old key signs nothing any more', async () => {
  const { page, former } = await succeeds(1);
  for (const { short } of program.organisations) await does.shows(page, `#expiry-${short}`, '第2版');
  await opensKey(page, 'shiojiri', former);
  await does.press(page, '#sign-shiojiri');
  await does.shows(page, '#fault-shiojiri', '名簿');
  assert.ok(!(await does.textOf(page, '#status')).includes('まで使えます'), 'nothing was signed');
  clean(page, program.desk);
  await page.context.close();
  await reports('鍵がかわった後で');
  await come_back();
});

test('a second succession: whoever has the first poster is led through both, and whoever reads believes them', async () => {
  const { page } = await succeeds(2);
  clean(page, program.desk);
  await page.context.close();
  await reports('二度かわった後で');
  await come_back();
  for (const nth of [0, 1, 2]) {
    const counsellor = program.person('counsellor', nth);
    const reader = await person();
    await does.signsIn(reader, program, counsellor);
    await does.unlocks(reader, counsellor.passphrase);
    for (const id of await reader.$$eval('#cases a.row', (rows) => rows.map((row) => row.id))) {
      await does.press(reader, `#${id}`);
      await reader.waitForSelector(`#${id}[aria-current="page"]`);
      await does.reads(reader);
      assert.equal(await reader.$('#trouble, #roster-doubted, #story [data-faults]:not([data-faults=""])'), null);
      await does.press(reader, '#to-list');
      await until(async () => !(await reader.$('#case')), 'the list by itself');
    }
    clean(reader, program.desk);
    await reader.context.close();
  }
});

test('weeks before a roster ends the lead is told, then every counsellor, in the days that people use', async () => {
  // The roster began on 2026-12-01 and ends on 2027-03-10.
  await time.says('2027-02-12T03:00:00Z');
  let page = await lead(390);
  await does.shows(page, '#expiry-shiojiri', '令和9年3月10日');
  await does.shows(page, '#expiry-shiojiri', '終わる前に、新しい名簿に署名してください');
  await look(page, 'desk-roster-renew');
  await page.context.close();
  const counsellor = program.person('counsellor');
  page = await person();
  await does.signsIn(page, program, counsellor);
  await page.waitForSelector('#unlock-form', { visible: true });
  assert.equal(await page.$('[data-expiry]'), null, 'four weeks before, the lead alone');
  await page.context.close();
  await time.says('2027-02-26T03:00:00Z');
  page = await person();
  await does.signsIn(page, program, counsellor);
  await page.waitForSelector('[data-expiry="shiojiri"]', { visible: true });
  await does.shows(page, '[data-expiry="shiojiri"]', '令和9年3月10日');
  clean(page, program.desk);
  await page.context.close();
});

test('past a roster’s end nothing is sent, the words stay in the page, mailboxes open; the lead renews with one passphrase', async () => {
  const early = await person(390);
  await early.goto(`${program.window}/o/shiojiri/report?hl=ja#${print}`);
  await does.writes(early, { words: '書いているうちに名簿が終わる' });
  await time.says('2027-03-11T03:00:00Z');
  await does.press(early, '#to-readers');
  await early.waitForSelector('#readers .reader', { visible: true });
  await does.press(early, '#send');
  await until(() => early.$$eval('.fault, #progress', (all) => all.some((one) => one.innerText.includes('名簿'))), 'a sentence that says why');
  assert.equal(await early.$eval('#report-words', (field) => field.value), '書いているうちに名簿が終わる');
  assert.ok((await early.$$('[data-contact]')).length > 0, 'the contacts stand beside it');
  await look(early, 'window-roster-over-while-writing');

  const late = await person(390);
  await late.goto(`${program.window}/o/shiojiri/report?hl=ja#${print}`);
  await does.shows(late, '#fault', '名簿の期間が切れています');
  assert.ok(await late.$$eval('[data-contact]', (all) => all.some((one) => one.checkVisibility())));
  await look(late, 'window-roster-over');
  await late.context.close();
  await come_back();

  const page = await lead(1280);
  await does.shows(page, '#expiry-shiojiri', '令和9年3月10日（水）で終わっています');
  await opensKey(page, 'shiojiri', key);
  await does.press(page, '#sign-shiojiri');
  await does.shows(page, '#status', 'まで使えます');
  clean(page, program.desk);
  await page.context.close();
  await reports('新しい名簿で');
  await come_back();
});

test('and each page was fit to be looked at', looked);
