// A page of the desk that is left open, with the key put away, says that something waits; who watches the line learns nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { look, looked } from './look.mjs';
import { roster, seal, send } from './reporter.mjs';
import * as does from './steps.mjs';
import { visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

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

/** The page's pace is its own clock's; `tick` is what that clock would do in ten minutes. */
const handsOver = () => {
  const real = window.setInterval;
  window.setInterval = (does, every, ...more) => {
    if (every === 600_000) window.tick = does;
    return real(does, every, ...more);
  };
};

test('promise 13 quiet, yet known: an open page says in its title that something waits, without a key, by answers of one length', async () => {
  const page = await visitor(browser, { width: 1280, height: 900 });
  await page.evaluateOnNewDocument(handsOver);
  const answers = [];
  page.on('response', (answer) => {
    if (!answer.url().endsWith('/desk/api/waits')) return;
    const headers = Object.entries(answer.headers()).filter(([name]) => name !== 'date');
    answers.push(JSON.stringify(headers));
    assert.ok(answer.headers()['content-length']);
  });
  const person = program.person('counsellor');
  await does.signsIn(page, program, person);
  await until(() => answers.length > 0, 'the first question');
  assert.ok(!(await page.title()).includes('●'), await page.title());
  assert.equal(await does.textOf(page, '#waits'), '');

  const at = await roster(program.port, 'shiojiri');
  for (let n = 0; n < 12; n++) assert.equal((await send(program.port, 'shiojiri', at, await seal(at))).status, 201);
  await page.evaluate(() => window.tick());
  await until(async () => (await page.title()).startsWith('● 未読の相談があります | '), 'the title to say so');
  assert.equal(await does.textOf(page, '#waits'), '未読の相談があります');
  assert.ok(await page.$('#unlock'), 'the key is still put away');
  assert.ok(answers.length >= 2);
  assert.equal(new Set(answers).size, 1, answers.join('\n'));
  await look(page, 'desk-waits');

  await program.stop();
  await page.evaluate(() => window.tick());
  await until(async () => (await page.title()).startsWith('● 何か届いているか、確かめられません'), 'a lost line to be said');
});

test('and each page was fit to be looked at', () => looked());
