// A lying server while a report is sent: what it answers, and what the person then reads.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { draftBy, hex, leavesDraft, ownKeys, reported, unbase64 } from './forger.mjs';
import { about, answers, liar, problem } from './liar.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, root, until } from './world.mjs';

const { load } = await import(path.join(root, 'web/test/load.mjs'));
const { toSign } = await load('protocol/request.ts');
const { verify } = await load('protocol/sign.ts');
const story = '係長に毎日どなられます';

let program;
let browser;
let relay;

before(async () => {
  program = await demo();
  relay = await liar(program.port);
  browser = await chromium({ port: program.port, through: relay.port });
});
after(async () => {
  await browser?.close();
  await relay?.close();
  await program?.stop();
});

/** Writes, and presses send while `lie` is told. */
async function sends(lie, how) {
  relay.tells();
  const page = await visitor(browser);
  await does.opensForm(page, program);
  await does.writes(page, { words: story });
  await does.press(page, '#to-readers');
  await page.waitForSelector('#readers .reader', { visible: true });
  relay.tells(lie, how);
  await does.press(page, '#send');
  return page;
}

/** No code was shown, the words are still there, and the person reads `words`. */
async function unsent(page, words) {
  await does.shows(page, '#progress', words);
  assert.equal(await page.$('#code li'), null);
  assert.equal(await page.$eval('#report-words', (field) => field.value), story);
  clean(page, program.window);
  await page.context.close();
}

test('a lying server’s own sentence is text, is marked as the server’s, and has a bound', async () => {
  const words = '番号を 0120-000-000 に電話して伝えてください。<script>alert(1)</script><a href="https://example.invalid">こちら</a>';
  const page = await sends(answers('/report', problem(409, 'no-roster', words + '！'.repeat(10_000))));
  await does.shows(page, '#progress', 'サーバーの答えです（署名はありません）');
  const shown = await does.textOf(page, '#progress');
  assert.ok(shown.includes(words), 'as text');
  assert.ok(shown.length < 300, `${shown.length} characters`);
  assert.equal(await page.$('#progress a, #progress script'), null);
  await unsent(page, '書いたことは、このページに残っています');
});

test('a lying server’s strange answers end in one sentence, and the words stay', async () => {
  const html = { 'content-type': 'text/html' };
  const strange = {
    'a page': [{ status: 200, headers: html, body: '<h1>届きました</h1>' }, 'つながりませんでした'],
    'nothing': [{ status: 200, body: '' }, '受け取られませんでした'],
    'another yes': [{ status: 200, body: '{"kept":true,"day":"2026-11-24"}' }, '受け取られませんでした'],
    'a broken no': [{ status: 500, headers: html, body: '<h1>Internal Server Error</h1>' }, '受け取られませんでした'],
    'a no of other types': [{ status: 422, body: '{"detail":{"a":1},"code":7}' }, '受け取られませんでした'],
    'another host': [{ status: 307, headers: { location: 'http://example.invalid/o/shiojiri/api/report' } }, 'つながりませんでした'],
  };
  for (const [name, [answer, words]] of Object.entries(strange)) {
    await unsent(await sends(answers('/report', answer)), words).catch((error) => { throw new Error(name, { cause: error }); });
  }
});

test('a lying server’s challenge is signed only as a challenge of this window, and only if it is one', async () => {
  for (const challenge of ['', 'x'.repeat(64), 'A'.repeat(64), '0'.repeat(62), 7, null, ['0'.repeat(64)]]) {
    const page = await sends(answers('/challenge', { status: 200, body: JSON.stringify({ challenge }) }));
    await unsent(page, 'つながりませんでした');
    assert.deepEqual(relay.heard('POST', '/report'), [], 'nothing was signed or sent');
  }
  // Work without end is not begun.
  for (const work of [60, 19, -1, 1.5, '18', {}, 1e300]) {
    const page = await sends(about('/challenge', (told) => ({ ...told, work })));
    await unsent(page, '受け取られませんでした');
    assert.deepEqual(relay.heard('POST', '/report'), []);
  }
  // The first bytes of something that is signed elsewhere: still only a part of what the mailbox key signs.
  const bait = Buffer.concat([Buffer.from('sotomado entry 1\n'), Buffer.alloc(15)]).toString('hex');
  const page = await sends(answers('/challenge', { status: 200, body: JSON.stringify({ challenge: bait }) }));
  await until(() => relay.heard('POST', '/report').length > 0, 'the report');
  const [asked] = relay.heard('POST', '/report');
  const [, key, challenge, signature] = /^Sotomado key=(\w{64}), challenge=(\w{64}), signature=(\w{128})/.exec(asked.headers.authorization);
  const { window } = JSON.parse(await page.$eval('#page', (block) => block.textContent));
  const signed = toSign({ challenge, window, method: 'POST', path: asked.path, body: new Uint8Array(asked.body) });
  assert.equal(challenge, bait);
  assert.equal(Buffer.from(signed).subarray(2, 20).toString(), 'sotomado-mailbox-1');
  assert.ok(verify(Buffer.from(signature, 'hex'), signed, Buffer.from(key, 'hex')));
  const sent = JSON.parse(asked.body.toString());
  assert.equal(sent.mailbox, key);
  await does.shows(page, '#progress', 'サーバーの答えです');
  await page.context.close();
});

test('a lying server says another day for the first answer: the page says the day that the desk signed', async () => {
  const truth = await until(async () => {
    const page = await visitor(browser);
    await page.goto(`${program.window}/o/shiojiri?hl=ja`);
    const day = await does.textOf(page, '#first-answer');
    await page.context.close();
    return day.replace(/\s/g, '');
  }, 'the day on the first page');
  const page = await sends(about('/report', (told) => ({ ...told, day: '2030-01-01', first_answer: { day: '2030-01-01', hour: 3 } })));
  await page.waitForSelector('#code li', { visible: true });
  const shown = (await does.textOf(page, '#answer-day')).replace(/\s/g, '');
  assert.ok(truth.includes(shown.replace(/まで$/, '')) || shown.includes(truth.replace(/まで$/, '')), `${shown} and ${truth}`);
  const calendar = await does.downloaded(page, '#calendar');
  assert.doesNotMatch(calendar.bytes.toString(), /2030/);
  const code = await page.$$eval('#code li', (groups) => groups.map((group) => group.innerText.trim()));
  await does.finishes(page, code);
  await page.context.close();
});

test('a lying server says that it keeps what it throws away: whoever comes back reads that it may be lost', async () => {
  const page = await sends(undefined, { before: ({ path }) => path.endsWith('/report') && { status: 201, body: '{"kept":"now","day":"2026-11-24","first_answer":{"day":"2026-11-27","hour":17}}' } });
  await page.waitForSelector('#code li', { visible: true });
  const code = await page.$$eval('#code li', (groups) => groups.map((group) => group.innerText.trim()));
  await does.finishes(page, code);
  relay.tells();
  await page.goto(`${program.window}/o/shiojiri/mailbox?hl=ja`);
  await does.fill(page, '#receipt', code.join(' '));
  await does.press(page, '#open');
  await does.shows(page, '#receipt-fault', 'サーバーが失ったか、渡していないおそれがあります');
  clean(page, program.window);
  await page.context.close();
});

test('a lying server is sent no word of the story, whatever it answers', async () => {
  const page = await sends(answers('/report', { status: 200, body: '{}' }));
  await does.shows(page, '#progress', '受け取られませんでした');
  for (let times = 2; times <= 3; times++) {
    await page.waitForSelector('#send:not([aria-disabled="true"])');
    await does.press(page, '#send');
    await until(() => relay.heard('POST', '/report').length === times, 'it to be sent again');
  }
  const bodies = relay.heard('POST', '/report').map(({ body }) => body.toString());
  assert.equal(new Set(bodies).size, 1, 'the same bytes each time');
  assert.doesNotMatch(bodies[0], /係長|consent|words/);
  const { entries } = JSON.parse(bodies[0]);
  assert.equal(hex(new Uint8Array(await crypto.subtle.digest('SHA-256', unbase64(entries[0].file)))), entries[0].id);
  await page.context.close();
});

/** Gives the code of a draft at the mailbox while `lie` is told about it. */
async function takesUp({ code }, lie) {
  relay.tells(lie);
  const page = await visitor(browser);
  await page.goto(`${program.window}/o/shiojiri/mailbox?hl=ja`);
  await does.fill(page, '#receipt', code);
  await does.press(page, '#open');
  return page;
}

const draft = (file, change = {}) => about('/draft', (told, asked) => (asked.method === 'GET' ? { ...told, file, ...change } : undefined));

test('a lying server gives an older draft back: the page says of which moment it is, and what that may mean', async () => {
  const left = await leavesDraft(program, 'きょうの続きまで');
  const page = await takesUp(left, draft(await draftBy(left.there, left.code, 'おとといの分だけ', { now: new Date(Date.now() - 2 * 86_400_000) })));
  await does.shows(page, '#draft-state', 'そのあとにもあずけたのなら、古いものを渡されています');
  assert.equal(await page.$eval('#report-words', (field) => field.value), 'おとといの分だけ');
  const day = new Date(Date.now() + 9 * 3600_000 - 2 * 86_400_000);
  await does.shows(page, '#draft-state', `${day.getUTCMonth() + 1}月${day.getUTCDate()}日`);
  await does.fill(page, '#report-words', '');
  clean(page, program.window);
  await page.context.close();
});

test('a lying server gives another window’s draft, one of its own, one of another kind: nothing of it stands in the form', async () => {
  const left = await leavesDraft(program, 'わたしの書きかけ');
  const mihon = (await reported(program, {}, 'mihon')).there;
  const own = await ownKeys();
  const forged = {
    'another window’s': await draftBy(mihon, left.code, '偽もの'),
    'of another window, sealed to this one': await draftBy(left.there, left.code, '偽もの', { change: { window: mihon.roster.window } }),
    // Even if it knew to whom a draft is sealed, which it does not.
    'signed by the server': await draftBy(left.there, left.code, '偽もの', { seed: own.seed }),
    'sealed by the server': await draftBy(left.there, left.code, '偽もの', { seed: own.seed, to: own.recipient }),
    'another kind': await draftBy(left.there, left.code, '偽もの', { change: { kind: 'message', n: 1, body: { words: '偽もの' } } }),
    'nothing': '',
    'no base64': '日本',
  };
  for (const [name, file] of Object.entries(forged)) {
    const page = await takesUp(left, draft(file));
    await does.shows(page, '#progress', 'こわれていて開けません').catch((error) => { throw new Error(name, { cause: error }); });
    assert.equal(await page.$('#report-words'), null, name);
    await page.context.close();
  }
});

test('a lying server withholds a draft, or says of it what is no draft’s: it is said that it may be lost', async () => {
  const left = await leavesDraft(program, 'わたしの書きかけ');
  const lies = [answers('/draft', problem(404, 'no-draft', 'ありません')), draft(7), about('/draft', () => null), about('/draft', (told) => ({ ...told, last_day: 'あすの九時' }))];
  for (const lie of lies) {
    const page = await takesUp(left, lie);
    await does.shows(page, '#receipt-fault', 'サーバーが失ったか、渡していないおそれがあります');
    assert.doesNotMatch(await page.content(), /あすの九時/);
    await page.context.close();
  }
  // It says that it keeps one, and says it of nothing: the words stay in the page.
  relay.tells(undefined, { before: ({ method, path }) => method === 'PUT' && path.endsWith('/draft') && { status: 200, body: '{"kept":"now"}' } });
  const page = await visitor(browser);
  await does.opensForm(page, program);
  await does.writes(page, { words: story });
  await does.press(page, '#keep-draft');
  await does.press(page, '#draft-go');
  await until(async () => (await does.textOf(page, '#draft-progress')).length > 10 && !(await page.$eval('#draft-after', (after) => after.checkVisibility())), 'a sentence');
  assert.equal(await page.$eval('#report-words', (field) => field.value), story);
  await does.press(page, '#draft-back');
  await does.fill(page, '#report-words', '');
  await page.context.close();
});
