// A firm of one: the one reader, who leads the desk too, replaces a key with the old one open, and again once that is lost altogether.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, freePort, program as binary, tempDir, until } from './world.mjs';

const run = promisify(execFile);
const LEAD = { sign_in: 'lead', password: 'nine slow lanterns', name: '責任者（弁護士）' };
const WORDS = '一人の事務所に、相談します。';
let dir;
let origin;
let serving;
let browser;
let page;
let desk;
let code;

before(async () => {
  dir = await tempDir('alone');
  const port = await freePort();
  const host = (name) => `http://${name}.localhost:${port}`;
  origin = { desk: host('desk'), window: host('window') };
  const config = path.join(dir, 'config.toml');
  await fs.writeFile(config, `runs = "firm"\ndata = "data"\npolicies = "policies"\nlisten = "127.0.0.1:${port}"\n${['window', 'desk', 'trends'].map((name) => `[${name}]\nurl = "${host(name)}"\n`).join('')}`);
  const { stdout } = await run(binary, ['init', '--browser', '--config', config]);
  serving = spawn(binary, ['serve', '--config', config], { stdio: 'ignore' });
  await until(() => new Promise((done, fail) => net.connect(port, '127.0.0.1').on('error', fail).on('connect', function () { this.end(); done(true); })), 'the desk to listen');
  browser = await chromium();
  page = await visitor(browser, { width: 1280, height: 900 });
  await begins(stdout.split('\n').find((line) => line.includes('/desk/begin#')));
});
after(async () => {
  await browser?.close();
  serving?.kill('SIGTERM');
  await fs.rm(dir, { recursive: true, force: true });
});

const wordsOn = (id) => page.$$eval(`#${id} li`, (items) => items.map((item) => item.innerText.trim()));

async function says(form, prefix, words) {
  for (const id of await page.$$eval(`${form} input[id^="${prefix}"]`, (inputs) => inputs.map((input) => input.id))) {
    await does.fill(page, `#${id}`, words[Number(id.replace(prefix, '')) - 1]);
  }
}

/** From the one address to the first roster: one lead, who is its one reader. */
async function begins(address) {
  await page.goto(address);
  for (const [id, text] of [
    ['begin-organisation', '塩尻市'], ['begin-short', 'shiojiri'], ['begin-name', LEAD.name], ['begin-profession', '弁護士'],
    ['begin-appointed', '外部の相談事務所（見本）'], ['begin-adviser', '市の顧問ではありません'], ['begin-sign-in', LEAD.sign_in],
    ['new-password', LEAD.password], ['new-password-again', LEAD.password],
  ]) await does.fill(page, `#${id}`, text);
  await does.press(page, '#begin');
  await does.press(page, '#make-desk-key');
  await page.waitForSelector('#signing-words', { visible: true, timeout: 60_000 });
  desk = { words: await wordsOn('signing-words'), file: path.join(dir, 'desk-key.age') };
  await fs.writeFile(desk.file, (await does.downloaded(page, '#save-desk-key')).bytes);
  await does.press(page, '#signing-saved');
  await page.waitForSelector('#signing-ask-form', { visible: true });
  await says('#signing-ask-form', 'signing-word-', desk.words);
  await does.press(page, '#signing-ask');
  await does.press(page, '#make-key');
  await notes();
  await does.press(page, '#keep-key');
  await page.waitForSelector('#sitting[data-step="roster"]', { visible: true, timeout: 60_000 });
  await does.press(page, '#sign-first');
  await page.waitForSelector('#sitting[data-step="print"]', { visible: true });
}

async function notes() {
  await page.waitForSelector('#passphrase-words', { visible: true });
  const words = await wordsOn('passphrase-words');
  await does.press(page, '#words-noted');
  await page.waitForSelector('#ask-form', { visible: true });
  await says('#ask-form', 'word-', words);
  return words;
}

async function replaces(picture) {
  await does.press(page, '#to-key');
  await does.press(page, '#hands > summary');
  await does.press(page, '#new-key');
  const words = await notes();
  await page.waitForSelector('#replacing', { visible: true });
  await look(page, picture);
  await does.press(page, '#old-kept');
  await (await page.$('#signing-key-replace')).uploadFile(desk.file);
  await does.fill(page, '#signing-passphrase-replace', desk.words.join(' '));
  await does.fill(page, '#keep-password', LEAD.password);
  await does.press(page, '#keep-key');
  return words;
}

async function reads() {
  await does.press(page, '#to-list');
  await does.opensCase(page);
  await does.reads(page);
  await does.shows(page, '#story', WORDS);
  assert.equal((await page.$$('#story [data-faults]')).length, 0);
}

test('with the old key open, one deed replaces it and hands every case on', async () => {
  const reporter = await visitor(browser);
  await does.opensForm(reporter, origin);
  await does.writes(reporter, { words: WORDS });
  code = await does.sends(reporter);
  await reporter.context.close();
  await reads();
  await replaces('desk-key-replace-sign');
  // Two files are opened and one is locked by seven words each.
  await until(async () => (await does.textOf(page, '#status')).includes('1 件を新しい鍵に渡しました'), 'the case to be handed on', 60);
  assert.equal(await page.$('#former'), null);
  await reads();
  clean(page, origin.desk);
});

test('lost altogether, the desk’s key signs for the new one; old cases say so until the reporter hands them on', async () => {
  await page.context.close();
  page = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(page, origin, LEAD);
  await does.press(page, '#to-key');
  await does.press(page, '#hands > summary');
  await does.press(page, '#new-key');
  await notes();
  await does.press(page, '#keep-key');
  await does.shows(page, '#ask-fault', '前の鍵が開いていません');
  await look(page, 'desk-key-replace-lost');
  await (await page.$('#signing-key-replace')).uploadFile(desk.file);
  await does.fill(page, '#signing-passphrase-replace', desk.words.join(' '));
  await does.fill(page, '#keep-password', LEAD.password);
  await does.press(page, '#keep-key');
  await page.waitForSelector('#former', { visible: true, timeout: 60_000 });
  await does.shows(page, '#former', '1 件は、いまの鍵では開けません');
  await does.press(page, '#to-list');
  await does.shows(page, '#former-note', '1 件');
  assert.equal((await page.$$('#cases a.row')).length, 0);

  const back = await visitor(browser);
  await does.comesBack(back, origin, code.join(' '));
  await does.press(back, '[data-give]');
  // The hand-over before this one says the same in the conversation: the offer goes once this one is kept.
  await until(async () => (await back.$('[data-give]')) === null, 'the offer to go');
  await does.shows(back, '#talk', '新しい鍵でも、読めるようになりました');
  clean(back, origin.window);
  await back.context.close();
  await reads();
  clean(page, origin.desk);
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
