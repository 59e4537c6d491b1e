// What is due in a case, in a real browser: clocks run where the key is, the server's list knows one day, and the mailbox
// shows each step of the case's course.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
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
  await goes('S1_answered');
  await running(['readback', 'contact', 'no_contact']);
  await does.shows(desk, '#course-stage', '返事をした');
  await goes('S2_confirmed');
  await does.shows(desk, '#course-stage', '話の内容を確かめた');
  await running(['plan', 'contact', 'no_contact']);
  await look(desk, 'desk-work-stage');
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
  await does.shows(desk, '#referrals-shut', '労働基準監督署');
  await does.shows(desk, '[data-referral="fairness_appeal"] [data-limit]', '3か月');
  await look(desk, 'desk-referrals');
});

test('a case that ended can be begun again, and what follows it up goes on', async () => {
  await goes('S7_following');
  await running(['followup_week', 'contact', 'followup_month', 'no_contact', 'followup_quarter', 'followup_half']);
  await goes('S9_closed');
  await running(['followup_week', 'followup_month', 'followup_quarter', 'followup_half']);
  await goes('S3_planned');
  await does.shows(desk, '#course-stage', '進めかたを決めた');
});

test('and each page was fit to be looked at', () => {
  clean(desk, program.desk);
  looked();
});
