// One sitting in the browser: from an empty folder to the first report, read and answered.
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
const WORDS = 'ためしの相談です。';
let dir;
let config;
let address;
let serving;
let browser;
let deskKey;
let keyWords;

before(async () => {
  dir = await tempDir('sitting');
  config = path.join(dir, 'config.toml');
  const port = await freePort();
  const host = (name) => `http://${name}.localhost:${port}`;
  // As the guide has it, without a single organisation.
  await fs.writeFile(config, `runs = "firm"\ndata = "data"\npolicies = "policies"\nlisten = "127.0.0.1:${port}"\n${['window', 'desk', 'trends'].map((name) => `[${name}]\nurl = "${host(name)}"\n`).join('')}`);
  const { stdout } = await run(binary, ['init', '--browser', '--config', config]);
  address = stdout.split('\n').find((line) => line.includes('/desk/begin#'));
  serving = spawn(binary, ['serve', '--config', config], { stdio: 'ignore' });
  await until(() => new Promise((done, fail) => net.connect(port, '127.0.0.1').on('error', fail).on('connect', function () { this.end(); done(true); })), 'the desk to listen');
  browser = await chromium();
});
after(async () => {
  await browser?.close();
  serving?.kill('SIGTERM');
  await fs.rm(dir, { recursive: true, force: true });
});

const desk = () => new URL(address).origin;
const wordsOn = (page, id) => page.$$eval(`#${id} li`, (items) => items.map((item) => item.innerText.trim()));

async function answersBack(page, form, prefix, words) {
  for (const id of await page.$$eval(`${form} input`, (inputs) => inputs.map((input) => input.id))) {
    await does.fill(page, `#${id}`, words[Number(id.replace(prefix, '')) - 1]);
  }
}

async function signsIn(page) {
  await does.fill(page, '#sign-in-name', LEAD.sign_in);
  await does.fill(page, '#sign-in-password', LEAD.password);
  await does.press(page, '#sign-in');
  await page.waitForSelector('#sign-out', { visible: true });
}

test('the lead begins by the one address, and it is good once', async () => {
  const page = await visitor(browser, { width: 1280, height: 900 });
  await page.goto(address);
  await page.waitForSelector('#begin-form', { visible: true });
  assert.ok(!page.url().includes('#'), 'the secret does not stay in the address bar');
  await look(page, 'desk-begin');
  await does.press(page, '#begin');
  await does.shows(page, '#begin-fault', '入れてください');
  await does.fill(page, '#begin-organisation', '塩尻市');
  await does.fill(page, '#begin-short', '塩尻');
  await does.fill(page, '#begin-name', LEAD.name);
  await does.fill(page, '#begin-profession', '弁護士');
  await does.fill(page, '#begin-appointed', '外部の相談事務所（見本）');
  await does.fill(page, '#begin-adviser', '市の顧問ではありません');
  await does.fill(page, '#begin-sign-in', LEAD.sign_in);
  await does.fill(page, '#new-password', LEAD.password);
  await does.fill(page, '#new-password-again', LEAD.password);
  await does.press(page, '#begin');
  await does.shows(page, '#begin-fault', '短い名前');
  await does.fill(page, '#begin-short', 'shiojiri');
  await does.press(page, '#begin');
  await page.waitForSelector('#sitting[data-step="signing"]', { visible: true });
  await look(page, 'desk-sitting-signing');

  const second = await visitor(browser);
  await second.goto(address);
  await second.waitForSelector('#begin-gone', { visible: true });
  await second.context.close();
  await assert.rejects(run(binary, ['init', '--browser', '--config', config]), /there is a lead already/);

  await does.press(page, '#make-desk-key');
  await page.waitForSelector('#signing-words', { visible: true, timeout: 60_000 });
  keyWords = await wordsOn(page, 'signing-words');
  assert.equal(keyWords.length, 7);
  await look(page, 'desk-sitting-words');
  await does.press(page, '#signing-saved');
  await does.shows(page, '#signing-saved-fault', 'まだ保存していません');
  const { name, bytes } = await does.downloaded(page, '#save-desk-key');
  assert.equal(name, 'desk-key.age');
  deskKey = path.join(dir, '..', `${path.basename(dir)}-desk-key.age`);
  await fs.writeFile(deskKey, bytes);
  await does.press(page, '#signing-saved');
  await page.waitForSelector('#signing-ask-form', { visible: true });
  await does.press(page, '#signing-ask');
  await does.shows(page, '#signing-ask-fault', '違います');
  await answersBack(page, '#signing-ask-form', 'signing-word-', keyWords);
  await does.press(page, '#signing-ask');
  await page.waitForSelector('#sitting[data-step="own"]', { visible: true });
  clean(page, desk());
  await page.context.close();
});

test('it is taken up again after the page was left, with nothing lost that was made', async () => {
  const page = await visitor(browser, { width: 1280, height: 900 });
  await page.goto(`${desk()}/desk`);
  await signsIn(page);
  await page.waitForSelector('#sitting[data-step="signing"]', { visible: true });
  await does.press(page, '#signing-again > summary');
  await (await page.$('#signing-key-sitting')).uploadFile(deskKey);
  await does.fill(page, '#signing-passphrase-sitting', keyWords.join(' '));
  await does.press(page, '#signing-open');
  await page.waitForSelector('#sitting[data-step="own"] #make-key', { visible: true, timeout: 60_000 });
  await look(page, 'desk-sitting-own');

  await does.press(page, '#make-key');
  await page.waitForSelector('#passphrase-words', { visible: true });
  const words = await wordsOn(page, 'passphrase-words');
  await does.press(page, '#words-noted');
  await page.waitForSelector('#ask-form', { visible: true });
  await answersBack(page, '#ask-form', 'word-', words);
  await does.press(page, '#keep-key');
  await page.waitForSelector('#sitting[data-step="roster"]', { visible: true, timeout: 60_000 });
  await look(page, 'desk-sitting-roster');
  await does.press(page, '#sign-first');
  await page.waitForSelector('#sitting[data-step="print"]', { visible: true });
  const print = await does.textOf(page, '[data-fingerprint]');
  await look(page, 'desk-sitting-print');

  await does.press(page, '#poster-shiojiri');
  await page.waitForSelector('#poster-code svg');
  await look(page, 'desk-poster');
  const sheets = async () => Buffer.from(await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type \/Page\b/g).length;
  assert.equal(await sheets(), 1, 'the poster is one sheet');
  await page.goBack();
  await page.waitForSelector('#to-inventory', { visible: true });
  const link = await page.$eval('#test-shiojiri', (a) => a.href);
  assert.equal(link.split('#')[1], print.replaceAll(' ', ''), 'what is noted here stands on the poster');
  await does.press(page, '#to-inventory');
  await page.waitForSelector('#inventory tr[data-secret]');
  assert.equal((await page.$$('#inventory tr[data-secret]')).length, 10);
  await look(page, 'desk-inventory');
  assert.equal(await sheets(), 1, 'the inventory is one sheet');
  const inventory = await does.textOf(page, '#inventory');
  // `audit` and `key` are words of the list, and may stand there by chance; seven of them may not.
  for (const secret of [words, keyWords]) assert.ok(secret.filter((word) => inventory.includes(word)).length < 4, 'no secret stands on it');

  // A stranger's telephone, by the poster's address with its fingerprint.
  const reporter = await visitor(browser);
  await reporter.goto(link);
  await does.press(reporter, '#start');
  await reporter.waitForSelector('#to-words', { visible: true });
  await does.writes(reporter, { words: WORDS });
  await does.press(reporter, '#to-readers');
  await does.shows(reporter, '#readers', LEAD.name);
  await does.press(reporter, '#send');
  await reporter.waitForSelector('#code li', { visible: true });
  const code = await reporter.$$eval('#code li', (groups) => groups.map((group) => group.innerText.trim()));
  await does.finishes(reporter, code);

  await does.press(page, '#to-list');
  await does.opensCase(page);
  await does.reads(page);
  await does.shows(page, '#case', WORDS);
  await does.answers(page, '届きました。');
  clean(page, desk());
  const window = new URL(link).origin;
  await does.comesBack(reporter, { window }, code.join(' '));
  await does.shows(reporter, '[data-step="case"]', '届きました。');
  clean(reporter, window);
  await reporter.context.close();
  await page.context.close();
});

test('the signing key that the browser made is one that the command line signs with', async () => {
  const passphrase = path.join(dir, 'passphrase');
  await fs.writeFile(passphrase, `${keyWords.join(' ')}\n`);
  const [asked, signed] = ['request', 'signed'].map((name) => path.join(dir, name));
  await run(binary, ['roster', 'request', '--config', config, '--to', asked]);
  await run(binary, ['roster', 'sign', '--yes', '--request', asked, '--desk-key', deskKey, '--passphrase-file', passphrase, '--to', signed]);
  await run(binary, ['roster', 'import', '--config', config, signed]);
  await fs.rm(deskKey);
  const page = await visitor(browser);
  await page.goto(`${desk()}/desk`);
  await signsIn(page);
  await does.press(page, '#menu > summary');
  await does.press(page, '#to-rosters');
  await does.shows(page, '#expiry-shiojiri', '第2版');
  await page.context.close();
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
