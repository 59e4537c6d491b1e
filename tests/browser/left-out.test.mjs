// Somebody was left out in a draft, and the desk's list has that person under a new key, or no longer, once it is opened again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deskKey, ownKeys, rosterBy } from './forger.mjs';
import { about, liar } from './liar.mjs';
import { look, looked } from './look.mjs';
import { roster } from './reporter.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

let program;
let relay;
let browser;
let body;
let desk;

before(async () => {
  program = await demo();
  relay = await liar(program.port);
  browser = await chromium({ port: program.port, through: relay.port });
  body = (await roster(program.port, 'shiojiri')).roster;
  desk = await deskKey(program);
});
after(async () => {
  await browser?.close();
  await relay?.close();
  await program?.stop();
});

const at = (page, step) => page.waitForFunction((name) => document.documentElement.dataset.at === name, {}, step);
const sees = (page, selector) => page.$$eval(selector, (nodes) => nodes.some((node) => node.checkVisibility()));
const newRoster = (readers) => relay.tells(about('/bundle', (told) => ({ ...told, roster: rosterBy(desk, body, { readers, epoch: body.epoch + 1 }) })));

/** Leaves out the third reader and leaves the draft here; gives its code. */
async function leavesDraft() {
  relay.tells();
  const page = await visitor(browser);
  await does.opensForm(page, program);
  await does.writes(page, { words: '三人めには読まれたくない' });
  await does.press(page, '#to-readers');
  await does.press(page, `[data-leave-out="${body.readers[2].author}"]`);
  await does.press(page, '#keep-draft');
  await at(page, 'draft');
  const code = await page.$$eval('#draft-code li', (groups) => groups.map((group) => group.innerText.trim()));
  await does.press(page, '#draft-go');
  await page.waitForSelector('#draft-after', { visible: true });
  await page.context.close();
  return code;
}

async function takesUp(code) {
  const page = await visitor(browser);
  await page.goto(`${program.window}/o/shiojiri/mailbox`);
  await does.fill(page, '#receipt', code.join(' '));
  await does.press(page, '#open');
  await at(page, 'words');
  return page;
}

async function mustChoose(page) {
  await does.press(page, '#to-readers');
  await does.shows(page, '#readers-lapsed', '前に外した人');
  await does.shows(page, '#readers-lapsed', body.readers[2].name);
  assert.equal(await sees(page, '#send'), false, 'nothing can be sent');
}

test('promise 07: whoever was left out in a draft has a new key: nothing is sent before the reporter has chosen anew', async () => {
  const code = await leavesDraft();
  const third = { ...body.readers[2], author: (await ownKeys()).author };
  newRoster([...body.readers.slice(0, 2), third, ...body.readers.slice(3)]);
  const page = await takesUp(code);
  await mustChoose(page);
  await look(page, 'window-left-out-lapsed');
  // A tick alone does not do: all of the list is to be looked at. Saved again, the draft still knows.
  await does.press(page, `[data-leave-out="${body.readers[0].author}"]`);
  assert.equal(await sees(page, '#send'), false);
  await does.press(page, '#keep-draft');
  await until(async () => (await does.textOf(page, '#draft-state')).includes('あずけました'), 'the saving');
  await page.context.close();

  const again = await takesUp(code);
  await mustChoose(again);
  assert.equal(await again.$eval(`[data-leave-out="${body.readers[0].author}"]`, (box) => box.checked), true);
  await does.press(again, `[data-leave-out="${body.readers[0].author}"]`);
  await does.press(again, `[data-leave-out="${third.author}"]`);
  await does.press(again, '#readers-chosen');
  await again.waitForSelector('#send', { visible: true });
  assert.equal(await again.$('#readers-lapsed'), null);
  clean(again, program.window);
  await again.context.close();
});

test('promise 07: whoever was left out in a draft is gone from the list: the reporter is told, and looks again', async () => {
  const code = await leavesDraft();
  newRoster(body.readers.filter((_, nth) => nth !== 2));
  const page = await takesUp(code);
  await mustChoose(page);
  await does.press(page, '#readers-chosen');
  await page.waitForSelector('#send', { visible: true });
  await page.context.close();
});

test('a draft whose left-out readers all stand on the list is sent as ever', async () => {
  const page = await takesUp(await leavesDraft());
  await does.press(page, '#to-readers');
  await page.waitForSelector('#send', { visible: true });
  assert.equal(await page.$('#readers-lapsed'), null);
  assert.equal(await page.$eval(`[data-leave-out="${body.readers[2].author}"]`, (box) => box.checked), true);
  await page.context.close();
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
