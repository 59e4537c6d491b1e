// One's own sign-in beside second factors: where else one is signed in, and where the letter of a working day goes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

let program;
let browser;
let person;
let page;
before(async () => {
  program = await demo();
  browser = await chromium();
  person = program.person('counsellor');
  page = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(page, program, person);
  await does.press(page, '#to-sign-in');
  await page.waitForSelector('#own', { visible: true });
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

const asked = (at) => at.evaluate(async () => (await fetch('/desk/api/me')).status);

async function elsewhere() {
  const other = await visitor(browser, { width: 390, height: 844 });
  await does.signsIn(other, program, person);
  return other;
}

async function sessions(count) {
  await does.press(page, '#to-key');
  await does.press(page, '#to-sign-in');
  await until(async () => (await page.$$('#sessions > li')).length === count, `${count} sessions`);
}

test('what was left signed in elsewhere is ended from here, one or all', async () => {
  const left = await elsewhere();
  await sessions(2);
  await does.press(page, '[data-session="other"] button');
  await until(async () => (await asked(left)) === 401, 'the other one to be over');
  assert.equal(await asked(page), 200);

  const both = [await elsewhere(), await elsewhere()];
  await sessions(3);
  await does.press(page, '#end-others');
  for (const one of both) await until(async () => (await asked(one)) === 401, 'each of the others to be over');
  await until(async () => (await page.$$('#sessions > li')).length === 1, 'this one alone');
  for (const one of [left, ...both]) await one.context.close();
});

test('whoever works here says where the letter of a working day goes, and what is no address changes nothing', async () => {
  await does.shows(page, '#letters', '届きません');
  await does.press(page, '#letter-fold > summary');
  await does.fill(page, '#letter-address', 'soudan at firm');
  await does.fill(page, '#letter-password', person.password);
  await does.press(page, '#letter-keep');
  await does.shows(page, '#letter-fault', '何も変えていません');
  await look(page, 'desk-own-mail');
  await does.fill(page, '#letter-address', 'soudan@firm.example.jp');
  await does.fill(page, '#letter-password', person.password);
  await does.press(page, '#letter-keep');
  await does.shows(page, '#letters', 'soudan@firm.example.jp');
  assert.equal(await page.evaluate(async () => (await (await fetch('/desk/api/own')).json()).mail), 'soudan@firm.example.jp');
  clean(page, program.desk);
});

test('every state was faultless', looked);
