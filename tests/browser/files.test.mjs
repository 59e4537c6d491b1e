// Files: chosen, cut, sealed, sent over a way that breaks, opened at the other side, carried out.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createCipheriv, createHash, randomInt } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { decoded, NEEDLES, photo, plainJpeg } from '../../web/test/pictures.mjs';
import { cutter } from './cutter.mjs';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, kept, nothing, visitor } from './watch.mjs';
import { chromium, demo, tempDir, until } from './world.mjs';

const run = promisify(execFile);
const story = { words: '証拠の写真があります。', people: '支所 係長' };
const seed = Number(process.env.FILES_SEED ?? randomInt(2 ** 31));
const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** A sealed file's id: of the digests of its pieces. */
function idOf(sealed) {
  const whole = createHash('sha256');
  for (let at = 0; at < sealed.length; at += 4 << 20) whole.update(digest(sealed.subarray(at, at + (4 << 20))));
  return whole.digest('hex');
}

/** Bytes that only look random, the same for the same seed. */
function bytesOf(length, of = seed) {
  const key = Buffer.alloc(16);
  key.writeUInt32BE(of >>> 0);
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}

let dir;
let program;
let browser;
let code;
let counsellor;
const made = {};

before(async () => {
  dir = await tempDir('files');
  program = await demo();
  browser = await chromium();
  const files = { 'photo.jpg': photo(), 'evidence.jpg': photo({ turn: 3 }), '書類.pdf': Buffer.from('%PDF-1.7\nby Yamada'), '録音.bin': bytesOf(5_000_000), '返事.txt': Buffer.from('様式です'), 'empty.txt': Buffer.alloc(0) };
  for (const [name, bytes] of Object.entries(files)) await write(name, bytes);
  const large = await fs.open(path.join(dir, 'large.mov'), 'w');
  await large.truncate(200_000_000);
  await large.close();
});
after(async () => {
  await browser?.close();
  await program?.stop();
  await fs.rm(dir, { recursive: true, force: true });
});

async function write(name, bytes) {
  made[name] = { at: path.join(dir, name), bytes };
  await fs.writeFile(made[name].at, bytes);
}

const choose = async (page, selector, ...names) => (await page.$(selector)).uploadFile(...names.map((name) => path.join(dir, name)));
const row = (name, list = '#files-list') => `${list} [data-name="${name}"]`;
const becomes = (page, name, state, list, seconds = 30) =>
  until(() => page.$eval(row(name, list), (node, wanted) => node.dataset.state === wanted, state), `${name} to be ${state}`, seconds);

/** To the first two counsellors: the third is left out, so that nothing is left to the draw. */
const sends = (page, at) => does.sends(page, { leaveOut: [at.person('counsellor', 2).name] });

/** A code, then all files there. */
async function reports(page, at, ...names) {
  await does.opensForm(page, at);
  await does.writes(page, story);
  await choose(page, '#files', ...names);
  for (const name of names) await becomes(page, name, 'chosen');
}

async function opens(at, page, nth = 0) {
  const person = at.person('counsellor', nth);
  await does.signsIn(page, at, person);
  await does.unlocks(page, person.passphrase);
  await does.opensCase(page);
  await does.reads(page);
}

/** Presses the button beside the file of that name and gives what the browser is handed. */
async function saves(page, name, within) {
  const mark = `save-${Math.random().toString(36).slice(2)}`;
  await until(() => page.evaluate((inside, called, id) => {
    const place = [...document.querySelectorAll(inside)].find((node) => node.innerText.includes(called));
    const button = place?.querySelector('[data-save]');
    button?.setAttribute('id', id);
    return button;
  }, within, name, mark), `a button for ${name}`);
  return does.downloaded(page, `#${mark}`);
}

test('photographs, a paper and a recording go with a report, each with what must be known of it', async () => {
  const page = await visitor(browser);
  const plain = page.watched.requests;
  await does.opensForm(page, program);
  assert.ok(!plain.some((url) => /attach\.|files\./.test(url)), 'nothing about files is fetched before one is chosen');
  await does.writes(page, story);
  await choose(page, '#files', 'photo.jpg', 'evidence.jpg', '書類.pdf', '録音.bin');
  for (const name of ['photo.jpg', 'evidence.jpg', '書類.pdf', '録音.bin']) await becomes(page, name, 'chosen');
  assert.equal(await page.$eval(`${row('書類.pdf')} [data-warning]`, (node) => node.dataset.warning), 'document');
  assert.equal((await page.$$(`${row('photo.jpg')} [data-warning]`)).length, 0);
  assert.equal(await page.$eval(`${row('photo.jpg')} input[value=cleaned]`, (node) => node.checked), true);
  await page.$eval(`${row('evidence.jpg')} input[value=evidence]`, (node) => node.click());
  for (const [name, fault] of [['empty.txt', 'empty'], ['large.mov', 'large'], ['photo.jpg', 'twice']]) {
    await choose(page, '#files', name);
    await page.waitForSelector(`#files-fault [data-fault="${fault}"]`);
    assert.match(await does.textOf(page, '#files-fault'), new RegExp(name));
  }
  await look(page, 'window-report-files');
  code = await sends(page, program);
  for (const name of ['photo.jpg', 'evidence.jpg', '書類.pdf', '録音.bin']) await becomes(page, name, 'kept', '#files-sending');
  await look(page, 'window-report-files-sent');
  await does.finishes(page, code);
  clean(page, program.window);
  assert.deepEqual(await kept(page, program.window), nothing);
  await page.context.close();
});

test('the counsellor saves them: no place and no device in the one, the very bytes of the other', async () => {
  counsellor = await visitor(browser, { width: 1280, height: 900 });
  await opens(program, counsellor);
  const { bytes, name } = await saves(counsellor, 'photo.jpg', '#story [data-file]');
  assert.equal(name, 'photo.jpg');
  assert.deepEqual(NEEDLES.filter((needle) => bytes.includes(needle)), []);
  assert.deepEqual(decoded.jpeg(bytes), decoded.jpeg(plainJpeg()));
  for (const whole of ['evidence.jpg', '書類.pdf', '録音.bin']) {
    assert.equal(digest((await saves(counsellor, whole, '#story [data-file]')).bytes), digest(made[whole].bytes), whole);
  }
  // What a lawyer writes down stands beside each.
  const shown = await counsellor.$$eval('#story [data-digest]', (all) => all.map((one) => one.textContent));
  assert.deepEqual(shown.slice(1), ['evidence.jpg', '書類.pdf', '録音.bin'].map((name) => digest(made[name].bytes)));
  assert.equal(shown[0], digest(bytes));
  await look(counsellor, 'desk-case-files');
});

test('the counsellor answers with a file, and another without words', async () => {
  await choose(counsellor, '#answer-files', '返事.txt');
  await becomes(counsellor, '返事.txt', 'chosen', '#answer-files-list');
  await look(counsellor, 'desk-answer-files');
  await does.answers(counsellor, '様式を付けます。');
  await until(() => counsellor.$$eval('#story [data-file]', (all) => all.some((node) => node.innerText.includes('返事.txt'))), 'the file in the story');
  await choose(counsellor, '#answer-files', 'evidence.jpg');
  await becomes(counsellor, 'evidence.jpg', 'chosen', '#answer-files-list');
  await does.press(counsellor, '#answer-send');
  await until(() => counsellor.$$eval('#story [data-file]', (all) => all.length === 6), 'the second file in the story');
  clean(counsellor, program.desk);
});

test('the reporter comes back, saves the answer’s file and one of their own, and sends another', async () => {
  const page = await visitor(browser);
  await does.comesBack(page, program, code.join(' '));
  assert.equal(digest((await saves(page, '返事.txt', '#talk li')).bytes), digest(made['返事.txt'].bytes));
  assert.equal(digest((await saves(page, '録音.bin', '#talk li')).bytes), digest(made['録音.bin'].bytes));
  await choose(page, '#files', '録音.bin');
  await becomes(page, '録音.bin', 'chosen');
  await look(page, 'window-mailbox-files');
  await does.press(page, '#send-files');
  await until(() => page.$$eval('#talk [data-kind="attachment"]', (all) => all.length === 7), 'the file in the conversation');
  assert.equal((await page.$$('#talk [data-fault]')).length, 0);
  await write('gone.txt', Buffer.from('soon gone'));
  await choose(page, '#files', 'gone.txt');
  await becomes(page, 'gone.txt', 'chosen');
  await fs.rm(made['gone.txt'].at);
  await does.press(page, '#send-files');
  await becomes(page, 'gone.txt', 'failed');
  assert.equal(await page.$eval(`${row('gone.txt')} [data-fault]`, (node) => node.dataset.fault), 'unreadable');
  await look(page, 'window-mailbox-file-failed');
  clean(page, program.window);
  assert.deepEqual(await kept(page, program.window), nothing);
  await page.context.close();
});

test('promise 15: the export holds the attached files, opened and as they lay sealed', async () => {
  await does.press(counsellor, '#to-list');
  await does.opensCase(counsellor);
  await does.reads(counsellor);
  await until(() => counsellor.$$eval('#story [data-file]', (all) => all.length === 7), 'the reporter’s last file in the story');
  await does.press(counsellor, '#export-box summary');
  const { bytes } = await does.downloaded(counsellor, '#export');
  const out = await tempDir('export');
  const person = program.person('counsellor', 0);
  await fs.writeFile(path.join(out, 'case.tar.age'), bytes);
  await fs.copyFile(path.resolve(program.dir, person.key_file), path.join(out, 'key.age'));
  await typed(out, person.passphrase);
  await run('sh', ['-c', 'age -d -i key.txt case.tar.age | tar x'], { cwd: out });
  const files = (await fs.readdir(out, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const found = new Map();
  for (const entry of files) found.set(path.join(path.basename(entry.parentPath), entry.name), await fs.readFile(path.join(entry.parentPath, entry.name)));
  const named = [...found].filter(([name]) => /^files\/\d{3}-/.test(name));
  const digests = named.map(([, content]) => digest(content));
  for (const name of ['evidence.jpg', '書類.pdf', '録音.bin', '返事.txt']) {
    assert.ok(digests.includes(digest(made[name].bytes)), name);
    assert.ok(named.some(([at]) => at.endsWith(name)), name);
  }
  const sealed = files.filter((entry) => entry.parentPath.endsWith('sealed/files'));
  assert.equal(sealed.length, 7);
  for (const entry of sealed) assert.equal(`${idOf(await fs.readFile(path.join(entry.parentPath, entry.name)))}.age`, entry.name);
  await fs.rm(out, { recursive: true });
  await counsellor.context.close();
});

async function typed(cwd, passphrase) {
  const child = execFile('script', ['-qec', 'age -d -o key.txt key.age', '/dev/null'], { cwd });
  child.stdout.on('data', (chunk) => /passphrase/i.test(chunk) && child.stdin.write(`${passphrase}\n`));
  await new Promise((done, fail) => child.on('exit', (rc) => (rc === 0 ? done() : fail(new Error('age')))));
}

test('promise 12: 100 MB over a way cut at any byte and a program killed meanwhile: at most one part goes twice, and it opens', async () => {
  console.log(`# FILES_SEED=${seed}`);
  const home = await tempDir('resume');
  let second = await demo({ dir: home });
  const way = await cutter(second.port);
  const through = await chromium({ port: second.port, through: way.port });
  try {
    const bytes = bytesOf(100_000_000);
    await write('hundred.bin', bytes);
    const page = await visitor(through);
    await reports(page, second, 'hundred.bin');
    await sends(page, program);
    await until(() => page.$eval(row('hundred.bin', '#files-sending'), (node) => Number(node.querySelector('progress').value) > 0.02), 'the first bytes');
    const before = way.sent();
    await way.cutAfter(10_000_000 + (seed % 60_000_000), () => new Promise((done) => second.child.once('exit', done).kill('SIGKILL')));
    await becomes(page, 'hundred.bin', 'cut', '#files-sending');
    await look(page, 'window-report-files-waiting');
    second = await demo({ dir: home, port: second.port });
    await becomes(page, 'hundred.bin', 'kept', '#files-sending', 60);
    const length = 100_663_296 + 200 + 16 * 1536;
    const more = way.sent() - length;
    console.log(`# ${way.sent()} bytes for a file of ${length}, ${before} of them before the cut was set`);
    assert.ok(more > 0 && more < 4_194_304 + 200_000, `${more} bytes more than the file`);
    const desk = await visitor(through, { width: 1280 });
    await opens(second, desk);
    assert.equal(digest((await saves(desk, 'hundred.bin', '#story [data-file]')).bytes), digest(bytes));
    clean(desk, second.desk);
  } finally {
    await through.close();
    await way.close();
    await second.stop();
    await fs.rm(home, { recursive: true, force: true });
  }
});

test('promise 12: a way that is cut while the program lives: what the browser repeats by itself is at most one part too', async () => {
  const way = await cutter(program.port);
  const through = await chromium({ port: program.port, through: way.port });
  try {
    await write('second.bin', bytesOf(25_000_000));
    const cuts = {
      'in the middle of a part': () => way.cutAfter(8_000_000 + (seed % 10_000_000), async () => {}),
      'before the answer to a part': () => way.loseAnswerAfter(8_000_000 + (seed % 10_000_000)),
    };
    for (const [where, cut] of Object.entries(cuts)) {
      const page = await visitor(through);
      await reports(page, program, 'second.bin');
      const before = way.sent();
      const done = cut();
      await does.sends(page);
      await done;
      await becomes(page, 'second.bin', 'kept', '#files-sending', 60);
      const more = way.sent() - before - 25_165_824;
      console.log(`# ${where}: ${more} bytes more than the file`);
      assert.ok(more > 0 && more < 4_194_304 + 200_000, `${where}: ${more} bytes more than the file`);
      page.once('dialog', (dialog) => dialog.accept());
      await page.context.close();
    }
  } finally {
    await through.close();
    await way.close();
  }
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
