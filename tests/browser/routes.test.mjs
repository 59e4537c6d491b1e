// Telling the city, in real browsers: who is accused decides who may be told, at the desk as in the mailbox, and never the
// personnel section.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { counsellor, dayFrom, reported } from './forger.mjs';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo } from './world.mjs';

const WORDS = '夜おそく、何度も呼び出されます。';

let program;
let browser;
let desk;
let a;

before(async () => {
  program = await demo();
  browser = await chromium();
  a = await counsellor(program, 0);
  desk = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(desk, program, program.person('counsellor', 0));
  await does.unlocks(desk, a.passphrase);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

const offices = () => desk.$$eval('#city-office option', (all) => all.map((one) => one.value));
const ticks = (standing) => does.press(desk, `label[for="city-concerns-${standing}"]`);

async function opens(story) {
  await does.press(desk, '#to-list');
  await desk.waitForSelector(`#case-${story.case}`, { visible: true });
  await does.press(desk, `#case-${story.case}`);
  await desk.waitForSelector(`#case-${story.case}[aria-current="page"]`);
  await does.reads(desk);
}

async function back(story) {
  const page = await visitor(browser);
  await does.comesBack(page, program, story.code);
  await page.waitForSelector('#talk [data-said]', { visible: true });
  return page;
}

test('promise 09 consent: the standing of the accused decides who may be told; without it nobody', async () => {
  const story = await reported(program);
  await does.press(desk, '#to-list').catch(() => {});
  await opens(story);
  await does.shows(desk, '#city-stage', '市には伝えていない');
  await does.press(desk, '#city-ways > summary');
  await does.press(desk, '#way-N1_outline');
  assert.deepEqual(await offices(), []);
  await does.shows(desk, '#city-route', '印を付けると');
  await does.fill(desk, '#city-text', WORDS);
  await does.press(desk, '#city-propose-consent');
  await does.shows(desk, '#city-fault', 'まだ何も残していません');
  await ticks('staff');
  assert.deepEqual(await offices(), ['investigator', 'outside_investigator', 'deputy_mayor', 'physician']);
  await ticks('director');
  assert.deepEqual(await offices(), ['outside_investigator', 'deputy_mayor', 'physician'], 'of two accused, who is on the route of both');
  await does.shows(desk, '#city-route', '外部の弁護士');
  await ticks('mayor');
  assert.deepEqual(await offices(), [], 'nobody under the mayor hears of the mayor');
  await does.shows(desk, '#city-route', '市にはありません');
  await look(desk, 'desk-city-nobody');
  await does.press(desk, '#city-propose-consent');
  await does.shows(desk, '#city-fault', '伝える先を選んでください');
  await ticks('mayor');
  await desk.select('#city-office', 'deputy_mayor');
  await look(desk, 'desk-city-way');
  await does.press(desk, '#city-propose-consent');
  await desk.waitForSelector('#city [data-asked][data-standing="open"]', { visible: true });
  await does.shows(desk, '#city [data-concerns]', '部長級の人');
  assert.equal(await desk.$('#police [data-asked]'), null, 'it stands where it belongs');

  const page = await back(story);
  await does.shows(page, '#asked', '副市長');
  await does.shows(page, '#asked [data-concerns]', '部長級の人');
  await does.shows(page, '#asked [data-stage]', 'あらましを伝えた');
  await look(page, 'window-mailbox-city');
  await does.press(page, '[data-answer="agree"]');
  await page.waitForSelector('[data-asked][data-standing="agreed"]');

  await opens(story);
  await does.press(desk, '#city [data-deed="taken"]');
  await does.shows(desk, '#city-stage', 'あらましを伝えた');
  await does.shows(desk, '#police-stage', '警察には伝えていない');
  await page.context.close();
  const later = await back(story);
  await does.shows(later, '[data-state="told"]', '副市長に、同意した文章だけ');
  clean(later, program.window);
  await later.context.close();
});

test('promise 09 consent: a proposal that no route allows is not asked about, and nobody can take it', async () => {
  const story = await reported(program);
  const signed = (name) => story.there.roster.policies.find(({ file }) => file === name).sha256;
  const proposed = (route) => ({
    what: '市に伝えた', text: WORDS, is: 'proposed', procedure: 'city', policy: signed('procedures/city.toml'), to: 'N1_outline', recipient: '総務人事課職員係', until: dayFrom(20), ...route,
  });
  const sly = { policy: signed('routes.toml'), concerns: ['staff'], office: 'personnel' };
  await a.says(story, { n: 1, before: null, kind: 'step', body: proposed({ route: sly }) });
  const page = await back(story);
  await does.shows(page, '#asked [data-route="none"]', '伝えません');
  assert.equal(await page.$('[data-answer]'), null, 'there is nothing to agree to');
  await look(page, 'window-mailbox-no-route');
  clean(page, program.window);
  await page.context.close();
  await opens(story);
  await does.shows(desk, '#city [data-why="no-route"]', '伝えられません');
  assert.equal(await desk.$('#city [data-deed="taken"]'), null);
});

test('promise 08 open: two who tell somebody off the routes, in danger to life, are found out by the reporter', async () => {
  const story = await reported(program);
  const signed = (name) => story.there.roster.policies.find(({ file }) => file === name).sha256;
  const b = await counsellor(program, 1);
  const of = { procedure: 'city', policy: signed('procedures/city.toml'), to: 'N4_told_in_danger', recipient: '総務人事課職員係' };
  const route = { policy: signed('routes.toml'), concerns: ['staff'], office: 'personnel' };
  const says = async (by, n, before, heads, body) => (await by.says(story, { n, before, heads, kind: 'step', body })).id;
  const asked = await says(a, 1, null, [], { what: '市に伝えた', text: WORDS, is: 'proposed', ...of, until: dayFrom(2), reason: '命が危ない', route });
  const early = await back(story);
  await does.shows(early, '#asked [data-route="none"]', '伝えません');
  await early.context.close();
  const approved = await says(b, 1, null, [{ author: a.key.author, entry: asked }], { what: '', text: '', is: 'approved', proposal: asked });
  await opens(story);
  await desk.waitForSelector('#city [data-why="no-route"]', { visible: true });
  assert.equal(await desk.$('#city [data-deed="taken"]'), null);
  await says(a, 2, asked, [{ author: b.key.author, entry: approved }], { what: '市に伝えた', text: WORDS, is: 'taken', ...of, by: approved });
  const page = await back(story);
  await page.waitForSelector('[data-told="route"]', { visible: true });
  await does.shows(page, '[data-state="told"]', '窓口の決まりにない伝え先');
  await look(page, 'window-mailbox-told-off-route');
  clean(page, program.window);
  await page.context.close();
});

test('and each page was fit to be looked at', () => {
  clean(desk, program.desk);
  looked();
});
