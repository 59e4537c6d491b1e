// A lying server before the first word: readers, rosters, successions, texts and the page's own data are not what the desk signed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dayFrom, deskKey, ownKeys, rosterBy, succession, swapped } from './forger.mjs';
import { about, all, answers, liar } from './liar.mjs';
import { call, roster } from './reporter.mjs';
import * as does from './steps.mjs';
import { visitor } from './watch.mjs';
import { chromium, demo } from './world.mjs';

let program;
let browser;
let relay;
let print;
let body;
let other;
let desk;
let own;

before(async () => {
  program = await demo();
  relay = await liar(program.port);
  browser = await chromium({ port: program.port, through: relay.port });
  print = program.organisations.find(({ short }) => short === 'shiojiri').fingerprint;
  [body, other] = [(await roster(program.port, 'shiojiri')).roster, (await call(program.port, 'window', 'GET', '/o/mihon/bundle')).json()];
  [desk, own] = [await deskKey(program), await ownKeys()];
});
after(async () => {
  await browser?.close();
  await relay?.close();
  await program?.stop();
});

async function opens(lie, { from = print, hl = 'ja', path = '/report' } = {}) {
  relay.tells(lie);
  const page = await visitor(browser);
  await page.goto(`${program.window}/o/shiojiri${path}?hl=${hl}${from ? `#${from}` : ''}`);
  return page;
}

/** The person reads `words`, can write nothing, and nothing was sent. */
async function refused(page, words) {
  await does.shows(page, '#fault', words);
  assert.equal(await page.$eval('#to-words', (node) => node.checkVisibility()), false, 'no way on');
  assert.equal(await page.$eval('#report-words', (node) => node.checkVisibility()), false);
  assert.deepEqual(relay.heard('POST', ''), [], 'nothing was sent');
  assert.deepEqual(page.watched.faults, []);
  await page.context.close();
}

const bundle = (change) => about('/bundle', (told) => ({ ...told, ...change }));

test('a lying server swaps a reader’s key on the roster: its signature does not hold, with a poster or without', async () => {
  const lie = about('/bundle', (told) => {
    const whole = Buffer.from(told.roster, 'base64').toString('latin1').replace(body.readers[0].recipient, own.recipient);
    return { ...told, roster: Buffer.from(whole, 'latin1').toString('base64') };
  });
  await refused(await opens(lie), '名簿の署名が合いません');
  await refused(await opens(lie, { from: '' }), '名簿の署名が合いません');
});

test('a lying server swaps a reader’s key and signs the roster itself: whoever came from a poster is warned', async () => {
  const lie = bundle({ roster: rosterBy(own.seed, body, { readers: swapped(body, own.recipient) }) });
  await refused(await opens(lie), 'ポスターの鍵と合いません');
  // Without a poster nothing can tell: the page claims no more than that, and says what to do.
  const page = await opens(lie, { from: '' });
  await does.shows(page, '#poster', 'ポスターとは照合していません。QRコードから開くと照合できます。');
  await page.context.close();
});

test('a lying server leads from the poster to a key of its own by no succession that it can write', async () => {
  const made = await ownKeys();
  const forged = rosterBy(own.seed, body);
  const window = body.window;
  const to = body.desk_key;
  const stolen = (change) => {
    const [frame] = [Buffer.from(succession(desk, { window, to: own.author, ...change }), 'base64')];
    frame[frame.length - 1] ^= 1;
    return frame.toString('base64');
  };
  const ways = {
    backward: [succession(own.seed, { window, to })],
    'of its own': [succession(own.seed, { window, from: to, to: own.author })],
    'with another signature': [stolen({})],
    'of another window': [succession(desk, { window: 'f'.repeat(32), to: own.author })],
    'round about': [succession(own.seed, { window, to: made.author }), succession(made.seed, { window, to: own.author })],
  };
  for (const [way, successions] of Object.entries(ways)) {
    await refused(await opens(bundle({ roster: forged, successions })), 'ポスターの鍵と合いません').catch((error) => { throw new Error(way, { cause: error }); });
  }
});

test('a lying server holds a former desk key: two followers of one key lead nowhere, and the former key signs no roster', async () => {
  const next = await ownKeys();
  const honest = succession(desk, { window: body.window, to: next.author });
  const lies = {
    'two followers': { roster: rosterBy(own.seed, body), successions: [honest, succession(desk, { window: body.window, to: own.author })] },
    'signed by the former key': { roster: rosterBy(desk, body, { readers: swapped(body, own.recipient), epoch: body.epoch + 1 }), successions: [honest] },
  };
  for (const lie of Object.values(lies)) await refused(await opens(bundle(lie)), 'ポスターの鍵と合いません');
});

test('a lying server gives a roster that is over, not yet begun, or another organisation’s', async () => {
  const over = rosterBy(desk, body, { first_day: dayFrom(-120), last_day: dayFrom(-21) });
  await refused(await opens(bundle({ roster: over })), '名簿の期間が切れています');
  const early = rosterBy(desk, body, { first_day: dayFrom(2), last_day: dayFrom(30) });
  await refused(await opens(bundle({ roster: early })), '名簿の期間がまだ始まっていません');
  await refused(await opens(bundle(other)), '名簿が、この窓口のものではありません');
});

test('a lying server gives another organisation’s page, window and roster at this address: the address decides', async () => {
  const theirs = (await roster(program.port, 'mihon')).roster;
  const page = (change) => (asked, answer) => {
    if (!/^\/o\/shiojiri\/(report|mailbox)/.test(asked.path)) return undefined;
    return { body: answer.body.toString().replaceAll(body.window, theirs.window).replace('"organisation":"shiojiri"', `"organisation":"${change}"`) };
  };
  await refused(await opens(all(page('mihon'), bundle(other))), '名簿が、この窓口のものではありません');
  await refused(await opens(all(page('shiojiri'), bundle(other))), '名簿が、この窓口のものではありません');
});

test('a lying server breaks the page’s own data: a sentence, never a blank page', async () => {
  const data = (change) => (asked, answer) =>
    asked.path.startsWith('/o/shiojiri/report') ? { body: answer.body.toString().replace(/(<script[^>]*id="page"[^>]*>)([^<]*)/, (_, tag, json) => tag + change(json)) } : undefined;
  const changes = {
    'no JSON': () => '{',
    'nothing': () => 'null',
    'another language': (json) => json.replace('"hl":"ja"', '"hl":"xx"'),
    'no window': (json) => json.replace(body.window, '../../x'),
    'no organisation': (json) => json.replace('"organisation":"shiojiri"', '"organisation":7'),
  };
  for (const [name, change] of Object.entries(changes)) {
    await refused(await opens(data(change)), 'このページの中で、うまくいかないことが起きました').catch((error) => { throw new Error(name, { cause: error }); });
  }
});

test('a lying server changes a telephone number, a consent sentence, a question or a holiday: nothing of it is shown', async () => {
  const changes = {
    'contacts.toml': (text) => text.replace(/tel = "(\d)/, 'tel = "9$1'),
    'consent.toml': (text) => text.replace('まだ', 'もう'),
    'intake.toml': (text) => text.replace('ja = "', 'ja = "お名前。'),
    'hours.toml': (text) => text.replace('business_days = 3', 'business_days = 30'),
  };
  for (const [file, change] of Object.entries(changes)) {
    const lie = about('/bundle', (told) => {
      const text = change(told.policies[file]);
      assert.notEqual(text, told.policies[file], file);
      return { ...told, policies: { ...told.policies, [file]: text } };
    });
    await refused(await opens(lie), '窓口の署名したものと違います');
  }
  // A text left out cannot be drawn, and one too many is nobody's.
  await refused(await opens(about('/bundle', (told) => ({ ...told, policies: { ...told.policies, 'consent.toml': undefined } }))), '名簿が読めません');
  await refused(await opens(about('/bundle', (told) => ({ ...told, policies: { ...told.policies, 'more.toml': '' } }))), '窓口の署名したものと違います');
});

test('a lying server answers with no bundle at all: other shapes, other types, other hosts, no end', async () => {
  const strange = {
    empty: { status: 200, body: '' },
    page: { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>電話してください</h1>' },
    numbers: { status: 200, body: '{"roster":7,"successions":{},"policies":[]}' },
    garbage: { status: 200, body: JSON.stringify({ roster: '日本', successions: [], policies: {} }) },
    elsewhere: { status: 302, headers: { location: 'http://example.invalid/bundle' } },
    'no end': { status: 200, headers: { 'content-type': 'application/json' }, body: endless },
  };
  for (const [name, answer] of Object.entries(strange)) {
    const page = await opens(answers('/bundle', answer));
    await refused(page, name === 'numbers' || name === 'garbage' || name === 'empty' ? '名簿が読めません' : 'つながりませんでした').catch((error) => { throw new Error(name, { cause: error }); });
    assert.deepEqual(page.watched.requests.filter((url) => !url.startsWith(program.window)), []);
  }
});

/** Writes as long as somebody reads. */
function endless(response) {
  const more = Buffer.alloc(1 << 20, 0x20);
  const write = () => {
    while (!response.destroyed && response.write(more));
    if (!response.destroyed) response.once('drain', write);
  };
  write();
}

test('a lying server may serve another script: no page can find that out, and the pages say so before the first word', async () => {
  for (const [hl, limit, claim] of [['ja', '信用できないサーバー', 'プログラムそのものまでは確かめられません'], ['en', 'server that lies', 'program']]) {
    const page = await opens(undefined, { hl });
    await does.shows(page, '[data-step="limits"]', limit);
    await page.goto(`${program.window}/o/shiojiri/how?hl=${hl}`);
    await does.shows(page, 'main', claim);
    await page.context.close();
  }
});
