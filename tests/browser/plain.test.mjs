// The path without script, as a browser that runs none and has only a keyboard goes it.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { look, looked } from './look.mjs';
import { relay } from './relay.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, freePort, required, root, tempDir, until } from './world.mjs';

const age = await import(required.resolve('age-encryption'));

const WORDS = '廊下で大きな声で叱られています。\n毎週のように続きます。';
let program;
let browser;
let code;

before(async () => {
  program = await demo();
  browser = await chromium();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

/** A browser that runs no script. */
async function scriptless(at = program, hl = 'ja', org = 'shiojiri', width = 390) {
  const page = await visitor(browser, { width });
  await page.setJavaScriptEnabled(false);
  await page.goto(`${at.window}/o/${org}?hl=${hl}`);
  return page;
}

const there = (page, selector) => until(() => page.$(selector), `${selector} at ${page.url()}`);
const has = async (page, selector, words) => {
  await there(page, selector);
  const text = await page.$eval(selector, (node) => node.textContent);
  assert.ok(text.includes(words), `${words} in ${selector}: ${text}`);
};

/** Goes on by Tab until `selector` has the focus: what cannot be reached so cannot be used by everybody. */
async function tabsTo(page, selector) {
  await there(page, selector);
  for (let n = 0; n < 150; n++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  assert.fail(`no Tab leads to ${selector}`);
}

/** By keyboard alone; then `next` is on the page that comes. */
async function enters(page, selector, next) {
  await tabsTo(page, selector);
  await page.keyboard.press('Enter');
  await there(page, next);
}

async function types(page, selector, text) {
  await tabsTo(page, selector);
  await page.keyboard.sendCharacter(text);
}

/** On paper: the code and what it is for, and nothing else. */
async function printed(page, name) {
  await page.emulateMediaType('print');
  const seen = (selector) => page.$$eval(selector, (all) => all.filter((one) => one.checkVisibility()).length);
  assert.equal(await seen('#code li'), 6, 'the code is on the paper');
  assert.equal(await seen('button, #leave, nav, .contacts'), 0, 'and nothing else than it is for');
  await page.screenshot({ path: path.join(root, 'docs/gallery', `${name}-print.png`), fullPage: true });
  await page.emulateMediaType('screen');
}

/** Pictures and sweep of the state: the same document and styles in a page where the sweep's own script may run. */
async function looks(page, name) {
  const [html, url] = [await page.content(), page.url()];
  const copy = await page.context.newPage();
  await copy.setViewport(page.viewport());
  await copy.setRequestInterception(true);
  copy.on('request', (request) => (request.isNavigationRequest()
    ? request.respond({ status: 200, contentType: 'text/html; charset=utf-8', body: html })
    : request.continue()));
  await copy.goto(url);
  await look(copy, name);
  if (name.startsWith('plain-done')) await printed(copy, name);
  await copy.close();
  await page.bringToFront();
}

async function agrees(page, to, next) {
  await there(page, '#plain-ask');
  await tabsTo(page, '#agree');
  await page.keyboard.press('Space');
  await enters(page, to, next);
}

async function reports(page, words) {
  await agrees(page, '#to-write', '#plain-write');
  await types(page, '#words', words);
  await enters(page, '#to-check', '#plain-check');
  await enters(page, '#send', '#plain-done');
  return page.$$eval('#code li', (groups) => groups.map((group) => group.textContent.trim()));
}

test('promise 03 plain: by keyboard at 390 px, from the first page to the code', async () => {
  const page = await scriptless();
  await enters(page, '#start', '#script-off');
  assert.ok(await page.$eval('#script-off', (node) => node.offsetHeight > 0));
  await enters(page, '#to-plain', '#plain-ask');
  await looks(page, 'plain-ask');
  await enters(page, '#to-write', '#plain-ask #agree-fault:not(:empty)');
  await looks(page, 'plain-ask-fault');
  await agrees(page, '#to-write', '#plain-write');
  await enters(page, '#to-check', '#words-fault:not(:empty)');
  await looks(page, 'plain-write-fault');
  await types(page, '#words', WORDS);
  await types(page, '#people', '課長');
  await tabsTo(page, '[data-question] summary');
  await page.keyboard.press('Enter');
  await looks(page, 'plain-write');
  await enters(page, '#to-check', '#plain-check');
  await has(page, '#check-words', WORDS);
  await looks(page, 'plain-check');
  // Back, and everything is there.
  await enters(page, '#back', '#plain-write');
  assert.equal(await page.$eval('#words', (field) => field.value), WORDS);
  await enters(page, '#to-check', '#plain-check');
  await enters(page, '#send', '#plain-done');
  code = await page.$$eval('#code li', (groups) => groups.map((group) => group.textContent.trim()));
  assert.match(code.join(' '), /^3[0-9A-Z]{3}( [0-9A-Z]{4}){5}$/);
  await looks(page, 'plain-done');
  assert.ok(!page.url().includes(code[0]) && !page.url().includes('words'));
  await enters(page, '#end', '#plain-end');
  await looks(page, 'plain-end');
  clean(page, program.window);
  await page.context.close();
});

/** A counsellor for whom the server drew the case. */
async function holder() {
  for (const nth of [0, 1]) {
    const page = await visitor(browser, { width: 1280 });
    const person = program.person('counsellor', nth);
    await does.signsIn(page, program, person);
    await does.unlocks(page, person.passphrase);
    await page.waitForSelector('#cases', { visible: true });
    if (await page.$('#cases a.row')) return Object.assign(page, { person });
    await page.context.close();
  }
  throw new Error('two of three can read, and neither of the first two can');
}

/** The README of the case's export, opened with the person's key. */
async function exported(page, person) {
  await does.press(page, '#export-box summary');
  const { bytes } = await does.downloaded(page, '#export');
  const opened = async (sealed, key) => {
    const decrypter = new age.Decrypter();
    if (key) decrypter.addIdentity(key); else decrypter.addPassphrase(person.passphrase);
    return Buffer.from(await decrypter.decrypt(sealed));
  };
  const key = (await opened(await fs.readFile(path.resolve(program.dir, person.key_file)))).toString().match(/AGE-SECRET-KEY-1\w+/)[0];
  const tar = await opened(bytes, key);
  const at = tar.indexOf('README.txt');
  const head = at - (at % 512);
  const size = parseInt(tar.toString('latin1', head + 124, head + 135), 8);
  return tar.toString('utf8', head + 512, head + 512 + size);
}

test('promise 03 plain: the desk sees that the server sealed it, reads and answers', async () => {
  const page = await holder();
  await does.opensCase(page);
  await does.reads(page);
  await does.shows(page, '#story', WORDS.split('\n')[0]);
  await does.shows(page, '#sealed-here', '封をしたのは相談した人のブラウザではなく、このサーバーです');
  await look(page, 'desk-sealed-here');
  const readme = await exported(page, page.person);
  assert.match(readme, /封をしたのは相談した人のブラウザではなく、このサーバーです/);
  await does.answers(page, '読みました。いつからのことか、教えてください。');
  await does.press(page, '#course-ways > summary');
  await does.press(page, '#way-S1_answered');
  await does.press(page, '#course-propose-free');
  await does.shows(page, '#course-stage', '返事をした');
  await does.press(page, '#asking > summary');
  await does.press(page, '#asks-readback-fold > summary');
  await does.fill(page, '#asks-readback-text', '夜の電話が続いている。');
  await does.press(page, '#asks-readback-send');
  await does.shows(page, '#story', '夜の電話が続いている');
  clean(page, program.desk);
  const { person } = page;
  await page.context.close();
  for (const [hl, words] of [['ja-yasashii', 'このサーバーです'], ['en', 'sealed by this server']]) {
    const other = await visitor(browser, { width: 1280 });
    await does.signsIn(other, program, person, hl);
    await does.unlocks(other, person.passphrase);
    await does.opensCase(other);
    await does.shows(other, '#sealed-here', words);
    await look(other, `desk-sealed-here-${hl}`);
    await other.context.close();
  }
});

test('promise 03 plain: coming back by keyboard, reading, writing on', async () => {
  const page = await scriptless();
  await page.goto(`${program.window}/o/shiojiri/mailbox?hl=ja`);
  await enters(page, '#to-plain', '#plain-ask');
  await agrees(page, '#to-return', '#plain-enter');
  await looks(page, 'plain-enter');
  await types(page, '#receipt', code.join('').slice(0, 20));
  await enters(page, '#open', '#receipt-fault:not(:empty)');
  await looks(page, 'plain-enter-fault');
  await page.$eval('#receipt', (field) => { field.value = ''; });
  await types(page, '#receipt', does.clumsy(code));
  await enters(page, '#open', '#plain-case');
  await has(page, '#talk', '読みました。');
  await has(page, '[data-state="stage"]', '聞いた内容のまとめを、あなたに見せました');
  assert.equal(await page.$('#take-back'), null, 'it was read');
  await looks(page, 'plain-case');
  await types(page, '#message', '四月からです。');
  await enters(page, '#send-message', '#said');
  await has(page, '#talk', '四月からです。');
  assert.equal(await page.$eval('#message', (field) => field.value), '');
  await looks(page, 'plain-case-sent');
  await enters(page, '#end', '#plain-end');
  clean(page, program.window);
  await page.context.close();
});

test('promise 03 plain: a second report is taken back after one more question', async () => {
  const page = await scriptless();
  await page.goto(`${program.window}/o/shiojiri/plain?hl=ja`);
  const second = await reports(page, '書きすぎました。');
  await page.goto(`${program.window}/o/shiojiri/plain?hl=ja`);
  await agrees(page, '#to-return', '#plain-enter');
  await types(page, '#receipt', second.join(' '));
  await enters(page, '#open', '#plain-case');
  await enters(page, '#take-back', '#plain-sure');
  await looks(page, 'plain-sure');
  await enters(page, '#keep', '#plain-case');
  await enters(page, '#take-back', '#plain-sure');
  await enters(page, '#sure', '#taken-back');
  await looks(page, 'plain-taken-back');
  await page.goto(`${program.window}/o/shiojiri/plain?hl=ja`);
  await agrees(page, '#to-return', '#plain-enter');
  await types(page, '#receipt', second.join(' '));
  await enters(page, '#open', '#receipt-fault:not(:empty)');
  await page.context.close();
});

test('promise 03 plain: a code of one path is refused by the other, and the script’s page sends nothing for it', async () => {
  const recorder = await relay(program.port);
  const through = await chromium({ port: program.port, through: recorder.port });
  try {
    const page = await visitor(through);
    await page.goto(`${program.window}/o/shiojiri/mailbox?hl=ja`, { waitUntil: 'networkidle0' });
    await page.waitForSelector('#receipt', { visible: true });
    const before = recorder.bytes().length;
    await does.fill(page, '#receipt', code.join(' '));
    await does.press(page, '#open');
    await does.shows(page, '#receipt-fault', 'スクリプトなし');
    await look(page, 'mailbox-code-plain');
    const sent = recorder.bytes().subarray(before).toString('latin1');
    assert.doesNotMatch(sent, /challenge|api\//, 'nothing was asked for with this code');
    for (const group of code) assert.ok(!recorder.bytes().includes(group), 'no group of it was sent');
    assert.equal(page.url(), `${program.window}/o/shiojiri/mailbox?hl=ja`, 'nothing leads there by itself');
    await page.context.close();
  } finally {
    await through.close();
    await recorder.close();
  }
  const writer = await visitor(browser);
  await does.opensForm(writer, program);
  await does.writes(writer, { words: '手もとで封をしました。' });
  const sealed = await does.sends(writer);
  await does.finishes(writer, sealed);
  await writer.context.close();
  const page = await scriptless();
  await page.goto(`${program.window}/o/shiojiri/plain?hl=ja`);
  await agrees(page, '#to-return', '#plain-enter');
  await types(page, '#receipt', sealed.join(' '));
  await enters(page, '#open', '#receipt-fault:not(:empty)');
  assert.equal(await page.$eval('#receipt', (field) => field.value), '', 'it is not given back');
  assert.ok(await page.$('#plain-enter #to-script'));
  await looks(page, 'plain-enter-crossed');
  await page.context.close();
});

test('promise 03 plain: in plain Japanese and English, at 320 px, every page fits', async () => {
  for (const hl of ['ja-yasashii', 'en']) {
    const page = await scriptless(program, hl, 'shiojiri', 320);
    await page.goto(`${program.window}/o/shiojiri/plain?hl=${hl}`);
    const fits = async (where) => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320), `${where} in ${hl}`);
    await looks(page, `plain-ask-${hl}`);
    await fits('plain-ask');
    await agrees(page, '#to-write', '#plain-write');
    await fits('plain-write');
    await looks(page, `plain-write-${hl}`);
    await types(page, '#words', WORDS);
    await enters(page, '#to-check', '#plain-check');
    await fits('plain-check');
    await looks(page, `plain-check-${hl}`);
    await enters(page, '#send', '#plain-done');
    await fits('plain-done');
    await looks(page, `plain-done-${hl}`);
    const own = await page.$$eval('#code li', (groups) => groups.map((group) => group.textContent.trim()));
    await page.goto(`${program.window}/o/shiojiri/plain?hl=${hl}`);
    await agrees(page, '#to-return', '#plain-enter');
    await fits('plain-enter');
    await looks(page, `plain-enter-${hl}`);
    await types(page, '#receipt', own.join(' '));
    await enters(page, '#open', '#plain-case');
    await fits('plain-case');
    await looks(page, `plain-case-${hl}`);
    await page.context.close();
  }
});

test('promise 03 plain: a desk that closes the path shows telephone and paper in its place', async () => {
  const dir = await tempDir('plain-off');
  const port = await freePort();
  const first = await demo({ dir, port });
  await first.stop();
  const at = path.join(dir, 'policies/window.toml');
  await fs.writeFile(at, (await fs.readFile(at, 'utf8')).replace('plain = true', 'plain = false') .replace(/^\[desk\][^]*/mu, '[desk]\nname = "見本の事務所"\naddress = "見本市見本町1の1"\ntelephone = "026-000-0000"\nhours = "平日 9時から17時まで"\n'));
  const closed = await demo({ dir, port });
  try {
    const page = await scriptless(closed);
    await page.goto(`${closed.window}/o/shiojiri/plain?hl=ja`);
    await there(page, '#plain-closed');
    assert.ok(await page.$('a[href^="tel:"]'));
    assert.equal(await page.$('form input, textarea'), null);
    // What the desk signed of its own office stands wherever somebody would ask for it.
    assert.equal(await page.$eval('#desk-at a', (way) => way.getAttribute('href')), 'tel:0260000000');
    await looks(page, 'plain-closed');
    await page.goto(`${closed.window}/o/shiojiri/told?hl=ja`);
    assert.match(await page.$eval('#desk-at', (node) => node.innerText), /見本の事務所[^]*026-000-0000[^]*平日/);
    await page.goto(`${closed.window}/o/shiojiri/paper?hl=ja`);
    assert.match(await page.$eval('#paper-desk', (node) => node.textContent), /見本市見本町1の1見本の事務所/);
    assert.match(await page.$eval('#paper-slip', (node) => node.textContent), /026-000-0000にかけて/);
    await looks(page, 'paper-desk');
    await page.context.close();
  } finally {
    await closed.stop();
    await fs.rm(dir, { recursive: true, force: true });
  }
});

test('no state of the path without script is at fault', looked);
