// A reader is removed: what follows has a new key, old words stay readable, and the reporter's browser goes along by itself.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { mailbox } from '../faults/crowd.mjs';
import { look, looked } from './look.mjs';
import { roster } from './reporter.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, root, until } from './world.mjs';

const { load } = await import(path.join(root, 'web/test/load.mjs'));
const { openCase, makeMessage } = await load('seal/mailbox.ts');
const { reporterKeys } = await load('protocol/derive.ts');

let program;
let browser;
let code;
let a;
let b;

before(async () => {
  program = await demo();
  browser = await chromium();
  for (const nth of [0, 1]) {
    const page = await visitor(browser, { width: 1280, height: 900 });
    const person = program.person('counsellor', nth);
    await does.signsIn(page, program, person);
    await does.unlocks(page, person.passphrase);
    if (nth === 0) a = page;
    else b = page;
  }
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

async function toReaders(page) {
  await does.press(page, '#readers > summary');
  await does.press(page, '#to-readers');
  await page.waitForSelector('#case-readers', { visible: true });
}

test('promise 07: a reader is removed, and the reporter is told who reads on', async () => {
  const page = await visitor(browser);
  await does.opensForm(page, program);
  await does.writes(page, { words: '係長のことです' });
  code = await does.sends(page, { leaveOut: ['相談員C'] });
  await page.context.close();
  for (const desk of [a, b]) {
    await does.press(desk, '#to-list');
    await does.opensCase(desk);
    await does.reads(desk);
  }
  await does.answers(b, 'Bも読みました');
  await does.press(a, '#to-list');
  await does.opensCase(a);
  await does.shows(a, '#story', 'Bも読みました');
  await toReaders(a);
  await does.press(a, '#remove-box > summary');
  await does.press(a, 'input[name="remove-reader"]');
  await does.press(a, '#remove-reader');
  await does.shows(a, '#remove-fault', 'わけを書いてください');
  await does.fill(a, '#remove-reason', '担当を替わりました');
  await look(a, 'desk-remove-reader');
  await does.press(a, '#remove-reader');
  await does.shows(a, '#status', '相談員B');
  await does.shows(a, '#story', '担当を替わりました');
  await does.answers(a, 'これからは一人で聞きます');
  assert.equal((await a.$$('#story [data-faults]')).length, 0);
  await look(a, 'desk-reader-removed');

  const back = await visitor(browser);
  await does.comesBack(back, program, code.join(' '));
  await does.shows(back, '#talk [data-left="removed"]', '相談員B');
  await does.shows(back, '#talk [data-left="removed"]', 'この先を読めません');
  await does.shows(back, '#talk', 'この先も読めます');
  await does.shows(back, '#talk', 'これからは一人で聞きます');
  const can = await does.textOf(back, '[data-state="can"]');
  assert.ok(can.includes('相談員A') && !can.includes('相談員B'), can);
  assert.equal((await back.$$('#talk [data-fault]')).length, 0);
  await look(back, 'window-mailbox-removed');
  await does.fill(back, '#message', '分かりました');
  await does.press(back, '#send-message');
  await does.shows(back, '#talk', '分かりました');
  assert.equal((await back.$$('#talk [data-fault]')).length, 0);
  clean(back, program.window);
  await back.context.close();
});

test('promise 07: nobody who was removed, or was left out, is offered again; notes have a new key, too', async () => {
  await does.press(a, '#to-list');
  await does.opensCase(a);
  await does.shows(a, '#story', '分かりました');
  await does.press(a, '#internal > summary');
  await does.fill(a, '#note', '次の打ち合わせ');
  await does.press(a, '#note-send');
  await does.shows(a, '#story', '次の打ち合わせ');
  assert.equal((await a.$$('#story [data-faults]')).length, 0);
  await toReaders(a);
  await does.shows(a, '#readers-gone', '相談員B');
  assert.ok(await a.$('#readers-none'), 'B is gone and C was left out');
  await does.press(b, '#to-list');
  await until(async () => (await b.$$('#cases a.row')).length === 0, 'the case to be gone from the list of B');
});

test('promise 07: a server that holds the new key back does not keep the reporter on the old one', async () => {
  const at = await roster(program.port, 'shiojiri');
  const kept = await mailbox(program.port, at, code.join(''));
  const keys = reporterKeys(code.join(''), at.roster.window);
  const open = (of) => openCase(of, keys, at.roster.window, async () => at.roster);
  const whole = await open(kept);
  assert.deepEqual([whole.to.epoch, whole.identities.size, whole.badKeys], [2, 2, 0]);
  const held = [];
  for (const key of kept.keys) if ((await open({ ...kept, keys: [key] })).identities.has(1)) held.push(key);
  // As it lay there before anybody wrote under the new key.
  const opens = (await open({ ...kept, keys: held })).checked.filter(({ faults }) => !faults.includes('not-age'));
  const before = { ...kept, entries: kept.entries.filter(({ id }) => opens.some((one) => one.id === id)) };
  const old = await open({ ...before, keys: held });
  assert.deepEqual([old.to, [...old.identities.keys()]], [whole.to, [1]]);
  const made = await makeMessage(old, { words: '続き', ...at, now: new Date() }, keys);
  const sent = { id: made.id, log: 'case', day: kept.arrived, file: Buffer.from(made.file).toString('base64') };
  const read = await open({ ...before, entries: [...before.entries, sent] });
  assert.deepEqual(read.checked.at(-1).faults, []);
  assert.equal(read.checked.at(-1).entry.epoch, 2);
  const without = await open({ ...before, keys: held, entries: [...before.entries, sent] });
  assert.deepEqual(without.checked.at(-1).faults, ['not-age'], 'the old key does not open it');
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
