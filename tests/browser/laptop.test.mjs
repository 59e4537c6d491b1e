// A lost laptop: a new one reads again from the paper copy, the old one's access ends, and colleagues see that it happened.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

const WORDS = '机を蹴られました';
let program;
let browser;
let paper;

before(async () => {
  program = await demo();
  browser = await chromium();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

const codeOn = async (page, id) => (await page.$$eval(`#${id} li`, (groups) => groups.map((group) => group.innerText.trim()))).join('');

test('a counsellor prints the key and the number by which they come back', async () => {
  const a = program.person('counsellor', 0);
  const page = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(page, program, a);
  await does.press(page, '#to-key');
  await does.press(page, '#paper-fold > summary');
  await does.fill(page, '#paper-password', a.password);
  await does.press(page, '#paper-make');
  await does.shows(page, '#paper-fault', '先に');
  await does.unlocks(page, a.passphrase);
  await does.press(page, '#to-key');
  await does.press(page, '#paper-fold > summary');
  await does.fill(page, '#paper-password', 'not this one at all');
  await does.press(page, '#paper-make');
  await does.shows(page, '#paper-fault', '違います');
  await does.fill(page, '#paper-password', a.password);
  await does.press(page, '#paper-make');
  await page.waitForSelector('#paper-code svg');
  assert.equal(await does.textOf(page, '#paper-address'), `${program.desk}/desk`);
  assert.equal(await does.textOf(page, '#paper-name'), a.sign_in);
  await look(page, 'desk-paper');
  paper = { code: await codeOn(page, 'paper-return'), text: await does.textOf(page, '#paper-text') };
  assert.match(paper.code, /^5[0-9A-Z]{23}$/);
  assert.ok(!(await does.textOf(page, '#paper')).includes(a.passphrase.split(' ')[0]), 'the seven words are not printed');
  // Printed in black and white, and photographed a little askew by a telephone.
  await page.emulateMediaType('print');
  await page.setViewport({ width: 1100, height: 1500 });
  await page.evaluate(() => { document.querySelector('#paper-first').style.transform = 'rotate(3deg)'; });
  paper.photograph = path.join(program.dir, 'photograph.jpg');
  await fs.writeFile(paper.photograph, await page.screenshot({ type: 'jpeg', quality: 70 }));
  await page.evaluate(() => { document.querySelector('#paper-first').style.transform = ''; });
  const pdf = await page.pdf({ format: 'A4' });
  assert.equal(Buffer.from(pdf).toString('latin1').match(/\/Type \/Page\b/g).length, 2, 'two sheets');
  clean(page, program.desk);
  await page.context.close();
});

test('a new laptop reads again from the paper, the old one is dead, a colleague sees it', async () => {
  const [a, b] = [program.person('counsellor', 0), program.person('counsellor', 1)];
  const old = await visitor(browser, { width: 390, height: 844 });
  await does.signsIn(old, program, a);
  // A case that A holds: of three readers two are drawn, so reports come until one is A's.
  const held = () => old.evaluate(async () => (await (await fetch('/desk/api/cases')).json()).cases.map((one) => one.case));
  await until(async () => {
    const reporter = await visitor(browser);
    await does.opensForm(reporter, program);
    await does.writes(reporter, { words: WORDS });
    await does.sends(reporter);
    await reporter.context.close();
    return (await held()).length > 0;
  }, 'a case of A', 120);

  const page = await visitor(browser, { width: 1280, height: 900 });
  await page.goto(`${program.desk}/desk`);
  await does.press(page, '#to-return');
  await page.waitForSelector('#return-form', { visible: true });
  await does.fill(page, '#return-name', a.sign_in);
  await does.fill(page, '#return-password', a.password);
  await does.fill(page, '#return-code', paper.code.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')));
  await does.press(page, '#return');
  await does.shows(page, '#return-fault', '番号が違います');
  await look(page, 'desk-return');
  await does.fill(page, '#return-code', does.clumsy(paper.code.match(/.{4}/g)));
  await does.press(page, '#return');
  await page.waitForSelector('#came-back', { visible: true });
  const next = await codeOn(page, 'came-code');
  assert.notEqual(next, paper.code);
  await does.press(page, '#came-hands > summary');
  await look(page, 'desk-came-back');

  await old.reload();
  await old.waitForSelector('#sign-in', { visible: true });

  await does.press(page, '#came-on');
  await does.press(page, '#import > summary');
  await (await page.waitForSelector('#import-file')).uploadFile(paper.photograph);
  await does.fill(page, '#import-passphrase', a.passphrase);
  // Who comes upon an open laptop puts no other file in the place of the key.
  await does.press(page, '#import-key');
  await does.shows(page, '#import-fault', 'パスワードが違います');
  await look(page, 'desk-key-import-password');
  await does.fill(page, '#import-password', a.password);
  await does.press(page, '#import-key');
  await page.waitForSelector('#put-away', { visible: true, timeout: 60_000 });
  await does.press(page, '#to-list');
  await does.opensCase(page);
  await does.reads(page);
  await does.shows(page, '#case', WORDS);
  clean(page, program.desk);

  const colleague = await visitor(browser, { width: 390, height: 844 });
  await does.signsIn(colleague, program, b);
  await does.unlocks(colleague, b.passphrase);
  await does.shows(colleague, '[data-return="paper"]', a.name);
  await look(colleague, 'desk-returned-paper');
  clean(colleague, program.desk);

  // The number on the paper was good once; the one that took its place is good now.
  for (const [code, good] of [[paper.code, false], [next, true]]) {
    const other = await visitor(browser, { width: 390, height: 844 });
    await other.goto(`${program.desk}/desk/return`);
    await does.fill(other, '#return-name', a.sign_in);
    await does.fill(other, '#return-password', a.password);
    await does.fill(other, '#return-code', code);
    await does.press(other, '#return');
    await other.waitForSelector(good ? '#came-back' : '#return-fault:not(:empty)', { visible: true });
    if (good) {
      // The text on the paper serves as well as a photograph of it.
      await does.press(other, '#came-on');
      await does.press(other, '#import > summary');
      await does.fill(other, '#import-text', paper.text);
      await does.fill(other, '#import-passphrase', a.passphrase);
      await does.fill(other, '#import-password', a.password);
      await does.press(other, '#import-key');
      await other.waitForSelector('#put-away', { visible: true, timeout: 60_000 });
    }
    await other.context.close();
  }
  for (const one of [old, page, colleague]) await one.context.close();
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
