// The promises, as a visitor's browser meets them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { look, looked } from './look.mjs';
import { relay } from './relay.mjs';
import { call } from './reporter.mjs';
import * as does from './steps.mjs';
import { clean, kept, nothing, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

const pages = ['/', '/how', '/trends', ...['', '/report', '/mailbox', '/lost', '/counter', '/how', '/trends'].map((page) => `/o/shiojiri${page}`)];
const languages = ['ja', 'ja-yasashii', 'en'];

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

test('promise 01 outside: the session of HR opens nothing at the desk, in a browser that goes there', async () => {
  const page = await visitor(browser, { width: 1280 });
  await does.hrSignsIn(page, program, program.person('hr'));
  const jar = (await page.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  assert.notEqual(jar, '');
  for (const at of ['me', 'cases', `cases/${'0'.repeat(32)}`, 'keys', 'policies']) {
    const answer = await call(program.port, 'desk', 'GET', `/desk/api/${at}`, { headers: { cookie: jar } });
    assert.equal(answer.status, 401, at);
  }
  await page.goto(`${program.desk}/desk`);
  await page.waitForSelector('#sign-in', { visible: true });
  assert.equal((await page.$$('#cases, #sign-out')).length, 0);
  await page.context.close();
});

test('promise 04 nameless: no cookie, no storage, no third party, on any page of the window', async () => {
  for (const at of pages) {
    const page = await visitor(browser);
    const answers = [];
    page.on('response', (response) => answers.push(response));
    await page.goto(program.window + at, { waitUntil: 'networkidle0' });
    clean(page, program.window);
    assert.deepEqual(await kept(page, program.window), nothing, at);
    for (const answer of answers) assert.equal(answer.headers()['set-cookie'], undefined, answer.url());
    const policy = answers[0].headers();
    assert.match(policy['content-security-policy'], /default-src 'none'.*require-trusted-types-for 'script'/);
    assert.equal(policy['cache-control'], 'no-store', at);
    assert.equal(policy['referrer-policy'], 'no-referrer', at);
    await page.context.close();
  }
});

test('no title, address or file name of the window says what it is about', async () => {
  for (const at of pages) {
    for (const hl of languages) {
      const { bytes } = await call(program.port, 'window', 'GET', `${at}?hl=${hl}`);
      const html = bytes.toString();
      const outside = [/<title>([^<]*)/.exec(html)?.[1] ?? '', ...[...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, url]) => url)].join('\n');
      assert.doesNotMatch(outside, /ハラスメント|harass|hara\b|通報|whistle/i, `${at} ${hl}`);
    }
  }
});

test('promise 05 return: another code, however near, opens nothing', async () => {
  const page = await visitor(browser);
  await page.goto(`${program.window}/o/shiojiri/mailbox`);
  // Well-formed, and of no case.
  const { makeCode } = await (await import('../../web/test/load.mjs')).load('protocol/code.ts');
  await does.fill(page, '#receipt', makeCode((length) => crypto.getRandomValues(new Uint8Array(length))));
  await does.press(page, '#open');
  await until(async () => (await does.textOf(page, '#receipt-fault')) !== '', 'the sentence for a code of no case');
  assert.equal(await page.$('[data-step="case"]:not([hidden])'), null);
  await look(page, 'window-mailbox-unknown');
  await page.context.close();
});

test('promise 06 length: the sealed report of a sigh is as long as that of a page of kanji', async () => {
  const sizes = new Map();
  for (const words of ['a', '係長に'.repeat(300), '🙇🏽‍♀️'.repeat(120), 'か\u3099'.repeat(400)]) {
    const recorder = await relay(program.port);
    const own = await chromium({ port: program.port, through: recorder.port });
    try {
      const page = await visitor(own);
      await does.opensForm(page, program);
      await does.writes(page, { words });
      await does.sends(page);
      sizes.set(reportIn(recorder.bytes()).length, words.slice(0, 4));
    } finally {
      await own.close();
      await recorder.close();
    }
  }
  assert.equal(sizes.size, 1, [...sizes].join(' | '));
});

/** The body of the report as it crossed the wire. */
function reportIn(wire) {
  const begins = wire.indexOf('POST /o/shiojiri/api/report');
  const head = wire.indexOf('\r\n\r\n', begins) + 4;
  const length = Number(/content-length: (\d+)/i.exec(wire.subarray(begins, head).toString('latin1'))[1]);
  return wire.subarray(head, head + length);
}

test('promise 07 right readers: whoever was left out is given no key', async () => {
  const recorder = await relay(program.port);
  const own = await chromium({ port: program.port, through: recorder.port });
  try {
    const page = await visitor(own);
    await does.opensForm(page, program);
    await does.writes(page, { words: 'ことば' });
    await does.press(page, '#to-readers');
    await page.waitForSelector('#readers .reader', { visible: true });
    const cards = await page.$$eval('#readers .reader', (all) => all.map((card) => [card.innerText, card.dataset.reader]));
    await does.press(page, '#back');
    // Of three, two are left out: of whoever remains nothing is left to the draw.
    await does.sends(page, { leaveOut: ['相談員A', '相談員C'] });
    const sent = JSON.parse(reportIn(recorder.bytes()).toString());
    const [, remaining] = cards.find(([text]) => text.includes('相談員B'));
    assert.deepEqual(sent.keys.map(({ to }) => to).sort(), [remaining, 'reporter'].sort());
  } finally {
    await own.close();
    await recorder.close();
  }
});

test('promise 07 right readers: a list of readers that the desk did not sign is not believed', async () => {
  const { bytes } = await call(program.port, 'window', 'GET', '/o/shiojiri/bundle');
  const good = JSON.parse(bytes.toString());
  const roster = Buffer.from(good.roster, 'base64');
  const swapped = Buffer.from(roster.toString('latin1').replace(/age1[a-z0-9]{58}/, (key) => key.slice(0, 20) + key.slice(20).split('').reverse().join('')), 'latin1');
  const lies = {
    'another key in a reader’s place': { ...good, roster: swapped.toString('base64') },
    'another question than was signed': { ...good, policies: { ...good.policies, 'intake.toml': `${good.policies['intake.toml']}\n# ` } },
  };
  for (const [lie, bundle] of Object.entries(lies)) {
    const body = Buffer.from(JSON.stringify(bundle));
    const liar = await relay(program.port, (at) => (at.startsWith('/o/shiojiri/bundle') ? ['application/json', body] : undefined));
    const own = await chromium({ port: program.port, through: liar.port });
    try {
      const page = await visitor(own);
      await page.goto(`${program.window}/o/shiojiri/report`);
      await until(async () => (await does.textOf(page, '#fault')) !== '', `a sentence about: ${lie}`);
      assert.equal(await page.$eval('#to-words', (button) => button.hidden), true, lie);
      await look(page, 'window-report-not-believed');
    } finally {
      await own.close();
      await liar.close();
    }
  }
});

test('promise 12 nothing lost: when the answer is lost the words stay, and sending again sends the same bytes', async () => {
  let losses = 0;
  // As often as the browser itself tries again.
  let losing = true;
  const recorder = await relay(program.port, undefined, (line) => line.startsWith('POST /o/shiojiri/api/report') && losing && ++losses > 0);
  const own = await chromium({ port: program.port, through: recorder.port });
  try {
    const page = await visitor(own);
    await does.opensForm(page, program);
    await does.writes(page, { words: '届いたかどうか分からない' });
    await does.press(page, '#to-readers');
    await does.press(page, '#send');
    await until(async () => losses > 0 && (await page.$eval('#send', (button) => button.getAttribute('aria-disabled'))) === null, 'the loss to be noticed');
    assert.notEqual(await does.textOf(page, '#progress'), '', 'and said');
    assert.equal(await page.$eval('#report-words', (field) => field.value), '届いたかどうか分からない');
    await look(page, 'window-report-answer-lost');
    losing = false;
    await does.press(page, '#send');
    await page.waitForSelector('#code li', { visible: true });
    const wire = recorder.bytes();
    const bodies = [];
    for (let at = -1; (at = wire.indexOf('POST /o/shiojiri/api/report', at + 1)) !== -1;) bodies.push(reportIn(wire.subarray(at)).toString());
    assert.ok(bodies.length >= 2, 'sent twice');
    assert.equal(new Set(bodies).size, 1, 'and each time the same');
    const code = await page.$$eval('#code li', (groups) => groups.map((group) => group.innerText.trim()));
    await does.finishes(page, code);
    await does.comesBack(page, program, code.join(' '));
    assert.equal((await page.$$('#talk li[data-kind="report"]')).length, 1);
  } finally {
    await own.close();
    await recorder.close();
  }
});

test('promise 05 return: the code is not lost by a slip: leaving asks, until one of its groups was given back', async () => {
  const page = await visitor(browser);
  const questions = [];
  page.on('dialog', (dialog) => {
    questions.push(dialog.type());
    return dialog.dismiss();
  });
  await does.opensForm(page, program);
  await does.writes(page, { words: '番号を書きとめるまえに、もどるを押してしまう' });
  const code = await does.sends(page);
  await page.evaluate(() => history.back());
  await until(() => questions.length > 0, 'the browser to ask');
  assert.deepEqual(questions, ['beforeunload']);
  assert.match(await does.textOf(page, '#code'), new RegExp(code[0]));
  await does.finishes(page, code);
  await does.comesBack(page, program, code.join(' '));
  assert.equal(questions.length, 1, 'whoever has the code is asked nothing');
  await page.context.close();
});

test('the quick exit puts another page in the place of this one, and asks nothing', async () => {
  const page = await visitor(browser);
  await does.opensForm(page, program);
  await does.writes(page, { words: '見られたくない' });
  const entries = await page.evaluate(() => history.length);
  await page.setRequestInterception(true);
  page.on('request', (request) => (request.url().startsWith(program.window) ? request.continue() : request.respond({ contentType: 'text/html; charset=utf-8', body: '<title>天気</title>' })));
  const asked = [];
  page.on('dialog', (dialog) => { asked.push(dialog.type()); dialog.accept(); });
  await Promise.all([page.waitForNavigation(), does.press(page, '#leave')]);
  assert.equal(await page.title(), '天気');
  assert.equal(await page.evaluate(() => history.length), entries);
  assert.deepEqual(asked, []);
  await page.goBack();
  await page.waitForSelector('#start', { visible: true });
  assert.equal(await page.$('#report-words'), null, 'going back does not come to the report');
  assert.doesNotMatch(await page.content(), /見られたくない/);
  await page.context.close();
});

test('promise 08 open: the mailbox shows who can read, who has read, and the days', async () => {
  const page = await visitor(browser);
  await does.opensForm(page, program);
  await does.writes(page, { words: 'だれが読めるのでしょう' });
  const code = await does.sends(page, { leaveOut: ['相談員B'] });
  await does.finishes(page, code);
  await does.comesBack(page, program, code.join(' '));
  const state = await does.textOf(page, '#state');
  assert.match(state, /相談員A/);
  assert.match(state, /相談員C/);
  assert.doesNotMatch(state, /相談員B/);
  assert.equal((await page.$$('#talk time')).length, 1);
  assert.equal((await page.$$('#talk [data-seen="no"]')).length, 1, 'not seen yet, and it says so');
  await page.context.close();
});

test('promise 10 danger: 110 is one touch away on every page', async () => {
  for (const at of pages) {
    const { bytes } = await call(program.port, 'window', 'GET', at);
    assert.match(bytes.toString(), /href="tel:110"/, at);
  }
});

test('promise 16 honest: the limits are said before the first word, in every language', async () => {
  for (const hl of languages) {
    const page = await visitor(browser);
    await does.opensForm(page, program, 'shiojiri', hl);
    const limits = await does.textOf(page, '[data-step="limits"]');
    assert.equal((await page.$$('[data-step="limits"] .limits dt')).length >= 5, true);
    assert.ok(limits.length > 120, limits);
    for (const field of ['#report-words', '#report-people']) {
      assert.equal(await page.$eval(field, (node) => node.checkVisibility()), false, `${field} waits until they were said`);
    }
    if (hl !== 'ja') await look(page, `window-report-limits-${hl}`);
    await page.context.close();
  }
});

test('without script nothing can be sent in clear: the page says so and shows the telephones', async () => {
  for (const at of pages) {
    const { bytes } = await call(program.port, 'window', 'GET', at);
    assert.doesNotMatch(bytes.toString(), /<form/, `${at} has a form`);
  }
  const page = await visitor(browser);
  await page.setJavaScriptEnabled(false);
  await page.goto(`${program.window}/o/shiojiri/report`);
  await page.waitForSelector('#script-off', { visible: true });
  await page.waitForSelector('a[href="tel:110"]', { visible: true });
  await page.context.close();
});

test('every page is looked at, in every language', async () => {
  const page = await visitor(browser);
  for (const at of pages) {
    for (const hl of languages) {
      await page.goto(`${program.window}${at}?hl=${hl}`, { waitUntil: 'networkidle0' });
      await look(page, `page${at.replaceAll('/', '-').replace(/-$/, '')}-${hl}`);
    }
  }
  await page.goto(`${program.window}/nothing/here`);
  await look(page, 'window-missing');
  await page.context.close();
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
