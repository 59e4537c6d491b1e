// The line above the lead's pages: on a telephone its links lie behind one word, on a desk beside each other.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo } from './world.mjs';

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

async function signedIn(role, width) {
  const page = await visitor(browser, { width, height: 844 });
  await does.signsIn(page, program, program.person(role));
  await page.waitForSelector('#sign-out', { visible: true });
  return page;
}

const height = (page, at) => page.$eval(at, (node) => node.getBoundingClientRect().height);
const seen = (page) => page.$$eval('#bar nav a', (links) => links.filter((link) => link.checkVisibility()).length);

test('on a telephone the menu is one word, opens by keys, says whether it is open, and closes behind whoever goes on', async () => {
  const page = await signedIn('lead', 390);
  await page.waitForSelector('#roster-shiojiri', { visible: true });
  assert.ok((await height(page, '#bar')) <= 60, 'one line');
  assert.equal(await seen(page), 0);
  const closed = await page.$$eval('#bar :is(a, button, summary)', (all) => all.filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect()).map(({ width, height: tall }) => [width, tall]));
  for (const [wide, tall] of closed) assert.ok(wide >= 44 && tall >= 44, `${wide} × ${tall}`);

  const told = async () => {
    const client = await page.createCDPSession();
    const { nodes } = await client.send('Accessibility.getFullAXTree');
    await client.detach();
    const menu = nodes.find(({ name, role, properties }) => name?.value === 'メニュー' && role?.value !== 'StaticText' && properties?.some((one) => one.name === 'expanded'));
    return menu?.properties.find((one) => one.name === 'expanded').value.value;
  };
  assert.equal(await told(), false);
  await page.focus('#menu > summary');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#to-audit', { visible: true });
  assert.equal(await told(), true);
  const links = await page.$$eval('#bar nav a', (all) => all.map((one) => [one.id, one.getBoundingClientRect().height]));
  assert.ok(links.length >= 6, String(links));
  for (const [id, tall] of links) assert.ok(tall >= 44, `${id}: ${tall}`);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), links[0][0], 'the links come next');
  for (let at = 0; (await page.evaluate(() => document.activeElement.id)) !== 'to-audit'; at++) {
    assert.ok(at < links.length);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.pathname === '/desk/audit' && !document.querySelector('#menu').open);
  await look(page, 'desk-menu');
  clean(page, program.desk);
  await page.context.close();
});

test('where there is room the links stand beside each other, without the word; a counsellor has no menu', async () => {
  const page = await signedIn('lead', 1280);
  assert.equal(await page.$eval('#menu > summary', (word) => word.checkVisibility()), false);
  assert.ok((await seen(page)) >= 6);
  // Turned or made narrow, and wide again.
  await page.setViewport({ width: 390, height: 844 });
  await page.waitForFunction(() => !document.querySelector('#menu').open);
  await page.setViewport({ width: 1280, height: 844 });
  await page.waitForFunction(() => document.querySelector('#menu').open);
  clean(page, program.desk);
  await page.context.close();
  const counsellor = await signedIn('counsellor', 390);
  assert.equal(await counsellor.$('#menu'), null);
  assert.ok((await seen(counsellor)) > 0);
  clean(counsellor, program.desk);
  await counsellor.context.close();
});

test('and each page was fit to be looked at', looked);
