// The whole life of a case in forty steps, in real browsers: a reporter, two counsellors, somebody in the city who is told, and
// the personnel section, which sees nothing of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { counsellor } from './forger.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

const STORY = '係長に、夜おそく何度も呼び出されます。断ると、みんなの前で怒鳴られます。';
const TOLD = '夜おそくの呼び出しが続いています。部屋は三階の奥です。';
const AGREED = '夜おそくの呼び出しが続いています。';

let program;
let browser;
let code;
let id;
let given;
/** The pages of A, B, the reporter of the moment, and the recipient. */
let a;
let b;
let mailbox;
let told;
let steps = 0;
const step = (what, deed) => test(`step ${++steps}: ${what}`, deed);

before(async () => {
  program = await demo();
  browser = await chromium();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

async function atTheDesk(nth) {
  const page = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(page, program, program.person('counsellor', nth));
  await does.unlocks(page, (await counsellor(program, nth)).passphrase);
  return page;
}

/** The case as it is now. */
async function looks(page) {
  await does.press(page, '#to-list');
  await does.opensCase(page, id);
  await does.reads(page);
}

async function goes(to) {
  await does.press(a, '#course-ways > summary');
  await does.press(a, `#way-${to}`);
  await does.press(a, '#course-propose-free');
}

async function notes(act, page = a) {
  await does.press(page, '#course-acts > summary');
  await page.select('#course-act', act);
  await does.press(page, '#course-act-keep');
}

async function sends(set) {
  await does.press(a, '#asking > summary');
  await does.press(a, `#asks-${set}-fold > summary`);
}

async function comesBack() {
  await mailbox?.context.close();
  mailbox = await visitor(browser);
  await does.comesBack(mailbox, program, code);
}

async function fills(answers) {
  await mailbox.waitForSelector('#forms', { visible: true });
  for (const [item, value] of answers) await mailbox.$eval(`#forms input[name="item-${item}"][value="${value}"]`, (box) => box.click());
  await does.press(mailbox, '#forms [data-answer="form"]');
  await does.shows(mailbox, '#asked [role="status"]', '窓口に届きました');
}

const due = (page, clock) => until(async () => (await page.$(`#tasks [data-clock="${clock}"]`)) !== null, `${clock} to be due`);
const notDue = (page, clock) => until(async () => (await page.$('#tasks')) !== null && (await page.$(`#tasks [data-clock="${clock}"]`)) === null, `${clock} to be done`);

step('somebody opens the window and writes', async () => {
  mailbox = await visitor(browser);
  await does.opensForm(mailbox, program);
  await does.writes(mailbox, { words: STORY, people: '三階 係長' });
});
step('they leave out C, seal it, and keep the code', async () => {
  code = (await does.sends(mailbox, { leaveOut: ['相談員C'] })).join(' ');
});
step('A sees that something waits, and the names alone', async () => {
  a = await atTheDesk(0);
  id = await a.waitForSelector('#cases a.row', { visible: true }).then((row) => row.evaluate((node) => node.id.replace('case-', '')));
  await does.press(a, `#case-${id}`);
  await does.shows(a, '#case', '三階 係長');
  assert.ok(!(await a.content()).includes('怒鳴られます'));
});
step('A knows nobody there, and reads', async () => {
  await does.reads(a);
  await does.shows(a, '#story', '怒鳴られます');
  await due(a, 'first_reply');
});
step('A notes that it is urgent', () => notes('p1'));
step('A begins an answer from a text', async () => {
  await a.select('#answer-template', '0');
  await until(() => a.$eval('#answer', (area) => area.value.includes('読みました')), 'the text');
});
step('A lets a colleague look first', async () => {
  await does.press(a, '#answer-draft');
  await does.shows(a, '#story', '相談した人には見えません');
});
step('B reads the case and takes the draft up', async () => {
  b = await atTheDesk(1);
  await does.opensCase(b, id);
  await does.reads(b);
  await does.press(b, '#story [data-use="answer"]');
  await until(() => b.$eval('#answer', (area) => area.value.includes('【日】')), 'the draft');
});
step('B fills the gap and sends', async () => {
  await does.fill(b, '#answer', '読みました。次の返事は金曜日までにします。');
  await does.press(b, '#answer-send');
  await does.shows(b, '#story', '金曜日までにします');
});
step('the first answer is not due any more', async () => {
  await looks(a);
  await notDue(a, 'first_reply');
});
step('A enters the stage', () => goes('S1_answered'));
step('A shows what was understood', async () => {
  await does.shows(a, '#course-stage', '返事をした');
  await sends('readback');
  await does.fill(a, '#asks-readback-text', '夜の呼び出しが続き、断ると怒鳴られる。');
  await does.press(a, '#asks-readback-send');
  await does.shows(a, '#story', '断ると怒鳴られる');
});
step('the reporter comes back and reads the answer', async () => {
  await comesBack();
  await does.shows(mailbox, '#talk', '金曜日までにします');
});
step('and never the draft', async () => assert.ok(!(await mailbox.content()).includes('【日】')));
step('they confirm what was understood', () => fills([['right', 'yes']]));
step('A reads that, and goes on', async () => {
  await looks(a);
  await does.shows(a, '#story', 'この内容でよいですか：よい');
  await goes('S2_confirmed');
});
step('A proposes times for a hearing', async () => {
  await does.shows(a, '#course-stage', '話の内容を確かめた');
  await sends('hearing');
  for (const [n, when] of ['土曜日の10時、電話で', '月曜日の18時、電話で', '火曜日の18時、事務所で'].entries()) await does.fill(a, `#asks-hearing-choice-${n + 1}`, when);
  await does.press(a, '#asks-hearing-send');
  await due(a, 'hearing');
});
step('the reporter chooses one, and asks for a woman', async () => {
  await comesBack();
  await fills([['when', '0'], ['woman', 'yes']]);
});
step('A and B hear them, and each notes it', async () => {
  await looks(a);
  await does.shows(a, '#story', '土曜日の10時、電話で');
  await notes('hearing_held');
  await does.shows(a, '#story', '聞いた人が、それぞれ記す');
  await due(a, 'hearing');
  await looks(b);
  await notes('hearing_held', b);
  await notDue(b, 'hearing');
  await looks(a);
  await notDue(a, 'hearing');
});
step('A enters the plan', async () => {
  await goes('S3_planned');
  await does.shows(a, '#course-stage', '進めかたを決めた');
});
step('A proposes to tell the deputy mayor', async () => {
  await does.press(a, '#city-ways > summary');
  await does.press(a, '#way-N1_outline');
  await does.press(a, 'label[for="city-concerns-staff"]');
  await a.select('#city-office', 'deputy_mayor');
  await does.fill(a, '#city-text', TOLD);
  await does.press(a, '#city-propose-consent');
  await a.waitForSelector('#city [data-asked][data-standing="open"]', { visible: true });
});
step('the reporter strikes what would give them away', async () => {
  await comesBack();
  const piece = await until(async () => {
    for (const one of await mailbox.$$('#asked .piece')) if ((await one.evaluate((node) => node.innerText)).includes('三階')) return one;
  }, 'the words to strike');
  await piece.click();
});
step('and agrees to the rest', async () => {
  await does.press(mailbox, '[data-answer="agree"]');
  await mailbox.waitForSelector('[data-asked][data-standing="agreed"]');
});
step('telling the city is due', async () => {
  await looks(a);
  await due(a, 'notify_city');
});
step('A makes a link and a code', async () => {
  await does.press(a, '#city [data-link="taken"]');
  await a.waitForSelector('#link-fresh', { visible: true });
  given = { address: await does.textOf(a, '#link-address'), code: await does.textOf(a, '#link-code') };
});
step('silence of the city is counted', async () => {
  await looks(a);
  await due(a, 'city_silence');
});
step('the deputy mayor opens it', async () => {
  told = await visitor(browser, { width: 320, height: 640 });
  await told.goto(given.address);
  await does.fill(told, '#short-code', given.code);
  await does.press(told, '#open');
  await told.waitForSelector('[data-step="told"]:not([hidden])');
});
step('reads the agreed text and nothing else', async () => {
  assert.equal(await does.textOf(told, '#telling-text'), AGREED);
  const all = await told.evaluate(() => document.documentElement.textContent);
  for (const canary of ['三階', '怒鳴られ', id]) assert.ok(!all.includes(canary), canary);
});
step('says that it arrived', async () => {
  await does.press(told, '#received');
  await told.waitForSelector('#answers [data-given="received"]');
});
step('and what is done', async () => {
  await does.fill(told, '#measure', '夜の呼び出しをやめさせ、係長と席を離しました。');
  await told.$eval('#measure-from', (field, day) => { field.value = day; }, new Date().toISOString().slice(0, 10));
  await does.press(told, '#send-measure');
  await told.waitForSelector('#answers [data-given="measure"]');
});
step('A writes both down for the reporter', async () => {
  await looks(a);
  await a.waitForSelector('[data-came="measure"]', { visible: true });
  for (const kind of ['received', 'measure']) {
    await does.press(a, `[data-came="${kind}"] button`);
    await a.waitForSelector(`[data-returned="${kind}"]`, { visible: true });
  }
  await notDue(a, 'city_silence');
});
step('the reporter reads it, with its day', async () => {
  await comesBack();
  await does.shows(mailbox, '[data-state="told"] [data-returned="measure"]', '係長と席を離しました');
  assert.equal((await mailbox.$$('#talk [data-fault]')).length, 0);
});
step('A notes the outcome and tells it', async () => {
  await notes('outcome_resolved');
  await due(a, 'tell_outcome');
  await does.answers(a, '呼び出しは止まり、席も離れました。');
  await goes('S6_told');
  await notDue(a, 'tell_outcome');
});
step('the case is followed up', async () => {
  await goes('S7_following');
  await due(a, 'followup_week');
});
step('A closes it, and the follow-ups go on', async () => {
  await goes('S9_closed');
  await does.shows(a, '#course-stage', '終わり');
  await due(a, 'followup_month');
});
step('A asks how things are since', async () => {
  await sends('followup');
  await a.select('#asks-followup-act', 'followup_week');
  await does.press(a, '#asks-followup-send');
  await notDue(a, 'followup_week');
});
step('somebody has tried to find out who it was', async () => {
  await comesBack();
  await fills([['search', 'yes'], ['rumours', 'no']]);
});
step('B, another counsellor, takes that on at once', async () => {
  await looks(b);
  await due(b, 'retaliation');
  await notes('retaliation_handed', b);
  await notDue(b, 'retaliation');
});
step('the case begins again', async () => {
  await looks(a);
  await goes('S3_planned');
  await does.shows(a, '#course-stage', '進めかたを決めた');
});
step('it stands on the board of both', async () => {
  for (const page of [a, b]) {
    await does.press(page, '#to-board');
    await page.waitForSelector(`#board [data-board="${id}"]`, { visible: true });
  }
});
step('and the personnel section sees nothing of it', async () => {
  const page = await visitor(browser, { width: 1280, height: 900 });
  await does.hrSignsIn(page, program, program.person('hr'));
  const seen = await page.evaluate(() => document.documentElement.textContent);
  for (const canary of [id, '怒鳴られ', '呼び出し', '副市長']) assert.ok(!seen.includes(canary), canary);
  for (const [open, host] of [[page, program.trends], [a, program.desk], [b, program.desk], [mailbox, program.window], [told, program.window]]) clean(open, host);
});

test('forty steps and one', () => assert.equal(steps, 41));
