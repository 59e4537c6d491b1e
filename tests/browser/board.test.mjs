// What is due over all organisations, on one page of the desk in a real browser; a search over what was opened; and who is
// named in two cases.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { counsellor, dayFrom, reported, writesOn } from './forger.mjs';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo } from './world.mjs';

let program;
let browser;
let desk;
let a;
const stories = {};

before(async () => {
  program = await demo();
  browser = await chromium();
  a = await counsellor(program, 0);
  stories.read = await reported(program, { words: '机をたたいて怒鳴られます。', people: '総務課 山田課長', answers: { employment: ['fiscal_year'], term_end: dayFrom(200).slice(0, 7) } });
  stories.other = await reported(program, { words: '会議で無視されます。', people: '山田さん、鈴木' });
  stories.elsewhere = await reported(program, { words: '夜に電話が来ます。', people: '山田' }, 'mihon');
  desk = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(desk, program, program.person('counsellor', 0));
  await does.unlocks(desk, a.passphrase);
  await does.opensCase(desk, stories.read.case);
  await does.reads(desk);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

const lines = () => desk.$$eval('#board [data-board]', (all) => all.map((one) => [one.dataset.board, one.dataset.clock ?? '']));

test('the board has a line for all that is due, in every organisation; of what was not read yet the day alone', async () => {
  await does.press(desk, '#to-board');
  await does.shows(desk, '#board-progress', '3件すべてを調べました');
  const all = await lines();
  assert.deepEqual(all.find(([id]) => id === stories.read.case), [stories.read.case, 'first_reply']);
  // An appointment that ends is asked about before it is renewed, and what closes on leaving is told in time.
  for (const clock of ['renewal', 'leaving']) assert.ok(all.some(([id, of]) => id === stories.read.case && of === clock), clock);
  for (const { case: id } of [stories.other, stories.elsewhere]) assert.deepEqual(all.filter(([of]) => of === id), [[id, '']]);
  await does.shows(desk, '#board', '見本町');
  await does.shows(desk, '#board', 'まだ読んでいません');
  await look(desk, 'desk-board');
});

test('a search goes over what its reader has read, and over names; what was not read yet stays unsaid', async () => {
  await does.fill(desk, '#board-search', '机をたたいて');
  await desk.waitForSelector(`#board-hits [data-hit="${stories.read.case}"]`, { visible: true });
  await look(desk, 'desk-board-search');
  await does.fill(desk, '#board-search', '会議で無視');
  await desk.waitForSelector('#board-no-hit', { visible: true });
  await does.fill(desk, '#board-search', '鈴木');
  await desk.waitForSelector(`#board-hits [data-hit="${stories.other.case}"]`, { visible: true });
});

test('whoever holds two cases of one organisation sees that they name the same person; another organisation is another matter', async () => {
  await does.press(desk, `#board-hits [data-hit="${stories.other.case}"] a`);
  await desk.waitForSelector('#read', { visible: true });
  await does.reads(desk);
  await does.shows(desk, '#same-names', '山田');
  assert.equal(await desk.$$eval('#same-names a', (all) => all.map((one) => one.pathname.split('/').at(-1)).join()), stories.read.case);
  await look(desk, 'desk-same-names');
  await does.press(desk, '#to-board');
  await does.press(desk, `#board [data-board="${stories.elsewhere.case}"] a`);
  await desk.waitForSelector('#read', { visible: true });
  assert.equal(await desk.$('#same-names'), null);
});

test('a board that looks into every case leaves unread what nobody has read, and marks it', async () => {
  const at = `#board [data-board="${stories.read.case}"] [data-unread]`;
  await does.press(desk, '#to-board');
  await does.shows(desk, '#board-progress', '3件すべてを調べました');
  assert.equal(await desk.$(at), null);
  await writesOn(program, stories.read, { body: { words: 'きょうも続きました。' } });
  for (let n = 0; n < 2; n++) {
    await does.press(desk, '#to-list');
    await desk.waitForSelector(`#case-${stories.read.case} .dot`, { visible: true });
    await does.press(desk, '#to-board');
    await does.shows(desk, '#board-progress', '3件すべてを調べました');
    await desk.waitForSelector(at, { visible: true });
  }
  await look(desk, 'desk-board-unread');
  await does.press(desk, '#to-list');
  await does.press(desk, `#case-${stories.read.case}`);
  await does.shows(desk, '#story', 'きょうも続きました');
  await does.press(desk, '#to-board');
  await does.shows(desk, '#board-progress', '3件すべてを調べました');
  assert.equal(await desk.$(at), null, 'it was read');
});

test('what is put away with the key is gone from the page', async () => {
  await does.press(desk, '#to-board');
  await does.shows(desk, '#board', '山田');
  await does.press(desk, '#put-away');
  await desk.waitForSelector('#unlock', { visible: true });
  assert.ok(!(await desk.content()).includes('山田'));
});

test('and each page was fit to be looked at', () => {
  clean(desk, program.desk);
  looked();
});
