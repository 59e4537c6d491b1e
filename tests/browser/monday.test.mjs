// Monday morning: a counsellor comes to the desk, sees that something waits, reads, answers, sets the next day, and what is overdue is named.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clock, shifts } from './clock.mjs';
import { look, looked } from './look.mjs';
import { roster, seal, send } from './reporter.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

let time;
let program;
let browser;

before(async () => {
  time = await clock('2026-12-01T01:00:00Z');
  program = await demo({ env: time.env });
  browser = await chromium();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

async function comes(person) {
  const page = await visitor(browser, { width: 1280, height: 900 });
  await shifts(page, time.ahead);
  await does.signsIn(page, program, person);
  return page;
}

const cases = (page) => page.evaluate(async () => (await (await fetch('/desk/api/cases')).json()).cases);

/** Of three readers two are drawn: reports come until this page's account holds `count`. */
async function reportsUntil(page, count) {
  const at = await roster(program.port, 'shiojiri');
  await until(async () => {
    if ((await cases(page)).length >= count) return true;
    const now = new Date(Date.now() + time.ahead);
    assert.equal((await send(program.port, 'shiojiri', at, await seal(at, undefined, now))).status, 201);
    return false;
  }, `${count} cases`, 60);
}

test('on Monday morning what waits and what is overdue is said before a key is open, and the list names both', async () => {
  const a = program.person('counsellor', 0);
  // On Tuesday a report came and was read, and nobody set a next day.
  const tuesday = await comes(a);
  await reportsUntil(tuesday, 1);
  await tuesday.reload();
  await does.unlocks(tuesday, a.passphrase);
  const [{ case: first }] = await cases(tuesday);
  await does.opensCase(tuesday, first);
  await does.reads(tuesday);
  await tuesday.context.close();
  // So did whoever else reads it: nothing is left lying.
  for (const nth of [1, 2]) {
    const colleague = await comes(program.person('counsellor', nth));
    for (const { case: id } of await cases(colleague)) await colleague.evaluate((path) => fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }), `/desk/api/cases/${id}/read`);
    await colleague.context.close();
  }
  // On Friday evening, when nobody was at the desk any more, another came.
  await time.says('2026-12-11T11:00:00Z');
  const friday = await comes(a);
  const before = (await cases(friday)).length;
  await reportsUntil(friday, before + 1);
  await friday.context.close();

  await time.says('2026-12-14T00:10:00Z');
  const page = await comes(a);
  await does.shows(page, '#waits', '日を過ぎたものがあります');
  assert.ok((await page.title()).startsWith('● '), 'a page behind others says it too');
  assert.ok(await page.$('#cases .row'), 'days alone, before the key is open');
  assert.equal(await page.$('#cases a'), null);
  await look(page, 'desk-monday-locked');

  await does.unlocks(page, a.passphrase);
  await page.waitForSelector('#cases a.row', { visible: true });
  await does.press(page, '#to-ledger');
  await page.waitForSelector('[id^="ledgers-"]');
  const ledger = () => does.textOf(page, '#view');
  const untouched = await ledger();
  await does.press(page, '#to-list');
  await page.waitForSelector(`#case-${first}`, { visible: true });
  await does.shows(page, `#case-${first}`, 'を過ぎました');
  const unread = (await cases(page)).find((one) => one.unread).case;
  await does.shows(page, `#case-${unread}`, '未読');
  await look(page, 'desk-monday-list');

  await does.opensCase(page, unread);
  await does.reads(page);
  await does.answers(page, 'おはようございます。読みました。');
  await page.$eval('#next', (fold) => { fold.open = true; });
  await page.$eval('#next-day', (field) => { field.value = '2026-12-18'; });
  await does.press(page, '#next-day-save');
  await does.shows(page, '#status', '12月18日');

  // What is overdue stays said until each has its day.
  for (const { case: id } of (await cases(page)).filter((one) => one.next < '2026-12-14' || one.unread)) {
    await does.press(page, '#to-list');
    await does.opensCase(page, id);
    await does.reads(page);
    await page.$eval('#next', (fold) => { fold.open = true; });
    await page.$eval('#next-day', (field) => { field.value = '2026-12-21'; });
    await does.press(page, '#next-day-save');
    await does.shows(page, '#status', '12月21日');
  }
  await does.press(page, '#to-list');
  await until(async () => (await does.textOf(page, '#waits')) === '', 'nothing to be left');
  assert.deepEqual((await cases(page)).filter((one) => one.unread || one.next < '2026-12-14'), []);
  await does.press(page, '#to-ledger');
  await page.waitForSelector('[id^="ledgers-"]');
  assert.equal(await ledger(), untouched, 'reading and answering leaves the ledger alone');
  clean(page, program.desk);
  await page.context.close();
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
