// What is due in a case, in a real browser: clocks run where the key is, the server's list knows one day, and the mailbox
// shows each step of the case's course.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { shifts } from './clock.mjs';
import { counsellor, reported } from './forger.mjs';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

let program;
let browser;
let desk;
let story;

before(async () => {
  program = await demo();
  browser = await chromium();
  const a = await counsellor(program, 0);
  story = await reported(program, { answers: { employment: ['regular'] } });
  desk = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(desk, program, program.person('counsellor', 0));
  await does.unlocks(desk, a.passphrase);
  await does.opensCase(desk, story.case);
  await does.reads(desk);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

const clocks = () => desk.$$eval('#tasks [data-clock]', (all) => all.map((one) => one.dataset.clock));
const due = (clock) => desk.$eval(`#tasks [data-clock="${clock}"] time`, (time) => time.getAttribute('datetime'));
const running = (wanted) => until(async () => (await clocks().catch(() => [])).join() === wanted.join(), `these clocks: ${wanted}`);

async function notes(act, words = '') {
  await does.press(desk, '#course-acts > summary');
  await desk.select('#course-act', act);
  if (words) await does.fill(desk, '#course-act-note', words);
  await does.press(desk, '#course-act-keep');
}

async function goes(to) {
  await does.press(desk, '#course-ways > summary');
  await does.press(desk, `#way-${to}`);
  await does.press(desk, '#course-propose-free');
}

test('promise 08 open: how urgent it is changes by when it is answered; the day can be given to the list', async () => {
  await running(['first_reply']);
  const usual = await due('first_reply');
  await notes('p1', '来週また会うと書いてあるため');
  await does.shows(desk, '#story', '来週また会う');
  await until(async () => (await due('first_reply')) < usual, 'an earlier day');
  await does.press(desk, '#next > summary');
  assert.equal(await desk.$eval('#next-day', (field) => field.value), await due('first_reply'), 'the soonest day is offered for the list');
  await look(desk, 'desk-work');
});

test('an answer stops one clock and sets others going; a stage entered sets its own', async () => {
  await does.answers(desk, '読みました。');
  await running(['contact', 'no_contact']);
  // What the mailbox promises is what is due next, and no day that was met.
  const listed = () => desk.evaluate(async () => (await (await fetch('/desk/api/cases')).json()).cases.map(({ next }) => next));
  await until(async () => (await listed()).includes(await due('contact')), 'the list to have the day of what is due next');
  await goes('S1_answered');
  await running(['readback', 'contact', 'no_contact']);
  await does.shows(desk, '#course-stage', '返事をした');
  // That it was understood is not a counsellor's to say alone.
  assert.equal(await desk.$('#way-S2_confirmed'), null);
  assert.equal(await desk.$('#course-act option[value="readback_said"]'), null);
  await notes('readback_heard');
  await desk.waitForSelector('#way-S2_confirmed');
  await goes('S2_confirmed');
  await does.shows(desk, '#course-stage', '話の内容を確かめた');
  await running(['plan', 'contact', 'no_contact']);
  await look(desk, 'desk-work-stage');
});

test('a possible breach of law is noticed within twenty days, and nothing is taken for one by itself', async () => {
  assert.equal(await desk.$('#course-act option[value="whistle_noticed"]'), null, 'of what nobody has seen nothing is told');
  await notes('whistle_possible', '給与の手続に、法律に反するかもしれないことがある');
  await running(['plan', 'contact', 'whistle_notice', 'no_contact']);
  await does.shows(desk, '#tasks [data-clock="whistle_notice"] [data-counsel]', '弁護士に確かめてください');
  await notes('whistle_not');
  await does.shows(desk, '#course-fault', 'わけを書いてください');
  await desk.select('#course-act', 'whistle_noticed');
  await does.press(desk, '#course-act-keep');
  await running(['plan', 'contact', 'no_contact']);
});

test('a limit of the law runs from the day on which it began, not from that of writing it down', async () => {
  await does.press(desk, '#course-acts > summary');
  await desk.select('#course-act', 'disposition_known');
  await does.press(desk, '#course-act-keep');
  await does.shows(desk, '#course-fault', 'その日がいつか');
  const known = new Date(Date.now() - 20 * 86_400_000).toISOString().slice(0, 10);
  await desk.$eval('#course-act-day', (field, day) => { field.value = day; }, known);
  await look(desk, 'desk-act-day');
  await does.press(desk, '#course-act-keep');
  await until(async () => (await clocks().catch(() => [])).includes('appeal'), 'the limit to run');
  const last = Date.parse(await due('appeal'));
  assert.ok(last - Date.parse(known) >= 89 * 86_400_000 && last - Date.parse(known) <= 92 * 86_400_000, 'three months from that day');
  await notes('appeal_settled');
  await running(['plan', 'contact', 'no_contact']);
});

test('promise 08 open: the mailbox shows each step by its name, and that nobody was told', async () => {
  const page = await visitor(browser);
  await does.comesBack(page, program, story.code);
  await does.shows(page, '#talk', '話の内容を確かめた');
  await does.shows(page, '#talk', '急ぎの度合い：急ぐ');
  await does.shows(page, '#talk', 'ここで新しく伝えた相手はいません');
  await does.shows(page, '[data-state="told"]', 'ありません');
  await look(page, 'window-mailbox-course');
  clean(page, program.window);
  await page.context.close();
});

test('where else somebody may go follows from how they are employed', async () => {
  await does.press(desk, '#referrals > summary');
  const offered = await desk.$$eval('#referrals-list [data-referral]', (all) => all.map((one) => one.dataset.referral));
  assert.ok(offered.includes('fairness_measures') && !offered.includes('labour_office') && !offered.includes('labour_bureau'), `${offered}`);
  await does.shows(desk, '#referrals-shut', '労働局');
  // Whether a place of work is one of its own, nobody answers in a form.
  await does.shows(desk, '#referrals-some [data-referral="labour_office"]', '案内する前に、弁護士に確かめてください');
  await does.shows(desk, '[data-referral="fairness_appeal"] [data-limit]', '3か月');
  await does.shows(desk, '[data-referral="fairness_measures"] [data-closes]', '辞めると使えなくなります');
  await does.shows(desk, '[data-referral="police"]', 'ストーカー規制法が使えるのは');
  await does.shows(desk, '[data-referral="police"] [data-unverified]', '弁護士は、まだ確かめていません');
  await look(desk, 'desk-referrals');
});

test('what a counsellor wants to do by a day is due until somebody did it, on the board too; its reporter sees none of it', async () => {
  const tomorrow = new Date(Date.now() + 33 * 3_600_000).toISOString().slice(0, 10);
  await does.press(desk, '#task > summary');
  await does.fill(desk, '#task-words', '労働局の受付時間を調べる');
  await does.press(desk, '#task-keep');
  await does.shows(desk, '#task-fault', '日を書いてください');
  await desk.$eval('#task-day', (field, day) => { field.value = day; }, tomorrow);
  await look(desk, 'desk-task');
  await does.press(desk, '#task-keep');
  await does.shows(desk, '#tasks [data-clock="task"]', '労働局の受付時間を調べる');
  await does.press(desk, '#to-board');
  await does.shows(desk, '#board [data-clock="task"]', '労働局の受付時間を調べる');
  const page = await visitor(browser);
  await does.comesBack(page, program, story.code);
  await does.shows(page, '#talk', '話の内容を確かめた');
  assert.ok(!(await page.content()).includes('労働局の受付時間'));
  await page.context.close();
  await does.press(desk, '#to-list');
  await does.opensCase(desk, story.case);
  await does.press(desk, '#tasks [data-done]');
  await does.shows(desk, '#story', 'することが、一つすみました');
  await until(async () => !(await clocks().catch(() => ['task'])).includes('task'), 'it to be done');
});

/** The day that the list has, and the words of its row. */
const listed = () => desk.$eval(`#case-${story.case}`, (row) => [row.querySelector('time').getAttribute('datetime'), row.textContent]);

test('a case that ended stays on the list by what follows it up; its mailbox says when the desk writes again', async () => {
  await goes('S7_following');
  await running(['followup_week', 'contact', 'followup_month', 'no_contact', 'followup_quarter', 'followup_half', 'followup_year']);
  await goes('S9_closed');
  await running(['followup_week', 'followup_month', 'followup_quarter', 'followup_half', 'followup_year']);
  const week = await due('followup_week');
  await until(async () => (await listed().catch(() => []))[0] === week, 'the list to have the day of the next follow-up');
  const page = await visitor(browser);
  await does.comesBack(page, program, story.code);
  await does.shows(page, '[data-state="stage"]', '終わり');
  await does.shows(page, '[data-state="next"]', '終わったあとも');
  await does.shows(page, '[data-state="retention"]', '年');
  await look(page, 'window-mailbox-ended');
  // What is written after the end arrives.
  await does.fill(page, '#message', 'もう少し聞いてください。');
  await does.press(page, '#send-message');
  await does.shows(page, '#talk', 'もう少し聞いてください。');
  clean(page, program.window);
  await page.context.close();
});

async function looksAgain() {
  await does.press(desk, '#to-list');
  await does.opensCase(desk, story.case);
}

const hasDay = (day, what) => until(async () => (await listed().catch(() => []))[0] === day, what);

test('what is written after the end is due, and the list has its day as soon as somebody has it open', async () => {
  await looksAgain();
  await until(async () => (await clocks().catch(() => [])).includes('again'), 'what was written to be due');
  const week = await due('followup_week');
  const soonest = [await due('again'), week].sort()[0];
  await hasDay(soonest, 'the list to have the day of the answer');
  await look(desk, 'desk-work-again');
  const page = await visitor(browser);
  await does.comesBack(page, program, story.code);
  await does.shows(page, '[data-state="next"]', '終わったあとも');
  assert.equal(await page.$eval('[data-state="next"]', (row) => row.dataset.day), soonest);
  await page.context.close();
  await does.answers(desk, 'つづけて聞きます。');
  await until(async () => !(await clocks().catch(() => ['again'])).includes('again'), 'the answer to be it');
  await hasDay(week, 'the list to have the day of the next follow-up again');
});

test('promise 08 open: the day after, nobody reads of a missed day in what is over', async () => {
  const past = await visitor(browser);
  // A page whose clock stands where the follow-up was missed: the list says so, the mailbox of a closed case says nothing.
  await shifts(past, 30 * 86_400_000);
  await does.comesBack(past, program, story.code);
  await does.shows(past, '[data-state="stage"]', '終わり');
  assert.ok(!(await past.$eval('#state', (state) => state.innerText)).includes('過ぎています'));
  await past.context.close();
});

test('where nothing is due after the end the list closes, and opens as the case begins again', async () => {
  for (const act of ['followup_week', 'followup_month', 'followup_quarter', 'followup_half', 'followup_year']) {
    await notes(act);
    await until(async () => !(await clocks().catch(() => [act])).includes(act), `${act} to be done`);
  }
  await does.shows(desk, '#tasks', '期限のあることはありません');
  await does.shows(desk, `#case-${story.case}`, '終わりました');
  const page = await visitor(browser);
  await does.comesBack(page, program, story.code);
  await does.shows(page, '[data-state="open"]', '終わりました');
  assert.equal(await page.$('[data-state="next"]'), null);
  // Closed on the list, it is opened there by whoever reads what came.
  await does.fill(page, '#message', 'また起きました。');
  await does.press(page, '#send-message');
  await does.shows(page, '#talk', 'また起きました。');
  await page.context.close();
  await looksAgain();
  await until(async () => (await clocks().catch(() => [])).join() === 'again', 'what was written to be due');
  await hasDay(await due('again'), 'the list to have its day');
  assert.ok(!(await listed())[1].includes('終わりました'));
  await does.answers(desk, 'すぐに聞きます。');
  await does.shows(desk, `#case-${story.case}`, '終わりました');
  await goes('S3_planned');
  await does.shows(desk, '#course-stage', '進めかたを決めた');
  await until(async () => !(await listed())[1].includes('終わりました'), 'the list to have it open again');
});

test('and each page was fit to be looked at', () => {
  clean(desk, program.desk);
  looked();
});
