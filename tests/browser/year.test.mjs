// A case over days on which nobody works: the turn of the year, the end of a fiscal year and with it of an appointment, Golden Week.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clock, shifts } from './clock.mjs';
import { look, looked } from './look.mjs';
import { roster, seal, send, words } from './reporter.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo } from './world.mjs';

const ORG = 'shiojiri';
let browser;
let winter;
let spring;

before(async () => {
  browser = await chromium();
  winter = await begins('2026-12-28T10:00:00+09:00');
  spring = await begins('2027-04-28T10:00:00+09:00');
});
after(async () => {
  await browser?.close();
  await Promise.all([winter, spring].map((one) => one?.program.stop()));
});

/** A desk whose program and pages read this moment. */
async function begins(moment) {
  const time = await clock(moment);
  return { time, program: await demo({ env: time.env }) };
}

/** Two read it, of whom `reader` is one. */
async function writes({ time, program }, said = {}) {
  const at = await roster(program.port, ORG);
  const counsellors = program.people.filter(({ role }) => role === 'counsellor');
  const [reader, other] = counsellors.map((person) => ({ ...person, ...at.roster.readers.find(({ name }) => name === person.name) }));
  const leftOut = new Set(at.roster.readers.map(({ author }) => author).filter((author) => author !== reader.author && author !== other.author));
  const ready = await seal({ ...at, leftOut }, { ...words, ...said }, new Date(Date.now() + time.ahead));
  assert.equal((await send(program.port, ORG, at, ready)).status, 201);
  return { reader, code: ready.code, case: JSON.parse(Buffer.from(ready.body)).case };
}

async function opens({ time, program }, story) {
  const page = await visitor(browser, { width: 1280, height: 900 });
  await shifts(page, time.ahead);
  await does.signsIn(page, program, story.reader);
  await does.unlocks(page, story.reader.passphrase);
  await does.opensCase(page, story.case);
  await does.reads(page);
  return page;
}

async function comesBack({ time, program }, story) {
  const page = await visitor(browser);
  await shifts(page, time.ahead);
  await does.comesBack(page, program, story.code);
  return page;
}

const due = (page, of) => page.$eval(`#tasks [data-clock="${of}"]`, (line) => [line.querySelector('time').getAttribute('datetime'), line.dataset.late !== undefined]);

async function leaves(page, at) {
  if (at) clean(page, at);
  await page.context.close();
}

/** Notes when the appointment ends, as it was heard. */
async function hearsTheEnd(page, day) {
  await does.press(page, '#course-acts > summary');
  await page.select('#course-act', 'term_known');
  await page.waitForSelector('#course-act-day', { visible: true });
  await page.$eval('#course-act-day', (field, end) => { field.value = end; }, day);
  await does.press(page, '#course-act-keep');
}

let told;

test('what came on the last day before the turn of the year is due on the third day on which the desk works again', async () => {
  told = await writes(winter, { answers: { employment: ['fiscal_year'] } });
  const desk = await opens(winter, told);
  assert.deepEqual(await due(desk, 'first_reply'), ['2027-01-06', false]);
  await look(desk, 'desk-year-turn');
  await leaves(desk);
  const page = await comesBack(winter, told);
  await does.shows(page, '[data-state="next"]', '1月6日');
  await leaves(page, winter.program.window);

  await winter.time.says('2027-01-06T16:00:00+09:00');
  const still = await opens(winter, told);
  assert.deepEqual(await due(still, 'first_reply'), ['2027-01-06', false]);
  await leaves(still);

  await winter.time.says('2027-01-07T09:00:00+09:00');
  const late = await opens(winter, told);
  assert.deepEqual(await due(late, 'first_reply'), ['2027-01-06', true]);
  await does.answers(late, 'お待たせしました。読みました。');
  await does.shows(late, '#story', 'お待たせしました');
  assert.equal(await late.$('#tasks [data-clock="first_reply"]'), null);
  await leaves(late);
});

test('an appointment that ends with the fiscal year is asked about before it does, and the mailbox outlives both', async () => {
  await winter.time.says('2027-02-01T10:00:00+09:00');
  const desk = await opens(winter, told);
  await hearsTheEnd(desk, '2027-03-31');
  // It should have been asked in December, had anybody known; what falls on a Sunday is due on the last day before on which the desk works.
  await desk.waitForSelector('#tasks [data-clock="renewal"] time[datetime="2027-02-01"]', { visible: true });
  await desk.waitForSelector('#tasks [data-clock="leaving"] time[datetime="2027-02-12"]', { visible: true });
  // Renewed: what was to be asked before the old end is asked before the new one.
  await hearsTheEnd(desk, '2028-03-31');
  await desk.waitForSelector('#tasks [data-clock="renewal"] time[datetime="2027-12-28"]', { visible: true });
  await desk.waitForSelector('#tasks [data-clock="leaving"] time[datetime="2028-02-15"]', { visible: true });
  await leaves(desk);

  await winter.time.says('2027-04-01T09:00:00+09:00');
  const page = await comesBack(winter, told);
  await does.shows(page, '#talk', 'お待たせしました');
  await does.shows(page, '#talk', '任用や契約の終わる日を、あなたから聞きました');
  // Five fiscal years from the next first of April, as it was on the day on which it came.
  await does.shows(page, '[data-state="retention"]', '令和14年3月31日');
  await does.fill(page, '#message', '四月からも、続けて働いています。');
  await does.press(page, '#send-message');
  await does.shows(page, '#talk', '続けて働いています');
  await look(page, 'window-mailbox-fiscal-year');
  await leaves(page, winter.program.window);
  const later = await writes(winter);
  const next = await comesBack(winter, later);
  await does.shows(next, '[data-state="retention"]', '令和15年3月31日');
  await leaves(next);
});

test('over Golden Week the days between count where the desk works, and no others', async () => {
  const story = await writes(spring);
  const desk = await opens(spring, story);
  // Between the 29th of April and the 5th of May there is one: the 30th.
  assert.deepEqual(await due(desk, 'first_reply'), ['2027-05-07', false]);
  await does.press(desk, '#course-acts > summary');
  await desk.select('#course-act', 'p1');
  await does.press(desk, '#course-act-keep');
  await desk.waitForSelector('#tasks [data-clock="first_reply"] time[datetime="2027-04-30"]', { visible: true });
  await leaves(desk);

  await spring.time.says('2027-05-06T09:00:00+09:00');
  const after = await opens(spring, story);
  assert.deepEqual(await due(after, 'first_reply'), ['2027-04-30', true]);
  await look(after, 'desk-golden-week');
  await leaves(after);
});

test('and each page was fit to be looked at', () => looked());
