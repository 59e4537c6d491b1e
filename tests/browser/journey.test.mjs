// The whole story, in real browsers against the release program: reported, read, answered, come back, carried out.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, kept, nothing, visitor } from './watch.mjs';
import { chromium, demo, tempDir, until } from './world.mjs';

const run = promisify(execFile);
const story = { words: '支所で窓口をしています。係長に毎日、みんなの前で「お前みたいなのは来年いらない」と言われます。🙇', people: '支所 係長' };
const answer = '読みました。まず体のことを聞かせてください。話せる時間帯はありますか。';
const second = '火曜の夜なら話せます。';

let program;
let browser;
let code;
let a;
let b;

before(async () => {
  program = await demo();
  browser = await chromium();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

test('a reporter writes on a phone, leaves one reader out, and gets a code', async () => {
  const page = await visitor(browser);
  await page.goto(`${program.window}/`);
  await look(page, 'window-organisations');
  await page.goto(`${program.window}/o/shiojiri`);
  await look(page, 'window-home');
  await does.opensForm(page, program);
  const entries = await page.evaluate(() => history.length);
  await look(page, 'window-report-limits');
  await does.writes(page, { words: '', people: '' });
  await does.press(page, '#to-readers');
  await does.shows(page, '#report-words-fault', '');
  await does.writes(page, story).catch(async () => {
    await does.fill(page, '#report-words', story.words);
    await does.fill(page, '#report-people', story.people);
  });
  await page.$$eval('#questions details', (folds) => folds.forEach((fold) => { fold.open = true; }));
  await look(page, 'window-report-words');
  await does.press(page, '#to-readers');
  await page.waitForSelector('#readers .reader', { visible: true });
  await look(page, 'window-report-readers');
  await does.press(page, '#back');
  code = await does.sends(page, { leaveOut: ['相談員C'] });
  assert.equal(code.length, 6);
  assert.ok(code.every((group) => /^[0-9A-HJKMNP-TV-Z]{4}$/.test(group)), code.join(' '));
  await look(page, 'window-report-code');
  const calendar = (await does.downloaded(page, '#calendar')).bytes.toString();
  assert.match(calendar, /SUMMARY:確認\r\n/, 'a calendar that others see says nothing');
  assert.doesNotMatch(calendar, /外窓|相談|localhost|sotomado/i);
  await does.finishes(page, code);
  await look(page, 'window-report-end');
  assert.equal(await page.evaluate(() => history.length), entries, 'the whole of the report is one entry of the history');
  clean(page, program.window);
  assert.deepEqual(await kept(page, program.window), nothing);
  await page.context.close();
});

test('two counsellors open it, the names first and then the story, and one answers', async () => {
  [a, b] = [await visitor(browser, { width: 1280, height: 900 }), await visitor(browser, { width: 1280, height: 900 })];
  for (const [page, name, nth] of [[a, 'a', 0], [b, 'b', 1]]) {
    const person = program.person('counsellor', nth);
    await page.goto(`${program.desk}/desk`);
    await page.waitForSelector('#sign-in', { visible: true });
    if (name === 'a') await look(page, 'desk-sign-in');
    await does.signsIn(page, program, person);
    await page.waitForSelector('#passphrase', { visible: true });
    if (name === 'a') await look(page, 'desk-unlock');
    await does.unlocks(page, person.passphrase);
    if (name === 'a') await look(page, 'desk-list');
    await does.opensCase(page);
    assert.match(await does.textOf(page, '#case'), /支所 係長/);
    assert.doesNotMatch(await page.content(), /来年いらない/, 'the story stands nowhere in the page before it is asked for');
    if (name === 'a') await look(page, 'desk-case-people');
    await does.reads(page);
    await does.shows(page, '#case', story.words);
  }
  await does.answers(a, answer);
  await look(a, 'desk-case');
  clean(a, program.desk);
});

test('the third, who was left out, is not told that there is a case', async () => {
  const page = await visitor(browser, { width: 1280 });
  const person = program.person('counsellor', 2);
  await does.signsIn(page, program, person);
  await does.unlocks(page, person.passphrase);
  assert.equal((await page.$$('#cases a.row')).length, 0);
  await page.context.close();
});

test('the reporter comes back with the code alone, reads the answer and writes again', async () => {
  const page = await visitor(browser);
  await page.goto(`${program.window}/o/shiojiri/mailbox`);
  await page.waitForSelector('#receipt', { visible: true });
  await look(page, 'window-mailbox-enter');
  const wrong = code.with(2, code[2].replace(/^./, (first) => (first === 'K' ? 'M' : 'K')));
  await does.fill(page, '#receipt', wrong.join(' '));
  await does.press(page, '#open');
  assert.notEqual(await does.textOf(page, '#receipt-fault'), '', 'a wrong character is said at once');
  await look(page, 'window-mailbox-wrong');
  const begun = performance.now();
  await does.comesBack(page, program, does.clumsy(code));
  assert.ok(performance.now() - begun < 20_000, 'back in less than twenty seconds');
  await does.shows(page, '#talk', answer);
  await does.shows(page, '#talk', story.words);
  await page.waitForSelector('#talk [data-seen="yes"]');
  const readers = await does.textOf(page, '#state [data-state="can"]');
  assert.match(readers, /相談員A/);
  assert.match(readers, /相談員B/);
  assert.doesNotMatch(readers, /相談員C/);
  await does.fill(page, '#message', second);
  await does.press(page, '#send-message');
  await does.shows(page, '#talk', second);
  await look(page, 'window-mailbox-conversation');
  clean(page, program.window);
  assert.deepEqual(await kept(page, program.window), nothing);
  await page.context.close();
});

test('the counsellor reads what came after', async () => {
  await does.press(b, '#to-list');
  await until(async () => (await b.$$('#cases a.row .dot')).length === 1, 'the mark of something unread');
  await does.opensCase(b);
  await does.shows(b, '#case', second);
  await does.shows(b, '#case', answer);
  assert.equal(await b.$('#sealed-here'), null, 'it was sealed in a browser');
  clean(b, program.desk);
});

test('promise 15: an export opens with the ordinary age and tar, byte for byte', async () => {
  await does.press(a, '#to-list');
  await does.opensCase(a);
  await does.shows(a, '#case', second);
  await does.press(a, '#export-box summary');
  const { name, bytes } = await does.downloaded(a, '#export');
  assert.equal(name, 'case.tar.age');
  const dir = await tempDir('export');
  await fs.writeFile(path.join(dir, 'case.tar.age'), bytes);
  // The counsellor's key as they keep it: Debian's age asks for the passphrase on a terminal, which `script` gives it.
  const person = program.person('counsellor', 0);
  await fs.writeFile(path.join(dir, 'key.age'), await fs.readFile(path.resolve(program.dir, person.key_file)));
  await openKey(dir, person.passphrase);
  await run('sh', ['-c', 'age -d -i key.txt case.tar.age | tar x'], { cwd: dir });
  const files = (await fs.readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const texts = [];
  const sealed = [];
  for (const entry of files) {
    const at = path.join(entry.parentPath, entry.name);
    if (/\.txt$/.test(entry.name) && entry.name !== 'key.txt') texts.push(await fs.readFile(at, 'utf8'));
    if (at.includes('/sealed/case/')) sealed.push([path.basename(entry.name, '.age'), await fs.readFile(at)]);
  }
  const whole = texts.join('\n');
  for (const words of [story.words, story.people, answer, second]) assert.ok(whole.includes(words), `${words} in the readable text`);
  assert.ok(sealed.length >= 4, 'the sealed files lie beside it');
  for (const [id, file] of sealed) {
    const digest = await crypto.subtle.digest('SHA-256', file);
    assert.equal(Buffer.from(digest).toString('hex'), id, 'a sealed file is byte for byte what was sent');
  }
  await fs.rm(dir, { recursive: true });
});

/** `age -d key.age > key.txt`, with the passphrase typed on a pseudo-terminal. */
async function openKey(dir, passphrase) {
  const child = execFile('script', ['-qec', 'age -d -o key.txt key.age', '/dev/null'], { cwd: dir });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
    if (/passphrase/i.test(chunk)) child.stdin.write(`${passphrase}\n`);
  });
  await new Promise((done, fail) => child.on('exit', (rc) => (rc === 0 ? done() : fail(new Error(`age: ${said}`)))));
}

test('a half-written answer is not lost to another language unasked, and the other language shows the same case', async () => {
  await does.fill(a, '#answer', '途中までの返事');
  const questions = [];
  a.once('dialog', (dialog) => {
    questions.push(dialog.type());
    return dialog.dismiss();
  });
  const [there, here] = await a.$eval('[data-step="language"]', (link) => {
    link.click();
    return [link.pathname, location.pathname];
  });
  await until(() => questions.length > 0, 'the browser to ask');
  assert.deepEqual(questions, ['beforeunload']);
  assert.equal(there, here);
  assert.equal(await a.$eval('#answer', (box) => box.value), '途中までの返事');
});

test('closing forgets the key: what was sealed is gone from the page, and a reload asks again', async () => {
  await does.press(a, '#put-away');
  await a.waitForSelector('#passphrase', { visible: true });
  assert.doesNotMatch(await a.content(), /来年いらない|支所 係長/);
  await b.reload();
  await b.waitForSelector('#passphrase', { visible: true });
  assert.doesNotMatch(await b.content(), /来年いらない|支所 係長/);
  await a.context.close();
  await b.context.close();
});

test('HR signs in and finds that nothing has been published', async () => {
  const page = await visitor(browser, { width: 1280 });
  await page.goto(`${program.trends}/`);
  await look(page, 'trends-sign-in');
  await does.hrSignsIn(page, program, program.person('hr'));
  await look(page, 'trends-empty');
  assert.match(await does.textOf(page, 'main'), /まだ|ありません/);
  clean(page, program.trends);
  await page.context.close();
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
