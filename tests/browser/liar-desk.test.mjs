// A lying server at the desk: what a counsellor and the lead are shown, and what they then do not sign, seal or send.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base64, counsellor, dayFrom, deskKey, entryBy, header, keyFileBy, ownKeys, reported, resealed, rosterBy, sealed, writeEntry, writesOn } from './forger.mjs';
import { about, all, answers, liar, problem } from './liar.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

let program;
let browser;
let relay;
let reader;
let third;
let story;
let other;
let own;
let page;
const said = {};

before(async () => {
  program = await demo();
  relay = await liar(program.port);
  browser = await chromium({ port: program.port, through: relay.port });
  [reader, third] = [await counsellor(program, 0), await counsellor(program, 2)];
  [story, other] = [await reported(program), await reported(program, { words: 'ほかの人の話', people: 'ほかの係長' })];
  own = await ownKeys();
  said.second = await writesOn(program, story, { body: { words: '二つめ' } });
  said.third = await writesOn(program, story, { n: 3, before: said.second.id, body: { words: '三つめ' } });
  page = await enters();
  await opens(undefined);
  await page.waitForSelector('#read', { visible: true });
  await does.reads(page);
});
after(async () => {
  await browser?.close();
  await relay?.close();
  await program?.stop();
});

/** Reader A at the desk, the key open. */
async function enters(lie) {
  relay.tells(lie);
  const at = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(at, program, program.person('counsellor', 0));
  await does.unlocks(at, reader.passphrase);
  return at;
}

const path = (of = story) => `/cases/${of.case}`;

/** Opens the case anew while `lie` is told. */
async function opens(lie, at = page, of = story) {
  await does.press(at, '#to-list');
  await until(() => at.evaluate(() => !document.querySelector('#case')), 'the list');
  relay.tells(lie);
  await does.press(at, `#case-${of.case}`);
}

const whole = (change) => about(path(), (told, asked) => (asked.method === 'GET' ? { ...told, ...change(told) } : undefined));
const adds = (...entries) => whole(({ entries: honest }) => ({ entries: [...honest, ...entries] }));
const lines = () => page.$$eval('#story .talk > li', (all) => all.map((line) => ({
  kind: line.dataset.kind, text: line.innerText, hidden: line.textContent, faults: [...line.querySelectorAll('[data-code]')].map(({ dataset }) => dataset.code), folded: line.querySelector('details') !== null,
})));
const found = async (words) => (await lines()).find(({ hidden }) => hidden.includes(words));

test('an honest server: nothing is said to be wrong at the desk', async () => {
  assert.equal(await page.$('#trouble'), null);
  assert.deepEqual((await lines()).flatMap(({ faults }) => faults), []);
});

test('a lying server forges what the reporter, a reader and a consent would say', async () => {
  const forged = {
    '取り下げます': await entryBy(own.seed, story, { body: { words: '取り下げます' } }),
    '閉じてください': await entryBy(third.key.seed, story, { body: { words: '閉じてください' } }),
    '伝えてよい': await entryBy(reader.key.seed, story, { n: 9, kind: 'consent', body: { sentence: '伝えてよい', is: 'agreed', proposal: story.report, text: '', recipient: '職員係', until: dayFrom(30) } }),
    '偽のメモ': { ...(await entryBy(own.seed, story, { log: 'desk', kind: 'note', body: { words: '偽のメモ' } })), log: 'case' },
  };
  await opens(adds(...Object.values(forged)));
  await page.waitForSelector('#trouble', { visible: true });
  for (const [words, code] of [['取り下げます', 'unknown-author'], ['閉じてください', 'left-out'], ['伝えてよい', 'wrong-kind'], ['偽のメモ', 'wrong-log']]) {
    const line = await found(words);
    assert.ok(line.faults.includes(code), `${words}: ${line.faults}`);
    assert.ok(line.folded && !line.text.includes(words), 'folded');
    assert.doesNotMatch(line.text, /署名を確かめました/);
  }
  assert.match(await does.textOf(page, '#trouble'), /確かめられない書き込みが4件あります/);
});

test('a lying server replays, reorders, cuts and mixes at the desk', async () => {
  await opens(whole(({ entries }) => ({ entries: [...entries, ...entries].toReversed() })));
  await page.waitForSelector('#answer', { visible: true });
  assert.equal(await page.$('#trouble'), null, 'the same once more, in any order, changes nothing');
  const twin = await resealed(story, said.third);
  await opens(adds(twin));
  await page.waitForSelector('#trouble', { visible: true });
  assert.ok((await found('三つめ')).faults.includes('fork'));
  await opens(whole(({ entries }) => ({ entries: entries.filter(({ id }) => id !== said.second.id) })));
  await page.waitForSelector('#trouble', { visible: true });
  assert.ok((await found('三つめ')).faults.includes('gap'));
  await does.shows(page, '#older-state', '前に開いたときにあった書き込みが');
  const file = await sealed(writeEntry(header(other, { body: { words: 'よその相談' } }), reader.key.seed), story.recipient);
  await opens(adds({ id: file.id, log: 'case', day: dayFrom(0), file: base64(file.file) }, other.sent.entries[0]));
  await page.waitForSelector('#trouble', { visible: true });
  assert.ok((await found('よその相談')).faults.includes('wrong-case'));
  assert.ok((await lines()).some(({ faults }) => faults.includes('not-age')));
  await opens(whole(({ entries }) => ({ entries: entries.filter(({ id }) => id !== story.report) })));
  await does.shows(page, '#trouble', 'はじめの相談の文が見つからない');
});

test('a lying server makes identities and key files for the desk: none is used, and it is said', async () => {
  const to = { to: reader.key.author };
  const keys = [
    await keyFileBy(own.seed, story, reader.key.recipient, { ...to, secret: own.identity }),
    await keyFileBy(own.seed, story, reader.key.recipient, { ...to, secret: own.identity, epoch: 2 }),
    await keyFileBy(third.key.seed, story, reader.key.recipient, { ...to, secret: own.identity, purpose: 'desk' }),
    await keyFileBy(own.seed, story, own.recipient, { ...to, secret: own.identity }),
  ];
  await opens(whole(({ keys: honest }) => ({ keys: [...honest, ...keys] })));
  await does.shows(page, '#trouble', 'あなた宛ての鍵のうち4つは');
  await page.$eval('#internal', (fold) => { fold.open = true; });
  await does.fill(page, '#note', 'この鍵は使わない');
  const open = (await import('../../web/test/load.mjs').then(({ load }) => load('seal/age.ts'))).open;
  await does.press(page, '#note-send');
  await until(() => relay.heard('POST', '/entries').length > 0, 'the note');
  const { entries } = JSON.parse(relay.heard('POST', '/entries').at(-1).body.toString());
  assert.equal(await open(Buffer.from(entries[0].file, 'base64'), [own.identity]), null, 'not sealed to the server');
});

test('a lying server gives another case than the one that was chosen, or the same under another organisation', async () => {
  const theirs = (await reader.ask('GET', `cases/${other.case}`)).json();
  const lies = [
    about(path(), () => theirs),
    about(path(), (told) => ({ ...told, window: 'f'.repeat(32) })),
    about(path(), (told) => ({ ...told, organisation: 'mihon' })),
  ];
  for (const lie of lies) {
    await opens(lie);
    await does.shows(page, '#not-opened', '選んだ相談とは別のものを渡しました');
    assert.doesNotMatch(await page.content(), /ほかの人の話|ほかの係長/);
    assert.deepEqual(relay.heard('POST', '/entries'), []);
    relay.tells();
  }
});

test('a lying server’s own sentences, shapes and silences at the desk', async () => {
  await opens(answers(path(), problem(409, 'x', `<b>鍵の言葉を電話で</b>${'！'.repeat(5000)}`)));
  await does.shows(page, '#not-opened', 'サーバーの答えです（署名はありません）');
  assert.ok((await does.textOf(page, '#not-opened')).length < 300);
  assert.equal(await page.$('#not-opened b'), null);
  for (const body of ['', 'null', '<h1>x</h1>', '[]', '{"case":7}']) {
    await opens(answers(path(), { status: 200, body }));
    await page.waitForSelector('#not-opened', { visible: true });
    assert.match(await does.textOf(page, '#not-opened'), /うまくいきませんでした|別のものを渡しました/);
  }
  await opens(undefined);
  await page.waitForSelector('#answer', { visible: true });
  relay.tells(undefined, { before: ({ method, path: at }) => method === 'POST' && at.endsWith('/entries') && { status: 200, body: '{}' } });
  await does.fill(page, '#answer', '消えては困る返事');
  await does.press(page, '#answer-send');
  await does.shows(page, '#answer-fault', '文はこの画面に残っています');
  assert.equal(await page.$eval('#answer', (field) => field.value), '消えては困る返事');
  await does.fill(page, '#answer', ' ');
  await page.$eval('#answer', (field) => { field.value = ''; field.dispatchEvent(new Event('input')); });
  clean(page, program.desk);
});

test('a lying server says that it keeps what the desk writes and throws it away: the words stay, and nobody is let in unsaid', async () => {
  await opens(undefined);
  await page.waitForSelector('#answer', { visible: true });
  const thrown = ({ method, path: at }) => method === 'POST' && at.endsWith('/entries') && { status: 201, body: '{"kept":"now"}' };
  relay.tells(undefined, { before: thrown });
  await does.fill(page, '#answer', '大事な返事');
  await does.press(page, '#answer-send');
  await does.shows(page, '#answer-fault', 'サーバーは受け取ったと答えましたが、いま見ると、ありません');
  assert.equal(await page.$eval('#answer', (field) => field.value), '大事な返事');
  const [first] = relay.heard('POST', '/entries');
  // Given back under its name, with another's bytes.
  relay.tells(whole(({ entries }) => ({ entries: [...entries, { ...JSON.parse(first.body).entries[0], file: said.second.file }] })), { before: thrown });
  await does.press(page, '#answer-send');
  await until(() => relay.heard('GET', path()).length > 0, 'a look whether it is there');
  await does.shows(page, '#answer-fault', 'いま見ると、ありません');
  relay.tells();
  await does.press(page, '#answer-send');
  await does.shows(page, '#story', '大事な返事');
  assert.equal(relay.heard('POST', '/entries')[0].body.toString(), first.body.toString(), 'the same sealed letter');
  assert.equal(await page.$eval('#answer', (field) => field.value), '');
  // A grant that the reporter will never see gives no key away.
  await page.$eval('#readers', (fold) => { fold.open = true; });
  await does.press(page, '#to-readers');
  relay.tells(undefined, { before: thrown });
  const free = await page.waitForSelector('#add-form input[type=radio], #readers-none', { visible: true });
  if (await free.evaluate(({ id }) => id !== 'readers-none')) {
    await free.click();
    await does.fill(page, '#add-reason', '交代');
    await does.press(page, '#add-reader');
    await does.shows(page, '#add-fault', 'いま見ると、ありません');
    assert.deepEqual(relay.heard('POST', '/keys'), [], 'no key before the grant lies there');
  }
  relay.tells();
  clean(page, program.desk);
});

test('a lying server withholds from one reader what it gives another: what builds on it says so', async () => {
  const calm = await reported(program, { words: 'しずかな相談' });
  const second = await counsellor(program, 1);
  const unseen = await second.says(calm, { body: { words: 'もうひとりの相談員の言葉' } });
  const without = about(path(calm), (told, asked) => (asked.method === 'GET' ? { ...told, entries: told.entries.filter(({ id }) => id !== unseen.id) } : undefined));
  const at = await enters(without);
  await does.opensCase(at, calm.case);
  await does.reads(at);
  assert.equal(await at.$('#trouble'), null, 'the newest alone may be missing in silence');
  await writesOn(program, calm, { heads: [{ author: second.key.author, entry: unseen.id }], body: { words: 'そのお返事に' } });
  await opens(without, at, calm);
  await does.shows(at, '#trouble', '確かめられない書き込みが1件あります');
  await does.shows(at, '#story li:has([data-code="missing-head"])', 'そのお返事に');
  await opens(undefined, at, calm);
  await does.shows(at, '#story', 'もうひとりの相談員の言葉');
  assert.equal(await at.$('#trouble'), null);
  clean(at, program.desk);
  await at.context.close();
});

test('a lying server’s list: what cannot be read is left out and counted, and its days and marks open nothing', async () => {
  const list = (change) => about('/desk/api/cases', (told) => ({ ...told, cases: change(told.cases) }));
  const bent = [{ arrived: '<img src=x>' }, { next: 7 }, { case: '../../x' }, { window: null }];
  await does.press(page, '#to-list');
  relay.tells(list((told) => [null, 7, ...told, ...bent.map((change) => ({ ...told[0], ...change })), told[0]]));
  await page.reload();
  await does.unlocks(page, reader.passphrase);
  await page.waitForSelector(`#case-${story.case}`, { visible: true });
  await does.shows(page, '#odd-rows', '読める形でない相談を7件');
  assert.equal((await page.$$('#cases .row')).length, 3);
  relay.tells(list((told) => told.map((row) => ({ ...row, open: false, unread: false, urgent: 'とても', arrived: '2001-01-01', next: '2999-12-31' }))));
  await does.press(page, `#case-${other.case}`);
  await page.waitForSelector('#case', { visible: true });
  await does.press(page, '#to-list');
  await does.shows(page, `#case-${story.case}`, '終');
  assert.equal(await page.$('#cases .urgent'), null, 'no mark but the two that are known');
  await does.press(page, `#case-${story.case}`);
  await page.waitForSelector('#read, #answer', { visible: true });
  assert.equal(await page.$('#closed'), null, 'what the case itself is said to be');
  await does.reads(page);
  clean(page, program.desk);
});

test('a lying server calls a counsellor the lead: nothing can be signed without the desk’s key', async () => {
  const lead = about('/desk/api/me', (told) => ({ ...told, role: 'lead' }));
  const at = await enters(all(lead, answers('/desk/api/keys', { status: 200, body: '[]' }), answers('/desk/api/policies', { status: 200, body: '[]' }), answers('/desk/api/lying', { status: 200, body: '[]' }), answers('/desk/api/ending', { status: 200, body: '[]' })));
  await does.press(at, '#to-rosters');
  await at.waitForSelector('#roster-shiojiri', { visible: true });
  await at.context.close();
  const told = await enters(lead);
  await does.press(told, '#to-rosters');
  await does.shows(told, '#not-opened', 'サーバーの答えです（署名はありません）');
  assert.deepEqual(relay.heard('POST', '/rosters'), []);
  await told.context.close();
});

test('a lying server’s answer to the desk without end is not read to its end', async () => {
  let sent = 0;
  const endless = (response) => {
    const more = Buffer.alloc(1 << 20, 0x20);
    const write = () => {
      while (!response.destroyed && response.write(more)) sent += more.length;
      if (!response.destroyed) response.once('drain', write);
    };
    write();
  };
  await does.press(page, '#to-list');
  relay.tells(answers('/desk/api/cases', { status: 200, headers: { 'content-type': 'application/json' }, body: endless }));
  await page.reload();
  await page.waitForSelector('#not-opened', { visible: true });
  assert.ok(sent < 64 << 20, `${sent} bytes`);
  relay.tells();
  await does.press(page, '#try-again');
  await does.unlocks(page, reader.passphrase);
});

test('a lying server gives the desk an older roster than one that it knows, or one of its own: nothing is signed under it', async () => {
  const body = story.there.roster;
  const me = (change) => about('/desk/api/me', (told) => ({ ...told, windows: told.windows.map((window) => (window.window === body.window ? { ...window, ...change(window) } : window)) }));
  const newer = rosterBy(await deskKey(program), body, { epoch: body.epoch + 1 });
  const lies = { older: me(({ roster }) => ({ roster, rosters: [newer] })), 'of its own': me(({ roster }) => ({ roster: rosterBy(own.seed, body, { epoch: body.epoch + 1, readers: body.readers }), rosters: [roster] })) };
  for (const [name, lie] of Object.entries(lies)) {
    const at = await enters(lie);
    await does.press(at, `#case-${story.case}`);
    await at.waitForSelector('#read, #answer', { visible: true });
    if (await at.$('#read')) await does.press(at, '#read');
    await at.waitForSelector('#answer', { visible: true });
    await does.shows(at, '#roster-doubted', 'いちばん新しいものだと確かめられません');
    await does.fill(at, '#answer', '送られない返事');
    await does.press(at, '#answer-send');
    await does.shows(at, '#answer-fault', '封をして送れません');
    assert.deepEqual(relay.heard('POST', '/entries'), [], name);
    await at.context.close();
  }
});

test('a lying server names another key as a counsellor’s own: no number is shown that the key itself does not give', async () => {
  const lie = about('/desk/api/me', (told) => ({ ...told, key: { ...told.key, recipient: own.recipient } }));
  relay.tells(lie);
  const at = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(at, program, program.person('counsellor', 0));
  await does.press(at, '#to-key');
  await at.waitForSelector('#number-closed', { visible: true });
  assert.equal(await at.$('.facts .mono'), null);
  await does.fill(at, '#passphrase', reader.passphrase);
  await does.press(at, '#unlock');
  await does.shows(at, '#unlock-fault', '開いた鍵は、名簿にある鍵と違います');
  await at.context.close();
});

test('a lying server swaps what the lead is to sign: keys, texts, and the roster before', async () => {
  const body = story.there.roster;
  const lead = await visitor(browser, { width: 1280, height: 900 });
  const enter = async (lie) => {
    relay.tells(lie);
    await lead.goto(`${program.desk}/desk/rosters?hl=ja`);
    if (await lead.waitForSelector('#sign-in-name, #roster-shiojiri', { visible: true }).then((node) => node.evaluate(({ id }) => id === 'sign-in-name'))) await does.signsIn(lead, program, program.person('lead'));
    await lead.waitForSelector('#roster-shiojiri', { visible: true });
  };
  const choice = () => lead.$eval(`#roster-shiojiri input[value="${body.readers[0].author}"]`, (box) => ({ ticked: box.checked, text: box.closest('.choice').innerText }));
  await enter(undefined);
  const honest = await choice();
  assert.ok(honest.ticked);
  assert.equal(await lead.$('#texts-shiojiri [data-changed]'), null);
  await enter(all(
    about('/desk/api/keys', (told) => told.map((key) => (key.author === body.readers[0].author ? { ...key, recipient: own.recipient } : key))),
    about('/desk/api/policies', (told) => told.map((policy) => (policy.file === 'consent.toml' ? { ...policy, sha256: '0'.repeat(64) } : policy))),
  ));
  const swapped = await choice();
  assert.equal(swapped.ticked, false, 'nobody is taken over unasked with another key');
  assert.match(swapped.text, /前の名簿とは違う鍵です/);
  assert.notEqual(/番号 ([0-9a-f ]+)/.exec(swapped.text)[1], /番号 ([0-9a-f ]+)/.exec(honest.text)[1], 'the number speaks of both keys');
  await lead.waitForSelector('#texts-shiojiri [data-changed="consent.toml"]', { visible: true });
  const forged = rosterBy(own.seed, body, { epoch: 9_000_000 });
  await enter(about('/desk/api/me', (told) => ({ ...told, windows: told.windows.map((window) => (window.organisation === 'shiojiri' ? { ...window, roster: forged } : window)) })));
  await (await lead.$('#signing-key-shiojiri')).uploadFile(program.desk_key.file);
  await does.fill(lead, '#signing-passphrase-shiojiri', program.desk_key.passphrase);
  await does.press(lead, '#sign-shiojiri');
  await does.shows(lead, '#fault-shiojiri', '署名していません');
  assert.deepEqual(relay.heard('POST', '/rosters'), []);
  clean(lead, program.desk);
  await lead.context.close();
});
