// Words that are written before the list of readers is checked: they stay, and nothing leaves the page before that check.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { about, answers, liar } from './liar.mjs';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

const WORDS = '支所で窓口をしています。係長に毎日どなられます。';

let program;
let browser;
let relay;

before(async () => {
  program = await demo();
  relay = await liar(program.port);
  browser = await chromium({ port: program.port, through: relay.port });
});
after(async () => {
  await browser?.close();
  await relay?.close();
  await program?.stop();
});

/** A page whose list of readers is on its way until it is let through, as it is or as `lie` changes it. */
async function waiting(lie = () => undefined, { width = 390, hl = 'ja' } = {}) {
  let letThrough;
  const held = new Promise((done) => { letThrough = done; });
  relay.tells((asked, answer) => {
    if (!asked.path.endsWith('/bundle')) return undefined;
    const { body } = { ...answer, ...lie(asked, answer) };
    return { body: (response) => void held.then(() => response.end(body)) };
  });
  const page = await visitor(browser, { width });
  await page.evaluateOnNewDocument(() => {
    window.moved = [];
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries()) window.moved.push([value, ...sources.map(({ node, previousRect, currentRect }) => [node?.id ?? node?.nodeName, node?.textContent?.slice(0, 20), { ...previousRect.toJSON() }, { ...currentRect.toJSON() }])]);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(`${program.window}/o/shiojiri/report?hl=${hl}`);
  return { page, arrives: letThrough };
}

const sees = (page, selector) => page.$eval(selector, (node) => node.checkVisibility());
const typed = (page) => page.$eval('#report-words', (field) => field.value);

test('words are written while the list of readers is on its way, and go on once it is checked', async () => {
  const { page, arrives } = await waiting();
  await does.shows(page, '#poster', '名簿を確かめています');
  await look(page, 'window-limits-checking');
  await does.writes(page, { words: WORDS });
  await does.shows(page, '#questions', '名簿を確かめてから出ます');
  await look(page, 'window-words-checking');
  for (const signed of ['#to-readers', '#draft-offer', '#send']) assert.equal(await sees(page, signed), false, signed);
  assert.equal(await page.$('[data-question], [data-reader]'), null, 'nothing is drawn that is signed');
  assert.deepEqual(relay.heard('POST', ''), [], 'nothing was sent');
  arrives();
  await page.waitForSelector('#to-readers', { visible: true });
  assert.equal(await typed(page), WORDS);
  const code = await does.sends(page);
  assert.equal(code.length, 6);
  clean(page, program.window);
  await page.context.close();
});

test('the check moves nothing on the page that is read meanwhile', async () => {
  for (const [hl, width] of [['ja', 390], ['ja', 1280], ['ja-yasashii', 390], ['ja-yasashii', 1280], ['en', 390], ['en', 1280]]) {
    const { page, arrives } = await waiting(undefined, { width, hl });
    await page.waitForSelector('#to-words', { visible: true });
    const place = () => page.$eval('#to-words', (node) => node.getBoundingClientRect().top);
    const at = await place();
    arrives();
    await page.waitForSelector('#poster[data-checked]');
    assert.equal(await place(), at, `${hl}, ${width} px`);
    assert.deepEqual(await page.evaluate(() => window.moved), [], `${hl}, ${width} px`);
    await page.context.close();
  }
});

test('a list that the desk did not sign takes the way on, and leaves what was written', async () => {
  const { page, arrives } = await waiting(about('/bundle', (told) => ({ ...told, policies: { ...told.policies, 'intake.toml': `${told.policies['intake.toml']}\n# ` } })));
  await does.writes(page, { words: WORDS });
  arrives();
  await does.shows(page, '#fault', '書いたことは、このページに残っています');
  assert.equal(await typed(page), WORDS);
  assert.equal(await sees(page, '#report-words'), true);
  for (const signed of ['#to-readers', '#draft-offer']) assert.equal(await sees(page, signed), false, signed);
  assert.deepEqual(relay.heard('POST', ''), [], 'nothing was sent');
  await look(page, 'window-words-not-believed');
  await page.context.close();
});

test('without a connection the words stay, and trying again opens the way on', async () => {
  relay.tells(answers('/bundle', { status: 503, headers: {}, body: '' }));
  const page = await visitor(browser);
  await page.goto(`${program.window}/o/shiojiri/report`);
  await page.waitForSelector('#retry', { visible: true });
  assert.equal(await sees(page, '#to-words'), false, 'nothing was written, and nothing can be');
  relay.tells();
  await does.press(page, '#retry');
  await does.writes(page, { words: WORDS });
  await page.waitForSelector('#to-readers', { visible: true });
  assert.equal(await typed(page), WORDS);
  await until(async () => (await does.textOf(page, '#fault')) === '', 'the fault to go');
  await page.context.close();
});

test('every state seen here is without a fault of access', looked);
