// Very many reports that say the same come in, and among them two that do not: nobody reads them one by one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { look, looked } from './look.mjs';
import { call, listed, roster, seal, send, words } from './reporter.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

const FLOOD = 160;
let program;
let browser;

before(async () => {
  program = await demo();
  browser = await chromium();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

const flood = (n) => ({ ...words, people: '', words: `この窓口は税金のむだです。すぐにやめて、担当者は全員あやまってください。${n}回目です。` });

async function reports(at, said) {
  const ready = await seal(at, said);
  const answer = await send(program.port, 'shiojiri', at, ready);
  assert.equal(answer.status, 201, answer.bytes.toString());
  return ready;
}

/** The cases that this counsellor holds, as the server says. */
async function holds(person) {
  const body = JSON.stringify({ name: person.sign_in, password: person.password });
  const signed = await call(program.port, 'desk', 'POST', '/desk/api/signin', { body, headers: { origin: program.desk } });
  const cookie = signed.headers['set-cookie'][0].split(';')[0];
  return listed(program.port, cookie);
}

test('a flood is sorted at the desk, set aside together, and nobody in it is lost', async () => {
  const at = await roster(program.port, 'shiojiri');
  const spam = [];
  for (let n = 0; n < FLOOD; n += 40) spam.push(...await Promise.all(Array.from({ length: 40 }, (_, i) => reports(at, flood(n + i)))));
  await reports(at, words);
  await reports(at, { ...words, words: '産休から戻ったら席がなくなっていて、仕事もまわってきません。', people: '' });

  const person = program.person('counsellor');
  const held = (await holds(person)).length;
  const counsellor = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(counsellor, program, person);
  await does.unlocks(counsellor, person.passphrase);
  await does.press(counsellor, '#to-flood');
  await does.press(counsellor, '#flood-sort');
  // Both that are like no other may have been drawn for others; then their list is empty.
  await counsellor.waitForSelector('#flood-groups [data-group]', { visible: true, timeout: 120_000 });
  await look(counsellor, 'desk-flood-sorted');
  const groups = await counsellor.$$eval('[data-group]', (all) => all.map((node) => Number(node.dataset.group)));
  const alone = await counsellor.$$eval('#flood-alone li', (all) => all.length);
  assert.equal(groups.length, 1, 'the flood is one group');
  assert.equal(groups[0] + alone, held, 'and nothing fell away');
  assert.ok(alone <= 2);
  const page = await counsellor.$eval('#flood', (node) => node.innerText);
  assert.ok(!page.includes('税金') && !page.includes('産休'), 'no words before the people were seen');

  await does.press(counsellor, '#flood-aside-0 > summary');
  await look(counsellor, 'desk-flood-aside');
  await does.press(counsellor, '#flood-send-0');
  await until(async () => (await counsellor.$$('[data-group]')).length === 0, 'the group to be set aside', 120);
  await look(counsellor, 'desk-flood-done');
  const open = (await holds(person)).filter((row) => row.open);
  assert.equal(open.length, alone, 'those unlike any other stay open');

  // Somebody in the flood meant it: they see what was done, write, and are seen again.
  const closed = (await holds(person)).find((row) => !row.open).case;
  const meant = spam.find((ready) => JSON.parse(Buffer.from(ready.body)).case === closed);
  const reporter = await visitor(browser, { width: 390, height: 844 });
  await does.comesBack(reporter, program, meant.code);
  await does.shows(reporter, '#talk', 'わきに置きました');
  await does.shows(reporter, '#state', '終わ');
  await look(reporter, 'window-set-aside');
  await does.fill(reporter, '#message', 'ほんとうに困っています。');
  await does.press(reporter, '#send-message');
  await does.shows(reporter, '#talk', 'ほんとうに困っています。');
  assert.ok((await holds(person)).find((row) => row.case === closed).unread);

  await does.press(counsellor, '#back-to-list');
  await does.press(counsellor, `#case-${closed}`);
  await does.press(counsellor, '#read');
  await does.shows(counsellor, '#story', 'ほんとうに困っています。');
  await look(counsellor, 'desk-closed');
  await does.press(counsellor, '#open-again');
  await until(async () => (await holds(person)).find((row) => row.case === closed).open, 'the case to be open again');
  clean(counsellor, program.desk);
  clean(reporter, program.window);
});

test('and each page was fit to be looked at', () => looked());
