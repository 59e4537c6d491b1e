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
const planted = '植えられた金糸雀';

let program;
let planter;

before(async () => {
  program = await demo();
  // A page that keeps what it should not, to show that the search can find it.
  const page = `<!doctype html><meta charset="utf-8"><textarea></textarea><script>
    localStorage.setItem('kept', '${planted}');
    const open = indexedDB.open('kept');
    open.onupgradeneeded = () => open.result.createObjectStore('kept');
    open.onsuccess = () => open.result.transaction('kept', 'readwrite').objectStore('kept').put('${planted}', 1).transaction.oncomplete = () => { document.title = 'kept'; };
  </script>`;
  planter = http.createServer((_, response) => response.setHeader('content-type', 'text/html').end(page));
  await new Promise((done) => planter.listen(0, '127.0.0.1', done));
});
after(async () => {
  await program?.stop();
  await new Promise((done) => planter.close(done));
});

/** Tells the story up to a half-written message, with a fault or two on the way; gives the words that may not remain. */
async function visits(browser) {
  const page = (await browser.pages())[0] ?? await browser.newPage();
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

/** Plants the canary by the page that keeps it. */
async function plants(browser) {
  const page = await browser.newPage();
  await page.goto(`http://window.localhost:${planter.address().port}/`);
  await until(async () => (await page.title()) === 'kept', 'the canary to be planted');
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
      const first = await open({ ...options, profile });
      const { page, needles } = await visits(first);
      assert.equal(await page.$eval('#message', (field) => field.value), message, 'the page is left with words in it');
      if (name === 'Firefox') await writtenForRestart(profile);
      await crash(first);
      const kept = await left(profile, needles);
      assert.ok(kept.files > 10, 'there is a profile');
      assert.deepEqual(kept.found, []);

      const second = await open({ ...options, profile });
      await plants(second);
      await second.close();
      const proof = await left(profile, { planted });
      assert.ok(proof.found.length > 0, 'and the search finds what is kept');
    } finally {
      await fs.rm(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  });
}

/** Waits until Firefox has written down which pages are open. */
const writtenForRestart = (profile) => until(async () => {
  const { found } = await left(path.join(profile, 'sessionstore-backups'), { page: '/o/shiojiri/mailbox' });
  return found.length > 0;
}, 'the session to be written');

/** The browser ends as at a power cut. */
async function crash(browser) {
  const child = browser.process();
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await ended;
}
