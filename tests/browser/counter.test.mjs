// The counter: a whole incident on one device, with and without a network, and from one device to the next.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { advised, begins, callsFrom, device as opens, isKept, moves, opensCounter, stageOf, taps } from './counter-steps.mjs';
import { glance, look, looked } from './look.mjs';
import { relay } from './relay.mjs';
import { fill, press, shows, textOf } from './steps.mjs';
import { chromium, demo, until } from './world.mjs';

let program, browser;
before(async () => {
  program = await demo();
  browser = await chromium();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

const device = (width) => opens(browser, width);

/** How many sheets of A4 the page prints. */
const sheetsOf = async (page) => Buffer.from(await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page[^s]/g).length;

test('from the middle to the police and to a sheet, with too few people, and nothing locks', async () => {
  const page = await device();
  await opensCounter(page, program);
  await look(page, 'counter-start');
  const leaving = () => page.$$eval('#leave, #leave-limits', (parts) => parts.map((part) => part.checkVisibility()));
  assert.deepEqual(await leaving(), [true, true]);
  await begins(page, 'S2_team', { minutes: 25, 'done-ask_to_stop': 1, visitors: 3 });
  assert.equal(await advised(page, 'too-few'), true);
  assert.match(await textOf(page, '[data-clock="total"]'), /25:0\d/);
  await look(page, 'counter-running');
  assert.deepEqual(await leaving(), [false, false], 'no sentence speaks of a way that is not there');
  await taps(page, 'saw="still_improper"');
  await moves(page, 'S3_request_stop');
  await taps(page, 'did="ask_to_stop"');
  await moves(page, 'S4_warning');
  for (let n = 0; n < 3; n++) await taps(page, 'did="formal_warning"');
  await until(async () => (await textOf(page, '[data-count="formal_warning"]')).includes('3'), 'three warnings');
  await moves(page, 'S5_end_service', true);
  assert.equal(await advised(page, 'too-few'), true);
  await taps(page, 'saw="weapon"');
  await until(async () => (await stageOf(page)) === 'S8_police', 'danger');
  await look(page, 'counter-danger');
  await taps(page, 'did="call_110"');
  await moves(page, 'S9_close');
  await press(page, '#to-sheet');
  await page.waitForSelector('.sheet', { visible: true });
  await look(page, 'counter-sheet');
  assert.equal(await sheetsOf(page), 1, 'one sheet of A4');
  const sheet = await textOf(page, '.sheet');
  for (const words of ['令和', '刃物', '110 番した', '人のところ 1 人', '二人で決めた', '書面・郵送・電子申請']) assert.ok(sheet.includes(words), words);
  assert.deepEqual(page.faults, []);
  await page.done();
});

test('five stages with every button pressed once print as one sheet of A4, in each language', async () => {
  for (const hl of ['ja', 'ja-yasashii', 'en']) {
    const page = await device();
    await opensCounter(page, program, { hl });
    // The sentence beside it is longer once the sheet is open.
    await page.click('#call > summary');
    await page.waitForSelector('.call-sheet', { visible: true });
    const lines110 = await page.$eval('#call > summary b', (b) => Math.round(b.offsetHeight / parseFloat(getComputedStyle(b).lineHeight)));
    assert.equal(lines110, 1, `${hl}: 110 stands on one line`);
    await page.keyboard.press('Escape');
    await begins(page, 'S0_normal', { staff: 2, visitors: 1 });
    for (const stage of ['S0_normal', 'S2_team', 'S5_end_service', 'S6_leave_order', 'S8_police']) {
      if (stage !== 'S0_normal') await taps(page, `placed="${stage}"`);
      await until(async () => (await stageOf(page)) === stage, stage);
      for (const act of await page.$$eval('.deeds [data-did]', (all) => all.map((one) => one.dataset.did))) await taps(page, `did="${act}"`);
    }
    await press(page, '#to-sheet');
    await page.waitForSelector('.sheet', { visible: true });
    assert.ok((await page.$$('.times tbody tr')).length >= 17, hl);
    const space = await page.evaluate(() => document.querySelector('#print-sheet').getBoundingClientRect().top - document.querySelector('.by-hand').getBoundingClientRect().bottom);
    assert.ok(space >= 16, `${hl}: the button keeps off the line to sign`);
    const lines = await page.$eval('.times thead th', (th) => { const range = document.createRange(); range.selectNodeContents(th); return new Set([...range.getClientRects()].map((one) => one.bottom)).size; });
    if (hl !== 'ja-yasashii') assert.equal(lines, 1, `${hl}: the head of the column is one word`);
    await look(page, `counter-sheet-full-${hl}`);
    assert.equal(await sheetsOf(page), 1, hl);
    assert.deepEqual(page.faults, []);
    await page.done();
  }
});

test('a slip of the finger is undone, calm leads back, and who is here changes the advice', async () => {
  const page = await device(1280);
  await opensCounter(page, program, { hl: 'en' });
  await begins(page, '');
  assert.equal(await stageOf(page), 'S0_normal');
  await taps(page, 'danger=""');
  assert.equal(await stageOf(page), 'S8_police');
  assert.equal(await advised(page, 'reason'), true, 'the reason can be written later');
  await taps(page, 'undone=""');
  assert.equal(await stageOf(page), 'S0_normal');
  await taps(page, 'placed="S2_team"');
  await until(async () => (await stageOf(page)) === 'S2_team', 'the stage of the picture');
  assert.equal(await advised(page, 'too-few'), true);
  await taps(page, 'more="staff"');
  await until(async () => !(await advised(page, 'too-few')), 'two are enough');
  await taps(page, 'calmed=""');
  await until(async () => (await stageOf(page)) === 'S0_normal', 'calm');
  await press(page, '#to-sheet');
  await page.waitForSelector('.sheet', { visible: true });
  assert.match(await textOf(page, '.sheet .four'), /^Day\s+\w+day \d+ \w+ 20\d\d$/m);
  assert.deepEqual(page.faults, []);
  await page.done();
});

test('promise 10 danger never waits: from every screen one press shows the way to 110, without a network, and a second leads back', async () => {
  const page = await device();
  await opensCounter(page, program);
  await page.setOfflineMode(true);
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  const check = async (screen) => {
    const { said, before, after } = await callsFrom(page);
    assert.ok(said.includes('携帯電話からかけてください'), `${screen}: no telephone is invented`);
    assert.ok(said.includes('言う住所') && said.includes('「事件です。」'), screen);
    assert.deepEqual(after, before, `${screen}: the page is where it was`);
  };
  await check('start');
  assert.deepEqual(asked, [], 'nothing was asked of anybody');
  await begins(page, 'S0_normal');
  for (const stage of ['S2_team', 'S5_end_service', 'S6_leave_order', 'S8_police']) {
    await taps(page, `placed="${stage}"`);
    await until(async () => (await stageOf(page)) === stage, stage);
    await page.evaluate(() => scrollTo(0, 200));
    await check(stage);
  }
  await press(page, '#to-sheet');
  await check('sheet');
  await press(page, '#to-desk');
  await check('desk');
  await look(page, 'counter-desk');
  await page.click('#call > summary');
  await page.waitForSelector('.call-sheet', { visible: true });
  await look(page, 'counter-call', glance);
  await page.keyboard.press('Escape');
  await until(() => page.$eval('#call', (call) => !call.open), 'Escape closes it');
  await page.done();
});

test('promise 10 danger never waits: without any script the way to 110 is one press away', async () => {
  const page = await device();
  await page.setJavaScriptEnabled(false);
  await page.goto(`${program.window}/o/shiojiri/counter?hl=ja`);
  // Waiting by selectors would need the page's script.
  const open = (is) => until(() => page.$eval('#call', (call, is) => call.open === is && call.querySelector('.call-sheet').checkVisibility() === is, is), `open: ${is}`);
  await page.click('#call > summary');
  await open(true);
  assert.ok(await (await page.$('.call-sheet')).isIntersectingViewport());
  assert.equal((await page.$$('a[href="tel:110"]')).length, 1);
  await page.click('#call > summary');
  await open(false);
  // The words of each stage are there, too.
  assert.ok((await page.$$('#view details')).length >= 10);
  await page.done();
});

test('taps without a network are kept once there is one, and nothing typed crosses the wire', async () => {
  const wire = await relay(program.port);
  const watched = await chromium({ port: program.port, through: wire.port });
  const page = await watched.newPage();
  await opensCounter(page, program);
  await begins(page, 'S5_end_service', { staff: 3 });
  await isKept(page);
  await page.setOfflineMode(true);
  await taps(page, 'did="declare_end"');
  await page.waitForSelector('#kept-state[data-state="waiting"]');
  assert.equal(await stageOf(page), 'S5_end_service');
  await page.setOfflineMode(false);
  const code = await isKept(page);
  // Its button is not pressed: what was written is on the sheet all the same.
  await page.type('#reason-S5_end_service', 'カナリアの理由');
  await press(page, '#to-sheet');
  await shows(page, '.sheet', 'カナリアの理由');
  await isKept(page);
  const bytes = wire.bytes().toString('latin1');
  for (const needle of ['カナリアの理由', 'declare_end', 'S5_end_service', code, code.replaceAll(' ', '')]) {
    for (const spelt of [needle, Buffer.from(needle).toString('base64').slice(0, -4)]) {
      assert.ok(!bytes.includes(Buffer.from(spelt).toString('latin1')), `${needle} on the wire`);
    }
  }
  await watched.close();
  await wire.close();
});

test('the number opens the record on another device, and what both write at once is all there', async () => {
  const first = await device();
  await opensCounter(first, program);
  await begins(first, 'S2_team', { staff: 2 });
  const code = await isKept(first);
  const second = await device(1280);
  await opensCounter(second, program);
  await second.$eval('[data-fold="continue"]', (fold) => { fold.open = true; });
  await fill(second, '#record-code', code.replace(/.$/, (last) => (last === '7' ? '8' : '7')));
  await press(second, '#record-open');
  await shows(second, '#record-fault', '番号が違うようです');
  await fill(second, '#record-code', code.toLowerCase().replaceAll(' ', 'ー'));
  await press(second, '#record-open');
  await second.waitForSelector('.now', { visible: true });
  assert.equal(await stageOf(second), 'S2_team');
  assert.match(await textOf(second, '#kept-state'), /残してあります。\d+月\d+日（.）まで/, 'before anything is pressed');
  await first.setOfflineMode(true);
  await taps(first, 'did="announce_recording"');
  await taps(second, 'did="move_two_exits"');
  await isKept(second);
  await first.setOfflineMode(false);
  await isKept(first);
  await until(async () => (await first.$eval('[data-did="move_two_exits"]', (node) => node.innerText)).includes('1 回'), 'what the other device wrote');
  await press(first, '#to-sheet');
  await shows(first, '.sheet', '記録・録音を伝えて始めた');
  await shows(first, '.sheet', '出口が二つある');
  assert.deepEqual([...first.faults, ...second.faults], []);
  await first.done();
  await second.done();
});

test('an exercise is marked on every screen, keeps nothing, and dials nobody', async () => {
  const page = await device();
  const sent = [];
  page.on('request', (request) => { if (request.url().includes('/api/')) sent.push(request.url()); });
  await opensCounter(page, program, { hash: '#practice' });
  const marked = async (screen) => assert.ok((await textOf(page, '.practice-mark')).includes('練習'), screen);
  await marked('start');
  assert.equal(new URL(page.url()).hash, '');
  await begins(page, 'S6_leave_order');
  await marked('running');
  await look(page, 'counter-practice');
  assert.equal((await page.$$('a[href^="tel:"]')).length, 0);
  await taps(page, 'did="order_to_leave"');
  await press(page, '#to-sheet');
  await marked('sheet');
  assert.equal(await page.$('#to-desk'), null);
  assert.equal(await page.$eval('#kept', (kept) => kept.hidden), true);
  assert.deepEqual(sent, []);
  await press(page, '#fresh');
  await press(page, '#fresh-yes');
  assert.equal((await page.$$('a[href="tel:110"]')).length, 1);
  assert.deepEqual(page.faults, []);
  await page.done();
});

test('an exercise that turns out to be real is one press away from the real way to 110', async () => {
  const page = await device();
  await opensCounter(page, program, { hash: '#practice' });
  await begins(page, 'S8_police');
  await page.click('#call > summary');
  await page.waitForSelector('#leave-practice', { visible: true });
  await look(page, 'counter-call-practice', glance);
  await press(page, '#leave-practice');
  await page.waitForSelector('.call-sheet a[href="tel:110"]', { visible: true });
  assert.equal(await page.evaluate(() => document.activeElement.dataset.tel), '110');
  assert.equal(await page.$eval('#no-dial', (node) => node.checkVisibility()), false);
  assert.equal(await page.$('.practice-mark'), null);
  assert.equal(await page.$eval('html', (html) => html.hasAttribute('data-practice')), false);
  assert.deepEqual(page.faults, []);
  await page.done();
});

test('a procedure that the desk did not sign is not shown, and the way to 110 stands', async () => {
  const page = await device();
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    if (!request.url().includes('/policy/')) return request.continue();
    return request.respond({ status: 200, contentType: 'application/octet-stream', body: 'id = "counter"\n' });
  });
  await page.goto(`${program.window}/o/shiojiri/counter?hl=ja`);
  await shows(page, '#fault', '署名したものかを確かめられませんでした');
  assert.equal(await page.$('[data-begin]'), null);
  await page.click('#call > summary');
  await page.waitForSelector('.call-sheet', { visible: true });
  await page.done();
});

test('every screen can be reached by keyboard and told by a reader of screens, and no picture was faulty', () => looked());
