// The urgent call: offered with what it reveals, and only what the reporter ticks.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { look, looked } from './look.mjs';
import { call, listed } from './reporter.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { program as binary, chromium, demo, tempDir, until } from './world.mjs';

const run = promisify(execFile);
let program;
let browser;
let serving;

before(async () => {
  const dir = await tempDir('urgent');
  program = await demo({ dir });
  await program.stop();
  const config = path.join(dir, 'config.toml');
  // Nobody listens there: the letter waits, and that it waits is what is looked at.
  const mail = 'mail = { server = "127.0.0.1", port = 9, tls = "none", from = "mado@desk.example.jp" }\n';
  await fs.writeFile(config, mail + await fs.readFile(config, 'utf8'));
  for (const { sign_in } of program.people.filter(({ role }) => role === 'counsellor')) {
    await run(binary, ['account', 'mail', '--config', config, '--sign-in', sign_in, '--address', `${sign_in}@firm.example.jp`]);
  }
  serving = spawn(binary, ['serve', '--config', config], { stdio: 'ignore' });
  process.on('exit', () => serving.kill('SIGKILL'));
  await until(() => new Promise((done, fail) => net.connect(program.port, '127.0.0.1', () => done(true)).on('error', fail)), 'the program to listen');
  browser = await chromium();
});
after(async () => {
  await browser?.close();
  serving?.kill('SIGTERM');
  await fs.rm(program.dir, { recursive: true, force: true });
});

/** The marks of urgency in the lists of all counsellors, by case. */
async function urgent() {
  const marks = new Map();
  for (const person of program.people.filter(({ role }) => role === 'counsellor')) {
    const body = JSON.stringify({ name: person.sign_in, password: person.password });
    const signed = await call(program.port, 'desk', 'POST', '/desk/api/signin', { body, headers: { origin: program.desk } });
    for (const row of await listed(program.port, signed.headers['set-cookie'][0].split(';')[0])) marks.set(row.case, row.urgent);
  }
  return [...marks.values()].sort();
}

test('promise 13 sole exception: the call is a choice of its own, told with what it reveals, and is not ticked', async () => {
  const page = await visitor(browser, { width: 390 });
  await does.opensForm(page, program);
  await does.writes(page, { words: '帰り道で待ちぶせされました。' });
  await does.press(page, '#to-readers');
  await page.waitForSelector('#urgent', { visible: true });
  assert.equal(await page.$eval('#urgent', (box) => box.checked), false);
  await does.shows(page, '#call-choice', 'いま相談が届いたと分かります');
  await look(page, 'window-urgent');
  await does.press(page, '#send');
  await page.waitForSelector('#code li', { visible: true });
  assert.deepEqual(await urgent(), [false]);
  clean(page, program.window);
  await page.context.close();

  const other = await visitor(browser, { width: 390 });
  await does.opensForm(other, program);
  await does.writes(other, { words: 'きょうも待っています。' });
  await does.press(other, '#to-readers');
  await does.press(other, '#urgent');
  await does.press(other, '#send');
  await other.waitForSelector('#code li', { visible: true });
  assert.deepEqual(await urgent(), [false, true]);
  await other.context.close();
});

test('and each page was fit to be looked at', () => looked());
