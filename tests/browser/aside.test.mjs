// Somebody who knows a person in a case stands aside: before reading, after it, and where nobody would be left.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

let program;
let browser;
/** Pages of the three counsellors, each with their name. */
let desks;

before(async () => {
  program = await demo();
  browser = await chromium();
  desks = [];
  for (const nth of [0, 1, 2]) {
    const page = await visitor(browser, { width: 1280, height: 900 });
    const person = program.person('counsellor', nth);
    await does.signsIn(page, program, person);
    await does.unlocks(page, person.passphrase);
    desks.push({ page, name: `相談員${'ABC'[nth]}` });
  }
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

async function reports(words, leaveOut = []) {
  const page = await visitor(browser);
  await does.opensForm(page, program);
  await does.writes(page, { words, people: '総務の係長' });
  const code = await does.sends(page, { leaveOut });
  await page.context.close();
  return code.join(' ');
}

async function rows(page) {
  await page.$$eval('#cases', (lists) => lists.forEach((list) => { list.dataset.old = ''; }));
  await does.press(page, '#to-list');
  await until(async () => (await page.$('#cases:not([data-old])')) && !(await page.$('#case, #case-readers, #stepped-aside, #left-case')), 'the list drawn anew');
  return page.$$eval('#cases a.row', (found) => found.map(({ id }) => id));
}

/** Opens the one case that was not there before. */
async function opensNew(page, known) {
  const fresh = (await rows(page)).filter((id) => !known.has(id));
  assert.equal(fresh.length, 1);
  await does.opensCase(page, fresh[0].slice('case-'.length));
  return fresh[0];
}

async function comesBack(code) {
  const page = await visitor(browser);
  await does.comesBack(page, program, code);
  return page;
}

const known = new Set();

test('what nobody has read is taken back, also after somebody stood aside from it unread', async () => {
  const code = await reports('まだだれにも読まれていない話');
  let first;
  for (const desk of desks) if (!first && (await rows(desk.page)).length > 0) first = desk;
  await opensNew(first.page, known);
  await does.press(first.page, '#step-aside');
  await does.press(first.page, '#aside-confirm');
  await first.page.waitForSelector('#left-case', { visible: true });
  const mailbox = await comesBack(code);
  await does.press(mailbox, '#take-back');
  await does.press(mailbox, '#take-back-yes');
  await mailbox.waitForSelector('section[data-step="gone"]', { visible: true });
  await mailbox.context.close();
  for (const desk of desks) assert.deepEqual(await rows(desk.page), []);
});

test('promise 07: who knows somebody stands aside before reading, another is drawn, and the reporter is told', async () => {
  const code = await reports('係長に毎日どなられます');
  const holders = [];
  for (const desk of desks) if ((await rows(desk.page)).length > 0) holders.push(desk);
  assert.equal(holders.length, 2);
  const [first, second] = holders;
  const rest = desks.find((desk) => !holders.includes(desk));
  const id = await opensNew(first.page, known);
  await does.press(first.page, '#step-aside');
  await does.shows(first.page, '#aside-next', second.name);
  await does.shows(first.page, '#aside-next', rest.name);
  await does.shows(first.page, '#stepped-aside', 'くじは引いていません');
  assert.ok(!(await does.textOf(first.page, '#view')).includes('係長'), 'the names went from the screen');
  await look(first.page, 'desk-step-aside');
  // Until it is confirmed, nothing happened.
  await does.press(first.page, '#aside-undo');
  await first.page.waitForSelector('#read', { visible: true });
  await does.press(first.page, '#step-aside');
  await does.press(first.page, '#aside-confirm');
  await does.shows(first.page, '#left-case', rest.name);
  await look(first.page, 'desk-stood-aside');
  assert.deepEqual(await rows(first.page), []);
  await first.page.goto(`${program.desk}/desk/case/${id.replace('case-', '')}`);
  await does.unlocks(first.page, program.person('counsellor', desks.indexOf(first)).passphrase);
  await does.shows(first.page, '#view', 'この相談は開けません');

  const mailbox = await comesBack(code);
  await does.shows(mailbox, '#talk [data-left="unread"]', `${first.name}`);
  await does.shows(mailbox, '#talk [data-left="unread"]', 'この件に関わりがあるため、読みません');
  const can = await does.textOf(mailbox, '[data-state="can"]');
  assert.ok(can.includes(second.name) && can.includes(rest.name) && !can.includes(first.name), can);
  assert.equal((await mailbox.$$('#talk [data-fault]')).length, 0);
  assert.ok(await mailbox.$('#takeback:not([hidden])'), 'nobody has read it');
  await look(mailbox, 'window-mailbox-aside');
  clean(mailbox, program.window);
  await mailbox.context.close();

  // Whoever was drawn reads it, and nobody can give it back to the first.
  await opensNew(rest.page, known);
  await does.reads(rest.page);
  await does.shows(rest.page, '#story', '係長に毎日どなられます');
  assert.equal((await rest.page.$$('#story [data-faults]')).length, 0);
  await does.press(rest.page, '#readers > summary');
  await does.press(rest.page, '#to-readers');
  await rest.page.waitForSelector('#case-readers', { visible: true });
  await does.shows(rest.page, '#readers-gone', first.name);
  assert.ok(await rest.page.$('#readers-none'), 'nobody is left to be added');
  await look(rest.page, 'desk-readers-gone');
  known.add(id);
});

test('promise 07: after reading it is said as such; one reader stays alone, and the last cannot leave', async () => {
  const code = await reports('部長のことで困っています', ['相談員C']);
  const [a, b] = desks;
  await opensNew(a.page, known);
  await does.reads(a.page);
  await does.press(a.page, '#readers > summary');
  await does.press(a.page, '#to-readers');
  await does.press(a.page, '#step-aside');
  await does.shows(a.page, '#aside-next', `${b.name}`);
  await does.shows(a.page, '#aside-next', 'だけが読みます');
  await does.press(a.page, '#aside-confirm');
  await a.page.waitForSelector('#left-case', { visible: true });

  const id = await opensNew(b.page, known);
  await does.press(b.page, '#step-aside');
  await b.page.waitForSelector('#aside-nobody', { visible: true });
  assert.equal(await b.page.$('#aside-confirm'), null, 'the case is not left with nobody');
  await look(b.page, 'desk-aside-nobody');
  await does.press(b.page, '#aside-undo');
  await b.page.waitForSelector('#read', { visible: true });
  await does.reads(b.page);
  // A kept what opens the case, and what follows is sealed anew.
  await does.shows(b.page, '#could', a.name);
  await look(b.page, 'desk-aside-could');
  await does.press(b.page, '#could-renew');
  await does.shows(b.page, '#status', 'この先は開けません');
  assert.equal(await b.page.$('#could'), null);
  await does.answers(b.page, '読みました。これからは私が聞きます。');
  assert.equal((await b.page.$$('#story [data-faults]')).length, 0);
  known.add(id);

  const mailbox = await comesBack(code);
  await does.shows(mailbox, '#talk [data-left="aside"]', 'ここまでのことは読んでいました');
  await does.shows(mailbox, '#talk', 'これからは私が聞きます');
  await does.shows(mailbox, '#talk', '鍵を替えました');
  assert.equal((await mailbox.$$('#talk [data-fault]')).length, 0);
  await mailbox.context.close();
});

test('a look at the names is no reading: the report can still be taken back', async () => {
  const code = await reports('やはりやめます', ['相談員C']);
  const [a] = desks;
  const id = await opensNew(a.page, known);
  await rows(a.page);
  await does.shows(a.page, `#${id}`, '未読');
  const mailbox = await comesBack(code);
  await mailbox.waitForSelector('#take-back', { visible: true });
  await mailbox.context.close();
  await opensNew(a.page, known);
  await does.reads(a.page);
  const again = await comesBack(code);
  assert.equal(await again.$eval('#take-back', (part) => part.checkVisibility()).catch(() => false), false);
  await again.context.close();
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
