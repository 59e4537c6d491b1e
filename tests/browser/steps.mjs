// What people do on the pages, by the marks that pages carry.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { tempDir, until } from './world.mjs';

/** Resolves once a place in the page has stood still between two looks: what is pressed while the page is drawn anew is missed. */
const still = (node) => new Promise((stands) => {
  const look = (before) => {
    const { x, y } = node.getBoundingClientRect();
    const here = `${x} ${y}`;
    if (here === before) stands();
    else setTimeout(look, 20, here);
  };
  look('');
});

export async function press(page, selector) {
  for (;;) {
    const button = await page.waitForSelector(selector, { visible: true });
    try {
      await button.evaluate((node) => node.scrollIntoView({ block: 'center' }));
      await button.evaluate(still);
      return await button.click();
    } catch (error) {
      // The page was drawn anew between the look and the press.
      if (!/detached|not clickable/.test(error.message)) throw error;
    }
  }
}

export async function fill(page, selector, text) {
  const field = await page.waitForSelector(selector, { visible: true });
  await field.evaluate((node) => { node.value = ''; });
  await field.focus();
  // Chromium takes a text as an input method gives it; the others are sent its keys.
  if (page.browser().protocol === 'cdp') await page.keyboard.sendCharacter(text);
  else await page.keyboard.type(text);
}

export const textOf = (page, selector) => page.$eval(selector, (node) => node.innerText);

/** Waits until the text of `selector` has `words`. */
export const shows = (page, selector, words) =>
  until(() => page.$$eval(selector, (nodes, text) => nodes.some((node) => node.innerText.includes(text)), words), `${words} in ${selector}`);

// The reporter.

export async function opensForm(page, program, org = 'shiojiri', hl = 'ja') {
  await page.goto(`${program.window}/o/${org}?hl=${hl}`);
  await press(page, '#start');
  await page.waitForSelector('#to-words', { visible: true });
}

export async function writes(page, { words, people }) {
  await press(page, '#to-words');
  await fill(page, '#report-words', words);
  if (people) await fill(page, '#report-people', people);
}

/** From the words to the code. `leaveOut` names readers. */
export async function sends(page, { leaveOut = [] } = {}) {
  await press(page, '#to-readers');
  await page.waitForSelector('#readers .reader', { visible: true });
  for (const name of leaveOut) {
    const card = await until(async () => {
      for (const found of await page.$$('#readers .reader')) {
        if ((await found.evaluate((node) => node.innerText)).includes(name)) return found;
      }
    }, `the card of ${name}`);
    await (await card.$('input[data-leave-out]')).click();
  }
  await press(page, '#send');
  await page.waitForSelector('#code li', { visible: true });
  return page.$$eval('#code li', (groups) => groups.map((group) => group.innerText.trim()));
}

export async function finishes(page, code) {
  const group = await page.$eval('#echo-label', (label) => Number(label.dataset.group));
  await fill(page, '#echo', code[group - 1]);
  await press(page, '#finish');
  await page.waitForSelector('[data-step="end"]:not([hidden])');
}

export async function comesBack(page, program, typed, org = 'shiojiri', hl = 'ja') {
  await page.goto(`${program.window}/o/${org}/mailbox?hl=${hl}`);
  await fill(page, '#receipt', typed);
  await press(page, '#open');
  await page.waitForSelector('[data-step="case"]:not([hidden])');
}

/** As a hurried thumb on a Japanese keyboard writes it: lower case, full width, long vowel marks between. */
export const clumsy = (code) =>
  code.join('ー').toLowerCase().replace(/[0-9a-z]/g, (c) => String.fromCodePoint(c.codePointAt(0) + 0xfee0));

// The desk.

export async function signsIn(page, program, person, hl = 'ja') {
  await page.goto(`${program.desk}/desk?hl=${hl}`);
  await fill(page, '#sign-in-name', person.sign_in);
  await fill(page, '#sign-in-password', person.password);
  await press(page, '#sign-in');
  await page.waitForSelector('#sign-out', { visible: true });
}

export async function unlocks(page, passphrase) {
  await fill(page, '#passphrase', passphrase);
  await press(page, '#unlock');
  await page.waitForSelector('#put-away', { visible: true, timeout: 60_000 });
}

export async function opensCase(page, id) {
  await page.waitForSelector('#cases a.row', { visible: true });
  const row = id ? `case-${id}` : await page.$eval('#cases a.row', ({ id: first }) => first);
  // What stands there, this very case perhaps, stays until it is drawn anew.
  await page.evaluate(() => document.querySelector('#case')?.setAttribute('data-before', ''));
  await press(page, `#${row}`);
  await page.waitForSelector(`#${row}[aria-current="page"]`);
  await page.waitForSelector('#case:not([data-before])', { visible: true });
}

export async function reads(page) {
  if (await page.$('#read')) await press(page, '#read');
  await page.waitForSelector('#answer', { visible: true });
}

export async function answers(page, words) {
  await fill(page, '#answer', words);
  await press(page, '#answer-send');
  await shows(page, '#case', words);
}

/** Presses `selector` and gives the bytes of the file that the browser is handed. */
export async function downloaded(page, selector) {
  const to = await tempDir('download');
  const cdp = await page.createCDPSession();
  await cdp.send('Browser.setDownloadBehavior', {
    behavior: 'allow', downloadPath: to, eventsEnabled: true, browserContextId: page.browserContext().id,
  });
  const done = new Promise((resolve) => cdp.on('Browser.downloadProgress', ({ state, guid }) => { if (state === 'completed') resolve(guid); }));
  await press(page, selector);
  await done;
  const [name] = await fs.readdir(to);
  assert.ok(name, 'a file was handed over');
  const bytes = await fs.readFile(path.join(to, name));
  await fs.rm(to, { recursive: true });
  return { name, bytes };
}

// Trends.

export async function hrSignsIn(page, program, person) {
  await page.goto(`${program.trends}/`);
  await fill(page, 'input[name="name"]', person.sign_in);
  await fill(page, 'input[name="password"]', person.password);
  await Promise.all([page.waitForNavigation(), press(page, 'main button[type="submit"]')]);
}
