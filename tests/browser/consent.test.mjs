// Consent first, in real browsers: the counsellor proposes, the reporter strikes words and agrees, the step is taken once,
// and the mailbox shows it; a consent taken back; and danger to life, which two decide and the reporter is told of.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, kept, nothing, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

const text = '市の窓口で、毎日どなられています。係長の名前は山田です。来週も来ると言われました。';
const struck = '市の窓口で、毎日どなられています。来週も来ると言われました。';
const police = '所轄の警察署 生活安全課';

let program;
let browser;
let code;
let a;
let b;

before(async () => {
  program = await demo();
  browser = await chromium();
  for (const nth of [0, 1]) {
    const page = await visitor(browser, { width: 1280, height: 900 });
    const person = program.person('counsellor', nth);
    await does.signsIn(page, program, person);
    await does.unlocks(page, person.passphrase);
    if (nth === 0) a = page;
    else b = page;
  }
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

/** A report that counsellors A and B can read. */
async function reports(words) {
  const page = await visitor(browser);
  await does.opensForm(page, program);
  await does.writes(page, { words });
  const groups = await does.sends(page, { leaveOut: ['相談員C'] });
  await page.context.close();
  return groups.join(' ');
}

async function opens(page, words) {
  await does.press(page, '#to-list');
  // The list of an hour ago stands beside the case that was open.
  await until(async () => !(await page.$('#case')) && (await page.$$('#cases a.row')).length > 0, 'the list by itself');
  const ids = await page.$$eval('#cases a.row', (rows) => rows.map((row) => row.id));
  for (const id of ids) {
    await does.press(page, `#${id}`);
    // The list beside it is drawn with the case: until then, an older one stands there.
    await page.waitForSelector(`#${id}[aria-current="page"]`);
    await page.waitForSelector('#case', { visible: true });
    await does.reads(page);
    if ((await does.textOf(page, '#case')).includes(words)) return;
    await does.press(page, '#to-list');
    await page.waitForSelector(`#${id}`, { visible: true });
  }
  throw new Error(`no case says ${words}`);
}

/** Draws the case anew. */
async function again(page, words) {
  await opens(page, words);
}

async function proposes(page, { way = 'P1_consulted', reason } = {}) {
  await does.press(page, '#police-ways > summary');
  await does.press(page, `#way-${way}`);
  await does.fill(page, '#police-recipient', police);
  await does.fill(page, '#police-text', text);
  if (reason) await does.fill(page, '#police-reason', reason);
  await does.press(page, reason ? '#police-propose-two' : '#police-propose-consent');
  await page.waitForSelector('[data-asked]', { visible: true });
}

async function back(typed = code) {
  const page = await visitor(browser);
  await does.comesBack(page, program, typed);
  await page.waitForSelector('#asked, #talk [data-said]', { visible: true });
  return page;
}

const standing = (page, selector = '[data-asked]') => page.$eval(selector, (node) => node.dataset.standing);
const done = async (page) => {
  clean(page, program.window);
  assert.deepEqual(await kept(page, program.window), nothing);
  await page.context.close();
};

test('promise 09 consent: without it no way to the police is open, and the page says what is lacking', async () => {
  code = await reports('窓口で毎日どなられます');
  await opens(a, '窓口で毎日どなられます');
  await does.shows(a, '#police-stage', '警察には伝えていない');
  await does.press(a, '#police-ways > summary');
  await does.press(a, '#way-P1_consulted');
  await does.shows(a, '#police-ways', '相談した人に文章を見せ、同意をもらってから');
  await does.shows(a, '#police-propose [data-wish="silent"]', 'まだどこにも');
  // Whoever is told is typed here; the office that this desk passes by is refused all the same.
  await does.fill(a, '#police-recipient', '総務人事課　職員係');
  await does.fill(a, '#police-text', text);
  await does.press(a, '#police-propose-consent');
  await does.shows(a, '#police-fault', '職員係・人事課には伝えません');
  await does.fill(a, '#police-recipient', '');
  await does.fill(a, '#police-text', '');
  assert.equal(await a.$('[data-deed="taken"]'), null, 'there is nothing to press that would tell anybody');
  assert.equal(await a.$eval('#police-propose-free', (button) => button.hidden), true);
  await does.press(a, '#police-propose-consent');
  await does.shows(a, '#police-fault', 'まだ何も残していません');
  await look(a, 'desk-told-way');
});

test('promise 09 consent: the reporter strikes words from the very text, and agrees to what is left', async () => {
  await again(a, '窓口で毎日どなられます');
  const call = 'form[data-deed="called"] [name="text"]';
  await a.$eval(call, (field) => { field.value = '書きかけの記録'; });
  await proposes(a);
  assert.equal(await a.$eval(call, (field) => field.value), '書きかけの記録', 'what was being written in another form stays');
  assert.equal(await standing(a), 'open');
  await does.shows(a, '#police > [data-wish="silent"]', 'まだどこにも');
  assert.equal(await a.$('[data-deed="taken"]'), null, 'a proposal is not yet a way');
  const page = await back();
  await does.shows(page, '#asked', police);
  await does.shows(page, '#case-heading', '返事が来ています');
  await look(page, 'window-mailbox-asked');
  const piece = async (words) => {
    for (const found of await page.$$('#asked .piece')) if ((await found.evaluate((node) => node.innerText)).includes(words)) return found;
    throw new Error(`no piece says ${words}`);
  };
  // By keyboard as by touch, and undone the same way.
  await (await piece('山田')).focus();
  await page.keyboard.press('Space');
  assert.equal(await (await piece('山田')).evaluate((node) => node.getAttribute('aria-pressed')), 'true');
  assert.ok(await page.evaluate(() => document.activeElement.matches('.piece[aria-pressed="true"]')), 'the focus stays');
  await (await piece('来週')).click();
  await (await piece('来週')).click();
  assert.equal(await does.textOf(page, '[data-preview]'), struck);
  await look(page, 'window-mailbox-struck');
  await does.press(page, '[data-answer="agree"]');
  await does.shows(page, '#asked', '窓口に届きました');
  await page.waitForSelector('[data-asked][data-standing="agreed"]');
  assert.ok((await does.textOf(page, '#asked')).includes(struck));
  await look(page, 'window-mailbox-agreed');
  await done(page);
});

test('promise 09 consent: the step is taken once, with that text alone; promise 08 open: the mailbox shows whom, when and what', async () => {
  await again(a, '窓口で毎日どなられます');
  assert.equal(await standing(a), 'agreed');
  const shown = await does.textOf(a, '[data-asked]');
  assert.ok(shown.includes(struck) && !shown.includes('山田'), 'what was struck is no longer offered');
  await look(a, 'desk-told-agreed');
  await does.press(a, '[data-deed="taken"]');
  await does.shows(a, '#police-stage', '警察に相談した');
  assert.equal(await standing(a), 'taken');
  assert.equal(await a.$('[data-deed="taken"]'), null, 'used once');
  await look(a, 'desk-told-taken');
  await does.press(a, '#police details:has([data-act="kept_receipt_number"]) > summary');
  await does.fill(a, '#police-did-kept_receipt_number', '受理番号 12、担当 佐藤さん');
  await does.press(a, '[data-act="kept_receipt_number"] button');
  await does.shows(a, '#story', '受理番号 12');
  const page = await back();
  await does.shows(page, '#talk [data-step="taken"]', police);
  await does.shows(page, '#talk', '受理番号 12');
  await does.shows(page, '[data-state="told"]', `${police}に、同意した文章だけ`);
  // Where it stands with the police, in words for whoever reports.
  await does.shows(page, '[data-state="stage-police"]', '警察に相談した');
  await does.shows(page, '[data-state="stage-police"]', '被害届や告訴に進むかは、あなたが決めます');
  assert.equal(await page.$('#asked [data-answer]'), null, 'nothing is left to answer');
  assert.equal((await page.$$('#talk [data-fault]')).length, 0);
  await look(page, 'window-mailbox-told');
  await done(page);
});

test('promise 09 consent: taken back before it is used, it opens nothing; what is pressed on an older page is not kept', async () => {
  code = await reports('来週も来ると言われた');
  await opens(a, '来週も来ると言われた');
  await proposes(a);
  let page = await back();
  await does.press(page, '[data-answer="agree"]');
  await does.shows(page, '#asked', '窓口に届きました');
  await does.shows(page, '#asked', '警察に相談した');
  await again(a, '来週も来ると言われた');
  await a.waitForSelector('[data-deed="taken"]', { visible: true });
  // The reporter takes it back while the counsellor looks at the page.
  await does.press(page, '[data-answer="revoke"]');
  await page.waitForSelector('#talk [data-reply="revoked"]', { visible: true });
  await does.shows(page, '#asked', '同意を取り消しました');
  await does.press(a, '[data-deed="taken"]');
  await does.shows(a, '#police-fault', '変わりました');
  assert.equal(await standing(a), 'revoked');
  await does.shows(a, '#police-stage', '警察には伝えていない');
  await done(page);
  page = await back();
  await does.shows(page, '[data-state="told"]', 'ありません');
  await does.shows(page, '#talk', '同意を取り消しました');
  await done(page);
});

test('promise 09 consent: a plain no', async () => {
  code = await reports('だれにも言わないで');
  await opens(a, 'だれにも言わないで');
  await proposes(a);
  const page = await back();
  // Each press draws the pieces anew.
  while (await page.$('#asked .piece[aria-pressed="false"]')) await does.press(page, '#asked .piece[aria-pressed="false"]');
  await does.press(page, '[data-answer="agree"]');
  await does.shows(page, '#asked', 'ぜんぶ消えています');
  await does.press(page, '[data-answer="decline"]');
  await page.waitForSelector('#talk [data-reply="declined"]', { visible: true });
  await done(page);
  await again(a, 'だれにも言わないで');
  assert.equal(await standing(a), 'declined');
  assert.equal(await a.$('[data-deed="taken"]'), null);
});

test('promise 09 consent: danger to life needs two counsellors and a reason, and the reporter is told', async () => {
  code = await reports('もう生きていたくない');
  await opens(a, 'もう生きていたくない');
  await proposes(a, { way: 'P1_told_in_danger', reason: '今夜、命を絶つと書いている' });
  await a.waitForSelector('[data-why="one-person"]', { visible: true });
  assert.equal(await a.$('[data-deed="approved"], [data-deed="taken"]'), null, 'one alone goes no further');
  await does.shows(a, '#tasks [data-clock="danger_second"]', 'もう一人の相談員が決める');
  const early = await back();
  await does.shows(early, '#asked', '今夜、命を絶つと書いている');
  await does.shows(early, '#asked', 'まだ伝えていません');
  assert.equal(await early.$('[data-answer]'), null, 'the reporter is told, not asked');
  await done(early);
  await opens(b, 'もう生きていたくない');
  await look(b, 'desk-told-danger');
  await does.press(b, '[data-deed="approved"]');
  await b.waitForSelector('[data-standing="approved"]', { visible: true });
  assert.equal(await b.$('#tasks [data-clock="danger_second"]'), null);
  await b.waitForSelector('[data-why="one-person"]', { visible: true });
  await again(a, 'もう生きていたくない');
  await does.press(a, '[data-deed="taken"]');
  await does.shows(a, '#police-stage', '命の危険で、同意なしに伝えた');
  const page = await back();
  await does.shows(page, '#talk [data-step="danger"]', '命の危険');
  await does.shows(page, '#talk', '今夜、命を絶つと書いている');
  await does.shows(page, '[data-state="told"]', '命の危険のため同意なしに');
  await look(page, 'window-mailbox-danger');
  await done(page);
});

test('in danger to life the second may decide against it, with a reason that the reporter reads', async () => {
  code = await reports('きょうは話したくない');
  await opens(a, 'きょうは話したくない');
  await proposes(a, { way: 'P1_told_in_danger', reason: '返事が短い' });
  await a.waitForSelector('[data-why="one-person"]', { visible: true });
  assert.equal(await a.$('[data-act="danger_declined"]'), null, 'whoever proposed is no second');
  await opens(b, 'きょうは話したくない');
  await does.shows(b, '#tasks [data-clock="danger_second"]', 'もう一人の相談員が決める');
  await does.press(b, '#police details:has([data-act="danger_declined"]) > summary');
  await does.fill(b, '#police-did-danger_declined', '電話で話し、きょうは落ち着いている');
  await does.press(b, '[data-act="danger_declined"] button');
  await until(async () => (await b.$('#tasks [data-clock="danger_second"]')) === null, 'nobody to be waited for');
  const page = await back();
  await does.shows(page, '#talk', '二人目として、同意なしには伝えないと決めた');
  await does.shows(page, '#talk', 'きょうは落ち着いている');
  // Desk and mailbox agree that nobody is being asked any more.
  assert.equal(await page.$('#asked [data-asked]'), null);
  await does.shows(b, '#police [data-standing="refused"]', '同意なしには伝えないと決めました');
  await done(page);
});

test('promise 10 danger: at every stage 110 is one touch away, and recording the call asks nobody', async () => {
  code = await reports('包丁を持っている');
  await opens(a, '包丁を持っている');
  assert.equal(await a.$eval('#call-110', (way) => way.getAttribute('href')), 'tel:110');
  assert.equal(await a.$eval('#call-110', (way) => way.closest('details, form') === null), true, 'behind no form and no fold');
  await does.press(a, '#police details:has([data-deed="called"]) > summary');
  await does.fill(a, '#police-called-', '9時、Aが110番した');
  await does.press(a, '[data-deed="called"] button');
  await does.shows(a, '#police-stage', '110 番した');
  const page = await back();
  await does.shows(page, '#talk [data-step="called"]', '110番しました');
  await does.shows(page, '[data-state="told"]', '110番');
  await done(page);
});

test('and each page was fit to be looked at', () => {
  clean(a, program.desk);
  clean(b, program.desk);
  looked();
});
