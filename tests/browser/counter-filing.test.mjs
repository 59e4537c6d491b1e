// The counter's record as a case at the desk: what is sent and who reads, the code that is asked back, and no second case unasked.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { begins, device, isKept, opensCounter, taps } from './counter-steps.mjs';
import { look, looked } from './look.mjs';
import { comesBack, fill, press, shows } from './steps.mjs';
import { chromium, demo, until } from './world.mjs';

let program, browser;
before(async () => {
  program = await demo();
  browser = await chromium();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

const toDesk = async (page) => {
  await press(page, '#to-sheet');
  await press(page, '#to-desk');
};

/** The code that is shown once the case is there. */
async function files(page) {
  await press(page, '#filing-go');
  await page.waitForSelector('#code li', { visible: true });
  return page.$$eval('#code li', (groups) => groups.map((group) => group.innerText.trim()));
}

async function notes(page, code) {
  await fill(page, '#echo', code[Number(await page.$eval('#echo-label', (label) => label.dataset.group)) - 1]);
  await press(page, '#finish');
  await page.waitForSelector('.sheet', { visible: true });
  await shows(page, '.sheet', '相談窓口に送った');
  await page.emulateMediaType('print');
  assert.ok(!(await page.$eval('.sheet', (sheet) => sheet.innerText)).includes('相談窓口に送った'), 'the paper does not say so');
  await page.emulateMediaType('screen');
  await shows(page, '#to-desk', 'もう一度送る');
}

async function reopens(page, number) {
  await page.$eval('[data-fold="continue"]', (fold) => { fold.open = true; });
  await fill(page, '#record-code', number);
  await press(page, '#record-open');
  await page.waitForSelector('.now', { visible: true });
}

test('the sheet becomes a case at the desk, after what is sent and who reads was shown, and its code is asked back', async () => {
  const page = await device(browser);
  await opensCounter(page, program);
  await begins(page, 'S8_police', { staff: 4, visitors: 1 });
  await toDesk(page);
  const readers = await page.$$eval('#filing-readers [data-reader] b', (names) => names.map((name) => name.innerText));
  assert.ok(readers.length >= 2);
  await shows(page, '#filing-consent', 'まだどこにも伝えないでください');
  await page.$$eval('#filing-readers [data-leave-out]', (boxes) => boxes.forEach((box) => { box.checked = true; }));
  await press(page, '#filing-go');
  await shows(page, '#filing-progress', '一人は残してください');
  await page.$$eval('#filing-readers [data-leave-out]', (boxes) => boxes.forEach((box, n) => { box.checked = n > 0; }));
  const code = await files(page);
  await look(page, 'counter-filed');
  assert.equal(await page.$eval('#kept', (kept) => kept.checkVisibility()), false, 'one number at a time');
  await browser.defaultBrowserContext().overridePermissions(program.window, []);
  await press(page, '#copy');
  await until(async () => (await page.$eval('#copied', (node) => node.innerText)) !== '', 'an answer to the copying');
  await fill(page, '#echo', '0000');
  await press(page, '#finish');
  await shows(page, '#echo-fault', '合いません');
  // Nobody is held at it: the procedure is two presses away, and the code waits on the sheet.
  await press(page, '#filing-back');
  await press(page, '#to-running');
  await taps(page, 'did="call_110"');
  await toDesk(page);
  assert.deepEqual(await page.$$eval('#code li', (groups) => groups.map((group) => group.innerText.trim())), code);
  await notes(page, code);
  assert.equal(await page.evaluate((shown) => document.body.innerText.includes(shown), code[3]), false, 'the code is gone');
  const mailbox = await device(browser);
  await comesBack(mailbox, program, code.join(' '));
  await shows(mailbox, '#talk', '窓口対応の記録');
  await shows(mailbox, '#talk', '110 番・離れる');
  assert.deepEqual([...page.faults, ...mailbox.faults], []);
  await page.done();
  await mailbox.done();
});

test('a record that is a case already says so before it becomes another: here, after a reload, and on a device that did not know', async () => {
  const [first, second] = [await device(browser), await device(browser)];
  await opensCounter(first, program);
  await begins(first, 'S2_team', { staff: 2 });
  const number = await isKept(first);
  await opensCounter(second, program);
  await reopens(second, number);
  await toDesk(second);
  await second.$eval('#filing-words', (field) => { field.value += 'もう一人が書きました'; });

  await toDesk(first);
  const kept = first.waitForResponse((answer) => answer.url().includes('/api/counter') && answer.request().method() === 'PUT' && answer.ok());
  await notes(first, await files(first));
  await kept;
  await press(first, '#to-desk');
  await shows(first, '#filed-before', '相談が二つになります');
  assert.equal(await first.$('#filing-go'), null);
  await press(first, '#filing-back');
  await first.waitForSelector('.sheet', { visible: true });
  first.once('dialog', (dialog) => dialog.accept());
  await opensCounter(first, program);
  await reopens(first, number);
  // What is undone is a tap, and never that it was filed.
  await taps(first, 'did="announce_recording"');
  await taps(first, 'undone=""');
  await toDesk(first);
  await shows(first, '#filed-before', '相談が二つになります');
  await look(first, 'counter-filed-before');

  // It opened the record before that: it is asked once it sends, and its words are still there.
  await press(second, '#filing-go');
  await shows(second, '#filed-before', '相談が二つになります');
  await press(second, '#filing-again');
  assert.match(await second.$eval('#filing-words', (field) => field.value), /もう一人が書きました/);
  const again = await files(second);
  assert.equal(again.length, 6);
  assert.deepEqual([...first.faults, ...second.faults], []);
  await first.done();
  await second.done();
});

test('every screen of it can be reached by keyboard and told by a reader of screens', () => looked());
