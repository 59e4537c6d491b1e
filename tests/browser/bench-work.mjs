// What working costs: a long case, and the board over many.
import { counsellor, reported } from './forger.mjs';
import * as does from './steps.mjs';
import { chromium } from './world.mjs';

const ENTRIES = 200;
const CASES = 200;
const ORGANISATIONS = 6;
/** More than a screen shows. */
const SCREEN = 20;
const TIMES = 5;

/** Presses something and counts until the page shows what is waited for. */
const until = (page, pressed, shown) => page.evaluate((pressed, shown) => new Promise((done) => {
  const begun = performance.now();
  const there = () => document.querySelector(shown) && done(performance.now() - begun);
  document.querySelector(pressed).click();
  new MutationObserver(there).observe(document.body, { childList: true, subtree: true, attributes: true });
  there();
}), pressed, shown);

async function long(program) {
  const a = await counsellor(program, 0);
  const story = await reported(program);
  let before = null;
  for (let n = 1; n < ENTRIES; n++) {
    ({ id: before } = await a.says(story, { n, before, kind: 'message', body: { words: `返事 ${n}。来週また連絡します。` } }));
  }
  return story;
}

/** Rows for the table. */
export async function work(program, row) {
  const story = await long(program);
  const browser = await chromium();
  try {
    const page = await browser.newPage();
    const person = program.person('counsellor');
    await does.signsIn(page, program, person);
    await does.unlocks(page, person.passphrase);
    const at = `#case-${story.case}`;
    await page.waitForSelector(at, { visible: true });
    await does.press(page, at);
    await page.waitForSelector('#read', { visible: true });
    await does.reads(page);
    const opened = [];
    for (let n = 0; n < TIMES; n++) {
      await does.press(page, '#to-list');
      await page.waitForSelector(`${at}:not([aria-current])`, { visible: true });
      opened.push(await until(page, at, '#story'));
    }
    const fresh = [];
    for (let n = 0; n < TIMES; n++) {
      await page.goto(`${program.desk}/desk?hl=ja`);
      await does.unlocks(page, person.passphrase);
      await page.waitForSelector(at, { visible: true });
      fresh.push(await until(page, at, '#story'));
    }
    row(`a case of ${ENTRIES} entries, after unlocking, from a press until it is checked and drawn`, fresh, 'ms', 500);
    row('the same once it was open before, as after each deed', opened, 'ms', 500);
    for (let n = 1; n < CASES; n++) await reported(program, {}, program.organisations[n % ORGANISATIONS].short);
    const [first, screen, all] = [[], [], []];
    for (let n = 0; n < TIMES; n++) {
      await page.goto(`${program.desk}/desk?hl=ja`);
      await does.unlocks(page, person.passphrase);
      await page.waitForSelector('#to-board', { visible: true });
      const begun = await page.evaluate(() => performance.now());
      first.push(await until(page, '#to-board', '#board [data-board]'));
      // Cases that nobody has read have no clock; how many are opened, the page says.
      await page.waitForFunction((many) => {
        const [, some, all] = /うち(\d+)件|^(\d+)件すべて/.exec(document.querySelector('#board-progress').textContent) ?? [];
        return Number(some ?? all ?? 0) >= many;
      }, { polling: 20 }, SCREEN);
      screen.push(await page.evaluate((begun) => performance.now() - begun, begun));
      await page.waitForSelector('#board-progress[data-done]', { timeout: 120_000 });
      all.push(await page.evaluate((begun) => performance.now() - begun, begun));
    }
    row(`the board of ${CASES} cases in ${ORGANISATIONS} organisations after unlocking, until their days are drawn`, first, 'ms', 1000);
    row(`the same, until the ${SCREEN} soonest are opened, checked and drawn`, screen, 'ms', 1000);
    row('the same, until all are opened, checked and their due work is drawn', all, 'ms', Infinity);
  } finally {
    await browser.close();
  }
}
