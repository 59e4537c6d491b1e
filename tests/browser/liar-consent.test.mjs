// Consents forged, replayed, late, taken back, for other words: each is refused, and said on the pages that people read.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { counsellor, dayFrom, entryBy, ownKeys, reported, writesOn } from './forger.mjs';
import { about, liar } from './liar.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo } from './world.mjs';

const TEXT = '窓口で怒鳴られています。名前は山田です。';
const LEFT = '窓口で怒鳴られています。';
const POLICY = '6'.repeat(64);

let program;
let browser;
let relay;
let a;
let b;
let desk;

before(async () => {
  program = await demo();
  relay = await liar(program.port);
  browser = await chromium({ port: program.port, through: relay.port });
  [a, b] = [await counsellor(program, 0), await counsellor(program, 1)];
  relay.tells();
  desk = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(desk, program, program.person('counsellor', 0));
  await does.unlocks(desk, a.passphrase);
});
after(async () => {
  await browser?.close();
  await relay?.close();
  await program?.stop();
});

const proposed = (change = {}) => ({ what: '警察に相談した', text: TEXT, is: 'proposed', procedure: 'police', policy: POLICY, to: 'P1_consulted', recipient: '所轄署', until: dayFrom(20), ...change });
const agreed = (proposal, change = {}) => ({ sentence: '同意します', is: 'agreed', proposal, text: LEFT, recipient: '所轄署', until: dayFrom(20), ...change });
const taken = (by, change = {}) => ({ what: '警察に相談した', text: LEFT, is: 'taken', procedure: 'police', policy: POLICY, to: 'P1_consulted', recipient: '所轄署', by, ...change });

/** A case whose people write one after the other, each having seen all that came before. */
async function tale() {
  const story = await reported(program);
  const chains = new Map([[story.author, { n: 1, id: story.report }]]);
  const place = (author) => {
    const own = chains.get(author);
    const heads = [...chains].filter(([other]) => other !== author).map(([other, { id }]) => ({ author: other, entry: id }));
    return { n: (own?.n ?? 0) + 1, before: own?.id ?? null, heads };
  };
  const kept = (author, { n }, entry) => {
    chains.set(author, { n, id: entry.id });
    return entry.id;
  };
  return {
    story,
    place,
    async step(by, body, at = place(by.key.author)) {
      return kept(by.key.author, at, await by.says(story, { ...at, kind: 'step', body }));
    },
    async consent(body) {
      const at = place(story.author);
      return kept(story.author, at, await writesOn(program, story, { ...at, kind: 'consent', body }));
    },
    /** Signed, and not given to the program: a relay slips it in. */
    forged: (seed, author, kind, body) => entryBy(seed, story, { ...place(author), kind, body }),
  };
}

/** What the mailbox and the desk say beside an entry, and whom the mailbox says was told. */
async function said({ story }, id, lie) {
  relay.tells(lie);
  const page = await visitor(browser);
  await does.comesBack(page, program, story.code);
  await page.waitForSelector(`#talk [data-entry="${id}"] [data-said]`);
  const mailbox = await page.$$eval(`#talk [data-entry="${id}"] [data-fault]`, (all) => all.map((fault) => fault.dataset.fault));
  const told = await does.textOf(page, '[data-state="told"] dd');
  clean(page, program.window);
  await page.context.close();
  await does.press(desk, '#to-list');
  await does.opensCase(desk, story.case);
  await does.reads(desk);
  const found = await desk.$$eval('#story [data-code]', (all) => all.map((fault) => fault.dataset.code));
  const stage = await does.textOf(desk, '#police-stage');
  relay.tells();
  return { mailbox, told, desk: found, stage };
}

async function refused(of, id, code, { lie, told = /確かめられる同意がないまま/ } = {}) {
  const { mailbox, told: whom, desk: found, stage } = await said(of, id, lie);
  assert.deepEqual(mailbox, [code]);
  assert.ok(found.includes(code), `the desk says ${found}`);
  assert.match(whom, told);
  return stage;
}

test('promise 09 consent: none at all', async () => {
  const of = await tale();
  const asked = await of.step(a, proposed());
  const id = await of.step(a, taken(asked, { text: TEXT }));
  assert.equal(await refused(of, id, 'no-consent'), '警察には伝えていない');
});

test('promise 09 consent: signed by a reader in the reporter’s stead, given by the relay', async () => {
  const of = await tale();
  const asked = await of.step(a, proposed());
  const forged = await of.forged(b.key.seed, b.key.author, 'consent', agreed(asked));
  const id = await of.step(a, taken(forged.id));
  const adds = (end) => about(end, (told, { method }) => (method === 'GET' ? { ...told, entries: [...told.entries, forged] } : undefined));
  const [mailbox, there] = [adds('/api/mailbox'), adds(`/cases/${of.story.case}`)];
  await refused(of, id, 'no-consent', { lie: (request, answer) => mailbox(request, answer) ?? there(request, answer) });
});

test('promise 09 consent: by a key of nobody', async () => {
  const of = await tale();
  const own = await ownKeys();
  const asked = await of.step(a, proposed());
  const forged = await of.forged(own.seed, own.author, 'consent', agreed(asked));
  const id = await of.step(a, taken(forged.id));
  const adds = about('/api/mailbox', (told) => ({ ...told, entries: [...told.entries, forged] }));
  await refused(of, id, 'no-consent', { lie: adds });
});

test('promise 09 consent: used twice; the first time it was right', async () => {
  const of = await tale();
  const consent = await of.consent(agreed(await of.step(a, proposed())));
  const first = await of.step(a, taken(consent));
  assert.deepEqual((await said(of, first)).mailbox, []);
  const id = await of.step(b, taken(consent));
  await refused(of, id, 'consent-used');
  assert.match((await said(of, first)).told, /同意した文章だけ/, 'what was right stays right');
});

test('promise 09 consent: taken back', async () => {
  const of = await tale();
  const consent = await of.consent(agreed(await of.step(a, proposed())));
  await of.consent({ sentence: '取り消します', is: 'revoked', consent });
  const id = await of.step(a, taken(consent));
  assert.equal(await refused(of, id, 'consent-revoked'), '警察には伝えていない');
});

test('promise 09 consent: told under an earlier time, and not there when it was taken back', async () => {
  const of = await tale();
  const consent = await of.consent(agreed(await of.step(a, proposed())));
  const early = { ...of.place(a.key.author), time: `${new Date(Date.now() - 60_000).toISOString().slice(0, 19)}Z` };
  await of.consent({ sentence: '取り消します', is: 'revoked', consent });
  const id = await of.step(a, taken(consent), early);
  const stage = await refused(of, id, 'consent-crossed', { told: /同意の取り消しより前かどうかは、確かめられません/ });
  assert.match(stage, /^警察に相談した/, 'what the desk says it told, it told');
});

test('promise 09 consent: after its last day', async () => {
  const of = await tale();
  const consent = await of.consent(agreed(await of.step(a, proposed()), { until: dayFrom(-1) }));
  const id = await of.step(a, taken(consent));
  await refused(of, id, 'consent-expired');
});

test('promise 09 consent: for other words, another recipient, another step', async () => {
  for (const change of [{ text: TEXT }, { recipient: '総務人事課' }, { to: 'P4_accusation' }]) {
    const of = await tale();
    const consent = await of.consent(agreed(await of.step(a, proposed())));
    const id = await of.step(a, taken(consent, change));
    await refused(of, id, 'consent-differs');
  }
});

test('promise 09 consent: a step that says nobody was told, into a stage in which the police are', async () => {
  const of = await tale();
  const signed = of.story.there.roster.policies.find(({ file }) => file === 'procedures/police.toml').sha256;
  const into = (to, policy) => ({ what: '段階を進めた', text: '', is: 'moved', procedure: 'police', policy, to });
  const [sly, unknown, quiet] = [await of.step(a, into('P4_accusation', signed)), await of.step(a, into('P4_accusation', POLICY)), await of.step(a, into('P9_closed', signed))];
  const page = await visitor(browser);
  await does.comesBack(page, program, of.story.code);
  const line = (id) => does.textOf(page, `#talk [data-entry="${id}"] [data-said]`);
  await page.waitForSelector(`#talk [data-entry="${quiet}"] [data-said]`);
  assert.match(await line(sly), /外の人に伝える段階に進んだ[\s\S]*告訴した/);
  assert.match(await line(unknown), /だれかに伝えたかどうかは、ここでは確かめられません/);
  assert.match(await line(quiet), /ここで新しく伝えた相手はいません[\s\S]*警察とのことは終わった/);
  const told = await does.textOf(page, '[data-state="told"] dd');
  assert.match(told, /「告訴した」と書かれています。確かめられる同意はありません/);
  clean(page, program.window);
  await page.context.close();
});

test('promise 09 consent: of another case', async () => {
  const [of, other] = [await tale(), await tale()];
  const asked = proposed();
  const consent = await other.consent(agreed(await other.step(a, asked)));
  await of.step(a, asked);
  const id = await of.step(a, taken(consent));
  await refused(of, id, 'no-consent');
});

test('promise 09 consent: danger to life that one person decides alone', async () => {
  const of = await tale();
  const asked = await of.step(a, proposed({ reason: '命が危ない', to: 'P1_told_in_danger' }));
  const alone = await of.step(a, { what: '', text: '', is: 'approved', proposal: asked });
  const id = await of.step(a, taken(alone, { text: TEXT, to: 'P1_told_in_danger' }));
  await refused(of, id, 'no-consent');
  assert.deepEqual((await said(of, alone)).mailbox, ['one-person']);
});

test('and the desk broke no policy', () => clean(desk, program.desk));
