// Script that fails, in every way a browser can fail it: the page says so, keeps what was typed, and submits nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { look, looked } from './look.mjs';
import { call } from './reporter.mjs';
import * as does from './steps.mjs';
import { visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

const WORDS = 'カナリアが鳴いている。毎朝どなられます。';
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

/** A page whose answers `bends` may change: it is given a request and answers true if it has dealt with it. */
async function bent(bends) {
  const page = await visitor(browser);
  page.sent = [];
  await page.setRequestInterception(true);
  page.on('request', async (request) => {
    page.sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`);
    if (!(await bends(request))) await request.continue();
  });
  return page;
}

const isScript = (request) => /\/(window|mailbox)\.[0-9a-f]+\.js$/.test(new URL(request.url()).pathname);
const script = (body) => async (request) =>
  isScript(request) && (await request.respond({ status: 200, contentType: 'text/javascript', body }), true);
/** The document as the program gives it, changed. */
const changed = (change) => async (request) => {
  if (!request.isNavigationRequest()) return false;
  const { pathname, search } = new URL(request.url());
  const answer = await call(program.port, 'window', 'GET', pathname + search);
  await request.respond(change({ status: 200, contentType: 'text/html; charset=utf-8', body: answer.bytes.toString() }));
  return true;
};

const WAYS = {
  'is not let through': async (request) => isScript(request) && (await request.abort('blockedbyclient'), true),
  'is answered with 500': async (request) => isScript(request) && (await request.respond({ status: 500, body: '' }), true),
  'throws at once': script('throw new Error("broken")'),
  'is written for newer browsers': script('const a = @@@;'),
  'is a module, which the browser does not know': changed((answer) => ({ ...answer, body: answer.body.replace('type="module"', 'type="x-module"') })),
  'is forbidden on the way': changed((answer) => ({ ...answer, headers: { 'content-security-policy': "script-src 'none'" } })),
};

/** Nothing typed, and no form at all, can have left. */
function unsent(page) {
  const bad = page.sent.filter((line) => !/^GET /.test(line) || /カナリア|%E3%82%AB/.test(line));
  assert.deepEqual(bad.filter((line) => !/\/api\/(challenge|report|draft|mailbox|entries)/.test(line)), []);
  for (const line of page.sent) assert.ok(!line.includes('カナリア') && !line.includes(encodeURIComponent('カナリア')), line);
}

for (const [how, bends] of Object.entries(WAYS)) {
  test(`promise 03: script that ${how}: each page with fields says so, and offers none`, async () => {
    for (const at of ['report', 'mailbox']) {
      const page = await bent(bends);
      await page.goto(`${program.window}/o/shiojiri/${at}?hl=ja`);
      // The page waits for script some seconds; here the time is let pass at once.
      await until(() => page.$('#script-late'), 'the page');
      await page.evaluate(() => document.getAnimations().forEach((one) => one.finish()));
      await page.waitForSelector('#script-late', { visible: true });
      await does.shows(page, '#script-late', '何も送られていません');
      assert.equal(await page.$('form'), null);
      const open = await page.$$eval('input, textarea, button', (all) => all.filter((one) => one.checkVisibility({ visibilityProperty: true })).map((one) => one.id));
      assert.deepEqual(open, [], 'nothing can be typed or pressed');
      assert.ok(await page.$eval('a[data-tel]', (link) => link.checkVisibility({ visibilityProperty: true })), 'telephones are there');
      assert.equal(page.url(), `${program.window}/o/shiojiri/${at}?hl=ja`, 'nothing leads to the other path by itself');
      if (how === 'throws at once') await look(page, `script-late-${at}`);
      unsent(page);
      await page.context.close();
    }
  });
}

test('promise 03: the page that waits in vain for its script says so by itself, and one that did not wait in vain never does', async () => {
  const page = await bent(WAYS['is not let through']);
  await page.goto(`${program.window}/o/shiojiri/report?hl=en`);
  assert.ok(!(await page.$eval('#script-late', (node) => node.checkVisibility({ visibilityProperty: true }))), 'not at once');
  await page.waitForSelector('#script-late', { visible: true });
  await page.context.close();
  const good = await bent(() => false);
  await does.opensForm(good, program);
  assert.equal(await good.$('#script-late'), null);
  await good.context.close();
});

test('promise 03: a bundle that is not there leaves the page without fields and with a way to try again', async () => {
  for (const at of ['report', 'mailbox']) {
    let broken = true;
    const page = await bent(async (request) => broken && request.url().endsWith('/bundle') && (await request.respond({ status: 500, body: '' }), true));
    await page.goto(`${program.window}/o/shiojiri/${at}?hl=ja`);
    await page.waitForSelector('#fault #retry', { visible: true });
    assert.equal(await page.$('form'), null);
    assert.deepEqual(await page.$$eval('input, textarea', (all) => all.filter((one) => one.checkVisibility({ visibilityProperty: true })).map((one) => one.id)), []);
    broken = false;
    await does.press(page, '#retry');
    await page.waitForSelector(at === 'report' ? '#to-words' : '#receipt', { visible: true });
    unsent(page);
    await page.context.close();
  }
});

/** The script falls while the page is in use; then Enter is pressed in the field. */
async function falls(page, field) {
  await page.evaluate(() => { setTimeout(() => { throw new Error('broken'); }); });
  await does.shows(page, '#fault', '書いたことは、まだこのページに残っています');
  if (!field) return;
  const before = await page.$eval(field, (node) => node.value);
  await page.focus(field);
  if (await page.$eval(field, (node) => node instanceof HTMLInputElement)) await page.keyboard.press('Enter');
  assert.equal(await page.$eval(field, (node) => node.value), before, `${field} keeps its words`);
  assert.ok(await page.$eval(field, (node) => node.checkVisibility()), `${field} is still seen`);
}

test('promise 03: script that falls in the middle keeps the words of every field, and no form takes them', async () => {
  const page = await bent(() => false);
  await does.opensForm(page, program);
  await does.writes(page, { words: WORDS, people: 'カナリア係長' });
  await falls(page, '#report-words');
  await falls(page, '#report-people');
  await look(page, 'script-fell-words');
  assert.equal(await page.$eval('#report-words', (node) => node.value), WORDS);
  // The code of a draft stays too.
  await does.press(page, '#keep-draft');
  await page.waitForSelector('#draft-code li', { visible: true });
  const draft = await page.$$eval('#draft-code li', (all) => all.map((one) => one.innerText));
  await falls(page);
  assert.deepEqual(await page.$$eval('#draft-code li', (all) => all.map((one) => one.innerText)), draft);
  await does.press(page, '#draft-back');
  // What is left of the script may still seal; else it says that nothing was sent.
  const code = await does.sends(page);
  await falls(page, '#echo');
  assert.deepEqual(await page.$$eval('#code li', (all) => all.map((one) => one.innerText.trim())), code, 'the code stays to be written down');
  unsent(page);
  await page.context.close();

  const back = await bent(() => false);
  await back.goto(`${program.window}/o/shiojiri/mailbox?hl=ja`);
  await does.fill(back, '#receipt', code.join(' '));
  await falls(back);
  assert.equal(await back.$eval('#receipt', (node) => node.value), code.join(' '));
  await does.press(back, '#open');
  await back.waitForSelector('[data-step="case"]:not([hidden])');
  await does.fill(back, '#message', WORDS);
  await falls(back, '#message');
  await does.press(back, '#take-back');
  await falls(back);
  assert.equal(await back.$eval('#message', (node) => node.value), WORDS);
  assert.equal(await back.$('form'), null);
  unsent(back);
  for (const group of code) assert.ok(!back.sent.some((line) => line.includes(group)), 'no group of the code was sent');
  await back.context.close();
});

test('promise 03: script for files that does not come leaves the words, and says so beside the field', async () => {
  const page = await bent(async (request) => /\/attach\.[0-9a-f]+\.js$/.test(new URL(request.url()).pathname) && (await request.abort(), true));
  await does.opensForm(page, program);
  await does.writes(page, { words: WORDS });
  const field = await page.$('#files');
  await field.uploadFile(import.meta.filename);
  await until(() => page.$eval('#files-fault', (node) => node.innerText.length > 0), 'a sentence');
  assert.equal(await page.$eval('#report-words', (node) => node.value), WORDS);
  unsent(page);
  await page.context.close();
});

test('no state of a page whose script failed is at fault', looked);
