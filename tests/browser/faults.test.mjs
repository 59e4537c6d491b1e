// The program dies while a person sends: the words stay in the page until somebody says that they are kept.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fresh, people } from '../faults/program.mjs';
import { relay } from './relay.mjs';
import * as does from './steps.mjs';
import { visitor } from './watch.mjs';
import { chromium, until } from './world.mjs';

const words = '支所の窓口で、上司に毎日どなられています。ここだけの話です。';
let program;
let between;
let browser;
/** What happens to the program at the next request whose first line has this. */
let strike = null;

before(async () => {
  program = await fresh();
  program.window = `http://window.localhost:${program.port}`;
  program.desk = `http://desk.localhost:${program.port}`;
  between = await relay(program.port, () => undefined, (line) => {
    if (!strike || !line.includes(strike)) return false;
    strike = null;
    // At once, while the request is on its way.
    void program.kill();
    return true;
  });
  browser = await chromium({ port: program.port, through: between.port });
});
after(async () => {
  await browser?.close();
  await between?.close();
  await program?.kill();
});

async function started() {
  const addresses = { window: program.window, desk: program.desk };
  program = Object.assign(await program.again(), addresses);
}

const wordsIn = (page, selector) => page.$eval(selector, (node) => node.value);

test('promise 12: killed while a report is sent, the words are still in the page, and sending again keeps it once', async () => {
  const reporter = await visitor(browser, { width: 390, height: 844 });
  await does.opensForm(reporter, program);
  await does.writes(reporter, { words, people: '支所 係長' });
  await does.press(reporter, '#to-readers');
  await reporter.waitForSelector('#send', { visible: true });
  strike = '/api/report';
  await does.press(reporter, '#send');
  await program.exited;
  await until(() => reporter.$eval('#progress', (node) => node.innerText.length > 0 && !/封をして|送って(い|る)/.test(node.innerText)), 'a sentence');
  assert.equal(await wordsIn(reporter, '#report-words'), words);
  assert.equal(await reporter.$$eval('#code li', (all) => all.length), 0, 'no code before it is kept');
  await started();
  await does.press(reporter, '#send');
  await reporter.waitForSelector('#code li', { visible: true });
  assert.equal(await wordsIn(reporter, '#report-words'), '');

  const code = await reporter.$$eval('#code li', (all) => all.map((node) => node.innerText).join(' '));
  const tabs = await Promise.all([0, 1].map(() => visitor(browser, { width: 390, height: 844 })));
  for (const tab of tabs) await does.comesBack(tab, program, code);
  assert.equal(await tabs[0].$$eval('#talk li[data-kind="report"]', (all) => all.length), 1);

  // Two tabs with one code write at once; both are kept, and each tab sees both.
  await Promise.all(tabs.map((tab, n) => does.fill(tab, '#message', `${n + 1}つ目の窓から。`)));
  await Promise.all(tabs.map((tab) => does.press(tab, '#send-message')));
  for (const tab of tabs) await until(() => wordsIn(tab, '#message').then((left) => left === ''), 'the message to be kept');
  for (const tab of tabs) {
    await does.press(tab, '#again');
    for (const n of [1, 2]) await does.shows(tab, '#talk', `${n}つ目の窓から。`);
    assert.equal(await tab.$$eval('#talk [data-fault]', (all) => all.length), 0);
  }

  // Killed while a message is sent: it stays in the field, and goes again.
  await does.fill(tabs[0], '#message', 'もう一度だけ書きます。');
  strike = '/api/entries';
  await does.press(tabs[0], '#send-message');
  await program.exited;
  await until(() => tabs[0].$eval('#send-message', (node) => !node.disabled), 'the button');
  assert.equal(await wordsIn(tabs[0], '#message'), 'もう一度だけ書きます。');
  await started();
  await does.press(tabs[0], '#send-message');
  await does.shows(tabs[0], '#talk', 'もう一度だけ書きます。');
  assert.equal(await tabs[0].$$eval('#talk li', (all) => all.filter((node) => node.innerText.includes('もう一度だけ')).length), 1);

  const counsellors = (await people(program.dir)).filter((one) => one.role === 'counsellor');
  let cases = 0;
  for (const person of counsellors) {
    const page = await visitor(browser, { width: 1280, height: 900 });
    await does.signsIn(page, program, person);
    await does.unlocks(page, person.passphrase);
    await page.waitForSelector('#cases', { visible: true });
    cases += (await page.$$('#cases a.row')).length;
    await page.context.close();
  }
  assert.equal(cases, 2, 'one case, with its two readers');
});
