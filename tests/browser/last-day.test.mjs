// A lead ends a colleague's account in the browser. The colleague is out at once; the roster still names her, which every page of the
// lead says until a new one is signed. What a desk of one or two reads of itself, and which keys are new.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, program as binary, until } from './world.mjs';

const other = { sign_in: 'lead-b', password: 'nine slow lanterns', name: '責任者B（弁護士）' };
let program;
let browser;
let a;
let author;

before(async () => {
  program = await demo();
  browser = await chromium();
  a = program.person('counsellor', 0);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

async function enters(person) {
  const page = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(page, program, person);
  return page;
}

async function toPeople(page) {
  await does.press(page, '#to-invitations');
  await page.waitForSelector('#staff', { visible: true });
}

/** The number of somebody's line on the page of people. */
const placeOf = async (page, person) => 1 + (await page.$$eval('#staff [data-account]', (lines) => lines.map((line) => line.dataset.account))).indexOf(person.sign_in);

/** Sets a last day as a person does; `day` where one is chosen. */
async function sets(page, person, what, { password = program.person('lead').password, day } = {}) {
  const place = await placeOf(page, person);
  if (!(await page.$eval(`#last-day-fold-${place}`, (fold) => fold.open))) await does.press(page, `#last-day-fold-${place} > summary`);
  await page.select(`#last-day-what-${place}`, what);
  if (day) await page.$eval(`#last-day-on-${place}`, (field, typed) => (field.value = typed), day);
  await does.fill(page, `#last-day-password-${place}`, password);
  await does.press(page, `#last-day-${place}`);
  return place;
}

async function signs(page, org) {
  await (await page.$(`#signing-key-${org}`)).uploadFile(program.desk_key.file);
  await does.fill(page, `#signing-passphrase-${org}`, program.desk_key.passphrase);
  await page.$eval('#status', (status) => status.replaceChildren());
  await does.press(page, `#sign-${org}`);
  await until(async () => {
    const fault = await page.$eval(`#fault-${org}`, (node) => node.innerText).catch(() => '');
    if (fault) throw new Error(fault);
    return (await does.textOf(page, '#status')).includes('署名しました');
  }, 'the roster to be signed', 60);
}

/** Somebody makes a key of their own in the page. */
async function makesKey(page) {
  await does.press(page, '#to-key');
  await does.press(page, '#make-key');
  await page.waitForSelector('#passphrase-words', { visible: true });
  const words = await page.$$eval('#passphrase-words li', (items) => items.map((item) => item.innerText.trim()));
  await does.press(page, '#words-noted');
  await page.waitForSelector('#keep-key', { visible: true });
  for (const id of await page.$$eval('#ask-form input', (inputs) => inputs.map((input) => input.id))) await does.fill(page, `#${id}`, words[Number(id.split('-')[1]) - 1]);
  await does.press(page, '#keep-key');
  await page.waitForSelector('#download-key', { visible: true, timeout: 60_000 });
}

test('a lead ends a colleague at once, with the password, and is told that the roster still names her', async () => {
  const colleague = await enters(a);
  await does.unlocks(colleague, a.passphrase);
  const lead = await enters(program.person('lead'));
  await lead.waitForSelector('#roster-shiojiri', { visible: true });
  assert.equal(await lead.$('[data-over]'), null);
  await toPeople(lead);
  const place = await sets(lead, a, 'now', { password: 'not the password' });
  await does.shows(lead, `#last-day-fault-${place}`, 'パスワードが違います');
  await look(lead, 'desk-people');
  await sets(lead, a, 'now');
  await does.shows(lead, '#status', `${a.name}さんのサインイン名の最後の日を`);
  await does.shows(lead, `[data-account="${a.sign_in}"]`, '終わりました');
  author = await lead.$eval('[data-over]', (note) => note.dataset.over);
  await does.shows(lead, '[data-over]', a.name);
  await look(lead, 'desk-people-ended');

  await colleague.reload();
  await colleague.waitForSelector('#sign-in', { visible: true });
  await does.fill(colleague, '#sign-in-name', a.sign_in);
  await does.fill(colleague, '#sign-in-password', a.password);
  await does.press(colleague, '#sign-in');
  await does.shows(colleague, '#sign-in-fault', '窓口責任者か機械を動かす人');
  await colleague.context.close();

  await does.press(lead, '[data-over] a');
  for (const org of ['shiojiri', 'mihon']) await lead.waitForSelector(`#roster-${org} [data-over="${author}"]`, { visible: true });
  assert.equal(await lead.$eval(`#roster-shiojiri input[value="${author}"]`, (box) => box.checked), false, 'whoever is over is put on by a tick alone');
  await does.shows(lead, '#leavers-shiojiri', a.name);
  await does.shows(lead, '#roster-shiojiri [data-reading="2"]', '代理');
  await does.shows(lead, '#form-shiojiri', '本人の声で');
  await look(lead, 'desk-rosters-over');
  clean(lead, program.desk);
  await lead.context.close();
});

test('a lead who reads sees it at the top of the list, until a new roster is signed', async () => {
  const file = path.join(program.dir, 'password.txt');
  await fs.writeFile(file, `${other.password}\n`);
  await promisify(execFile)(binary, ['account', 'add', '--config', path.join(program.dir, 'config.toml'), '--for', 'lead', '--sign-in', other.sign_in,
    '--name', other.name, '--profession', '弁護士', '--appointed-by', '外部の相談事務所（見本）', '--adviser', '市の顧問ではありません', '--password-file', file]);
  const reading = await enters(other);
  await makesKey(reading);

  const lead = await enters(program.person('lead'));
  await lead.waitForSelector('#roster-shiojiri', { visible: true });
  const news = await lead.$$eval('#roster-shiojiri [data-new-key]', (marks) => marks.map((mark) => mark.closest('label').querySelector('b').innerText));
  assert.deepEqual(news, [other.name], 'the key that the roster does not name');
  const theirs = await lead.$eval('#roster-shiojiri [data-new-key]', (mark) => mark.dataset.newKey);
  // With A still on it, by a tick of the lead's own: nothing forces a name off.
  for (const value of [theirs, author]) await does.press(lead, `#roster-shiojiri input[name="readers-shiojiri"][value="${value}"]`);
  await signs(lead, 'shiojiri');
  assert.equal(await lead.$('#roster-shiojiri [data-new-key]'), null);

  await does.press(reading, '#to-list');
  await reading.waitForSelector('.list-first [data-over]', { visible: true });
  const said = await does.textOf(reading, '.list-first [data-over]');
  for (const part of [a.name, '塩尻市', '名簿に署名']) assert.ok(said.includes(part), `${part}: ${said}`);
  await look(reading, 'desk-list-over');
  await does.press(reading, '[data-over] a');
  await reading.waitForSelector('#leavers-ok-shiojiri', { visible: true });
  await does.press(reading, '#leavers-ok-shiojiri');
  await signs(reading, 'shiojiri');
  assert.equal(await reading.$('#roster-shiojiri [data-over]'), null);
  assert.ok(await reading.$('#roster-mihon [data-over]'), 'the other window’s still names her');
  clean(reading, program.desk);

  // One alone reads, and the page says so.
  const those = await reading.$$eval('#roster-mihon input[name="readers-mihon"]', (boxes) => boxes.map((box) => [box.value, box.checked]));
  const [kept, ...rest] = those.filter(([, on]) => on);
  for (const [value] of rest) await does.press(reading, `#roster-mihon input[name="readers-mihon"][value="${value}"]`);
  await does.press(reading, '#leavers-ok-mihon');
  await signs(reading, 'mihon');
  await does.shows(reading, '#roster-mihon [data-reading="1"]', '一人です');
  assert.ok(kept);
  await look(reading, 'desk-rosters-one');
  for (const page of [lead, reading]) await page.context.close();
});

test('a last day is set and taken back, and the last lead ends nobody but others', async () => {
  const lead = await enters(program.person('lead'));
  await lead.waitForSelector('#roster-shiojiri', { visible: true });
  await toPeople(lead);
  const day = await lead.$eval('input[type="date"]', (field) => field.value);
  await sets(lead, program.person('counsellor', 1), 'day', { day });
  await does.shows(lead, `[data-account="${program.person('counsellor', 1).sign_in}"]`, 'まで使えます');
  await sets(lead, program.person('counsellor', 1), 'none');
  await does.shows(lead, '#status', 'ずっと使えます');
  await sets(lead, other, 'now');
  await does.shows(lead, `[data-account="${other.sign_in}"]`, '終わりました');
  const place = await sets(lead, program.person('lead'), 'now');
  await does.shows(lead, `#last-day-fault-${place}`, '窓口責任者がいなくなります');
  clean(lead, program.desk);
  await lead.context.close();
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
