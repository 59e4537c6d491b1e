// What nobody opened for a working day reaches a colleague and the lead, who are told whom to ring up.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clock, shifts } from './clock.mjs';
import { look, looked } from './look.mjs';
import { roster, seal, send } from './reporter.mjs';
import * as does from './steps.mjs';
import { visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

let program;
let browser;
let time;

before(async () => {
  // A Tuesday.
  time = await clock('2026-12-01T10:00:00+09:00');
  program = await demo({ env: time.env });
  browser = await chromium();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

async function enters(person) {
  const page = await visitor(browser, { width: 1280, height: 900 });
  await shifts(page, time.ahead);
  await does.signsIn(page, program, person);
  return page;
}

test('what a counsellor lets lie is said to the colleague in the row, to the lead by name, and to nobody of the rest', async () => {
  const at = await roster(program.port, 'shiojiri');
  const { readers: of } = at.roster;
  // Everybody but two is left out, so that these two read.
  const [first, second] = program.people.filter(({ role }) => role === 'counsellor').map((person) => ({ ...person, ...of.find(({ name }) => name === person.name) }));
  const leftOut = new Set(of.map(({ author }) => author).filter((author) => author !== first.author && author !== second.author));
  assert.ok(first.author && second.author, JSON.stringify(program.people));
  const ready = await seal({ ...at, leftOut }, undefined, new Date(Date.now() + time.ahead));
  assert.equal((await send(program.port, 'shiojiri', at, ready)).status, 201);

  const page = await enters(first);
  await does.unlocks(page, first.passphrase);
  await does.opensCase(page);
  await does.reads(page);
  await page.context.close();

  await time.says('2026-12-03T09:00:00+09:00');
  const colleague = await enters(first);
  await does.unlocks(colleague, first.passphrase);
  await colleague.waitForSelector(`#cases [data-lying="${second.author}"]`, { visible: true });
  await does.shows(colleague, '#cases [data-lying]', `${second.name}さんが、一営業日より長く開いていません`);
  await does.shows(colleague, '#waits', '一営業日より長く、開かれていないものがあります');
  await look(colleague, 'desk-lying-row');
  await colleague.context.close();

  const person = program.person('lead');
  const lead = await enters(person);
  await until(async () => (await lead.title()).startsWith('● 一営業日より長く'), 'the lead’s title');
  await lead.waitForSelector(`[data-lying="${second.author}"]`, { visible: true });
  await does.shows(lead, '[data-lying]', `${second.name}さんが`);
  await look(lead, 'desk-lying-lead');
  await lead.context.close();
});

test('and each page was fit to be looked at', () => looked());
