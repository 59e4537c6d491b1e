// Somebody calls: their report is taken down while they talk, the code is given by ear and read back, and everybody who opens the case
// sees that it was taken down and by whom.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { counsellor } from './forger.mjs';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, kept, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

const WORDS = 'カナリア電話の話';
const PEOPLE = '係長';
const TEXT = '窓口で怒鳴られています。';

let program;
let browser;
/** Two counsellors, each at their own laptop. */
const desks = [];
/** What the caller wrote down. */
let code;
/** The one that was heard, once it was replaced. */
let before_own;

before(async () => {
  program = await demo();
  browser = await chromium();
  for (const place of [0, 1]) {
    const person = await counsellor(program, place);
    const page = await visitor(browser, { width: 1280, height: 900 });
    await does.signsIn(page, program, program.person('counsellor', place));
    await does.unlocks(page, person.passphrase);
    desks.push({ ...person, page });
  }
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

const rows = (page) => page.$$eval('#cases a.row', (all) => all.map(({ id }) => id.slice('case-'.length)));

/** Opens the newest case of the list at that desk. */
async function opens({ page }, id) {
  await does.press(page, '#to-list');
  await page.waitForSelector(`#case-${id}`, { visible: true });
  await does.press(page, `#case-${id}`);
  await page.waitForSelector(`#case-${id}[aria-current="page"]`);
  await does.reads(page);
}

/** The way that asks for consent, on the page as it is drawn by then. */
const chooses = (page) => until(async () => {
  if (!(await page.$eval('#police-ways', (fold) => fold.open))) await does.press(page, '#police-ways > summary');
  await does.press(page, '#way-P1_consulted');
  return page.$eval('#police-recipient', (field) => field.checkVisibility());
}, 'the way to the police');

async function back(typed) {
  const page = await visitor(browser);
  await does.comesBack(page, program, typed);
  return page;
}

test('promise 02 phone: a report is taken down and sealed in the counsellor’s browser, and no number of the caller is asked for', async () => {
  const { page } = desks[0];
  await does.press(page, '#to-phone');
  await page.waitForSelector('#caller-words', { visible: true });
  const fields = await page.$$eval('#phone input, #phone textarea', (all) => all.map((one) => one.type));
  assert.ok(!fields.includes('tel') && !fields.includes('email'), String(fields));
  await does.shows(page, '#phone', '電話番号');
  await does.press(page, '#caller-send');
  await does.shows(page, '#caller-fault', 'まだ何も送っていません');
  await does.fill(page, '#caller-words', WORDS);
  await does.fill(page, '#caller-people', PEOPLE);
  await does.press(page, '#question-families > summary');
  await does.press(page, 'label:has([data-choice="families.power"])');
  // The two who have laptops here are drawn: the third is left out.
  const third = await until(async () => {
    for (const card of await page.$$('#caller-readers [data-reader]')) {
      if ((await card.evaluate((node) => node.innerText)).includes('相談員C')) return card;
    }
  }, 'the card of the third counsellor');
  await (await third.$('[data-leave-out]')).click();
  await look(page, 'desk-phone');
  // Somebody looks something up meanwhile: what was typed stays in this document.
  await does.press(page, '#to-list');
  await page.waitForSelector('#cases', { visible: true });
  await does.press(page, '#to-phone');
  await page.waitForSelector('#caller-words', { visible: true });
  assert.equal(await page.$eval('#caller-words', (area) => area.value), WORDS);
  // The line breaks once: nothing is lost, and what is sent again is the same.
  const sent = [];
  let cut = true;
  await page.setRequestInterception(true);
  const watch = (request) => {
    if (!request.url().endsWith('/desk/api/reports')) return void request.continue();
    sent.push(request.postData());
    if (cut) {
      cut = false;
      return void request.abort('failed');
    }
    void request.continue();
  };
  page.on('request', watch);
  await does.press(page, '#caller-send');
  await until(() => page.$eval('#caller-fault', (node) => node.innerText !== ''), 'the sentence about the broken line');
  assert.equal(await page.$eval('#caller-words', (area) => area.value), WORDS);
  await does.press(page, '#caller-send');
  await page.waitForSelector('#by-ear', { visible: true });
  page.off('request', watch);
  await page.setRequestInterception(false);
  assert.equal(sent.length, 2);
  assert.equal(sent[0], sent[1], 'the same bytes');
  for (const typed of [WORDS, PEOPLE]) assert.ok(!sent[1].includes(typed), typed);
});

test('promise 05 phone: the code is given by ear, each character with a word, and what the caller reads back is compared', async () => {
  const { page } = desks[0];
  const groups = await page.$$eval('#by-ear [data-group]', (all) => all.map((group) => [...group.querySelectorAll('.byear b')].map((one) => one.innerText).join('')));
  assert.equal(groups.length, 6);
  code = groups.join('');
  assert.match(code, /^2[0-9A-Z]{23}$/);
  const said = await page.$$eval('#by-ear .byear li', (all) => all.map((one) => [one.querySelector('b').innerText, one.querySelector('span').innerText]));
  for (const [letter, words] of said) assert.ok(/[0-9]/.test(letter) ? /^[ァ-ヴー]+$/.test(words) : words.endsWith(`の${letter}`), `${letter}: ${words}`);
  await look(page, 'desk-phone-code');
  // A mistake in the third group is found, and where.
  const wrong = [...groups];
  wrong[2] = (groups[2][0] === 'A' ? 'C' : 'A') + groups[2].slice(1);
  await does.fill(page, '#read-back', wrong.join(' '));
  await page.waitForSelector('#read-back-state[data-state="wrong"]');
  await does.shows(page, '#read-back-state', '3つ目');
  assert.equal(await page.$eval('#caller-done', (button) => button.hidden), true);
  await page.emulateMediaType('print');
  assert.equal(await page.$eval('#slip', (slip) => getComputedStyle(slip).display), 'block');
  const slip = await page.$eval('#slip', (node) => node.innerText);
  for (const group of groups) assert.ok(slip.includes(group));
  assert.ok(slip.includes('/o/shiojiri/mailbox'));
  // The demonstration signed where its office is reached.
  assert.ok(slip.includes('03-0000-0000にかけて'), slip);
  await page.emulateMediaType(null);
  await does.fill(page, '#read-back', does.clumsy(groups));
  await page.waitForSelector('#read-back-state[data-state="whole"]');
  await does.press(page, '#caller-done');
  await page.waitForSelector('#caller-words', { visible: true });
  assert.equal(await page.$eval('#caller-words', (area) => area.value), '');
  assert.ok(!(await page.evaluate(() => document.documentElement.outerHTML)).includes(groups[1]), 'the code is on the page no more');
  const { local, session, databases, caches } = await kept(page, program.desk);
  assert.deepEqual({ local, session, databases, caches }, { local: 0, session: 0, databases: 0, caches: 0 });
});

test('promise 08 phone: colleague and mailbox say that it was taken down, by whom, and that the code was heard', async () => {
  for (const desk of desks) {
    await does.press(desk.page, '#to-list');
    const [id] = await until(async () => {
      const all = await rows(desk.page);
      return all.length > 0 && all;
    }, 'a case on the list');
    for (const one of await rows(desk.page)) {
      await opens(desk, one);
      if (await desk.page.$('[data-heard="phone"]')) {
        desk.case = one;
        break;
      }
    }
    assert.ok(desk.case, `${id} and others were taken down by nobody`);
    await does.shows(desk.page, '[data-heard="phone"]', '相談員「相談員A');
    await does.shows(desk.page, '#story .who b', '聞き取り');
    await does.shows(desk.page, '#story', WORDS);
    assert.equal(await desk.page.$eval('#coding-channel', (select) => select.value), 'phone', 'as it came');
    // Its row in the list says so now, with its number.
    const row = await desk.page.$eval(`#case-${desk.case} [data-arrived-by="phone"]`, (node) => node.innerText);
    assert.ok(row.includes('電話で') && row.includes(desk.case.slice(0, 8)), row);
  }
  assert.equal(desks[0].case, desks[1].case);
  await look(desks[1].page, 'desk-phone-case');
  const page = await back(code);
  await does.shows(page, '#talk [data-heard="phone"]', '自分で打ったものではありません');
  await does.shows(page, '#talk .who', '聞き取り');
  assert.equal(await page.$('#talk [data-fault]'), null);
  assert.equal(await page.$eval('#trouble', (node) => node.innerText), '');
  await look(page, 'window-mailbox-heard');
  clean(page, program.window);
  await page.context.close();
});

test('promise 09 phone: one counsellor is enough to hear that something may not be told', async () => {
  const [first] = desks;
  await opens(first, first.case);
  await chooses(first.page);
  await does.fill(first.page, '#police-recipient', '所轄署');
  await does.fill(first.page, '#police-text', 'もう一つの文です。');
  await does.press(first.page, '#police-propose-consent');
  const asked = await (await first.page.waitForSelector('#police [data-asked][data-standing="open"]', { visible: true })).evaluate((node) => node.dataset.asked);
  const form = `#police [data-asked="${asked}"] [data-hear]`;
  await does.press(first.page, `${form} > summary`);
  // Where the caller wants something left out, the text goes into the form of another proposal, which is heard anew.
  await does.press(first.page, `${form} [data-anew]`);
  assert.deepEqual(await first.page.evaluate(() => ['#police-recipient', '#police-text'].map((at) => document.querySelector(at).value)), ['所轄署', 'もう一つの文です。']);
  assert.equal(await first.page.$eval('#way-P1_consulted', (way) => way.checked), true);
  assert.equal(await first.page.evaluate(() => document.activeElement.id), 'police-text');
  assert.equal((await first.page.$$('#police [data-asked]')).length, 1, 'nothing is proposed by it alone');
  await does.fill(first.page, `#hear-${asked}`, code);
  await does.press(first.page, `${form} [data-answer="declined"]`);
  await first.page.waitForSelector(`#police [data-asked="${asked}"][data-standing="declined"]`, { visible: true });
  const page = await back(code);
  await does.shows(page, '#talk [data-step="spoken-declined"]', '伝えないでほしい');
  await page.context.close();
});

test('promise 09 phone: a text is read out, the caller reads the code out, and only two counsellors who heard it make a consent', async () => {
  const [first, second] = desks;
  await opens(first, first.case);
  await chooses(first.page);
  await does.fill(first.page, '#police-recipient', '所轄署');
  await does.fill(first.page, '#police-text', TEXT);
  await does.press(first.page, '#police-propose-consent');
  const asked = await (await first.page.waitForSelector('#police [data-asked][data-standing="open"]', { visible: true })).evaluate((node) => node.dataset.asked);
  const form = `#police [data-asked="${asked}"] [data-hear]`;
  const hears = async ({ page }, typed, answer) => {
    await does.press(page, `${form} > summary`);
    await does.fill(page, `#hear-${asked}`, typed);
    await does.press(page, `${form} [data-answer="${answer}"]`);
  };
  // Another code is nobody's here, and a mistyped one is found before anything is signed.
  await hears(first, '0'.repeat(24), 'agreed');
  await does.shows(first.page, '#police-fault', 'どこかの文字が違います');
  await look(first.page, 'desk-phone-hear');
  await does.fill(first.page, `#hear-${asked}`, code);
  await does.press(first.page, `${form} [data-answer="agreed"]`);
  await first.page.waitForSelector(`${form} [data-heard-mine]`);
  assert.ok(!(await first.page.evaluate(() => document.documentElement.outerHTML)).includes(code.slice(4, 8) + code.slice(8, 12)));
  assert.equal(await first.page.$(`${form} [data-answer="agreed"]`), null, 'nobody confirms their own hearing');
  assert.equal(await first.page.$('#police [data-deed="taken"]'), null, 'one alone makes no consent');
  await does.shows(first.page, '#story', 'もう一人が聞くまで、同意にはなりません');
  await opens(second, second.case);
  await does.press(second.page, `${form} > summary`);
  await does.shows(second.page, `${form} [data-heard-by]`, '相談員A');
  await look(second.page, 'desk-phone-hear-second');
  await does.fill(second.page, `#hear-${asked}`, does.clumsy(code.match(/.{4}/g)));
  await does.press(second.page, `${form} [data-answer="agreed"]`);
  await second.page.waitForSelector('#police [data-asked][data-standing="spoken"]', { visible: true });
  await does.shows(second.page, '#police [data-standing-words]', '電話で同意を聞きました');
  await look(second.page, 'desk-phone-consent');
  // The mailbox says so, never as the reporter's own, and it can be taken back there.
  const page = await back(code);
  await page.waitForSelector('#asked [data-spoken]', { visible: true });
  await does.shows(page, '#asked [data-spoken]', '相談員A');
  await does.shows(page, '#asked [data-spoken]', '相談員B');
  await page.waitForSelector('#asked [data-answer="revoke"]', { visible: true });
  assert.equal(await page.$('#talk [data-reply="agreed"]'), null, 'nothing of it is the reporter’s own word');
  assert.equal(await page.$('#talk [data-fault]'), null);
  await look(page, 'window-mailbox-spoken');
  await page.context.close();
  await does.press(second.page, '#police [data-deed="taken"]');
  await second.page.waitForSelector('#police [data-asked][data-standing="taken"]', { visible: true });
  const told = await back(code);
  await does.shows(told, '[data-state="told"]', '所轄署');
  await does.shows(told, '[data-told-spoken]', '電話で');
  await told.context.close();
});

test('promise 05 phone: at the first visit one’s own code is made, written down, and only then put in force; the old one opens nothing', async () => {
  const page = await back(code);
  await does.shows(page, '#renew-heard', '相談員も知っています');
  await look(page, 'window-mailbox-renew');
  await does.press(page, '[data-step="language"]');
  await does.shows(page, '#language-note', '番号をもう一度入れる');
  await look(page, 'window-mailbox-language');
  await does.press(page, '#renew-begin');
  const own = async () => page.$$eval('#renew-code li', (all) => all.map((one) => one.innerText.trim()));
  const left = await own();
  assert.notEqual(left.join(''), code);
  // A tab that is lost before the new code was put in force: the old one is the one that works.
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await does.comesBack(page, program, code);
  const unknown = await visitor(browser);
  await unknown.goto(`${program.window}/o/shiojiri/mailbox?hl=ja`);
  await does.fill(unknown, '#receipt', left.join(' '));
  await does.press(unknown, '#open');
  await does.shows(unknown, '#receipt-fault', 'その番号の相談は');
  await does.press(page, '#renew-begin');
  const groups = await own();
  await does.press(page, '#renew-copy');
  await does.shows(page, '#renew-copied', '写');
  await look(page, 'window-mailbox-renew-code');
  // As the first code: on paper, alone, or as a picture.
  await page.emulateMediaType('print');
  const printed = await page.evaluate(() => ['#renew-code', '#talk', '#state', '.contacts', '#renew-echo'].map((at) => document.querySelector(at).getBoundingClientRect().height > 0));
  assert.deepEqual(printed, [true, false, false, false, false]);
  await page.emulateMediaType(null);
  await page.evaluate(() => { window.print = () => dispatchEvent(new Event('beforeprint')); });
  await does.press(page, '#renew-print');
  assert.equal(await page.$eval('#renew-copied', (node) => node.innerText), '', 'it printed');
  await does.press(page, '#renew-enlarge');
  await page.waitForSelector('#renew-large svg', { visible: true });
  await does.press(page, '#renew-go');
  await page.waitForFunction(() => document.querySelector('#renew-fault').innerText !== '');
  const group = Number(await page.$eval('#renew-label', (label) => label.dataset.group));
  await does.fill(page, '#renew-echo', groups[group - 1]);
  // The answer is lost on its way: the page asks which of the two opens, and goes on with that one.
  let cut = true;
  await page.setRequestInterception(true);
  const watch = (request) => {
    if (cut && request.url().endsWith('/api/code')) {
      cut = false;
      return void request.abort('failed');
    }
    void request.continue();
  };
  page.on('request', watch);
  await does.press(page, '#renew-go');
  await does.shows(page, '#renew-progress', 'まだ分かりません');
  await does.press(page, '#renew-go');
  await does.shows(page, '#renew-done', '番号が替わりました');
  page.off('request', watch);
  await page.setRequestInterception(false);
  assert.equal(await page.$('#renew-code'), null, 'it was written down');
  await does.shows(page, '#talk [data-code-replaced]', '前の番号では何も開けません');
  assert.equal(await page.$('#renew-heard'), null);
  assert.equal(await page.$('#talk [data-fault]'), null);
  await does.fill(page, '#message', '自分の番号で書いています。');
  await does.press(page, '#send-message');
  await does.shows(page, '#talk', '自分の番号で書いています。');
  await page.context.close();
  // The old one is as any wrong code.
  await does.fill(unknown, '#receipt', code);
  await does.press(unknown, '#open');
  await does.shows(unknown, '#receipt-fault', 'その番号の相談は');
  await unknown.context.close();
  before_own = code;
  code = groups.join('');
  const again = await back(code);
  await does.shows(again, '#talk', WORDS);
  assert.equal(await again.$eval('#trouble', (node) => node.innerText), '');
  assert.equal(await again.$('#talk [data-fault]'), null);
  await again.context.close();
});

test('promise 08 phone: the desk reads on, and says that the code was replaced', async () => {
  const [desk] = desks;
  await opens(desk, desk.case);
  await does.shows(desk.page, '#story [data-code-replaced]', '受付番号を替えました');
  await does.shows(desk.page, '#story', '自分の番号で書いています。');
  assert.equal(await desk.page.$('#story [data-faults]'), null);
  await does.answers(desk.page, '新しい番号のあとの返事');
  const page = await back(code);
  await does.shows(page, '#talk', '新しい番号のあとの返事');
  await page.context.close();
});

test('promise 05 phone: whoever calls again reads the code out, and it leads to the case; one that was replaced leads nowhere', async () => {
  const [{ page, case: id }] = desks;
  await does.press(page, '#to-phone');
  await does.fill(page, '#find-code', before_own);
  await does.press(page, '#find-go');
  await does.shows(page, '#find-fault', 'この番号のものはありません');
  assert.equal(await page.$eval('#find-code', (field) => field.value), '', 'it is not kept');
  await does.fill(page, '#find-code', code.match(/.{4}/g).join(' '));
  await does.press(page, '#find-go');
  await page.waitForSelector(`#case-${id}[aria-current="page"]`);
  await does.shows(page, '#status', '番号の合う相談');
});

test('and each page was fit to be looked at', () => {
  for (const { page } of desks) clean(page, program.desk);
  looked();
});
