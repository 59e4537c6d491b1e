// What is on its way when a key is put away is nobody's any more; and a link whose consent ran out while its page stood open is
// never shown. Whoever signs in next goes on from the names by themselves.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clock } from './clock.mjs';
import { counsellor, dayFrom, reported } from './forger.mjs';
import * as does from './steps.mjs';
import { visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

const STORY = '机をたたいて怒鳴られます。';

let time;
let program;
let browser;
let a;
let story;

before(async () => {
  time = await clock(new Date().toISOString());
  program = await demo({ env: time.env });
  browser = await chromium();
  a = await counsellor(program, 0);
  story = await reported(program, { words: STORY, people: '総務課 山田課長' });
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

async function atTheDesk() {
  const page = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(page, program, program.person('counsellor', 0));
  await does.unlocks(page, a.passphrase);
  await does.opensCase(page, story.case);
  await does.reads(page);
  return page;
}

/** A new document in which A has opened nothing yet; the next request for the case waits until it is let go. */
async function opensAnew(page) {
  await page.goto(`${program.desk}/desk?hl=ja`);
  await does.unlocks(page, a.passphrase);
  await page.waitForSelector(`#case-${story.case}`, { visible: true });
  const sealed = Buffer.from((await a.ask('GET', `cases/${story.case}`)).bytes);
  let held = null;
  let cut = false;
  const isOf = (url) => url.endsWith(`/desk/api/cases/${story.case}`);
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    if (!isOf(request.url())) return void request.continue();
    if (held !== null) return void (cut || request.continue());
    held = request;
  });
  return {
    waits: () => until(async () => held !== null, 'the case to be asked for'),
    /** It comes as the server gave it while the session lasted. */
    async arrives() {
      const come = page.waitForResponse((answer) => isOf(answer.url()));
      await held.respond({ status: 200, contentType: 'application/json', body: sealed });
      assert.ok((await come).ok());
    },
    /** From here on nothing of it comes. */
    cuts: () => (cut = true),
  };
}

test('a case that comes after the key was put away is not remembered: a search finds nothing of it', async () => {
  const page = await atTheDesk();
  const way = await opensAnew(page);
  await does.press(page, '#to-board');
  await way.waits();
  await does.press(page, '#put-away');
  await page.waitForSelector('#unlock', { visible: true });
  await way.arrives();
  way.cuts();
  await does.unlocks(page, a.passphrase);
  await page.waitForSelector('#board-search', { visible: true });
  await does.fill(page, '#board-search', '怒鳴られ');
  await page.waitForSelector('#board-no-hit', { visible: true });
  assert.ok(!(await page.content()).includes(STORY));
  await page.context.close();
});

/** Another counsellor signs in where A stood, in the same document, and opens the case. */
async function bTakesTheChair(page) {
  const b = program.person('counsellor', 1);
  const document = await page.evaluateHandle(() => globalThis.document);
  await does.press(page, '#sign-out');
  await does.fill(page, '#sign-in-name', b.sign_in);
  await does.fill(page, '#sign-in-password', b.password);
  await does.press(page, '#sign-in');
  await does.unlocks(page, b.passphrase);
  await does.opensCase(page, story.case);
  assert.ok(await page.evaluate((before) => globalThis.document === before, document), 'the document of before');
}

/** Only the names are shown: what the case says waits until B has gone on from them. */
async function mustGoOn(page) {
  await page.waitForSelector('#read', { visible: true });
  assert.ok(!(await page.content()).includes(STORY));
  const rows = await page.evaluate(async () => (await fetch('/desk/api/cases')).json());
  assert.equal(rows.cases.find((row) => row.case === story.case).unread, true, 'and unread it stays');
}

test('promise 07: whoever signs in next must press read, though the one before had read the case here', async () => {
  const page = await atTheDesk();
  await does.press(page, '#put-away');
  await page.waitForSelector('#unlock', { visible: true });
  await bTakesTheChair(page);
  await mustGoOn(page);
  await page.context.close();
});

test('promise 07: whoever signs in next must press read, though a case of the one before came after the key was put away', async () => {
  const page = await atTheDesk();
  const way = await opensAnew(page);
  await does.press(page, `#case-${story.case}`);
  await way.waits();
  await does.press(page, '#put-away');
  await page.waitForSelector('#unlock', { visible: true });
  await way.arrives();
  await bTakesTheChair(page);
  await mustGoOn(page);
  await page.context.close();
});

test('promise 09 told: a consent that ran out while the page stood open shows no link', async () => {
  const page = await atTheDesk();
  await does.press(page, '#city-ways > summary');
  await does.press(page, '#way-N1_outline');
  await does.press(page, 'label[for="city-concerns-staff"]');
  await page.select('#city-office', 'deputy_mayor');
  await does.fill(page, '#city-text', '夜おそく呼び出されます。');
  await page.$eval('#city-until', (field, day) => (field.value = day), dayFrom(0));
  await does.press(page, '#city-propose-consent');
  await page.waitForSelector('#city [data-asked][data-standing="open"]', { visible: true });
  const mailbox = await visitor(browser);
  await does.comesBack(mailbox, program, story.code);
  await does.press(mailbox, '[data-answer="agree"]');
  await mailbox.waitForSelector('[data-asked][data-standing="agreed"]');
  await mailbox.context.close();
  await does.press(page, '#to-list');
  await does.opensCase(page, story.case);
  await page.waitForSelector('#city [data-link="taken"]', { visible: true });
  // Just past the last day of the consent, and no further: on the day after that nobody is signed in any more.
  const ahead = Date.parse(`${dayFrom(1)}T00:30:00+09:00`) - Date.now();
  await time.says(new Date(Date.now() + ahead).toISOString());
  await page.evaluate((ahead) => {
    const Real = Date;
    globalThis.Date = class extends Real {
      constructor(...given) {
        if (given.length > 0) super(...given);
        else super(Real.now() + ahead);
      }
      static now() {
        return Real.now() + ahead;
      }
    };
  }, ahead);
  await does.press(page, '#city [data-link="taken"]');
  await does.shows(page, '#city-fault', '伝えたことになりませんでした');
  assert.equal(await page.$('#link-fresh'), null);
  assert.ok(!/told\?hl=ja#/.test(await page.content()));
  await page.context.close();
});
