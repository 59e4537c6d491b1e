// Answers at the desk, in real browsers: begun from a text, looked at by a colleague, sent by whoever sends them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { counsellor, reported } from './forger.mjs';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

let program;
let browser;
let story;
const desks = [];

async function atTheDesk(nth) {
  const page = await visitor(browser, { width: 1280, height: 900 });
  const { passphrase } = await counsellor(program, nth);
  await does.signsIn(page, program, program.person('counsellor', nth));
  await does.unlocks(page, passphrase);
  await does.opensCase(page, story.case);
  await does.reads(page);
  desks.push(page);
  return page;
}

before(async () => {
  program = await demo();
  browser = await chromium();
  story = await reported(program);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

const answer = (page) => page.$eval('#answer', (area) => area.value);

test('an answer is begun from a text, and does not go out with a gap in it', async () => {
  const a = await atTheDesk(0);
  await a.select('#answer-template', '0');
  await until(async () => (await answer(a)).includes('【日】'), 'the text');
  assert.equal(await a.$eval('#answer', (area) => area.value.slice(area.selectionStart, area.selectionEnd)), '【日】');
  await does.press(a, '#answer-send');
  await does.shows(a, '#answer-fault', '「【日】」を書きかえてから');
  await look(a, 'desk-answer-template');
  await a.keyboard.type('12月4日');
  assert.ok((await answer(a)).includes('12月4日までにします'), 'what is typed next takes the gap’s place');
});

test('promise 08 open: a colleague looks first, and the reporter gets what is sent and never the draft', async () => {
  const [a] = desks;
  await does.fill(a, '#answer', '案：来週【日】に電話します。');
  await does.press(a, '#answer-draft');
  await does.shows(a, '#story', '来週【日】に電話します');
  await does.shows(a, '#story', '相談した人には見えません');
  assert.equal(await answer(a), '');

  const b = await atTheDesk(1);
  await does.shows(b, '#story', '来週【日】に電話します');
  await look(b, 'desk-answer-draft');
  await does.press(b, '#story [data-use="answer"]');
  await until(async () => (await answer(b)).includes('来週【日】'), 'the draft in the answer');
  await does.fill(b, '#answer', '12月8日に、ここに書きます。');
  await does.press(b, '#answer-send');
  await does.shows(b, '#story', '12月8日に、ここに書きます');

  const page = await visitor(browser);
  await does.comesBack(page, program, story.code);
  await does.shows(page, '#talk', '12月8日に、ここに書きます');
  assert.ok(!(await page.content()).includes('電話します'));
  clean(page, program.window);
  await page.context.close();
});

test('and each page was fit to be looked at', () => {
  for (const page of desks) clean(page, program.desk);
  looked();
});
