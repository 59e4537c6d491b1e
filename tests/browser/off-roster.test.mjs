// A counsellor is left out of a newly signed roster: she is told on her list, on the board and in the place of both, and her reporter is
// told, with script and without. What nobody signed takes nobody off.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { counsellor, deskKey, ownKeys, reported, rosterBy } from './forger.mjs';
import { about, liar } from './liar.mjs';
import { look, looked } from './look.mjs';
import { call, roster } from './reporter.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

let program;
let browser;
let relay;
let desk;
let lead;
let a;
let story;
let plainCode;

before(async () => {
  program = await demo();
  relay = await liar(program.port);
  browser = await chromium({ port: program.port, through: relay.port });
  desk = await deskKey(program);
  a = await counsellor(program, 0);
  story = await reported(program, { words: '机をたたかれます。' });
  plainCode = await plainReport();
  const { sign_in: name, password } = program.person('lead');
  const signed = await call(program.port, 'desk', 'POST', '/desk/api/signin', { body: JSON.stringify({ name, password }), headers: { origin: program.desk } });
  lead = { cookie: signed.headers['set-cookie'][0].split(';')[0], origin: program.desk };
});
after(async () => {
  await browser?.close();
  await relay?.close();
  await program?.stop();
});

const held = async () => (await a.ask('GET', 'cases')).json().cases.length;

async function scriptless(path) {
  const page = await visitor(browser, { width: 390 });
  await page.setJavaScriptEnabled(false);
  await page.goto(`${program.window}/o/shiojiri/${path}?hl=ja`);
  return page;
}

/** Presses, and the next page is there. */
async function goes(page, selector, next) {
  await page.$eval(selector, (node) => node.click());
  await until(() => page.$(next), `${next} after ${selector}`);
}

async function agrees(page, to, next) {
  await until(() => page.$('#agree'), 'the question');
  await page.$eval('#agree', (box) => box.click());
  await goes(page, to, next);
}

/** A report on the path without script which A was drawn to read; gives its code. */
async function plainReport() {
  for (let tries = 0; tries < 12; tries++) {
    const before = await held();
    const page = await scriptless('plain');
    await agrees(page, '#to-write', '#plain-write');
    await page.$eval('#words', (field) => (field.value = '毎週どなられます。'));
    await goes(page, '#to-check', '#plain-check');
    await goes(page, '#send', '#plain-done');
    const code = await page.$$eval('#code li', (groups) => groups.map((group) => group.textContent.trim()));
    await page.context.close();
    if ((await held()) > before) return code.join(' ');
  }
  throw new Error('A is drawn for none of twelve');
}

/** The lead signs a roster without A. */
async function leavesOut(org) {
  const body = (await roster(program.port, org)).roster;
  const readers = body.readers.filter(({ name }) => name !== a.name);
  assert.equal(readers.length, body.readers.length - 1);
  const sent = { organisation: org, roster: rosterBy(desk, body, { readers, epoch: body.epoch + 1 }) };
  const kept = await call(program.port, 'desk', 'POST', '/desk/api/rosters', { body: JSON.stringify(sent), headers: lead });
  assert.equal(kept.status, 201, kept.bytes.toString());
  return { epoch: body.epoch + 1, others: readers.map(({ name }) => name) };
}

async function atTheDesk(hl = 'ja') {
  const page = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(page, program, program.person('counsellor', 0), hl);
  await does.unlocks(page, a.passphrase);
  await page.waitForSelector('#cases', { visible: true });
  return page;
}

test('a roster that the desk did not sign takes nobody off, whatever the server says', async () => {
  const stranger = (await ownKeys()).seed;
  const { roster: body } = await roster(program.port, 'shiojiri');
  const forged = rosterBy(stranger, body, { readers: body.readers.filter(({ name }) => name !== a.name), epoch: body.epoch + 1 });
  relay.tells(about('/desk/api/me', (told) => ({
    ...told,
    windows: told.windows.map((one) => (one.organisation === 'shiojiri' ? { ...one, roster: forged, rosters: [one.roster, ...one.rosters] } : one)),
  })));
  const page = await atTheDesk();
  await page.waitForSelector('.list-first', { visible: true });
  const notes = await page.$$('[data-off]');
  relay.tells();
  await page.context.close();
  assert.equal(notes.length, 0);
});

test('who is left out of a newer roster is told so on the list and on the board, and who reports is told too', async () => {
  const page = await atTheDesk();
  assert.ok(await page.$(`#case-${story.case}`));
  assert.equal(await page.$('[data-off]'), null);
  const { epoch, others } = await leavesOut('shiojiri');
  // The page stood open meanwhile.
  await does.press(page, '#to-board');
  await page.waitForSelector('#board-search', { visible: true });
  await does.press(page, '#to-list');
  await page.waitForSelector('[data-off="shiojiri"]', { visible: true });
  assert.equal(await page.$(`#case-${story.case}`), null);
  const said = await does.textOf(page, '[data-off="shiojiri"]');
  for (const part of ['塩尻市', `第${epoch}版`, '窓口責任者', '封をされません', ...others]) assert.ok(said.includes(part), `${part}: ${said}`);
  assert.equal(await page.$('[data-off="mihon"]'), null);
  await look(page, 'desk-off-roster-list');
  await does.press(page, '#to-board');
  await page.waitForSelector('#board [data-board], #board-none', { visible: true });
  await page.waitForSelector('[data-off="shiojiri"]', { visible: true });
  await look(page, 'desk-off-roster-board');
  await page.goto(`${program.desk}/desk/case/${story.case}?hl=ja`);
  await does.unlocks(page, a.passphrase);
  await page.waitForSelector('[data-off="shiojiri"]', { visible: true });
  clean(page, program.desk);
  await page.context.close();

  // Whoever reads it with her is told in the case and on the board.
  const other = program.person('counsellor', 1);
  const beside = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(beside, program, other);
  await does.unlocks(beside, other.passphrase);
  await does.opensCase(beside, story.case);
  await does.reads(beside);
  await does.shows(beside, '#unlisted', `${a.name}さんは、いまの名簿にいません`);
  await does.shows(beside, '#unlisted[data-alone]', '名簿にいて、この相談を読めるのは、あなただけです');
  await look(beside, 'desk-case-unlisted');
  await does.press(beside, '#to-board');
  await does.shows(beside, `[data-board="${story.case}"] [data-unlisted]`, a.name);
  clean(beside, program.desk);
  await beside.context.close();

  const mailbox = await visitor(browser);
  await does.comesBack(mailbox, program, story.code);
  await does.shows(mailbox, '[data-state="can"] [data-off]', a.name);
  assert.equal(await mailbox.$$eval('[data-state="can"] [data-off]', (all) => all.length), 1, 'B stands there as before');
  const names = await mailbox.$$eval('[data-state="can"] .whole-name', (all) => all.map((one) => one.innerText));
  assert.ok(names.length === 1 && !names[0].includes(a.name), names.join());
  await look(mailbox, 'window-mailbox-off-roster');
  clean(mailbox, program.window);
  await mailbox.context.close();
});

test('the path without script says it too', async () => {
  const page = await scriptless('plain');
  await agrees(page, '#to-return', '#plain-enter');
  await page.$eval('#receipt', (field, code) => (field.value = code), plainCode);
  await goes(page, '#open', '#plain-case');
  const said = await page.$eval('[data-state="can"]', (node) => node.textContent);
  assert.ok((await page.$eval('[data-state="can"] [data-off]', (node) => node.textContent)).includes(a.name), said);
  assert.ok(said.includes('いまの名簿にいません'), said);
  // Nobody has read it yet.
  assert.ok(said.includes('開いた記録はありません') && !said.includes('消せません'), said);
  // The same document and styles in a page where the sweep's own script may run.
  const [html, url] = [await page.content(), page.url()];
  const copy = await page.context.newPage();
  await copy.setViewport(page.viewport());
  await copy.setRequestInterception(true);
  copy.on('request', (request) => (request.isNavigationRequest() ? request.respond({ status: 200, contentType: 'text/html; charset=utf-8', body: html }) : request.continue()));
  await copy.goto(url);
  await look(copy, 'plain-off-roster');
  await page.context.close();
});

test('who stands on no roster any more is not told to wait for the first one', async () => {
  await leavesOut('mihon');
  const page = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(page, program, program.person('counsellor', 0));
  await page.waitForSelector('#waiting [data-off="mihon"]', { visible: true });
  assert.ok(await page.$('#waiting [data-off="shiojiri"]'));
  assert.ok((await does.textOf(page, 'h1')).includes('外れています'));
  const [end, foot] = await page.evaluate(() => [document.querySelector('#waiting').getBoundingClientRect().bottom, document.querySelector('footer').getBoundingClientRect().top]);
  assert.ok(end <= foot, `the page ends at ${end}, and its foot begins at ${foot}`);
  await look(page, 'desk-off-roster-none');
  for (const [hl, words] of [['ja-yasashii', 'もう いません'], ['en', 'no longer on the roster']]) {
    await page.goto(`${program.desk}/desk?hl=${hl}`);
    await does.shows(page, '[data-off="shiojiri"]', words);
    await look(page, `desk-off-roster-none-${hl}`);
  }
  clean(page, program.desk);
  await page.context.close();
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
