// The whole story in other browsers than the one it was written in, and in browsers that are not allowed everything.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { webkit } from './webkit.mjs';
import { chromium, demo, firefox } from './world.mjs';

const story = { words: '係長に毎日、みんなの前でどなられます。🙇', people: '支所の係長' };
const answer = '読みました。体のことを聞かせてください。';
const again = '火曜の夜なら話せます。';

let program;

// Each has a desk of its own, where its case is the only one.
beforeEach(async () => { program = await demo(); });
afterEach(() => program?.stop());

/** Reported, read, answered, come back, written on. `reporter` and `counsellor` are pages, of whichever browser. */
async function journey(reporter, counsellor) {
  // A tab behind another is slowed down by its browser.
  await reporter.bringToFront();
  await does.opensForm(reporter, program);
  await does.writes(reporter, story);
  const code = await does.sends(reporter, { leaveOut: ['相談員C'] });
  assert.ok(code.length === 6 && code.every((group) => /^[0-9A-HJKMNP-TV-Z]{4}$/.test(group)), code.join(' '));
  await does.finishes(reporter, code);
  assert.deepEqual(await leftInPage(reporter), [], 'what the page leaves in this browser');

  await counsellor.bringToFront();
  const person = program.person('counsellor', 0);
  await does.signsIn(counsellor, program, person);
  await does.unlocks(counsellor, person.passphrase);
  await does.opensCase(counsellor);
  await does.reads(counsellor);
  await does.shows(counsellor, '#case', story.words);
  await does.answers(counsellor, answer);

  await reporter.bringToFront();
  await does.comesBack(reporter, program, does.clumsy(code));
  await does.shows(reporter, '#talk', story.words);
  await does.shows(reporter, '#talk', answer);
  await reporter.waitForSelector('#talk [data-seen="yes"]');
  await does.fill(reporter, '#message', again);
  await does.press(reporter, '#send-message');
  await does.shows(reporter, '#talk', again);
  assert.equal(await reporter.$eval('#message', (field) => field.value), '');
  assert.deepEqual(await leftInPage(reporter), [], 'what the page leaves in this browser');
}

/** What script can see of cookies and stores, in any browser; each but an empty one is named. */
const leftInPage = (page) => page.evaluate(() => {
  const found = [];
  if (document.cookie !== '') found.push('cookie');
  if (localStorage.length > 0) found.push('localStorage');
  if (sessionStorage.length > 0) found.push('sessionStorage');
  if (window.name !== '') found.push('window.name');
  if (history.state !== null) found.push('history.state');
  return found;
});

/** Without WebAssembly the desk opens nothing, and says why in a sentence. */
async function refusesTheDesk(page) {
  assert.equal(await page.evaluate(() => typeof WebAssembly), 'undefined');
  await page.goto(`${program.desk}/desk`);
  await page.waitForSelector('#no-core', { visible: true });
  assert.match(await does.textOf(page, '#no-core'), /WebAssembly.*何も失われていません/s);
}

const within = async (opening, does) => {
  const browser = await opening;
  try {
    await does(browser);
  } finally {
    await browser.close();
  }
};

const noMachineCode = {
  'javascript.options.wasm': false, 'javascript.options.ion': false, 'javascript.options.baselinejit': false,
  'javascript.options.blinterp': false, 'javascript.options.native_regexp': false,
};

for (const [name, prefs] of [['Firefox', {}], ['Firefox that resists fingerprinting', { 'privacy.resistFingerprinting': true }]]) {
  test(`the whole story in ${name}, counsellor and all`, () => within(firefox({ prefs }), async (browser) => {
    const [reporter, counsellor] = [await visitor(browser), await visitor(browser, { width: 1280 })];
    await journey(reporter, counsellor);
    clean(reporter, program.window);
    clean(counsellor, program.desk);
  }));
}

const switchedOff = [
  ['Firefox without WebAssembly and without machine code', () => firefox({ prefs: noMachineCode })],
  ['Chromium without WebAssembly and without machine code', () => chromium({ args: ['--js-flags=--jitless'] })],
];
for (const [name, open] of switchedOff) {
  test(`the reporter’s story in ${name}; the desk says what it lacks there`, () => within(open(), (browser) => within(chromium(), async (other) => {
    const [reporter, counsellor] = [await visitor(browser), await visitor(other, { width: 1280 })];
    await journey(reporter, counsellor);
    clean(reporter, program.window);
    await refusesTheDesk(reporter);
  })));
}

test('the whole story in WebKit, counsellor and all', () => within(webkit(), async ({ page }) => {
  await journey(page, page);
}));

test('the whole story at 320 px, and no page of it is wider at its end', () => within(chromium(), async (browser) => {
  const [reporter, counsellor] = [await visitor(browser, { width: 320, height: 568 }), await visitor(browser, { width: 320, height: 568 })];
  await journey(reporter, counsellor);
  for (const page of [reporter, counsellor]) {
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 320);
  }
}));

test('inside another app, where nothing can be saved, printed, copied or opened, the page says how else the code is kept', () => within(chromium(), async (browser) => {
  const reporter = await visitor(browser);
  const cdp = await reporter.createCDPSession();
  await cdp.send('Browser.setDownloadBehavior', { behavior: 'deny', browserContextId: reporter.context.id });
  await reporter.evaluateOnNewDocument(() => {
    // As such an app leaves them: there, and without effect.
    window.print = () => {};
    window.open = () => null;
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
    Object.defineProperty(navigator, 'share', { value: undefined });
  });
  await does.opensForm(reporter, program);
  await does.writes(reporter, story);
  const code = await does.sends(reporter);
  assert.match(await does.textOf(reporter, '[data-step="done"]'), /紙に書きとめる/);
  await does.press(reporter, '#copy');
  await does.shows(reporter, '#copied', '自動では写せませんでした');
  assert.equal((await reporter.evaluate(() => getSelection().toString())).replace(/[^0-9A-Z]/g, ''), code.join(''), 'the code is marked, to be copied by hand');
  await does.press(reporter, '#print');
  await does.shows(reporter, '#copied', '紙に書きとめて');
  await does.press(reporter, '#calendar');
  await reporter.waitForSelector('#answer-day', { visible: true });
  assert.match(await does.textOf(reporter, '#answer-day'), /\d/, 'the day stands on the page, whether or not the file was saved');
  assert.equal(await reporter.$$eval('#code li', (groups) => groups.length), 6, 'none of this takes the code away');
  await does.finishes(reporter, code);
  await does.comesBack(reporter, program, code.join(' '));
  await does.shows(reporter, '#talk', story.words);
  clean(reporter, program.window);
}));
