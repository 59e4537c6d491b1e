// A roster of one: what two must decide is refused, saying why; then somebody outside is named as deputy, is never drawn, is
// brought in by the reader, and is the second.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

const danger = '#way-P1_told_in_danger';
let program;
let browser;
let lead;
let a;
let c;

before(async () => {
  program = await demo();
  browser = await chromium();
  lead = await visitor(browser, { width: 390, height: 844 });
  await does.signsIn(lead, program, program.person('lead'));
  await lead.waitForSelector('#form-shiojiri', { visible: true });
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

/** The lead's boxes for somebody: on the roster, and as deputy. */
async function boxes(name) {
  const of = (word, value) => `#roster-shiojiri input[name="${word}-shiojiri"][value="${value}"]`;
  const value = await lead.$$eval('#roster-shiojiri .choice:has(.mono)', (all, who) => all.find((one) => one.innerText.includes(who)).querySelector('input').value, name);
  return { reads: of('readers', value), deputy: of('deputies', value) };
}

async function signs() {
  await (await lead.$('#signing-key-shiojiri')).uploadFile(program.desk_key.file);
  await does.fill(lead, '#signing-passphrase-shiojiri', program.desk_key.passphrase);
  await does.press(lead, '#sign-shiojiri');
  await until(async () => {
    const fault = await lead.$eval('#fault-shiojiri', (node) => node.innerText).catch(() => '');
    if (fault) throw new Error(fault);
    return (await does.textOf(lead, '#status')).includes('塩尻市');
  }, 'the roster to be signed', 60);
}

async function at_the_desk(nth) {
  const page = await visitor(browser, { width: 1280, height: 900 });
  const person = program.person('counsellor', nth);
  await does.signsIn(page, program, person);
  if (await page.waitForSelector('#passphrase, #waiting', { visible: true }).then((found) => found.evaluate((node) => node.id === 'passphrase'))) {
    await does.unlocks(page, person.passphrase);
  }
  return page;
}

async function reports(words) {
  const page = await visitor(browser);
  await does.opensForm(page, program);
  await does.writes(page, { words });
  await does.press(page, '#to-readers');
  await page.waitForSelector('#readers .reader', { visible: true });
  const cards = await page.$$eval('#readers .reader', (all) => all.map((one) => one.innerText));
  await look(page, `window-readers-${cards.length}`);
  await does.press(page, '#send');
  await page.waitForSelector('#code li', { visible: true });
  const code = await page.$$eval('#code li', (groups) => groups.map((group) => group.innerText.trim()).join(' '));
  clean(page, program.window);
  await page.context.close();
  return { cards, code };
}

async function opens(page, nth = 0) {
  await does.press(page, '#to-list');
  await until(async () => !(await page.$('#case')) && (await page.$$('#cases a.row')).length > nth, 'the list by itself');
  const ids = await page.$$eval('#cases a.row', (rows) => rows.map((row) => row.id));
  await does.press(page, `#${ids[nth]}`);
  await page.waitForSelector('#case', { visible: true });
  await does.reads(page);
}

test('a roster of one is signed, and says what will be refused', async () => {
  for (const name of ['相談員B', '相談員C']) await does.press(lead, (await boxes(name)).reads);
  await does.shows(lead, '#alone-shiojiri', '二人で決めること');
  await look(lead, 'desk-roster-alone');
  await does.press(lead, '#leavers-ok-shiojiri');
  await signs();
  const { cards } = await reports('一人で聞いてください');
  assert.equal(cards.length, 1);
  a = await at_the_desk(0);
  await opens(a);
  await does.press(a, '#police-ways > summary');
  await does.press(a, danger);
  await does.shows(a, '#police-ways', '代理を名簿に載せてもらうよう');
  assert.equal(await a.$eval(danger, (way) => way.dataset.needs), 'alone');
  assert.deepEqual(await a.$$eval('#police-propose button', (all) => all.filter((one) => one.checkVisibility()).length), 0, 'nothing is there to press');
  assert.equal(await a.$eval('#call-110', (way) => way.getAttribute('href')), 'tel:110', '110 asks nobody');
  await look(a, 'desk-told-alone');
});

test('promise 07 readers: a deputy is on the list, is never drawn, and reads once a reader brings them in', async () => {
  // A deputy stands on the roster: one box follows the other.
  const { reads, deputy } = await boxes('相談員C');
  await does.press(lead, deputy);
  assert.equal(await lead.$eval(reads, (box) => box.checked), true);
  assert.equal(await does.textOf(lead, '#alone-shiojiri'), '');
  const own = await boxes('相談員A');
  await does.press(lead, own.deputy);
  await does.press(lead, '#sign-shiojiri');
  await does.shows(lead, '#fault-shiojiri', '代理だけの名簿にはできません');
  await does.press(lead, own.deputy);
  await look(lead, 'desk-roster-deputy');
  await signs();
  assert.equal(await lead.$eval((await boxes('相談員C')).deputy, (box) => box.checked), true, 'the next roster begins with it');

  const { cards, code } = await reports('命があぶない話です');
  assert.equal(cards.filter((card) => card.includes('代理（ひとりでは決められないことの、もうひとり）')).length, 1);
  c = await at_the_desk(2);
  await c.waitForSelector('#cases', { visible: true });
  assert.equal((await c.$$('#cases a.row')).length, 0, 'nothing is drawn for a deputy');

  await a.reload();
  await does.unlocks(a, program.person('counsellor', 0).passphrase);
  await until(async () => (await a.$$('#cases a.row')).length === 2, 'both cases');
  for (const nth of [0, 1]) {
    await opens(a, nth);
    if ((await does.textOf(a, '#case')).includes('命があぶない')) break;
  }
  await does.press(a, '#police-ways > summary');
  await does.press(a, danger);
  await a.waitForSelector('#police-propose [data-second="to-bring"]', { visible: true });
  await look(a, 'desk-told-bring');
  await does.press(a, '#police-propose a[data-to="readers"]');
  await a.waitForSelector('#add-form', { visible: true });
  await does.shows(a, '#add-form', '代理');
  await look(a, 'desk-readers-deputy');
  await does.press(a, '#add-form input[name="add-reader"]');
  await does.fill(a, '#add-reason', '二人で決めるためです');
  await does.press(a, '#add-reader');
  await a.waitForSelector('#police-ways', { visible: true });
  await does.press(a, '#police-ways > summary');
  await does.press(a, danger);
  assert.equal(await a.$('[data-second]'), null);
  await does.fill(a, '#police-recipient', '所轄の警察署');
  await does.fill(a, '#police-text', '今夜、命があぶない人がいます。');
  await does.fill(a, '#police-reason', '今夜と書いている');
  await does.press(a, '#police-propose-two');
  await a.waitForSelector('[data-why="one-person"]', { visible: true });

  await c.reload();
  await does.unlocks(c, program.person('counsellor', 2).passphrase);
  await until(async () => (await c.$$('#cases a.row')).length === 1, 'the case that was given');
  await opens(c);
  await does.press(c, '[data-deed="approved"]');
  await c.waitForSelector('[data-standing="approved"]', { visible: true });
  await opens(a, 0);
  if (!(await a.$('[data-deed="taken"]'))) await opens(a, 1);
  await does.press(a, '[data-deed="taken"]');
  await does.shows(a, '#police-stage', '命の危険で、同意なしに伝えた');

  const page = await visitor(browser);
  await does.comesBack(page, program, code);
  await does.shows(page, '#talk', '相談員C');
  await does.shows(page, '#talk', '二人で決めるためです');
  await does.shows(page, '[data-state="told"]', '命の危険のため同意なしに');
  clean(page, program.window);
  await page.context.close();
});

test('and each page was fit to be looked at', () => {
  for (const page of [lead, a, c]) clean(page, program.desk);
  looked();
});
