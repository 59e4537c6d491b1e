// Masked copies: of a picture by mouse and by keys, of a page of a PDF, and of words; and what the reporter then sees of them.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { NEEDLES, photo } from '../../web/test/pictures.mjs';
import { paper } from '../../web/test/papers.mjs';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, kept, nothing, visitor } from './watch.mjs';
import { chromium, demo, required, tempDir, until } from './world.mjs';

const png = await import(required.resolve('fast-png'));
const words = '係長の山田さんが、毎日どなります。山田さんは金曜にも来ました。証人は佐藤さんです。';

let dir;
let program;
let browser;
let desk;
let code;

before(async () => {
  dir = await tempDir('masked');
  program = await demo();
  browser = await chromium();
  await fs.writeFile(path.join(dir, 'photo.jpg'), photo({ turn: 1, width: 400, height: 200 }));
  await fs.writeFile(path.join(dir, '書類.pdf'), await paper());
  const page = await visitor(browser);
  await does.opensForm(page, program);
  await does.writes(page, { words, people: '支所 係長' });
  await (await page.$('#files')).uploadFile(path.join(dir, 'photo.jpg'), path.join(dir, '書類.pdf'));
  await until(() => page.$$eval('#files-list [data-state="chosen"]', (all) => all.length === 2), 'both chosen');
  code = await does.sends(page, { leaveOut: [program.person('counsellor', 2).name] });
  await until(() => page.$$eval('#files-sending [data-state="kept"]', (all) => all.length === 2), 'both kept');
  await page.context.close();
  desk = await visitor(browser, { width: 1280, height: 900 });
  const person = program.person('counsellor');
  await does.signsIn(desk, program, person);
  await does.unlocks(desk, person.passphrase);
  await does.opensCase(desk);
  await does.reads(desk);
});
after(async () => {
  await browser?.close();
  await program?.stop();
  await fs.rm(dir, { recursive: true, force: true });
});

async function sees(name) {
  const place = await until(() => desk.evaluate((called) => {
    const found = [...document.querySelectorAll('#story [data-file]')].find((node) => node.innerText.includes(called) && node.querySelector('[data-look]'));
    if (found) found.dataset.place = called;
    return found && `[data-place="${called}"]`;
  }, name), `a place for ${name}`);
  await does.press(desk, `${place} [data-look]`);
  await desk.waitForSelector(`${place} [data-drawn]`);
  return place;
}

/** The colours of a picture's points. */
const colours = (bytes) => {
  const { width, height, data, channels } = png.decode(bytes);
  return { width, height, at: (x, y) => [...data.subarray((y * width + x) * channels, (y * width + x) * channels + 3)] };
};

async function copied(place) {
  await does.press(desk, `${place} [data-mark-make]`);
  await desk.waitForSelector(`${place} [data-copies] [data-copy]`);
  const id = `copy-${Math.random().toString(36).slice(2)}`;
  await desk.$eval(`${place} [data-copy-save]`, (node, named) => node.setAttribute('id', named), id);
  return does.downloaded(desk, `#${id}`);
}

test('a picture: what is under a mark is gone from the pixels, and nothing is said beside them', async () => {
  const place = await sees('photo.jpg');
  await does.press(desk, `${place} [data-tool="mask"]`);
  // By mouse: the left upper quarter, drawn from its lower right.
  const box = await (await desk.$(`${place} .marks`)).boundingBox();
  await desk.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await desk.mouse.down();
  await desk.mouse.move(box.x + box.width / 4, box.y + box.height / 4);
  await desk.mouse.move(box.x + 1, box.y + 1);
  await desk.mouse.up();
  await desk.waitForSelector(`${place} .mark-list li`);
  // By keys: another, from three quarters of the width on.
  await desk.focus(`${place} [data-mark-add]`);
  await desk.keyboard.press('Enter');
  assert.ok(await desk.evaluate(() => document.activeElement.matches('.mark-list li:last-child [data-side="x"]')), 'the new one’s first number has the focus');
  for (const value of ['75', '50', '25', '50']) {
    await desk.keyboard.down('Control');
    await desk.keyboard.press('a');
    await desk.keyboard.up('Control');
    await desk.keyboard.type(value);
    await desk.keyboard.press('Tab');
  }
  await look(desk, 'desk-mask-picture');
  const { bytes, name } = await copied(place);
  assert.equal(name, 'photo-masked.png');
  assert.deepEqual(NEEDLES.filter((needle) => bytes.includes(needle)), []);
  const { width, height, at } = colours(bytes);
  assert.deepEqual([width, height], [400, 200]);
  for (let x = 5; x < 195; x += 5) for (let y = 5; y < 95; y += 5) assert.deepEqual(at(x, y), [0, 0, 0], `${x},${y} is black`);
  for (let x = 305; x < 400; x += 5) for (let y = 105; y < 200; y += 5) assert.deepEqual(at(x, y), [0, 0, 0], `${x},${y} is black`);
  const rest = [];
  for (let x = 210; x < 290; x++) for (let y = 5; y < 195; y++) rest.push(at(x, y).join());
  assert.ok(new Set(rest).size > 50, 'the rest is the picture');
  await look(desk, 'desk-mask-made');
});

test('a mark that is taken away hides nothing, and a copy made of other marks is gone', async () => {
  const place = '[data-place="photo.jpg"]';
  await does.press(desk, `${place} .mark-list li:first-child button`);
  assert.equal(await desk.$(`${place} [data-copy]`), null);
  const { bytes } = await copied(place);
  assert.notDeepEqual(colours(bytes).at(50, 50), [0, 0, 0]);
});

test('a page of a PDF becomes a picture, masked', async () => {
  const place = await sees('書類.pdf');
  await does.press(desk, `${place} [data-tool="mask"]`);
  await does.press(desk, `${place} [data-mark-add]`);
  for (const [side, value] of Object.entries({ x: 0, y: 0, width: 100, height: 50 })) {
    await desk.$eval(`${place} .mark-list [data-side="${side}"]`, (field, to) => { field.value = to; field.dispatchEvent(new Event('input')); }, String(value));
  }
  const { bytes, name } = await copied(place);
  assert.equal(name, '書類-1-masked.png');
  const { width, height, at } = colours(bytes);
  assert.deepEqual([width, height], [1600, 1200]);
  for (let x = 0; x < width; x += 20) for (let y = 0; y < height / 2; y += 20) assert.deepEqual(at(x, y), [0, 0, 0]);
  assert.deepEqual(at(1590, 1190), [255, 255, 255]);
  await look(desk, 'desk-mask-page');
});

test('the copy goes to the reporter with an answer that must say why, and who will see it', async () => {
  const place = '[data-place="書類.pdf"]';
  await does.press(desk, `${place} [data-copy-attach]`);
  await until(() => desk.$$eval('#answer-files-list [data-name="書類-1-masked.png"]', ([row]) => row?.dataset.state === 'chosen'), 'the copy beside the answer');
  await does.shows(desk, '#answer-files-list', '書類-1-masked.png');
  assert.match(await desk.$eval('#answer', (area) => area.value), /「書類\.pdf」/);
  await does.press(desk, '#answer-send');
  await does.shows(desk, '#answer-fault', '【理由】');
  await desk.$eval('#answer', (area) => { area.value = area.value.replace('【理由】', '名前を見せないため').replace('【相手】', '副市長'); area.dispatchEvent(new Event('input')); });
  await look(desk, 'desk-mask-answer');
  await does.press(desk, '#answer-send');
  await until(() => desk.$$eval('#story [data-file]', (all) => all.some((node) => node.innerText.includes('書類-1-masked.png'))), 'the copy in the story');
  await does.shows(desk, '#story [data-file] [data-copied="masked"]', '一部を隠して作った写し');
  clean(desk, program.desk);
  const page = await visitor(browser);
  await does.comesBack(page, program, code.join(' '));
  await does.shows(page, '#talk', '名前を見せないため');
  await does.shows(page, '#talk', '書類-1-masked.png');
  // That it is no file of theirs but a copy, and whose, stands beside it.
  await does.shows(page, '#talk [data-copied="masked"]', 'ファイルの一部を隠して作った写し');
  assert.equal((await page.$$('#talk [data-copied]')).length, 1);
  clean(page, program.window);
  assert.deepEqual(await kept(page, program.window), nothing);
  await page.context.close();
});

const preview = () => does.textOf(desk, '[data-strike-preview]');
const doing = (what) => does.press(desk, `[data-strike-do="${what}"]`);

test('words: masked by keys and everywhere, undone, and put into the proposal that the reporter agrees to', async () => {
  const open = '#story li[data-kind="report"] [data-strike-open]';
  const requests = desk.watched.requests.length;
  await does.press(desk, open);
  await desk.waitForSelector('[data-strike]');
  await doing('one');
  await does.shows(desk, '[data-strike]', '選ばれていません');
  // 山田さん, by arrows alone.
  await desk.focus('.strike-source');
  await desk.keyboard.down('Control');
  await desk.keyboard.press('Home');
  await desk.keyboard.up('Control');
  for (let n = 0; n < 3; n++) await desk.keyboard.press('ArrowRight');
  await desk.keyboard.down('Shift');
  for (let n = 0; n < 4; n++) await desk.keyboard.press('ArrowRight');
  await desk.keyboard.up('Shift');
  await doing('one');
  assert.equal(await preview(), '係長の■■■が、毎日どなります。山田さんは金曜にも来ました。証人は佐藤さんです。');
  await doing('all');
  assert.equal(await preview(), '係長の■■■が、毎日どなります。■■■は金曜にも来ました。証人は佐藤さんです。');
  await doing('undo');
  assert.equal((await preview()).match(/■■■/g).length, 1);
  await doing('all');
  await desk.$eval('.strike-source', (area) => { const at = area.value.indexOf('佐藤'); area.setSelectionRange(at, at + 2); });
  await doing('one');
  const copy = '係長の■■■が、毎日どなります。■■■は金曜にも来ました。証人は■■■さんです。';
  assert.equal(await preview(), copy);
  await does.press(desk, '[data-strike] li button');
  assert.ok((await preview()).startsWith('係長の山田さんが'), 'a mark is taken away again');
  await doing('undo');
  // Typing changes nothing.
  await desk.focus('.strike-source');
  await desk.keyboard.type('x');
  assert.equal(await desk.$eval('.strike-source', (area) => area.value), words);
  await look(desk, 'desk-strike');
  await until(() => desk.evaluate(() => {
    const found = [...document.querySelectorAll('[data-strike-put]')].find((one) => one.textContent.includes('警察'));
    found?.setAttribute('id', 'put-police');
    return found && true;
  }), 'a way into the proposal');
  assert.equal(desk.watched.requests.length, requests, 'nothing left the page');
  await does.press(desk, '#put-police');
  await does.press(desk, '#way-P1_consulted');
  assert.equal(await desk.$eval('#police-text', (area) => area.value), copy);
  await does.fill(desk, '#police-recipient', '所轄の警察署');
  await does.press(desk, '#police-propose-consent');
  await desk.waitForSelector('[data-asked]', { visible: true });
  const page = await visitor(browser);
  await does.comesBack(page, program, code.join(' '));
  await page.waitForSelector('#asked', { visible: true });
  await does.shows(page, '#asked', '証人は');
  const shown = await does.textOf(page, '#asked');
  assert.ok(!/山田|佐藤/.test(shown), 'the reporter is asked about the masked text');
  await does.press(page, '[data-answer="agree"]');
  await page.waitForSelector('[data-asked][data-standing="agreed"]');
  clean(page, program.window);
  await page.context.close();
  clean(desk, program.desk);
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
