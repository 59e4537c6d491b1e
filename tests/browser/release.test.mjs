// A year's table: coded in the case, closed in the ledger, made and signed by the lead, seen by everybody; and a server that lies
// about what was coded.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clock, shifts } from './clock.mjs';
import { codes } from './coder.mjs';
import { base64, unbase64 } from './forger.mjs';
import { about, liar } from './liar.mjs';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

const YEAR = 2026;
/** With the one that is coded in the page, a city's year. */
const B = { power: 30, sexual: 41, maternity_care: 27 };
const C = { customer: 28, sogi: 3, job_seeker: 12, other: 16 };
let time;
let program;
let between;
let browser;
/** Numbers that counsellors told the lead by telephone. */
const numbers = [];

before(async () => {
  time = await clock('2027-03-20T03:00:00Z');
  program = await demo({ env: time.env });
  between = await liar(program.port);
  browser = await chromium({ port: program.port, through: between.port });
});
after(async () => {
  await browser?.close();
  await between?.close();
  await program?.stop();
});

async function person(width = 1280) {
  const page = await visitor(browser, { width, height: 900 });
  await shifts(page, time.ahead);
  return page;
}

test('a counsellor codes a case; words and choice leave the page sealed', async () => {
  const reporter = await person(390);
  await does.opensForm(reporter, program);
  await does.writes(reporter, { words: '毎日どなられます' });
  await does.sends(reporter, { leaveOut: [program.person('counsellor', 2).name] });
  await reporter.context.close();

  const page = await person();
  const a = program.person('counsellor');
  await does.signsIn(page, program, a);
  await does.unlocks(page, a.passphrase);
  await does.opensCase(page);
  await does.reads(page);
  await does.press(page, '#coding > summary');
  await page.waitForSelector('#coding-family', { visible: true });
  await does.press(page, '#coding-save');
  await does.shows(page, '#coding-fault', '4つとも');
  await page.select('#coding-family', 'power');
  await page.select('#coding-stage', 'facts');
  await page.select('#coding-outcome', 'advice_only');
  await look(page, 'desk-coding');
  between.tells();
  await does.press(page, '#coding-save');
  await does.shows(page, '#status', '封をして残しました');
  await does.shows(page, '#case', 'パワーハラスメント');
  for (const { body } of [...between.heard('PUT', '/codings'), ...between.heard('POST', '/entries')]) {
    const text = body.toString();
    for (const canary of ['power', 'advice_only', 'facts', 'パワー']) assert.ok(!text.includes(canary), canary);
    assert.ok(text.length > 1000, 'what was asked was heard');
  }
  // In March there is nothing to close yet.
  await does.press(page, '#to-ledger');
  await page.waitForSelector(`#number-shiojiri-${YEAR}`, { visible: true });
  await look(page, 'desk-ledger');
  await does.shows(page, `#ledger-shiojiri-${YEAR}`, '1件');
  assert.equal(await page.$(`#close-shiojiri-${YEAR}`), null);
  clean(page, program.desk);
  await page.context.close();
  numbers.push(await codes(program, program.person('counsellor', 1), YEAR, B));
  numbers.push(await codes(program, program.person('counsellor', 2), YEAR, C));
});

test('in April the ledger is closed, and says the number that the lead is told', async () => {
  await time.says('2027-04-20T03:00:00Z');
  const page = await person();
  const a = program.person('counsellor');
  await does.signsIn(page, program, a);
  await does.unlocks(page, a.passphrase);
  await does.press(page, '#to-ledger');
  await does.press(page, `#close-shiojiri-${YEAR}`);
  await does.shows(page, `#ledger-shiojiri-${YEAR}`, '1件で閉じました');
  await look(page, 'desk-ledger-closed');
  numbers.push(await does.textOf(page, `#number-shiojiri-${YEAR}`));
  clean(page, program.desk);
  await page.context.close();
});

async function lead() {
  const page = await person();
  await does.signsIn(page, program, program.person('lead'));
  await does.press(page, '#to-releases');
  await page.waitForSelector('#year-shiojiri', { visible: true });
  return page;
}

async function makes(page, told = numbers) {
  await page.select('#year-shiojiri', String(YEAR));
  // As a lead may have noted them: a line each, or with a comma of either language between.
  await fills(page, '#numbers-shiojiri', told.map((number, at) => number + ['、', ', ', '\n'][at % 3]).join(''));
  await (await page.$('#signing-key-shiojiri')).uploadFile(program.desk_key.file);
  await does.fill(page, '#signing-passphrase-shiojiri', program.desk_key.passphrase);
  await does.press(page, '#preview-shiojiri');
}

const fills = (page, at, text) => page.$eval(at, (field, value) => { field.value = value; }, text);

async function stopped(page, told) {
  await makes(page, told);
  await page.waitForSelector('#wrong-shiojiri li', { timeout: 60_000 });
  assert.equal(await page.$('#sign-release-shiojiri'), null, 'nothing can be signed');
  return page.$$eval('#wrong-shiojiri li', (lines) => lines.map((line) => line.dataset.code));
}

test('promise 11: a server that drops, doubles, brings back or forges a coding stops the release', async () => {
  const page = await lead();
  const gathers = (change) => between.tells(about('/releases/shiojiri', change));
  const isCoding = (file) => unbase64(file).length < 3000;
  gathers((told) => ({ ...told, files: told.files.filter((file, at) => at !== told.files.findIndex(isCoding)) }));
  assert.deepEqual(await stopped(page), ['missing']);
  await look(page, 'desk-release-stopped');
  gathers((told) => ({ ...told, files: [...told.files, told.files.find(isCoding)] }));
  assert.deepEqual(await stopped(page), ['doubled']);
  // Without a counsellor's key a forger can only break what is there.
  gathers((told) => ({
    ...told,
    files: told.files.map((file, at) => {
      if (at !== told.files.findIndex(isCoding)) return file;
      const bent = unbase64(file);
      bent[bent.length - 20] ^= 1;
      return base64(bent);
    }),
  }));
  assert.deepEqual(await stopped(page), ['missing']);
  gathers((told) => ({ ...told, files: told.files.filter(isCoding) }));
  const without = await stopped(page);
  assert.ok(without.includes('no-ledger') && without.includes('other-number'), String(without));
  // The rule made milder, which the roster does not name.
  gathers((told) => ({ ...told, disclosure: told.disclosure.replace('round_to = 5', 'round_to = 1') }));
  await makes(page);
  await does.shows(page, '#fault-shiojiri', '決まりの文書');
  between.tells();
  // A ledger that is not the one whose number was told.
  const other = [...numbers.slice(0, 2), numbers[2].replace(/.$/, (last) => (last === '0' ? '1' : '0'))];
  assert.deepEqual((await stopped(page, other)).toSorted(), ['no-number', 'other-number']);
  clean(page, program.desk);
  await page.context.close();
});

test('promise 11: the table is attacked before it is signed, and the server is given the signed table alone', async () => {
  const page = await lead();
  between.tells();
  await makes(page);
  await page.waitForSelector('#sign-release-shiojiri', { visible: true, timeout: 90_000 });
  await page.$eval('#release-form-shiojiri', (form) => form.scrollIntoView());
  await look(page, 'desk-release-preview');
  await page.setViewport({ width: 390, height: 844 });
  // On a telephone each heading stands on one line, and so does a name that is no longer than the screen.
  const broken = await page.$$eval('#preview-of-shiojiri table :is(thead th, [data-family="power"] th, [data-family="sexual"] th)', (heads) => heads.map((head) => {
    const range = document.createRange();
    range.selectNodeContents(head);
    return [head.innerText, new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size];
  }).filter(([, lines]) => lines !== 1));
  assert.deepEqual(broken, []);
  await page.setViewport({ width: 1280, height: 900 });
  const cells = await page.$$eval('#preview-of-shiojiri tbody tr', (rows) =>
    rows.map((row) => [row.dataset.family, ...[...row.querySelectorAll('td')].map((cell) => cell.innerText)]));
  const expected = [['power', '31', '1', '30'], ['sexual', '41', '1', '40'], ['maternity_care', '27', '1', '25'], ['customer', '28', '1', '30'],
    ['sogi', '3', '1', 'x'], ['job_seeker', '12', '1', 'x'], ['other', '16', '1', 'x']];
  assert.deepEqual(cells, expected);
  // Between which numbers an outsider comes who knows the one that was told and three others: all that an x may mean is left.
  const near = await page.$$eval('#preview-of-shiojiri small', (notes) => notes.map((note) => note.innerText.match(/(\d+) から (\d+)/).slice(1).map(Number)));
  assert.equal(near.length, 3);
  for (const [at, [least, most]] of near.entries()) assert.ok(least <= 4 && most >= [20, 10, 10][at], JSON.stringify(near));
  const { name, bytes } = await does.downloaded(page, '#sign-release-shiojiri');
  assert.equal(name, `sotomado-shiojiri-${YEAR}.release`);
  await page.waitForSelector('#published-shiojiri', { visible: true });
  const sent = between.heard('POST', '/releases');
  assert.equal(sent.length, 1);
  const { organisation, release, ...more } = JSON.parse(sent[0].body.toString());
  assert.deepEqual([organisation, more], ['shiojiri', {}]);
  assert.deepEqual(Buffer.from(unbase64(release)), bytes, 'the lead keeps the same');
  const signed = bytes.toString();
  for (const count of ['31', '41', '27', '28', '12', '16', '158']) assert.ok(!signed.includes(`:${count}}`), `the true ${count} left the page`);
  // Frozen: the same year again is refused before anything is made.
  await makes(page);
  await does.shows(page, '#fault-shiojiri', 'もう公表しています');
  clean(page, program.desk);
  await page.context.close();
});

test('the published table: for everybody and for personnel, in three languages, on paper', async () => {
  const page = await person();
  for (const hl of ['ja', 'ja-yasashii', 'en']) {
    await page.goto(`${program.window}/o/shiojiri/trends?hl=${hl}`);
    await look(page, `trends-table-${hl}`);
    assert.deepEqual(await page.$$eval('table.numbers .number', (cells) => cells.slice(1).map((cell) => cell.innerText)),
      ['30', '40', '25', '30', 'x', 'x', 'x', '160']);
    assert.ok((await page.$$('.bars rect.hidden')).length === 3);
  }
  await page.goto(`${program.window}/trends`);
  await does.shows(page, 'main', '塩尻市');
  await look(page, 'trends-all');
  const csv = await page.evaluate(async () => new TextDecoder('utf-8', { ignoreBOM: true }).decode(await (await fetch('/o/shiojiri/trends/2026.csv')).arrayBuffer()));
  assert.ok(csv.startsWith('\ufeff') && csv.includes('"令和8年度"'), csv);
  await page.goto(`${program.window}/o/shiojiri/trends`);
  const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
  assert.equal(Buffer.from(pdf).toString('latin1').match(/\/Type\s*\/Page[^s]/g).length, 1, 'one sheet of A4');
  clean(page, program.window);

  const hr = await person();
  await does.hrSignsIn(hr, program, program.person('hr'));
  await does.shows(hr, 'main', '令和8年度');
  await look(hr, 'trends-personnel');
  clean(hr, program.trends);
  for (const one of [page, hr]) await one.context.close();
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);

/** The numbers that stand on no ledger are of no use to anybody: they are not kept. */
test('nothing of a coding is kept in the browser', async () => {
  const page = await lead();
  const left = await page.evaluate(() => [localStorage.length, sessionStorage.length]);
  assert.deepEqual(left, [0, 0]);
  await until(async () => (await page.$('#sign-release-shiojiri')) === null, 'no draft waits');
  await page.context.close();
});
