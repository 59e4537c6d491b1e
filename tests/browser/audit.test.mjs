// The lead looks at the record of what staff did: closed each night, its mark kept outside, its faults by name, and what it cannot see.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { clock, shifts } from './clock.mjs';
import { about, liar } from './liar.mjs';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, program as binary, until } from './world.mjs';

const run = promisify(execFile);
let time;
let program;
let between;
let browser;

before(async () => {
  time = await clock('2026-12-01T03:00:00Z');
  program = await demo({ env: time.env });
  between = await liar(program.port);
  browser = await chromium({ port: program.port, through: between.port });
});
after(async () => {
  await browser?.close();
  await between?.close();
  await program?.stop();
});

async function person(who, hl = 'ja') {
  const page = await visitor(browser, { width: 1280, height: 900 });
  await shifts(page, time.ahead);
  await does.signsIn(page, program, who, hl);
  return page;
}

async function lead(hl = 'ja') {
  const page = await person(program.person('lead'), hl);
  await does.press(page, '#to-audit');
  await page.waitForSelector('#audit', { visible: true });
  return page;
}

test('the last night is closed, its mark is saved, and the saved file holds against the chain', async () => {
  const page = await lead();
  assert.equal(await page.$eval('#audit-state', (card) => card.dataset.state), 'whole');
  await does.shows(page, '#audit-state', '令和8年11月30日');
  assert.equal(await page.$('#audit-late'), null);
  assert.equal(await page.$$eval('#audit-unseen li', (points) => points.length), 5);
  await look(page, 'desk-audit');
  const mark = await does.textOf(page, '#audit-mark');
  const { name, bytes } = await does.downloaded(page, '#audit-save');
  assert.equal(name, 'sotomado-head-2026-11-30.txt');
  assert.ok(bytes.toString().startsWith(`2026-11-30 ${mark} `));
  const held = path.join(program.dir, name);
  await fs.writeFile(held, bytes);
  const { stdout } = await run(binary, ['audit', 'verify', '--config', path.join(program.dir, 'config.toml'), '--head', held]);
  assert.match(stdout, /^The chain is whole from .* bears every head held outside \(1\)/);
  clean(page, program.desk);
  await page.context.close();
});

test('the program closes the next day by itself, and the earlier mark stays beside it', async () => {
  const before = await lead();
  const mark = await does.textOf(before, '#audit-mark');
  await before.context.close();
  await time.says('2026-12-01T15:00:30Z');
  const page = await lead();
  await until(async () => {
    await page.reload();
    await page.waitForSelector('#audit', { visible: true });
    assert.match(await does.textOf(page, '#audit-state'), /12月1日/);
    return true;
  }, 'the day to be closed');
  assert.notEqual(await does.textOf(page, '#audit-mark'), mark);
  await does.press(page, '#audit-marks > summary');
  await does.shows(page, '#audit-marks', mark);
  await look(page, 'desk-audit-marks');
  await page.context.close();
});

test('what is wrong is named by its day, in each language; and nobody but the lead finds the page', async () => {
  const faults = [{ fault: 'edited', day: '2026-11-30' }, { fault: 'cut', day: '2026-12-01' }, { fault: 'of tomorrow', day: null }];
  between.tells(about('/api/audit', (told) => ({ ...told, faults, keyed: false, closed: told.closed.slice(1) })));
  for (const hl of ['ja', 'ja-yasashii', 'en']) {
    const page = await lead(hl);
    assert.equal(await page.$eval('#audit-state', (card) => card.dataset.state), 'bad');
    assert.deepEqual(await page.$$eval('#audit-faults li', (lines) => lines.map((line) => line.dataset.fault)), faults.map(({ fault }) => fault));
    for (const place of ['#audit-late', '#audit-keyless']) assert.ok(await page.$(place), place);
    assert.ok(!(await does.textOf(page, '#audit')).includes('desk-js-'), 'every sentence is there');
    await look(page, `desk-audit-bad-${hl}`);
    await page.context.close();
  }
  between.tells();
  const page = await person(program.person('counsellor'));
  assert.equal(await page.$('#to-audit'), null);
  await page.goto(`${program.desk}/desk/audit?hl=ja`);
  await page.waitForSelector('#unlock-form', { visible: true });
  assert.equal(await page.$('#audit'), null);
  await page.context.close();
});

test('no page that was looked at has a fault of access', looked);
