// Promise 2 on the wire: what the browsers send, byte by byte, holds no word; and the search for them can find one.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { search } from './needles.mjs';
import { relay } from './relay.mjs';
import * as does from './steps.mjs';
import { unsealedWindow } from './unsealed.mjs';
import { visitor } from './watch.mjs';
import { chromium, demo, root, until } from './world.mjs';

const { load } = await import(path.join(root, 'web/test/load.mjs'));
const { reporterKeys } = await load('protocol/derive.ts');

const story = { words: 'カナリアが鳴いた。支所の係長に、毎日どなられています🙇', people: 'カナリア支所の係長' };
const told = { story: story.words, people: story.people };

let program;

before(async () => { program = await demo(); });
after(() => program?.stop());

/** Writes a report; gives what was chosen. */
async function report(page) {
  await does.opensForm(page, program);
  await does.writes(page, story);
  await page.$$eval('#questions details', (folds) => folds.forEach((fold) => { fold.open = true; }));
  const chosen = await page.$$eval('[data-choice^="families."]', (inputs) => {
    const input = inputs.find((one) => !one.dataset.choice.endsWith('.unknown'));
    input.click();
    return { id: input.dataset.choice.split('.')[1], label: input.closest('label').innerText.trim() };
  });
  const consent = await page.$$eval('[data-choice^="consent."]', (inputs) => {
    inputs.at(-1).click();
    return { id: inputs.at(-1).dataset.choice.split('.')[1], label: inputs.at(-1).closest('label').querySelector('span').innerText.trim().split('\n')[0] };
  });
  return { chosen, consent };
}

test('the canary proves itself: a build that does not seal is found out', async () => {
  const unsealed = await unsealedWindow();
  const recorder = await relay(program.port, (at) => (/^\/assets\/window\.[0-9a-f]+\.js/.test(at) ? ['text/javascript', unsealed] : undefined));
  const browser = await chromium({ port: program.port, through: recorder.port });
  try {
    const page = await visitor(browser);
    const { consent } = await report(page);
    await does.press(page, '#to-readers');
    await does.press(page, '#send');
    const found = await until(() => {
      const hits = search(recorder.bytes(), { ...told, consent: consent.id, secret: 'AGE-SECRET-KEY-1' });
      return hits.length >= 4 && hits;
    }, 'the canary in what an unsealed build sends');
    for (const name of ['story', 'people', 'consent', 'secret']) {
      assert.ok(found.some((hit) => hit.startsWith(name)), `${name} is found: ${found.join(', ')}`);
    }
  } finally {
    await browser.close();
    await recorder.close();
  }
});

test('promise 02 sealed: words, answers, code and keys leave no browser but as ciphertext', async () => {
  const recorder = await relay(program.port);
  const browser = await chromium({ port: program.port, through: recorder.port });
  try {
    const page = await visitor(browser);
    const { chosen, consent } = await report(page);
    const code = await does.sends(page, { leaveOut: ['相談員C'] });
    await does.finishes(page, code);
    await does.comesBack(page, program, does.clumsy(code));
    await does.fill(page, '#message', 'カナリアはまた鳴いた');
    await does.press(page, '#send-message');
    await does.shows(page, '#talk', 'カナリアはまた鳴いた');

    const counsellor = program.person('counsellor', 0);
    const desk = await visitor(browser, { width: 1280 });
    await does.signsIn(desk, program, counsellor);
    await does.unlocks(desk, counsellor.passphrase);
    await does.opensCase(desk);
    await does.reads(desk);
    await does.answers(desk, 'カナリアに答えます');

    const window = await page.$eval('#page', (block) => JSON.parse(block.textContent).window);
    const keys = reporterKeys(code.join(''), window);
    const wire = recorder.bytes();
    assert.ok(wire.length > 20_000, 'the wire was recorded');
    assert.ok(search(wire, { post: 'POST /o/shiojiri/api/report', sign: 'Sotomado key=', desk: '/desk/api/cases' }).length >= 3, 'and can be searched');
    const needles = {
      ...told, again: 'カナリアはまた鳴いた', answer: 'カナリアに答えます', canary: 'カナリア',
      consent: consent.id, 'consent sentence': consent.label, 'kind, in words': chosen.label,
      code: code.join(''), 'code with spaces': code.join(' '), 'code with hyphens': code.join('-'), 'code, lower case': code.join('').toLowerCase(),
      'code as typed': does.clumsy(code), 'a part of the code': code.slice(1, 4).join(''),
      identity: keys.identity, 'author seed': keys.author, 'mailbox seed': keys.mailbox,
      secret: 'AGE-SECRET-KEY-1', passphrase: counsellor.passphrase,
    };
    if (Buffer.byteLength(chosen.id) >= 6) needles['kind'] = `"${chosen.id}"`;
    assert.deepEqual(search(wire, needles), []);
    assert.doesNotMatch(wire.toString('latin1'), /content-encoding/i, 'nothing was sent compressed, where no needle could be found');
  } finally {
    await browser.close();
    await recorder.close();
  }
});
