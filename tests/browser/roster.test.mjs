// A counsellor makes a key in the page, and the lead signs a roster with it in theirs.
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

const person = { sign_in: 'counsellor-d', password: 'seven quiet herons', name: '相談員D（臨床心理士）' };
const traveller = { sign_in: 'counsellor-e', password: 'nine slow lanterns', name: '相談員E（臨床心理士）' };
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

async function gets_an_account(person) {
  const password = path.join(program.dir, 'password.txt');
  await fs.writeFile(password, `${person.password}\n`);
  await promisify(execFile)(binary, ['account', 'add', '--config', path.join(program.dir, 'config.toml'), '--for', 'counsellor',
    '--sign-in', person.sign_in, '--name', person.name, '--profession', '臨床心理士', '--appointed-by', '外部の相談事務所（見本）',
    '--adviser', '市の顧問ではありません', '--password-file', password]);
}

test('a key made elsewhere is taken in, but only with its own words', async () => {
  const elsewhere = await demo();
  const { key_file, passphrase } = elsewhere.person('counsellor');
  const file = path.join(program.dir, 'brought.age');
  await fs.copyFile(key_file, file);
  await elsewhere.stop();

  await gets_an_account(traveller);
  const counsellor = await visitor(browser, { width: 390, height: 844 });
  await does.signsIn(counsellor, program, traveller);
  await does.press(counsellor, '#import > summary');
  await (await counsellor.$('#import-file')).uploadFile(file);
  await does.fill(counsellor, '#import-passphrase', 'seven words that do not open it');
  await does.press(counsellor, '#import-key');
  await until(() => counsellor.$eval('#import-fault', (node) => node.innerText.length > 0), 'a sentence about the wrong words', 60);
  await look(counsellor, 'desk-key-import-wrong');
  await does.fill(counsellor, '#import-passphrase', passphrase);
  await does.press(counsellor, '#import-key');
  await counsellor.waitForSelector('#waiting, #download-key', { visible: true, timeout: 60_000 });
  await look(counsellor, 'desk-key-import-kept');
  clean(counsellor, program.desk);
  await counsellor.context.close();
});

test('a new counsellor is enrolled: key, roster, the first list', async () => {
  await gets_an_account(person);

  const counsellor = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(counsellor, program, person);
  await counsellor.waitForSelector('#make-key', { visible: true });
  await look(counsellor, 'desk-key-begin');
  await does.press(counsellor, '#make-key');
  await counsellor.waitForSelector('#passphrase-words', { visible: true });
  const words = await counsellor.$$eval('#passphrase-words li', (items) => items.map((item) => item.innerText.trim()));
  assert.equal(words.length, 7);
  await look(counsellor, 'desk-key-words');
  await does.press(counsellor, '#words-noted');
  await counsellor.waitForSelector('#keep-key', { visible: true });
  await look(counsellor, 'desk-key-ask');
  for (const id of await counsellor.$$eval('#ask-form input', (inputs) => inputs.map((input) => input.id))) {
    await does.fill(counsellor, `#${id}`, words[Number(id.split('-')[1]) - 1]);
  }
  await does.press(counsellor, '#keep-key');
  await counsellor.waitForSelector('#download-key', { visible: true, timeout: 60_000 });
  await does.shows(counsellor, '#key-next', '窓口責任者に読み上げて');
  await does.shows(counsellor, '#key-next', '紙の写しを作って');
  await look(counsellor, 'desk-key-kept');
  const number = await does.textOf(counsellor, '.facts .mono');
  await does.press(counsellor, '#to-list');
  await counsellor.waitForSelector('#waiting', { visible: true });
  await look(counsellor, 'desk-key-waiting');

  const lead = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(lead, program, program.person('lead'));
  await lead.waitForSelector('#roster-shiojiri', { visible: true });
  await look(lead, 'desk-rosters');
  const card = await lead.$('#roster-shiojiri');
  const author = await card.$$eval('.choice', (choices, name) => choices.find((choice) => choice.innerText.includes(name)).querySelector('input').value, person.name);
  const offered = await card.$$eval('.choice', (choices, key) => choices.find((choice) => choice.querySelector('input').value === key).querySelector('.mono').innerText, author);
  assert.match(number, /^[0-9a-f]{4}( [0-9a-f]{4}){5}$/);
  assert.ok(offered.includes(number), 'the number that both can compare on the telephone');
  await does.press(lead, `#roster-shiojiri input[value="${author}"]`);
  await (await lead.$('#signing-key-shiojiri')).uploadFile(program.desk_key.file);
  await does.fill(lead, '#signing-passphrase-shiojiri', program.desk_key.passphrase);
  await does.press(lead, '#sign-shiojiri');
  await until(async () => {
    const fault = await lead.$eval('#fault-shiojiri', (node) => node.innerText).catch(() => '');
    if (fault) throw new Error(fault);
    return (await does.textOf(lead, '#status')).includes('塩尻市');
  }, 'the roster to be signed', 60);
  clean(lead, program.desk);

  await does.press(counsellor, '#check-again');
  await counsellor.waitForSelector('#cases', { visible: true });
  clean(counsellor, program.desk);

  const reporter = await visitor(browser);
  await does.opensForm(reporter, program);
  await does.writes(reporter, { words: '四人になりました' });
  await does.press(reporter, '#to-readers');
  await does.shows(reporter, '#readers', person.name);
  assert.equal((await reporter.$$('#readers .reader')).length, 4);
  for (const page of [counsellor, lead, reporter]) await page.context.close();
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
