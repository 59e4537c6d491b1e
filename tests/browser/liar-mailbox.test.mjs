// A lying server when a reporter comes back: entries forged, replayed, moved, cut and held back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { counsellor, dayFrom, deskKey, entryBy, keyFileBy, ownKeys, reported, resealed, rosterBy, sealed, succession, hex, unbase64, writeEntry, writesOn, header, base64 } from './forger.mjs';
import { about, all, answers, liar, problem } from './liar.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

let program;
let browser;
let relay;
let story;
let readers;
let own;
/** What was said, in order. */
const said = {};

before(async () => {
  program = await demo();
  relay = await liar(program.port);
  browser = await chromium({ port: program.port, through: relay.port });
  readers = [await counsellor(program, 0), await counsellor(program, 1), await counsellor(program, 2)];
  story = await reported(program);
  own = await ownKeys();
  const [a] = readers;
  said.seen = await a.says(story, { kind: 'seen', body: { entries: [story.report] } });
  said.answer = await a.says(story, { n: 2, before: said.seen.id, body: { words: '読みました。' } });
  said.more = await writesOn(program, story, { heads: [{ author: a.key.author, entry: said.answer.id }], body: { words: '火曜の夜なら。' } });
});
after(async () => {
  await browser?.close();
  await relay?.close();
  await program?.stop();
});

/** Comes back while `lie` is told. */
async function back(lie, { print = '', of = story } = {}) {
  relay.tells(lie);
  const page = await visitor(browser);
  await page.goto(`${program.window}/o/shiojiri/mailbox?hl=ja${print && `#${print}`}`);
  await does.fill(page, '#receipt', of.code);
  await does.press(page, '#open');
  await page.waitForSelector('[data-step="case"]:not([hidden])');
  return page;
}

const mailbox = (change) => about('/api/mailbox', (told) => ({ ...told, ...change(told) }));
const adds = (...entries) => mailbox(({ entries: honest }) => ({ entries: [...honest, ...entries] }));
const lines = (page) => page.$$eval('#talk > li', (all) => all.map((line) => ({
  id: line.dataset.entry, kind: line.dataset.kind, text: line.innerText, faults: [...line.querySelectorAll('[data-fault]')].map((fault) => fault.dataset.fault), folded: line.querySelector('details') !== null,
})));
const line = async (page, id) => (await lines(page)).find((one) => one.id === id);
const trouble = (page) => does.textOf(page, '#trouble');
const done = async (page) => {
  clean(page, program.window);
  await page.context.close();
};

/** The entry bears these faults, says `words` beside it, is folded, and nobody's name stands at it. */
async function doubted(page, id, faults, words) {
  const found = await line(page, id);
  assert.deepEqual(found.faults, faults);
  assert.ok(found.text.includes(words), found.text);
  assert.match(found.text, /だれか確かめられません/);
  assert.doesNotMatch(found.text, /相談員/);
  assert.equal(found.folded, !faults.includes('not-age'), 'nobody reads it by accident');
}

test('an honest server: everything is in order, and nothing is said to be wrong', async () => {
  const page = await back(undefined, { print: program.organisations[0].fingerprint });
  assert.deepEqual((await lines(page)).map(({ faults }) => faults), [[], [], []]);
  assert.equal(await trouble(page), '');
  assert.equal((await page.$$('#talk [data-seen="yes"]')).length, 1);
  await does.shows(page, '#case-heading', '返事');
  await done(page);
});

test('a lying server forges a message of the desk, a “seen” and a consent', async () => {
  const other = await reported(program, { words: 'まだだれも見ていない' });
  const seen = await entryBy(own.seed, other, { kind: 'seen', body: { entries: [other.report] } });
  const message = await entryBy(own.seed, other, { body: { words: '解決しました。もう連絡しないでください。' } });
  const consent = await entryBy(own.seed, other, { kind: 'consent', body: { sentence: '伝えてよい', is: 'agreed', proposal: other.report, text: 'すべて', recipient: '職員係', until: dayFrom(30) } });
  const claimed = await entryBy(own.seed, other, { kind: 'message', n: 2, before: other.report, heads: [], body: { words: '取り下げます' } });
  const page = await back(adds(seen, message, consent, claimed), { of: other });
  for (const { id } of [message, consent, claimed]) await doubted(page, id, (await line(page, id)).faults, '信じないでください');
  assert.ok((await line(page, message.id)).faults.includes('unknown-author'));
  assert.equal((await page.$$('#talk [data-seen="yes"]')).length, 0, 'not seen by the desk');
  await does.shows(page, '#case-heading', 'まだ');
  await does.shows(page, '#state [data-state="told"]', 'ありません');
  await does.shows(page, '#state [data-state="read"]', 'まだいません');
  await done(page);
});

test('a lying server has a reader sign what only the reporter may, and bends what a reader signed', async () => {
  const consent = await entryBy(readers[0].key.seed, story, { n: 3, before: said.answer.id, kind: 'consent', body: { sentence: '伝えてよい', is: 'agreed', proposal: story.report, text: '', recipient: '', until: dayFrom(30) } });
  const plain = writeEntry(header(story, { n: 3, before: said.answer.id, body: { words: 'はい' } }), readers[0].key.seed);
  plain[plain.findLastIndex((byte) => byte !== 0)] ^= 1;
  const file = await sealed(plain, story.recipient);
  const bent = { id: file.id, log: 'case', day: dayFrom(0), file: base64(file.file) };
  const page = await back(adds(bent, consent));
  await doubted(page, bent.id, ['bad-signature'], '署名が合いません');
  assert.deepEqual((await line(page, consent.id)).faults, ['wrong-kind']);
  await does.shows(page, '#state [data-state="told"]', 'ありません');
  await done(page);
});

test('a lying server cannot seal to a case whose recipient it was never told', async () => {
  const blind = await entryBy(own.seed, story, { body: { words: 'x' } }, own.recipient);
  const page = await back(all(mailbox(({ entries }) => ({ entries: [...entries, blind, { ...said.answer, id: '0'.repeat(64), file: '日本' }] }))));
  await doubted(page, blind.id, ['not-age'], 'この封は開けません');
  assert.ok((await line(page, '0'.repeat(64))).faults.includes('not-age'));
  await done(page);
});

test('a lying server gives a thing twice: the same file counts once, another seal around it is a fork', async () => {
  const twin = await resealed(story, said.answer);
  let page = await back(adds(said.answer, said.more));
  assert.deepEqual((await lines(page)).map(({ faults }) => faults), [[], [], []]);
  await done(page);
  page = await back(adds(twin));
  for (const id of [twin.id, said.answer.id]) {
    const { faults, text } = await line(page, id);
    assert.ok(faults.includes('fork'), faults.join());
    assert.ok(text.includes('同じ順番のものが二つあります'));
  }
  await done(page);
});

test('a lying server gives things in another order: they are read in their own', async () => {
  const page = await back(mailbox(({ entries }) => ({ entries: entries.toReversed() })));
  assert.deepEqual((await lines(page)).map(({ faults }) => faults), [[], [], []]);
  assert.match((await lines(page))[0].text, /支所で窓口/);
  await done(page);
});

test('a lying server cuts the middle out: what builds on it says so', async () => {
  const without = (...gone) => mailbox(({ entries }) => ({ entries: entries.filter(({ id }) => !gone.some((one) => one.id === id)) }));
  let page = await back(without(said.answer));
  assert.deepEqual((await line(page, said.more.id)).faults, ['missing-head']);
  assert.ok((await line(page, said.more.id)).text.includes('これを書いた人が見ていたものが、ここにありません'));
  await done(page);
  page = await back(without(said.seen));
  assert.ok((await line(page, said.answer.id)).faults.includes('gap'));
  await done(page);
  page = await back(without({ id: story.report }));
  assert.ok((await line(page, said.more.id)).faults.includes('gap'));
  assert.match(await trouble(page), /最初に書いたものが見つからない/);
  await done(page);
  page = await back(mailbox(() => ({ entries: [] })));
  assert.match(await trouble(page), /最初に書いたものが見つからない/);
  await done(page);
});

test('a lying server holds the newest back: unseen until the next, as the page says; but never what this page has shown', async () => {
  const honest = [];
  const first = await reported(program, { words: '返事を待つ' });
  let page = await back((asked, answer) => void (asked.path.endsWith('/mailbox') && asked.path.includes('/api/') && honest.push(answer.body)), { of: first });
  await done(page);
  const answer = await readers[0].says(first, { body: { words: '読みました' } });
  // An older state shown in a new page: nothing there could know better.
  page = await back(answers('/api/mailbox', { status: 200, body: honest[0] }), { of: first });
  assert.equal(await trouble(page), '');
  await does.shows(page, '#case-heading', 'まだ');
  relay.tells();
  await does.press(page, '#again');
  await until(() => line(page, answer.id), 'the answer');
  relay.tells(answers('/api/mailbox', { status: 200, body: honest[0] }));
  await does.press(page, '#again');
  await does.shows(page, '#trouble', '前に見えていたものが、いまのサーバーの答えにはありません');
  await done(page);
  // What the page of promises claims of it.
  relay.tells();
  page = await visitor(browser);
  await page.goto(`${program.window}/o/shiojiri/how?hl=ja`);
  await does.shows(page, 'main', 'いちばん新しいものを隠されたときは、次のものが届くまで分かりません');
  await done(page);
});

test('a lying server mixes cases and windows', async () => {
  const theirs = await reported(program, { words: 'ほかの人の話' });
  // Someone who can read both seals an entry of one case to the other; the server alone could not.
  const across = async (from, change) => {
    const file = await sealed(writeEntry(header(from, change), readers[0].key.seed), story.recipient);
    return { id: file.id, log: 'case', day: dayFrom(0), file: base64(file.file) };
  };
  const moved = await across(theirs, { body: { words: 'ほかの相談' } });
  const far = await across({ ...story, there: { ...story.there, roster: { ...story.there.roster, window: 'f'.repeat(32) } } }, { body: { words: 'ほかの窓口' } });
  const note = await entryBy(readers[0].key.seed, story, { log: 'desk', kind: 'note', body: { words: 'メモ' } });
  const page = await back(adds(theirs.sent.entries[0], moved, far, { ...note, log: 'case' }));
  await doubted(page, theirs.report, ['not-age'], 'この封は開けません');
  await doubted(page, moved.id, ['wrong-case'], 'ほかの相談のものが混じっています');
  await doubted(page, far.id, ['wrong-window'], 'ほかの窓口のものが混じっています');
  await doubted(page, note.id, ['wrong-log'], 'ここにあるはずのないものです');
  await done(page);
  // The whole answer of another mailbox.
  const whole = await back(mailbox(() => ({ case: theirs.case, entries: theirs.sent.entries, keys: theirs.sent.keys.filter(({ to }) => to === 'reporter') })));
  assert.match(await trouble(whole), /最初に書いたものが見つからない/);
  assert.doesNotMatch(await whole.content(), /ほかの人の話/);
  await done(whole);
  const code = await reported(program, {}, 'mihon');
  relay.tells();
  const elsewhere = await visitor(browser);
  await elsewhere.goto(`${program.window}/o/shiojiri/mailbox?hl=ja`);
  await does.fill(elsewhere, '#receipt', code.code);
  await does.press(elsewhere, '#open');
  await does.shows(elsewhere, '#receipt-fault', 'ほかの団体の窓口の番号ではないか');
  await done(elsewhere);
});

test('a lying server makes a case identity: no key file of its making is used', async () => {
  const made = await keyFileBy(own.seed, story, await recipient(story), { secret: own.identity });
  const later = await keyFileBy(own.seed, story, await recipient(story), { secret: own.identity, epoch: 2 });
  const byReader = await keyFileBy(readers[2].key.seed, story, await recipient(story), { secret: own.identity, epoch: 2 });
  const elsewhere = await keyFileBy(story.keys.author, { ...story, case: 'e'.repeat(32) }, await recipient(story));
  const page = await back(mailbox(({ keys }) => ({ keys: [...keys, made, later, byReader, elsewhere] })));
  assert.match(await trouble(page), /確かめられない鍵が 4 つ届きました。使っていません/);
  await does.fill(page, '#message', '続きです');
  await does.press(page, '#send-message');
  await until(() => relay.heard('POST', '/entries').length > 0, 'the message');
  const { entries } = JSON.parse(relay.heard('POST', '/entries')[0].body.toString());
  const { open } = await import('../../web/test/load.mjs').then(({ load }) => load('seal/age.ts'));
  assert.ok(await open(unbase64(entries[0].file), [story.secret]), 'sealed to the case as the report names it');
  assert.equal(await open(unbase64(entries[0].file), [own.identity]), null);
  await done(page);
  // With its own key file in the place of the reporter's, nothing can be written.
  const instead = await back(mailbox(() => ({ keys: [made] })));
  assert.match(await trouble(instead), /最初に書いたものが見つからない/);
  await does.fill(instead, '#message', '続きです');
  await does.press(instead, '#send-message');
  await does.shows(instead, '#message-progress', 'この相談の鍵が見つからない');
  assert.deepEqual(relay.heard('POST', '/entries'), []);
  await done(instead);
});

const recipient = async ({ keys }) => (await import('../../web/test/load.mjs').then(({ load }) => load('seal/age.ts'))).recipientOf(keys.identity);

test('a lying server gives an older roster than the case names: it can be read, and nothing is written', async () => {
  const desk = await deskKey(program);
  const body = story.there.roster;
  const newer = rosterBy(desk, body, { epoch: body.epoch + 1 });
  const digest = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', unbase64(newer))));
  const later = await entryBy(readers[0].key.seed, story, { n: 3, before: said.answer.id, heads: [], roster: { epoch: body.epoch + 1, digest }, body: { words: '名簿が変わりました' } });
  const page = await back(all(adds(later), answers(`/roster/${digest}`, { status: 200, body: Buffer.from(newer, 'base64') })));
  assert.deepEqual((await line(page, later.id)).faults, []);
  await does.fill(page, '#message', '続きです');
  await does.press(page, '#send-message');
  await does.shows(page, '#message-progress', '前に見たものより古い名簿です');
  assert.deepEqual(relay.heard('POST', '/entries'), []);
  await done(page);
});

/** A roster of this window signed by `seed`, on which the liar stands in a reader's place; and a message under it. */
async function takenOver(seed, change = {}, time = undefined) {
  const body = story.there.roster;
  const roster = rosterBy(seed, body, { readers: body.readers.map((reader, nth) => (nth === 0 ? { ...reader, author: own.author, recipient: own.recipient } : reader)), ...change });
  const digest = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', unbase64(roster))));
  const epoch = change.epoch ?? body.epoch;
  const message = await entryBy(own.seed, story, { roster: { epoch, digest }, ...(time && { time }), body: { words: '解決しました' } });
  return { roster, message, served: answers(`/roster/${digest}`, { status: 200, body: Buffer.from(roster, 'base64') }) };
}

test('a lying server brings a roster of its own where no poster is compared: the report’s own roster decides', async () => {
  const made = await ownKeys();
  const { roster, message, served } = await takenOver(made.seed, { epoch: story.there.roster.epoch + 1 });
  const window = story.there.roster.window;
  const page = await back(all(about('/bundle', (told) => ({ ...told, roster })), adds(message), served));
  await doubted(page, message.id, ['unknown-author', 'unknown-roster'], '信じないでください');
  assert.deepEqual((await line(page, story.report)).faults, []);
  assert.match(await trouble(page), /窓口の鍵から続いていません/);
  await does.fill(page, '#message', '続きです');
  await does.press(page, '#send-message');
  await does.shows(page, '#message-progress', '窓口の鍵から続いていません');
  assert.deepEqual(relay.heard('POST', '/entries'), []);
  await done(page);
  // A succession of its own that leads to the desk's key makes its key none of the desk's.
  const backward = about('/bundle', (told) => ({ ...told, successions: [succession(made.seed, { window, to: story.there.roster.desk_key })] }));
  const again = await back(all(backward, adds(message), served));
  await doubted(again, message.id, ['unknown-author', 'unknown-roster'], '信じないでください');
  assert.equal(await trouble(again), '');
  await done(again);
});

test('a lying server holds the former desk key: it speaks for no day after it was followed, for no second roster of an epoch', async () => {
  const [desk, next] = [await deskKey(program), await ownKeys()];
  const body = story.there.roster;
  const honest = about('/bundle', (told) => ({ ...told, roster: rosterBy(next.seed, body, { epoch: body.epoch + 1 }), successions: [succession(desk, { window: body.window, to: next.author })] }));
  const lies = [
    [await takenOver(desk), 'old-roster'],
    [await takenOver(desk, { epoch: body.epoch + 1 }), 'unknown-roster'],
    [await takenOver(desk, { last_day: dayFrom(60) }, `${dayFrom(9)}T00:00:00Z`), 'expired-roster'],
  ];
  for (const { from, at } of [{ from: program.organisations[0].fingerprint, at: 'a poster' }, { from: '', at: 'the report' }]) {
    const page = await back(all(honest, adds(...lies.map(([{ message }]) => message)), ...lies.map(([{ served }]) => served)), { print: from });
    assert.equal(await trouble(page), '', at);
    for (const [{ message }, fault] of lies) {
      const found = await line(page, message.id);
      assert.ok(found.faults.includes(fault), `${fault} in ${found.faults}, from ${at}`);
      assert.ok(found.folded);
    }
    await done(page);
  }
});

test('a lying server says that a case is closed, until when it is kept and what comes next: only days, marked as its own', async () => {
  const page = await back(mailbox(() => ({ open: true, next: '0120-000-000 に電話', retention: '<b>きょう</b>', arrived: 7 })));
  const state = await does.textOf(page, '#state');
  assert.doesNotMatch(state, /電話|きょう/);
  await does.shows(page, '[data-step="case"]', 'サーバーの記録をそのまま出しています');
  await done(page);
  const closed = await back(mailbox(() => ({ open: false })));
  await does.shows(closed, '#state [data-state="open"]', '終わりました');
  await done(closed);
});

test('a lying server’s mailbox of another shape ends in a sentence', async () => {
  const shapes = ['', 'null', '[]', '{"case":7}', '{"case":"x","entries":[{"id":"y"}],"keys":[]}'];
  for (const body of shapes) {
    relay.tells(answers('/api/mailbox', { status: 200, body }));
    const page = await visitor(browser);
    await page.goto(`${program.window}/o/shiojiri/mailbox?hl=ja`);
    await does.fill(page, '#receipt', story.code);
    await does.press(page, '#open');
    await does.shows(page, '#progress', 'サーバーの答えが、読める形ではありません');
    relay.tells(answers('/api/mailbox', problem(500, 'x', '番号を電話で言ってください')));
    await does.press(page, '#open');
    await does.shows(page, '#progress', 'サーバーの答えです（署名はありません）');
    await done(page);
  }
});

test('a lying server throws a message away and gives something else under its name: the words stay', async () => {
  const page = await back(undefined);
  let id;
  const takes = ({ method, path, body }) => {
    if (method !== 'POST' || !path.endsWith('/entries')) return undefined;
    [{ id }] = JSON.parse(body.toString()).entries;
    return { status: 201, body: '{"kept":"now"}' };
  };
  const under = mailbox(({ entries }) => ({ entries: id ? [...entries, { ...said.answer, id }] : entries }));
  relay.tells(under, { before: takes });
  await does.fill(page, '#message', '大事なこと');
  await does.press(page, '#send-message');
  await does.shows(page, '#message-progress', 'サーバーは受け取ったと答えましたが、いま見ると、ありません');
  assert.deepEqual((await line(page, id)).faults, ['wrong-id'], 'it stands in the list, and is not what was sent');
  assert.equal(await page.$eval('#message', (field) => field.value), '大事なこと');
  relay.tells();
  // The question about unsent words would wait for an answer.
  await page.$eval('#message', (field) => { field.value = ''; });
  await done(page);
});

test('a lying server says that it keeps a message and throws it away: the words stay', async () => {
  relay.tells();
  const page = await back(undefined);
  relay.tells(undefined, { before: ({ method, path }) => method === 'POST' && path.endsWith('/entries') && { status: 201, body: '{"kept":"now"}' } });
  await does.fill(page, '#message', '大事なこと');
  await does.press(page, '#send-message');
  await does.shows(page, '#message-progress', 'サーバーは受け取ったと答えましたが、いま見ると、ありません');
  assert.equal(await page.$eval('#message', (field) => field.value), '大事なこと');
  const [first] = relay.heard('POST', '/entries');
  relay.tells();
  await does.press(page, '#send-message');
  await does.shows(page, '#talk', '大事なこと');
  assert.equal(relay.heard('POST', '/entries')[0].body.toString(), first.body.toString(), 'the same sealed letter');
  assert.equal(await page.$eval('#message', (field) => field.value), '');
  await done(page);
});
