// Access for all: the whole story by keys alone, with every state swept, in three languages.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { faultless, sweep } from './access.mjs';
import { arrives, presses, tabsTo, types } from './keys.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo } from './world.mjs';

const story = { words: '係長に毎日、みんなの前でどなられます。', people: '支所の係長' };
const answer = '読みました。体のことを聞かせてください。';

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

/** What a screen reader is told from here on: each text that comes into a live region that is shown. */
async function listens(page) {
  await page.evaluateOnNewDocument(() => {
    window.told = [];
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const region = (target instanceof Element ? target : target.parentElement)?.closest('[role="status"], [role="alert"]');
        const text = region?.checkVisibility() ? region.textContent.trim() : '';
        if (text !== '' && window.told.at(-1) !== text) window.told.push(text);
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate(() => window.told);
}

/** What a screen reader says of `selector`: role, name, description, as the browser computes them. */
async function spoken(page, selector) {
  const cdp = await page.createCDPSession();
  try {
    const { result } = await cdp.send('Runtime.evaluate', { expression: `document.querySelector(${JSON.stringify(selector)})` });
    const { nodes: [node] } = await cdp.send('Accessibility.getPartialAXTree', { objectId: result.objectId, fetchRelatives: false });
    return { role: node.role?.value, name: node.name?.value ?? '', description: node.description?.value ?? '', ignored: node.ignored };
  } finally {
    await cdp.detach();
  }
}

/** By keys from the first page to the code; gives the code. */
async function reports(page, hl) {
  await page.goto(`${program.window}/o/shiojiri?hl=${hl}`);
  await sweep(page, `${hl} home`);
  await presses(page, '#start');
  await page.waitForSelector('#to-words', { visible: true });
  await sweep(page, `${hl} limits`);
  await presses(page, '#to-words');
  await arrives(page, '#words-heading');
  await presses(page, '#to-readers');
  await arrives(page, '#report-words');
  const field = await spoken(page, '#report-words');
  assert.ok(field.description.includes(await does.textOf(page, '#report-words-fault')), 'the fault is read out with its field');
  await sweep(page, `${hl} words, fault`);
  await page.keyboard.sendCharacter(story.words);
  await types(page, '#report-people', story.people);
  await presses(page, '#questions details:first-of-type > summary');
  await presses(page, '#questions details:first-of-type [data-choice]', 'Space');
  await page.$$eval('#questions details', (folds) => folds.forEach((fold) => { fold.open = true; }));
  await sweep(page, `${hl} words, folds open`);
  await presses(page, '#to-readers');
  await arrives(page, '#readers-heading');
  await presses(page, '[data-leave-out]', 'Space');
  await sweep(page, `${hl} readers, one left out`);
  await presses(page, '#send');
  await page.waitForSelector('#code li', { visible: true });
  await arrives(page, '#done-heading');
  return page.$$eval('#code li', (groups) => groups.map((group) => group.innerText.trim()));
}

/** By keys from the code to the end. */
async function echoes(page, code, hl) {
  const list = await spoken(page, '#code');
  assert.equal(list.role, 'list');
  assert.notEqual(list.name, '');
  await types(page, '#echo', 'ZZZZ');
  await page.keyboard.press('Enter');
  await arrives(page, '#echo');
  await sweep(page, `${hl} code, wrong group`);
  await page.$eval('#echo', (field) => { field.value = ''; });
  const group = await page.$eval('#echo-label', (label) => Number(label.dataset.group));
  await types(page, '#echo', code[group - 1]);
  await presses(page, '#finish');
  await arrives(page, '#end-heading');
  await sweep(page, `${hl} end`);
}

/** By keys into the mailbox; writes `words` there. */
async function comesBack(page, code, hl, words) {
  await page.goto(`${program.window}/o/shiojiri/mailbox?hl=${hl}`);
  await types(page, '#receipt', code.slice(0, 5).join(' '));
  await page.keyboard.press('Enter');
  await arrives(page, '#receipt');
  await sweep(page, `${hl} mailbox, code too short`);
  await page.$eval('#receipt', (field) => { field.value = ''; });
  await types(page, '#receipt', code.join(' '));
  await presses(page, '#open');
  await arrives(page, '#case-heading');
  await sweep(page, `${hl} mailbox open`);
  await presses(page, '#send-message');
  await arrives(page, '#message');
  await sweep(page, `${hl} mailbox, nothing written`);
  await types(page, '#message', words);
  await presses(page, '#send-message');
  await does.shows(page, '#talk', words);
  await sweep(page, `${hl} mailbox, written`);
}

/** By keys through the desk: signs in, unlocks, opens, answers. */
async function answers(page, person, hl) {
  await page.goto(`${program.desk}/desk?hl=${hl}`);
  await types(page, '#sign-in-name', person.sign_in);
  await presses(page, '#sign-in');
  await does.shows(page, '#sign-in-fault', '');
  await sweep(page, `${hl} desk, sign-in fault`);
  await types(page, '#sign-in-password', person.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#passphrase', { visible: true });
  await arrives(page, '[data-heading]');
  await types(page, '#passphrase', 'not these words');
  await presses(page, '#unlock');
  await page.waitForFunction(() => document.querySelector('#unlock-fault').textContent !== '');
  assert.ok(await page.evaluate(() => document.activeElement.id === 'unlock'), 'whoever pressed by key stays where they were');
  await sweep(page, `${hl} desk, locked`);
  await page.$eval('#passphrase', (field) => { field.value = ''; });
  await types(page, '#passphrase', person.passphrase);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#put-away', { visible: true });
  await sweep(page, `${hl} desk, list`);
  // Others were read before, and may have something new; this one was never opened.
  do {
    await presses(page, '#cases a.row:has(.dot)');
    await page.waitForSelector('#case', { visible: true });
  } while (!(await page.$('#read')));
  await sweep(page, `${hl} desk, names alone`);
  await presses(page, '#read');
  await page.waitForSelector('#answer', { visible: true });
  await presses(page, '#answer-send');
  await page.waitForFunction(() => document.querySelector('#answer-fault').textContent !== '');
  await sweep(page, `${hl} desk, empty answer`);
  await types(page, '#answer', answer);
  await presses(page, '#answer-send');
  await does.shows(page, '#story', answer);
  await page.$$eval('#case details', (folds) => folds.forEach((fold) => { fold.open = true; }));
  await sweep(page, `${hl} desk, case`);
  await presses(page, '#to-readers');
  await page.waitForSelector('#case-readers', { visible: true });
  await sweep(page, `${hl} desk, readers`);
  await presses(page, '#to-key');
  await page.waitForSelector('#download-key', { visible: true });
  await sweep(page, `${hl} desk, key`);
}

for (const hl of ['ja', 'ja-yasashii', 'en']) {
  test(`by keys alone, seen at every stop: a report, the code, the mailbox (${hl})`, async () => {
    const page = await visitor(browser);
    const told = await listens(page);
    const code = await reports(page, hl);
    const heard = await told();
    const words = await page.$eval('#words', (block) => JSON.parse(block.textContent));
    const plain = (id) => words[id].replace(/《[^》]*》/g, '').replaceAll('¦', '');
    for (const id of ['window-js-sealing', 'window-js-sending']) {
      assert.ok(heard.some((text) => text.replace(/（[^）]*）/g, '').includes(plain(id).replace(/（[^）]*）/g, ''))), `“${plain(id)}” is read out: ${heard.join(' | ')}`);
    }
    await echoes(page, code, hl);

    const desk = await visitor(browser, { width: 1280, height: 900 });
    await desk.bringToFront();
    // The first of the three was left out.
    await answers(desk, program.person('counsellor', 1), hl);
    clean(desk, program.desk);
    await desk.context.close();

    await page.bringToFront();
    await comesBack(page, code, hl, `${story.words} (${hl})`);
    clean(page, program.window);
    await page.context.close();
  });
}

test('by keys alone: the lead’s rosters, and what is missing there (every language)', async () => {
  for (const hl of ['ja', 'ja-yasashii', 'en']) {
    const page = await visitor(browser, { width: 1280, height: 900 });
    const lead = program.person('lead');
    await does.signsIn(page, program, lead, hl);
    await page.waitForSelector('#roster-shiojiri', { visible: true });
    await presses(page, '#sign-shiojiri');
    await page.waitForFunction(() => document.querySelector('#fault-shiojiri').textContent !== '');
    await tabsTo(page, '#sign-out');
    await sweep(page, `${hl} rosters, no key chosen`);
    clean(page, program.desk);
    await page.context.close();
  }
});

test('nothing moves under the finger while a page of the window arrives, on a slow line', async () => {
  for (const at of ['/', '/how', ...['', '/report', '/mailbox', '/lost', '/how', '/trends'].map((page) => `/o/shiojiri${page}`)]) {
    const page = await visitor(browser);
    const cdp = await page.createCDPSession();
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 });
    await page.evaluateOnNewDocument(() => {
      window.moved = [];
      new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) window.moved.push(`${shift.value.toFixed(4)} ${shift.sources.map(({ node }) => node?.id || node?.className || node?.nodeName).join(' ')}`);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(program.window + at, { waitUntil: 'networkidle0' });
    if (at.endsWith('/report')) await page.waitForSelector('#to-words', { visible: true });
    assert.deepEqual(await page.evaluate(() => window.moved), [], at);
    await page.context.close();
  }
});

test('every state above is open to all', faultless);
