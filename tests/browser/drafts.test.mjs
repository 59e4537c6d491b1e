// A report begun on one browser and ended on another; one that is taken back; and the code as a picture.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import * as draft from './draft-steps.mjs';
import { look, looked } from './look.mjs';
import { search } from './needles.mjs';
import { relay } from './relay.mjs';
import * as does from './steps.mjs';
import { clean, kept, nothing, visitor } from './watch.mjs';
import { chromium, demo, root, tempDir, until } from './world.mjs';

const { load } = await import(path.join(root, 'web/test/load.mjs'));
const { reporterKeys } = await load('protocol/derive.ts');
const { drawPng, readPicture } = await load('picture/main.ts');

const story = { words: '下書きのカナリア。係長が毎日どなります。', people: '支所の係長' };

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

const { at, codeIn, deposits, valueOf } = draft;
const enters = (page, ...rest) => draft.enters(page, program, ...rest);
const checked = (page, selector) => page.$eval(selector, (box) => box.checked);
/** The tab is gone as a phone takes it: no question, no last word. */
async function killed(page) {
  const cdp = await page.createCDPSession();
  const gone = new Promise((done) => page.once('error', done));
  cdp.send('Page.crash').catch(() => {});
  await gone;
  await page.context.close();
}

async function reader(nth = 0) {
  const person = program.person('counsellor', nth);
  const page = await visitor(browser, { width: 1280 });
  await does.signsIn(page, program, person);
  await does.unlocks(page, person.passphrase);
  return page;
}

const casesAt = async (page) => {
  await page.reload();
  await page.waitForSelector('#cases, #passphrase', { visible: true });
  return (await page.$$('#cases .row')).length;
};

test('what is written waits sealed under a code, a killed tab loses nothing, and the report has the same code', async () => {
  const page = await visitor(browser);
  await does.opensForm(page, program);
  assert.equal(await page.$eval('#keep-draft', (button) => button.checkVisibility()), false, 'the limits come first');
  await does.press(page, '#to-words');
  await does.press(page, '#keep-draft');
  await until(async () => (await does.textOf(page, '#draft-state')) !== '', 'a word that nothing stands there yet');
  await does.fill(page, '#report-words', story.words);
  await does.fill(page, '#report-people', story.people);
  await page.$$eval('#questions details', (folds) => folds.forEach((fold) => { fold.open = true; }));
  const chosen = await page.$$eval('[data-choice^="families."]', ([, input]) => (input.click(), input.dataset.choice));
  const consent = await page.$$eval('[data-choice^="consent."]', (inputs) => (inputs.at(-1).click(), inputs.at(-1).dataset.choice));
  await does.press(page, '#to-readers');
  const out = await page.$$eval('#readers .reader', (cards) => {
    const card = cards.find((one) => one.innerText.includes('相談員C'));
    card.querySelector('input').click();
    return card.dataset.reader;
  });
  await look(page, 'window-draft-offer');
  const code = await deposits(page, 'window-draft');
  await does.press(page, '#draft-on');
  await at(page, 'readers');
  assert.equal((await codeIn(page, 'draft-')).length, 0, 'the code does not stay in the page');
  await does.press(page, '#back');
  await does.fill(page, '#report-words', `${story.words}つづき。`);
  // The page goes to the back, as when another app is opened.
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await until(async () => (await does.textOf(page, '#draft-state')).includes('あずけました'), 'the second saving');
  await look(page, 'window-draft-form');
  clean(page, program.window);
  await killed(page);

  const desk = await reader();
  const count = await casesAt(desk);
  const other = await chromium();
  try {
    const back = await visitor(other);
    await enters(back, code, 'words', 'en');
    await until(async () => (await does.textOf(back, '#draft-state')).includes('sent to the desk'), 'the word that nothing was sent yet');
    assert.equal(await valueOf(back, '#report-words'), `${story.words}つづき。`);
    assert.equal(await valueOf(back, '#report-people'), story.people);
    assert.ok(await checked(back, `[data-choice="${chosen}"]`));
    assert.ok(await checked(back, `[data-choice="${consent}"]`));
    assert.ok(await checked(back, `[data-leave-out="${out}"]`));
    await look(back, 'window-draft-back-en');
    await does.press(back, '#to-readers');
    await does.press(back, '#send');
    await at(back, 'done');
    assert.deepEqual(await codeIn(back), code, 'the code one has already');
    assert.match(await does.textOf(back, '#done-lead'), /wrote down before/);
    await look(back, 'window-draft-sent-en');
    clean(back, program.window);
    assert.deepEqual(await kept(back, program.window), nothing);
    await does.finishes(back, code);
    await enters(back, code, 'case');
    await does.shows(back, '#talk', 'つづき。');
  } finally {
    await other.close();
  }
  assert.equal(await casesAt(desk), count + 1, 'before the sending the desk had nothing');
  await desk.context.close();
});

test('each change is saved by itself half a minute later, and without a network the page keeps it and tries again', async () => {
  const page = await visitor(browser);
  // Half a minute is a third of a second here.
  await page.evaluateOnNewDocument(() => {
    const real = globalThis.setTimeout;
    globalThis.setTimeout = (work, wait, ...rest) => real(work, wait === 30_000 ? 300 : wait, ...rest);
  });
  await does.opensForm(page, program);
  await does.writes(page, { words: 'はじめ' });
  const code = await deposits(page);
  await does.press(page, '#draft-on');
  const saved = () => page.waitForResponse((answer) => answer.url().endsWith('/api/draft') && answer.status() === 200);
  let saving = saved();
  await does.fill(page, '#report-words', 'はじめと、つづき');
  await saving;
  await page.setOfflineMode(true);
  await does.fill(page, '#report-words', 'はじめと、つづきと、おわり');
  await until(async () => (await does.textOf(page, '#draft-state')).includes('つながらない'), 'the word about the network');
  await look(page, 'window-draft-offline');
  assert.equal(await valueOf(page, '#report-words'), 'はじめと、つづきと、おわり');
  saving = saved();
  await page.setOfflineMode(false);
  await saving;
  await killed(page);

  const back = await visitor(browser);
  await enters(back, code, 'words');
  assert.equal(await valueOf(back, '#report-words'), 'はじめと、つづきと、おわり');
  await does.press(back, '#drop-draft');
  await look(back, 'window-draft-drop');
  await does.press(back, '#drop-yes');
  await until(async () => (await does.textOf(back, '#draft-state')).includes('捨てました'), 'the draft to go');
  assert.equal(await valueOf(back, '#report-words'), 'はじめと、つづきと、おわり', 'the words stay in the page');
  await back.evaluate(() => { document.querySelector('#report-words').value = ''; });
  await back.goto(`${program.window}/o/shiojiri/mailbox`);
  await does.fill(back, '#receipt', code.join(' '));
  await does.press(back, '#open');
  await until(async () => (await does.textOf(back, '#receipt-fault')) !== '', 'nothing to be under the code');
  await back.context.close();
});

test('promise 02 sealed, promise 06 length: of a draft nothing crosses the wire but ciphertext of a few lengths', async () => {
  const recorder = await relay(program.port);
  const own = await chromium({ port: program.port, through: recorder.port });
  const lengths = [];
  try {
    for (const words of [story.words, 'a', '係長に'.repeat(300)]) {
      const page = await visitor(own);
      await does.opensForm(page, program);
      await does.writes(page, { words, people: story.people });
      const code = await deposits(page);
      const window = await page.$eval('#page', (block) => JSON.parse(block.textContent).window);
      await enters(await visitor(own), code, 'words');
      const keys = reporterKeys(code.join(''), window);
      const wire = recorder.bytes();
      assert.ok(search(wire, { put: 'PUT /o/shiojiri/api/draft', got: 'GET /o/shiojiri/api/draft' }).length >= 2, 'the wire was recorded');
      const needles = {
        story: story.words, people: story.people, canary: 'カナリア', consent: 'C0_listen', secret: 'AGE-SECRET-KEY-1',
        code: code.join(''), 'code with spaces': code.join(' '), 'a part of it': code.slice(1, 4).join(''),
        identity: keys.identity, 'author seed': keys.author, 'mailbox seed': keys.mailbox,
      };
      assert.deepEqual(search(wire, needles), []);
      const text = wire.toString('latin1');
      const begins = text.lastIndexOf('PUT /o/shiojiri/api/draft');
      lengths.push(Number(/content-length: (\d+)/i.exec(text.slice(begins))[1]));
    }
  } finally {
    await own.close();
    await recorder.close();
  }
  assert.equal(new Set(lengths).size, 1, lengths.join(' '));
});

async function reports(page, words) {
  await does.opensForm(page, program);
  await does.writes(page, { words });
  // Left out, so that nothing is left to the draw: the first two can read.
  const code = await does.sends(page, { leaveOut: ['相談員C'] });
  await does.finishes(page, code);
  return code;
}

test('a report that nobody has read is taken back after a second question, and nothing opens any more', async () => {
  const page = await visitor(browser);
  const code = await reports(page, '取り下げるかもしれません');
  const desk = await reader();
  const count = await casesAt(desk);
  await enters(page, code, 'case');
  await page.waitForSelector('#takeback', { visible: true });
  await does.press(page, '#take-back');
  await page.waitForSelector('#take-back-sure', { visible: true });
  await look(page, 'window-takeback-ask');
  await does.press(page, '#take-back-no');
  assert.equal(await page.$eval('#take-back-sure', (part) => part.hidden), true);
  await does.press(page, '#take-back');
  await does.press(page, '#take-back-yes');
  await at(page, 'gone');
  await look(page, 'window-takeback-gone');
  assert.doesNotMatch(await page.$eval('#talk', (list) => list.textContent), /取り下げる/);
  clean(page, program.window);
  await page.goto(`${program.window}/o/shiojiri/mailbox`);
  await does.fill(page, '#receipt', code.join(' '));
  await does.press(page, '#open');
  await until(async () => (await does.textOf(page, '#receipt-fault')) !== '', 'the sentence for a code of no case');
  assert.equal(await casesAt(desk), count - 1);
  await desk.context.close();
  await page.context.close();
});

test('once a reader has it the offer is gone, and whoever asked too late is told so and still has the case', async () => {
  const page = await visitor(browser);
  const code = await reports(page, '間に合わない取り下げ');
  await enters(page, code, 'case');
  await does.press(page, '#take-back');
  await page.waitForSelector('#take-back-yes', { visible: true });
  for (const nth of [0, 1, 2]) {
    const desk = await reader(nth);
    for (const id of await desk.$$eval('#cases a.row', (rows) => rows.map((row) => row.id))) {
      await does.press(desk, `#${id}`);
      // The case before it stands there until this one is drawn.
      await desk.waitForSelector(`#${id}[aria-current="page"]`);
      await does.reads(desk);
      await does.press(desk, '#to-list');
      await until(async () => (await desk.$('#case')) === null, 'the list by itself');
    }
    await desk.context.close();
  }
  await does.press(page, '#take-back-yes');
  await until(async () => (await does.textOf(page, '#message-progress')) !== '', 'the sentence that it is too late');
  await page.waitForFunction(() => document.querySelector('#takeback').hidden);
  await does.shows(page, '#talk', '間に合わない取り下げ');
  await look(page, 'window-takeback-late');
  await enters(page, code, 'case');
  assert.equal(await page.$eval('#takeback', (part) => part.hidden), true);
  await page.context.close();
});

test('the code is saved as a picture and read back from it, and what is no such picture gets a sentence', async () => {
  const page = await visitor(browser);
  await does.opensForm(page, program);
  await does.writes(page, { words: '絵で持っておく' });
  const code = await does.sends(page);
  const { name, bytes } = await does.downloaded(page, '#picture');
  assert.equal(name, 'memo.png');
  assert.deepEqual(readPicture(new Uint8Array(bytes)), { text: code.join('') });
  await does.press(page, '#enlarge');
  await page.waitForSelector('#large svg', { visible: true });
  await look(page, 'window-code-enlarged');
  // Where nothing can be saved: a screenshot of the page.
  const screenshot = await page.screenshot({ type: 'png' });
  clean(page, program.window);
  await does.finishes(page, code);

  const dir = await tempDir('picture');
  await fs.writeFile(path.join(dir, 'memo.png'), bytes);
  await fs.writeFile(path.join(dir, 'screen.png'), screenshot);
  await fs.writeFile(path.join(dir, 'photo.png'), Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]));
  await fs.writeFile(path.join(dir, 'other.png'), drawPng('2'.repeat(23)));
  await page.goto(`${program.window}/o/shiojiri/mailbox`);
  const field = await page.waitForSelector('#picture-file');
  await page.waitForSelector('#enter', { visible: true });
  for (const wrong of ['photo.png', 'other.png']) {
    await field.uploadFile(path.join(dir, wrong));
    await until(async () => (await does.textOf(page, '#picture-fault')) !== '', `a sentence about ${wrong}`);
    await look(page, `window-picture-${wrong.slice(0, 5)}`);
    assert.equal(await valueOf(page, '#receipt'), '');
  }
  for (const right of ['memo.png', 'screen.png']) {
    await page.evaluate(() => { document.querySelector('#receipt').value = ''; });
    await field.uploadFile(path.join(dir, right));
    await until(async () => (await valueOf(page, '#receipt')) === code.join(''), `the code from ${right}`);
  }
  await look(page, 'window-picture-read');
  await does.press(page, '#open');
  await at(page, 'case');
  await does.shows(page, '#talk', '絵で持っておく');
  clean(page, program.window);
  await page.context.close();
  await fs.rm(dir, { recursive: true });
});

test('with the keyboard alone: leaving a draft, and taking a report back', async () => {
  const page = await visitor(browser);
  /** Goes on with the tabulator until the focus stands on `id`, and presses it. */
  const presses = async (id) => {
    await page.waitForSelector(`#${id}`, { visible: true });
    for (let steps = 0; (await page.evaluate(() => document.activeElement?.id)) !== id; steps++) {
      assert.ok(steps < 120, `#${id} is never reached`);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
  };
  await does.opensForm(page, program);
  await presses('to-words');
  await page.focus('#report-words');
  await page.keyboard.sendCharacter('鍵盤だけで');
  await presses('keep-draft');
  await at(page, 'draft');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'draft-heading');
  const code = await codeIn(page, 'draft-');
  await presses('draft-go');
  await page.waitForSelector('#draft-after', { visible: true });
  await page.waitForFunction(() => document.activeElement.id === 'draft-on');
  await page.keyboard.press('Enter');
  await at(page, 'words');
  await presses('to-readers');
  await presses('send');
  await at(page, 'done');
  assert.deepEqual(await codeIn(page), code);
  await does.finishes(page, code);
  await page.goto(`${program.window}/o/shiojiri/mailbox`);
  await page.waitForFunction(() => document.activeElement.id === 'receipt');
  await page.keyboard.sendCharacter(code.join(''));
  await page.keyboard.press('Enter');
  await at(page, 'case');
  await presses('take-back');
  await page.waitForFunction(() => document.activeElement.id === 'take-back-yes');
  await page.keyboard.press('Enter');
  await at(page, 'gone');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'gone-heading');
  await page.context.close();
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
