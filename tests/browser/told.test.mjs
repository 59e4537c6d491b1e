// Somebody in the city is told by a link and a code, in real browsers: they open the agreed text and nothing else of the case, answer,
// and the reporter reads what they answered, with its day.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { clock, shifts } from './clock.mjs';
import { base64, counsellor, dayFrom, ownKeys, reported } from './forger.mjs';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, kept, nothing, visitor } from './watch.mjs';
import { chromium, demo, root, until } from './world.mjs';

const { load } = await import(path.join(root, 'web/test/load.mjs'));
const { writeAnswer } = await load('protocol/telling.ts');

const STORY = 'カナリア物語の中身';
const TEXT = '夜おそく、何度も呼び出されます。部屋の番号は三十二です。';
const AGREED = '夜おそく、何度も呼び出されます。';
const STRUCK = '三十二';

let time;
let a;
let program;
let browser;
let desk;
let story;
/** What the counsellor was shown once: the first link and the one that took its place. */
const given = [];

before(async () => {
  time = await clock(new Date().toISOString());
  program = await demo({ env: time.env });
  browser = await chromium();
  a = await counsellor(program, 0);
  desk = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(desk, program, program.person('counsellor', 0));
  await does.unlocks(desk, a.passphrase);
  story = await reported(program, { words: STORY, people: '田中課長' });
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

async function opens() {
  await does.press(desk, '#to-list').catch(() => {});
  await does.opensCase(desk, story.case);
  await does.reads(desk);
}

async function back() {
  const page = await visitor(browser);
  await does.comesBack(page, program, story.code);
  await page.waitForSelector('#talk [data-said]', { visible: true });
  return page;
}

/** What stands there once. */
async function shown() {
  await desk.waitForSelector('#link-fresh', { visible: true });
  return { address: await does.textOf(desk, '#link-address'), code: await does.textOf(desk, '#link-code') };
}

async function recipient(address, size) {
  const page = await visitor(browser, size);
  await page.goto(address);
  await page.waitForSelector('#enter', { visible: true });
  return page;
}

async function enters(page, code) {
  await does.fill(page, '#short-code', code);
  await does.press(page, '#open');
}

const done = async (page) => {
  clean(page, program.window);
  assert.deepEqual(await kept(page, program.window), nothing);
  await page.context.close();
};

test('promise 09 told: a link is made only for what the reporter agreed to, and the step stands before it is shown', async () => {
  await opens();
  assert.equal(await desk.$('[data-link]'), null, 'without a proposal there is nothing to tell');
  await does.press(desk, '#city-ways > summary');
  await does.press(desk, '#way-N1_outline');
  await does.press(desk, 'label[for="city-concerns-staff"]');
  await desk.select('#city-office', 'deputy_mayor');
  await does.fill(desk, '#city-text', `${TEXT}田中さんからです。`);
  await does.press(desk, '#city-propose-consent');
  await does.shows(desk, '#city-fault', '「田中」が入っています');
  await look(desk, 'desk-told-nameless');
  assert.equal(await desk.$('#city [data-asked]'), null, 'whoever is named where no name is given is asked about first');
  await does.fill(desk, '#city-text', TEXT);
  await does.press(desk, '#city-propose-consent');
  await desk.waitForSelector('#city [data-asked][data-standing="open"]', { visible: true });
  assert.equal(await desk.$('[data-link]'), null, 'nor without a consent');
  const page = await back();
  const piece = await until(async () => {
    for (const one of await page.$$('#asked .piece')) if ((await one.evaluate((node) => node.innerText)).includes(STRUCK)) return one;
  }, 'the words to strike');
  await piece.click();
  await does.shows(page, '#asked [data-nameless]', 'あなたの名前を出しません');
  await look(page, 'window-told-nameless');
  await does.press(page, '[data-answer="agree"]');
  await page.waitForSelector('[data-asked][data-standing="agreed"]');
  await page.context.close();

  await opens();
  await look(desk, 'desk-told-link');
  await does.press(desk, '#city [data-link="taken"]');
  given.push(await shown());
  await does.shows(desk, '#city-stage', 'あらましを伝えた');
  assert.match(given[0].address, new RegExp(`^${program.window}/o/shiojiri/told\\?hl=ja#[0-9a-f]{32}$`));
  assert.match(given[0].code, /^[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}$/);
  await look(desk, 'desk-told-once');
  await opens();
  assert.equal(await desk.$('#link-fresh'), null, 'it is shown once');
  await does.press(desk, '#city [data-handout]');
  await does.shows(desk, '#handout article', AGREED);
  const sheet = await does.textOf(desk, '#handout article');
  for (const secret of [STRUCK, STORY, given[0].code, given[0].address]) assert.ok(!sheet.includes(secret), secret);
  await look(desk, 'desk-told-sheet');
  await does.press(desk, '#handout-away');
  await desk.waitForSelector('#case', { visible: true });
  const later = await back();
  await does.shows(later, '[data-state="told"]', '副市長に渡すリンクを作りました（同意した文章だけ）');
  await does.shows(later, '[data-state="told"] [data-returned="none"]', 'まだ返事はありません');
  await done(later);
});

test('promise 09 told: with link and code the recipient opens the very text that was agreed to, and nothing else of the case', async () => {
  const page = await recipient(given[0].address, { width: 320, height: 640 });
  assert.equal(await page.evaluate(() => location.hash), '', 'the secret leaves the address bar');
  await look(page, 'window-told-enter');
  await enters(page, '0000 0000 0001');
  await does.shows(page, '#short-code-fault', '番号が違います');
  await enters(page, '0000 0000 0000');
  await does.shows(page, '#short-code-fault', 'このリンクとこの番号では開けません');
  await look(page, 'window-told-wrong');
  assert.equal(await does.textOf(page, '#telling-text').catch(() => ''), '');
  await enters(page, given[0].code.toLowerCase().replaceAll(' ', '－'));
  await page.waitForSelector('[data-step="told"]:not([hidden])');
  assert.equal(await does.textOf(page, '#telling-text'), AGREED);
  await does.shows(page, '#telling-to', '副市長');
  await does.shows(page, '#telling-from', '相談員A');
  await does.shows(page, '#telling-ground', '同意しています');
  const all = await page.evaluate(() => document.documentElement.textContent);
  for (const canary of [STORY, STRUCK, story.case, story.code, story.report]) assert.ok(!all.includes(canary), `${canary} is not the recipient's`);
  await look(page, 'window-told-text');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it fits 320 px');

  await does.press(page, '#received');
  await page.waitForSelector('#answers [data-given="received"]');
  assert.equal(await page.$eval('#received', (button) => button.hidden), true);
  await does.press(page, '#send-measure');
  await does.shows(page, '#measure-fault', 'まだ何も送っていません');
  await does.fill(page, '#measure', '夜の呼び出しをやめさせました。');
  assert.equal(await page.$eval('#measure-from', (field) => field.value), '', 'no day is said for them');
  await page.$eval('#measure-from', (field) => { field.value = '2206-12-01'; });
  await does.press(page, '#send-measure');
  await does.shows(page, '#measure-from-fault', '年を確かめてください');
  await page.$eval('#measure-from', (field, own) => { field.value = own; }, dayFrom(0));
  await does.press(page, '#send-measure');
  await page.waitForSelector('#answers [data-given="measure"]');
  await does.shows(page, '#measure-progress', '届きました');
  await look(page, 'window-told-answered');
  await done(page);
  // Opened again, it shows what was given back.
  const again = await recipient(given[0].address);
  await enters(again, given[0].code);
  await again.waitForSelector('#answers [data-given="measure"]');
  await does.shows(again, '#answers', '夜の呼び出しをやめさせました。');
  await done(again);
});

test('the list of what is due says that an answer came, to whoever has not opened the case, until it was written down', async () => {
  await does.press(desk, '#to-list');
  await does.press(desk, '#to-board');
  await desk.waitForSelector(`#board [data-board="${story.case}"][data-back]`, { visible: true });
  await does.shows(desk, '#board [data-back]', '伝えた相手の返事が届いています');
  await look(desk, 'desk-board-back');
  assert.equal((await desk.$$('#board [data-back]')).length, 1);
});

test('promise 08 told: the reporter reads what the recipient gave back, with its day, once a counsellor wrote it down', async () => {
  const early = await back();
  assert.equal(await early.$('[data-returned="received"]'), null);
  await early.context.close();
  await opens();
  await desk.waitForSelector('[data-came="measure"]', { visible: true });
  await look(desk, 'desk-told-came');
  await does.press(desk, '[data-came="received"] button');
  await desk.waitForSelector('[data-returned="received"]', { visible: true });
  await desk.waitForSelector('[data-came="measure"]', { visible: true });
  assert.equal(await desk.$('[data-came="received"]'), null, 'what was written down is not offered again');
  await does.press(desk, '[data-came="measure"] button');
  await desk.waitForSelector('[data-returned="measure"]', { visible: true });
  await does.press(desk, '#to-list');
  await does.press(desk, '#to-board');
  await desk.waitForSelector('#board-progress[data-asked]');
  assert.equal(await desk.$('#board [data-back]'), null, 'what was written down waits no more');
  const page = await back();
  const day = await page.evaluate((given) => new Intl.DateTimeFormat('ja', { month: 'long', day: 'numeric', timeZone: 'UTC' }).format(new Date(given)), dayFrom(0));
  await does.shows(page, '[data-state="told"] [data-returned="received"]', day);
  await does.shows(page, '[data-state="told"] [data-returned="measure"]', '夜の呼び出しをやめさせました。');
  await does.shows(page, '#talk [data-step="measured"]', day);
  assert.equal(await page.$('#talk [data-fault]'), null);
  await look(page, 'window-mailbox-told-back');
  await done(page);
});

test('promise 09 told: another link needs no second consent, ends the first, and the reporter sees that it was given', async () => {
  await opens();
  await does.press(desk, '#city [data-link="linked"]');
  given.push(await shown());
  assert.notEqual(given[1].address, given[0].address);
  const old = await recipient(given[0].address);
  await enters(old, given[0].code);
  await old.waitForSelector('[data-step="over"]:not([hidden])');
  await look(old, 'window-told-over');
  await done(old);
  const mixed = await recipient(given[1].address);
  await enters(mixed, given[0].code);
  await does.shows(mixed, '#short-code-fault', 'このリンクとこの番号では開けません');
  await enters(mixed, given[1].code);
  await mixed.waitForSelector('[data-step="told"]:not([hidden])');
  assert.equal(await does.textOf(mixed, '#telling-text'), AGREED);
  // What came by the first link is counted, with its days, and not repeated to whoever has the second.
  await does.shows(mixed, '#telling-came', '2つの返事');
  assert.ok(!(await mixed.evaluate(() => document.body.innerText)).includes('夜の呼び出し'));
  await look(mixed, 'window-told-came');
  await done(mixed);
  const page = await back();
  await does.shows(page, '#talk [data-step="linked"]', '新しいリンク');
  assert.equal(await page.$('#talk [data-fault]'), null);
  await done(page);
});

test('promise 01 told: an HR reader who is signed in and has the link, without the code, is given nothing', async () => {
  const page = await visitor(browser);
  await does.hrSignsIn(page, program, program.person('hr'));
  const at = new URL(given[1].address);
  const answers = await page.evaluate(async (desk, org) => {
    const ask = (path, method) => fetch(path, { method, credentials: 'include', mode: 'no-cors' }).then((answer) => [answer.status, answer.type]).catch(() => ['refused']);
    return [await ask(`${desk}/desk/api/tellings/${org}/${'0'.repeat(32)}`, 'GET'), await ask(`/desk/api/tellings/${org}/${'0'.repeat(32)}`, 'GET')];
  }, program.desk, 'shiojiri');
  for (const [status] of answers) assert.ok(['refused', 0, 401, 403, 404].includes(status), String(status));
  await page.goto(at.href);
  await page.waitForSelector('#enter', { visible: true });
  await does.press(page, '#open');
  await does.shows(page, '#short-code-fault', '12文字');
  assert.equal(await page.$eval('#telling-text', (node) => node.textContent), '');
  await page.context.close();
});

test('promise 08 told: what another key signed stands in the mailbox with its fault, and not among what the recipient gave back', async () => {
  const b = await counsellor(program, 1);
  const before = await back();
  const taken = await before.$eval('#talk li:has([data-step="taken"])', (line) => line.dataset.entry);
  const count = (page) => page.$$eval('[data-state="told"] [data-returned]', (all) => all.length);
  const there = await count(before);
  await before.context.close();
  const stranger = await ownKeys();
  const of = { window: story.there.roster.window, telling: '0'.repeat(32), time: `${new Date().toISOString().slice(0, 19)}Z` };
  const frame = base64(writeAnswer(of, { is: 'received' }, stranger.seed));
  const heads = [{ author: story.author, entry: story.report }, { author: a.key.author, entry: taken }];
  await b.says(story, { n: 1, before: null, heads, kind: 'step', body: { what: '', text: '', is: 'answered', taken, frame } });
  const page = await back();
  await does.shows(page, '#talk [data-fault="answer-differs"]', '確かめられません');
  assert.equal(await count(page), there);
  await done(page);
});

test('promise 14 told: after its last day the link opens no more, and the page says so; cut short, it says that too', async () => {
  const cut = await visitor(browser);
  await cut.goto(given[1].address.slice(0, -3));
  await does.shows(cut, '#fault', 'リンクの後ろの部分がありません');
  await look(cut, 'window-told-cut');
  await cut.context.close();
  await time.says(new Date(Date.now() + 16 * 86_400_000).toISOString());
  const page = await visitor(browser);
  await shifts(page, time.ahead);
  await page.goto(given[1].address);
  await page.waitForSelector('#enter', { visible: true });
  await enters(page, given[1].code);
  await page.waitForSelector('[data-step="over"]:not([hidden])');
  await does.shows(page, '#over', '期限が過ぎたか');
  await done(page);
});

test('and each page was fit to be looked at', () => {
  clean(desk, program.desk);
  looked();
});
