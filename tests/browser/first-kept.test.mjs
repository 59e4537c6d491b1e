// A report was kept under this code before another was sent: the first stays as it is, and nothing written since is taken away.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { look, looked } from './look.mjs';
import { relay } from './relay.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

let program;
let between;
let browser;
/** Whether the answers to reports are lost on their way. */
let losing = false;

before(async () => {
  program = await demo();
  between = await relay(program.port, () => undefined, (line) => losing && line.includes('/api/report'));
  browser = await chromium({ port: program.port, through: between.port });
});
after(async () => {
  await browser?.close();
  await between?.close();
  await program?.stop();
});

const at = (page, step) => page.waitForFunction((name) => document.documentElement.dataset.at === name, {}, step);
const wordsIn = (page) => page.$eval('#report-words', (field) => field.value);
const codeIn = (page, where = '') => page.$$eval(`#${where}code li`, (groups) => groups.map((group) => group.innerText.trim()));
const box = (page, name) => page.$$eval('#readers .reader', (cards, who) => cards.find((card) => card.innerText.includes(who)).querySelector('input').click(), name);

/** Sends; the report arrives and the answer does not. */
async function sendsInVain(page) {
  losing = true;
  await does.press(page, '#send');
  await does.shows(page, '#progress', 'つながりませんでした');
  losing = false;
}

async function toldTheTruth(page, newer, picture) {
  await at(page, 'done');
  await does.shows(page, '#done-heading', '先に送ったもの');
  await does.shows(page, '#done-lead', '届いていません');
  assert.equal(await wordsIn(page), newer);
  assert.ok(await page.$eval('#report-words', (field) => field.checkVisibility()), 'the newer words are in sight');
  assert.ok(await page.$eval('#finish', (button) => !button.checkVisibility()), 'nobody is led away from them');
  await look(page, picture);
  const code = await codeIn(page);
  assert.equal(code.length, 6);
  return code;
}

test('promise 12, promise 07: the answer is lost, somebody else is left out, words are added: the page says what did not arrive', async () => {
  const page = await visitor(browser);
  await does.opensForm(page, program);
  await does.writes(page, { words: '先の言葉' });
  await does.press(page, '#to-readers');
  await page.waitForSelector('#readers .reader', { visible: true });
  await box(page, '相談員A');
  await sendsInVain(page);
  await box(page, '相談員A');
  await box(page, '相談員C');
  await does.press(page, '#back');
  const newer = '先の言葉。Cさんは係長の友人なので外してください。';
  await does.fill(page, '#report-words', newer);
  await does.press(page, '#to-readers');
  await does.press(page, '#send');
  const code = await toldTheTruth(page, newer, 'window-first-kept');

  // The way on stands beside it, in a page of its own.
  const opened = new Promise((done) => browser.once('targetcreated', done));
  await does.press(page, '#end-mailbox');
  const mailbox = await (await opened).page();
  await does.fill(mailbox, '#receipt', code.join(' '));
  await does.press(mailbox, '#open');
  await at(mailbox, 'case');
  await does.shows(mailbox, '#talk', '先の言葉');
  await does.fill(mailbox, '#message', newer);
  await does.press(mailbox, '#send-message');
  await does.shows(mailbox, '#talk', newer);
  assert.ok(await mailbox.$eval('#takeback', (part) => part.checkVisibility()), 'the first can be taken back');
  assert.equal(await wordsIn(page), newer);
  clean(page, program.window);
  await page.context.close();
});

test('words that are back as they were when the lost answer was given have arrived, whatever was chosen between', async () => {
  const page = await visitor(browser);
  await does.opensForm(page, program);
  await does.writes(page, { words: 'ひとつの言葉' });
  await page.$$eval('#questions details', (folds) => folds.forEach((fold) => { fold.open = true; }));
  // In another order than they stand, and of two questions.
  await page.$$eval('[data-choice]', (inputs) => {
    const firsts = new Map(inputs.filter((input) => !input.dataset.choice.startsWith('consent.')).map((input) => [input.dataset.choice.split('.')[0], input]));
    [...firsts.values()].reverse().forEach((input) => input.click());
  });
  await does.press(page, '#to-readers');
  await page.waitForSelector('#readers .reader', { visible: true });
  await sendsInVain(page);
  await box(page, '相談員C');
  losing = true;
  await does.press(page, '#send');
  await until(() => page.$eval('#send', (button) => button.getAttribute('aria-disabled') === null), 'the second sending to fail');
  losing = false;
  await box(page, '相談員C');
  await does.press(page, '#send');
  await at(page, 'done');
  await does.shows(page, '#done-heading', '届きました');
  assert.equal(await wordsIn(page), '');
  const code = await codeIn(page);
  await does.finishes(page, code);
  await does.comesBack(page, program, code.join(''));
  await does.shows(page, '#talk', 'ひとつの言葉');
  await page.context.close();
});

test('promise 12: one draft in two tabs, sent from one: the other keeps its newer words and says that they did not arrive', async () => {
  const first = await visitor(browser);
  await does.opensForm(first, program);
  await does.writes(first, { words: '書きかけ' });
  await does.press(first, '#keep-draft');
  await at(first, 'draft');
  const code = await codeIn(first, 'draft-');
  await does.press(first, '#draft-go');
  await first.waitForSelector('#draft-after', { visible: true });
  const second = await visitor(browser);
  await second.goto(`${program.window}/o/shiojiri/mailbox`);
  await does.fill(second, '#receipt', code.join(' '));
  await does.press(second, '#open');
  await at(second, 'words');

  await does.press(first, '#draft-on');
  await at(first, 'words');
  await does.sends(first);
  const newer = '書きかけに、もうひとつの窓で書き足した';
  await does.fill(second, '#report-words', newer);
  await does.press(second, '#to-readers');
  await does.press(second, '#send');
  assert.deepEqual(await toldTheTruth(second, newer, 'window-first-kept-draft'), code);
  await first.context.close();
  await second.context.close();
});


test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
