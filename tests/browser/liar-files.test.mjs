// A lying server and attached files: swapped, cut, withheld, miscounted, thrown away; at the window and at the desk.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chance, counsellor, keyFileBy, ownKeys, recipientOf, reported, rosterBy, sealed } from './forger.mjs';
import { about, all, answers, liar, problem } from './liar.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, tempDir, until } from './world.mjs';

let program;
let browser;
let relay;
let dir;
let reader;
let story;
/** The mailbox and the desk, each with the same case open. */
const room = {};
/** The age files as they lie: two of this case, one of another. */
const lies = {};

before(async () => {
  program = await demo();
  relay = await liar(program.port);
  browser = await chromium({ port: program.port, through: relay.port });
  dir = await tempDir('liar-files');
  reader = await counsellor(program, 0);
  story = await reported(program);
  const other = await reported(program, { words: 'ほかの人の話' });
  room.window = await comesBack(story);
  await attaches(room.window, ['録音.txt', 'きのうの録音'], ['メモ.txt', 'ほかのファイル']);
  const elsewhere = await comesBack(other);
  await attaches(elsewhere, ['よその.txt', 'よその相談のファイル']);
  await elsewhere.context.close();
  room.desk = await entersDesk();
  [lies.own, lies.second] = await filesOf(story);
  [lies.other] = await filesOf(other);
});
after(async () => {
  await browser?.close();
  await relay?.close();
  await program?.stop();
  await fs.rm(dir, { recursive: true, force: true });
});

async function comesBack(of, lie) {
  relay.tells(lie);
  const page = await visitor(browser);
  await does.comesBack(page, program, of.code);
  return page;
}

async function entersDesk() {
  const page = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(page, program, program.person('counsellor', 0));
  await does.unlocks(page, reader.passphrase);
  await does.opensCase(page, story.case);
  await does.reads(page);
  return page;
}

const chosen = async (page, input, name, content) => {
  const file = path.join(dir, name);
  await fs.writeFile(file, content);
  await (await page.waitForSelector(input)).uploadFile(file);
};

/** Chooses a file in either room and sends it. */
async function sends(at, name, page = room[at]) {
  const list = at === 'window' ? '#files-list' : '#answer-files-list';
  await page.bringToFront();
  await chosen(page, at === 'window' ? '#files' : '#answer-files', name, name);
  await page.waitForSelector(`${list} [data-name="${name}"][data-state="chosen"]`);
  await does.press(page, at === 'window' ? '#send-files' : '#answer-send');
  return `${list} [data-name="${name}"]`;
}

/** Sends files in the mailbox until they stand in the conversation. */
async function attaches(page, ...files) {
  for (const [name, content] of files) await chosen(page, '#files', name, content);
  await page.waitForFunction((n) => document.querySelectorAll('#files-list [data-state="chosen"]').length === n, {}, files.length);
  await does.press(page, '#send-files');
  await page.waitForFunction((n) => document.querySelectorAll('#talk [data-save]').length === n, {}, files.length);
}

/** The age files of a case, in their order, as an honest server gives them. */
async function filesOf({ code }) {
  const page = await comesBack({ code });
  const ids = await page.$$eval('#talk [data-save]', (buttons) => buttons.map((button) => button.dataset.save));
  const found = [];
  for (const id of ids) {
    let file;
    relay.tells((asked, answer) => void (asked.path.endsWith(`/files/${id}`) && (file = answer.body)));
    await does.press(page, `[data-save="${id}"]`);
    await page.waitForSelector(`#talk li:has([data-saved]) [data-saved]`);
    await until(() => file, 'the file');
    found.push({ id, file });
  }
  await page.context.close();
  return found;
}

const files = (what) => (asked) => (asked.method === 'GET' && /\/files\/[0-9a-f]{64}$/.test(asked.path) ? what : undefined);

/** Opens the first file and reads `words` beside it; nothing is handed over. */
async function notOpened(at, fault, words) {
  const page = room[at];
  await page.bringToFront();
  await does.press(page, `[data-save="${lies.own.id}"]`);
  await page.waitForSelector(`.saver:has([data-save="${lies.own.id}"]) [data-fault="${fault}"]`, { visible: true, timeout: 60_000 });
  const shown = await does.textOf(page, `.saver:has([data-save="${lies.own.id}"]) [data-fault]`);
  for (const one of [words].flat()) assert.ok(shown.includes(one), `${at}: ${shown}`);
  assert.equal(await page.$(`.saver:has([data-save="${lies.own.id}"]) [data-saved]`), null);
  return shown;
}

const rooms = ['window', 'desk'];

for (const at of rooms) {
  test(`a lying server swaps, cuts, lengthens and bends an attached file: at the ${at} nothing of it is opened`, async () => {
    const { file } = lies.own;
    const own = await ownKeys();
    const bent = Buffer.from(file);
    bent[bent.length >> 1] ^= 1;
    // The filling that one sees from outside is right, and the file opens for the server alone.
    const made = Buffer.from((await sealed(chance(65536), own.recipient)).file);
    assert.equal(made.length, file.length);
    const swapped = {
      'another of the same case': lies.second.file, 'another case’s': lies.other.file, 'one of its own making': made,
      'cut': file.subarray(0, -1), 'longer': Buffer.concat([file, file]), 'empty': Buffer.alloc(0), 'bent': bent,
    };
    for (const [name, body] of Object.entries(swapped)) {
      relay.tells(files({ body }));
      await notOpened(at, 'file-differs', '書いた人が付けたものと違います').catch((error) => { throw new Error(name, { cause: error }); });
    }
    relay.tells(files({ headers: { 'Content-Length': 1000 }, body: (response) => response.end(file.subarray(0, 1000)) }));
    await notOpened(at, 'file-differs', '書いた人が付けたものと違います');
    clean(room[at], at === 'window' ? program.window : program.desk);
  });

  test(`a lying server does not give a file that was attached: at the ${at} it is said that it was`, async () => {
    relay.tells(files(problem(404, 'not-found', `<b>そんなファイルはありません</b>${'！'.repeat(5000)}`)));
    const shown = await notOpened(at, 'refused', ['たしかに付けられましたが、サーバーが渡しません', 'サーバーの答えです（署名はありません）', '<b>そんな']);
    assert.ok(shown.length < 400, 'a bound');
    relay.tells(files({ status: 404, body: '' }));
    await notOpened(at, 'refused', 'サーバーが渡しません');
  });

  test(`a lying server counts what was uploaded as it likes: at the ${at} it is not sent for ever`, async () => {
    const counted = (received) => (asked, answer) =>
      asked.method !== 'POST' && asked.path.includes('/uploads/') && answer.status < 400 ? { body: JSON.stringify({ ...JSON.parse(answer.body), received }) } : undefined;
    relay.tells(counted(5_000_000));
    let row = await sends(at, `more-${at}.txt`);
    await room[at].waitForSelector(`${row}[data-state="failed"] [data-fault="upload-lost"]`, { visible: true });
    await does.shows(room[at], row, '送ったのと違う量を受け取ったと、サーバーが答えました');
    await does.press(room[at], `${row} [data-remove-file]`);
    for (const absurd of [1e300, -1, 'alles', null]) {
      relay.tells(counted(absurd));
      row = await sends(at, `absurd-${at}.txt`);
      await room[at].waitForSelector(`${row}[data-state="failed"] [data-fault="lost"]`, { visible: true });
      await does.press(room[at], `${row} [data-remove-file]`);
      await room[at].waitForFunction((gone) => !document.querySelector(gone), {}, row);
    }
    assert.deepEqual(relay.heard('POST', '/entries'), [], 'no entry names it');
  });

  test(`a lying server throws an upload away and says that all of it is there: at the ${at} the file is not kept`, async () => {
    const thrown = ({ method, path: asked, body }) => {
      if (method !== 'PUT' || !asked.includes('/uploads/')) return undefined;
      const from = Number(new URL(asked, 'http://a').searchParams.get('from'));
      return { status: 200, body: JSON.stringify({ received: from + body.length, length: 0 }) };
    };
    relay.tells(undefined, { before: thrown });
    let row = await sends(at, `thrown-${at}.txt`);
    await room[at].waitForSelector(`${row}[data-state="failed"]`);
    await does.shows(room[at], row, 'サーバーの答えです（署名はありません）');
    await does.press(room[at], `${row} [data-remove-file]`);
    // And the entry that names it as well.
    const kept = (asked) => thrown(asked) ?? (asked.method === 'POST' && asked.path.endsWith('/entries') ? { status: 201, body: '{"kept":"now"}' } : undefined);
    relay.tells(undefined, { before: kept });
    row = await sends(at, `lost-${at}.txt`);
    await does.shows(room[at], row, 'サーバーは受け取ったと答えましたが、いま見ると、ありません');
    assert.equal(await room[at].$eval(row, (node) => node.dataset.state), 'cut');
    await until(() => relay.heard('POST', '/entries').length > 1, 'it to be sent again');
    assert.equal(new Set(relay.heard('POST', '/entries').map(({ body }) => body.toString())).size, 1, 'the same sealed entry');
    relay.tells();
    await room[at].waitForSelector(`${row}[data-state="failed"]`);
    await does.shows(room[at], row, 'サーバーの答えです');
    await does.press(room[at], `${row} [data-remove-file]`);
    clean(room[at], at === 'window' ? program.window : program.desk);
  });
}

test('a lying server says to wait without end, or promises more bytes than come: each ends in a sentence', async () => {
  const never = (asked, answer) =>
    asked.method !== 'POST' && asked.path.includes('/uploads/') && answer.status < 400 ? { status: 200, body: '{"received":0,"length":1}' } : undefined;
  const more = (response) => {
    response.write(lies.own.file);
    response.socket.end();
  };
  relay.tells(all(never, files({ headers: { 'Content-Length': lies.own.file.length + 1 }, body: more })));
  const row = await sends('window', 'never.txt');
  await notOpened('desk', 'lost', 'つながりませんでした');
  await room.window.bringToFront();
  await room.window.waitForSelector(`${row}[data-state="failed"] [data-fault="upload-lost"]`, { visible: true, timeout: 60_000 });
  const { upload } = JSON.parse(relay.heard('POST', '/uploads')[0].body);
  const parts = relay.heard('PUT', upload).length;
  assert.ok(parts < 20, `${parts} times`);
  await does.press(room.window, `${row} [data-remove-file]`);
});

test('a lying server says that a file is attached which nobody named: nothing of it is shown', async () => {
  relay.tells(about('/api/mailbox', (told) => ({ ...told, files: [{ id: lies.other.id, name: 'nobody-named.pdf' }] })));
  await does.press(room.window, '#again');
  await room.window.waitForFunction(() => document.querySelector('#message-progress').innerText === '');
  assert.doesNotMatch(await room.window.content(), /nobody-named/);
  relay.tells(answers('/uploads', problem(409, 'quota', '電話で言ってください')));
  const row = await sends('window', 'quota.txt');
  await does.shows(room.window, row, 'サーバーの答えです（署名はありません）');
  await does.press(room.window, `${row} [data-remove-file]`);
  clean(room.window, program.window);
});

test('an honest server, and readers who change while a file is on its way: whoever sent it can open it', async () => {
  const changing = await reported(program, { words: '読む人が変わる' });
  const next = await ownKeys();
  const key = await keyFileBy(reader.key.seed, changing, await recipientOf(changing.keys.identity), { secret: next.identity, epoch: 2 });
  let changed;
  const changes = ({ method, path: asked }) => {
    if (method !== 'PUT' || !asked.includes('/uploads/')) return undefined;
    const body = { reader: reader.key.author, epoch: 2, recipient: next.recipient, reason: '' };
    changed ??= reader.says(changing, { kind: 'grant', body });
    return changed.then(() => undefined);
  };
  const page = await comesBack(changing);
  relay.tells(about('/api/mailbox', (told) => (changed ? { ...told, keys: [...told.keys, key] } : undefined)), { before: changes });
  await attaches(page, ['途中.txt', '封をしたときは、まだ前の鍵']);
  assert.deepEqual(await page.$$eval('#talk [data-fault]', (all) => all.map((one) => one.dataset.fault)), []);
  await does.press(page, '#talk [data-save]');
  await page.waitForSelector('#talk [data-saved], #talk .saver [data-fault]', { visible: true });
  assert.ok(await page.$('#talk [data-saved]'), await does.textOf(page, '#talk'));
  clean(page, program.window);
  await page.context.close();
});

test('a lying server brings a roster of its own: no file is sent, and nothing signed under it', async () => {
  const { seed } = await ownKeys();
  const body = story.there.roster;
  const page = await comesBack(story, about('/bundle', (told) => ({ ...told, roster: rosterBy(seed, body, { epoch: body.epoch + 1 }) })));
  const row = await sends('window', 'roster.txt', page);
  await page.waitForSelector(`${row}[data-state="failed"]`);
  await does.shows(page, row, '窓口の鍵から続いていません');
  for (const end of ['/uploads', '/entries']) assert.deepEqual(relay.heard('POST', end), []);
  await does.press(page, `${row} [data-remove-file]`);
  clean(page, program.window);
  await page.context.close();
});
