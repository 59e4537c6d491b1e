// A shared computer: whoever sits down next finds nothing that was typed, in no file of the browser's and by no button of it.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { left } from './profile.mjs';
import * as does from './steps.mjs';
import { chromium, demo, firefox, tempDir, until } from './world.mjs';

const story = { words: '金糸雀がどなられています', people: '金糸雀支所の係長' };
const message = '金糸雀の続きを書きます';
const planted = '植えられた文鳥';
const typed = '打ちこまれた文鳥';

let program;
let planter;

before(async () => {
  program = await demo();
  // A page that keeps what it should not, to show that the search can find it.
  const page = `<!doctype html><meta charset="utf-8"><textarea id="kept"></textarea><script>
    localStorage.setItem('kept', '${planted}');
    const open = indexedDB.open('kept');
    open.onupgradeneeded = () => open.result.createObjectStore('kept');
    open.onsuccess = () => open.result.transaction('kept', 'readwrite').objectStore('kept').put('${planted}', 1).transaction.oncomplete = () => { document.title = 'kept'; };
  </script>`;
  planter = http.createServer(({ url }, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(url === '/keeps' ? page : '<!doctype html><title>天気</title>');
  });
  await new Promise((done) => planter.listen(0, '127.0.0.1', done));
});
after(async () => {
  await program?.stop();
  await new Promise((done) => planter.close(done));
});

/** Tells the story up to a half-written message, with a fault or two on the way; gives the words that may not remain. */
async function visits(browser) {
  const page = await browser.newPage();
  page.on('dialog', (dialog) => dialog.accept());
  await page.setViewport({ width: 390, height: 844 });
  await does.opensForm(page, program);
  await does.writes(page, story);
  const code = await does.sends(page);
  const sent = await page.$eval('#code', (list) => list.textContent);
  assert.notEqual(sent, '');
  await does.finishes(page, code);
  await does.comesBack(page, program, code.join(' '));
  await does.fill(page, '#message', message);
  return { page, needles: needlesOf(code) };
}

const needlesOf = (code) => ({
  ...story, message, canary: '金糸雀',
  code: code.join(''), 'code with spaces': code.join(' '), 'code with hyphens': code.join('-'), 'half of the code': code.slice(0, 3).join(' '),
  'code, lower case': code.join('').toLowerCase(),
});

const elsewhere = (at) => `http://window.localhost:${planter.address().port}/${at}`;

/** Plants the canary by the page that keeps it, and types another into a field that does not ask to be forgotten. */
async function plants(browser) {
  const page = await browser.newPage();
  await page.goto(elsewhere('keeps'));
  await until(async () => (await page.title()) === 'kept', 'the canary to be planted');
  await does.fill(page, '#kept', typed);
}

const browsers = [
  ['Chromium', chromium, {}],
  // Written every second instead of every fifteen, so that what is kept for a restart has been kept.
  ['Firefox', firefox, { prefs: { 'browser.sessionstore.interval': 500, 'browser.sessionstore.interval.idle': 500, 'browser.startup.page': 3, 'browser.sessionstore.resume_from_crash': true } }],
];

for (const [name, open, options] of browsers) {
  test(`promise 04 nameless: nothing that was typed is in any file of ${name}’s profile, not even after a crash`, async () => {
    const profile = await tempDir('shared');
    try {
      const browser = await open({ ...options, profile });
      await plants(browser);
      const { page, needles } = await visits(browser);
      assert.equal(await page.$eval('#message', (field) => field.value), message, 'the page is left with words in it');
      await writtenForRestart(browser, profile);
      await crash(browser);
      const proof = (await left(profile, { planted, typed })).found.join('\n');
      assert.match(proof, /planted as/, 'the search finds what a page keeps');
      assert.match(proof, /typed as/, 'and what a browser keeps of a field for a restart');
      assert.deepEqual((await left(profile, needles)).found, []);
    } finally {
      await fs.rm(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  });
}

/** Waits until the browser has written down which pages are open, one among them that was opened just now. */
async function writtenForRestart(browser, profile) {
  const mark = `opened-${Math.random().toString(36).slice(2)}`;
  await (await browser.newPage()).goto(elsewhere(mark));
  await until(async () => (await left(profile, { mark }, /session/i)).found.length > 0, 'the session to be written', 30);
}

/** The browser ends as at a power cut. */
async function crash(browser) {
  const child = browser.process();
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await ended;
}

for (const [name, open, options] of browsers) {
  test(`nothing that was typed comes back in ${name}: by Back after the quick exit, by reloading, by Back and Forward`, async () => {
    const browser = await open(options);
    try {
      const page = (await browser.pages())[0] ?? await browser.newPage();
      page.on('dialog', (dialog) => dialog.accept());
      await page.goto(elsewhere('before'));
      await does.opensForm(page, program);
      await does.writes(page, story);
      await goes(page, () => location.reload());
      await until(async () => page.$eval('html', (html) => !html.dataset.at), 'the page to begin anew');
      await page.waitForSelector('#to-words', { visible: true });
      await nothingIsBack(page, 'reloaded');

      await does.press(page, '#to-words');
      await does.fill(page, '#report-words', story.words);
      await page.goto(elsewhere('after'));
      await goes(page, () => history.back());
      await until(async () => (await page.title()) !== '天気', 'the page before');
      await page.waitForSelector('#to-words', { visible: true });
      await nothingIsBack(page, 'come back to');

      await does.press(page, '#to-words');
      await does.fill(page, '#report-words', story.words);
      await page.$eval('#leave', (way, to) => { way.href = to; }, elsewhere('weather'));
      await does.press(page, '#leave');
      await until(async () => (await page.title()) === '天気', 'the other page');
      await goes(page, () => history.back());
      await page.waitForSelector('#start', { visible: true });
      await nothingIsBack(page, 'left by the quick exit');
      await goes(page, () => history.forward());
      await until(async () => (await page.title()) === '天気', 'the other page, not the report');
    } finally {
      await browser.close();
    }
  });
}

/** By the page's own script: Firefox tells its driver nothing of a page that it takes out of its store. */
const goes = (page, where) => page.evaluate(where).catch((error) => {
  if (!/destroyed|discarded|navigat|detached|closed/i.test(error.message)) throw error;
});

/** No field and no text of the page holds what was typed. */
async function nothingIsBack(page, how) {
  const held = await page.evaluate(() => [document.documentElement.textContent, ...[...document.querySelectorAll('input, textarea')].map((field) => field.value)].join('\n'));
  assert.doesNotMatch(held, /金糸雀/, `the page, ${how}`);
}

test('promise 16 honest: beside the way out stands what it cannot erase, in every language', async () => {
  const browser = await chromium();
  try {
    const page = await browser.newPage();
    for (const [hl, words] of [['ja', /履歴.*残る|履歴は消えません/s], ['ja-yasashii', /履歴|りれき/], ['en', /history/i]]) {
      await page.goto(`${program.window}/o/shiojiri?hl=${hl}`);
      assert.match(await does.textOf(page, '#leave-note'), words);
    }
  } finally {
    await browser.close();
  }
});
