// Counsellors have other keys than before: one hands the cases on with the old key, one has lost it and is given them by the reporter
// and by a colleague. A server that lies about a new key gets nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deskKey, ownKeys, reported, rosterBy } from './forger.mjs';
import { about, liar } from './liar.mjs';
import { look, looked } from './look.mjs';
import { roster } from './reporter.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

const WORDS = '会議のたびに、わたしだけ名前を呼ばれません。';
let program;
let browser;
let relay;
let lead;
let cases;
let print;
let a;
let b;
/** A mailbox that stays open while rosters come and go. */
let open;

before(async () => {
  program = await demo();
  relay = await liar(program.port);
  browser = await chromium({ port: program.port, through: relay.port });
  print = program.organisations.find(({ short }) => short === 'shiojiri').fingerprint;
  // All of A and B.
  cases = [];
  for (let nth = 0; nth < 3; nth++) cases.push(await reported(program, { words: `${WORDS}${nth}` }));
  lead = await visitor(browser, { width: 390, height: 844 });
  await does.signsIn(lead, program, program.person('lead'));
  await lead.waitForSelector('#form-shiojiri', { visible: true });
});
after(async () => {
  await browser?.close();
  await relay?.close();
  await program?.stop();
});

/** The boxes of those who stand on the lead's page under this name. */
const boxes = (name, which, org = 'shiojiri') => lead.$$eval(`#roster-${org} .person`, (all, who, kind) => all.flatMap((one) => (one.innerText.includes(who) ? [...one.querySelectorAll(`input[name="${kind}"]`)].map(({ value }) => value) : [])), name, `${which}-${org}`);

/** The lead puts somebody on the roster of an organisation, or takes them off, and signs; who leaves is named and agreed to first. */
async function signs(name, on, org = 'shiojiri') {
  await lead.goto(`${program.desk}/desk/rosters?hl=ja`);
  await lead.waitForSelector(`#form-${org}`, { visible: true });
  const [value] = await boxes(name, 'readers', org);
  const box = `#roster-${org} input[name="readers-${org}"][value="${value}"]`;
  if ((await lead.$eval(box, (one) => one.checked)) !== on) await (await lead.$(box)).click();
  await (await lead.$(`#signing-key-${org}`)).uploadFile(program.desk_key.file);
  await does.fill(lead, `#signing-passphrase-${org}`, program.desk_key.passphrase);
  const leaves = await lead.$$eval(`#leavers-${org} li`, (all) => all.map((one) => one.innerText));
  assert.equal(leaves.length, on ? 0 : 1);
  assert.ok(on || leaves[0].startsWith(name));
  if (!on) {
    await does.press(lead, `#sign-${org}`);
    await does.shows(lead, `#fault-${org}`, '名簿から外れる人がいます');
    await look(lead, 'desk-rosters-leaving');
    await does.press(lead, `#leavers-ok-${org}`);
  }
  await does.press(lead, `#sign-${org}`);
  await until(async () => {
    const fault = await lead.$eval(`#fault-${org}`, (node) => node.innerText).catch(() => '');
    if (fault) throw new Error(fault);
    return (await does.textOf(lead, '#status')).includes('署名しました');
  }, 'the roster to be signed', 60);
}

async function atTheDesk(nth, opens = true) {
  const page = await visitor(browser, { width: 1280, height: 900 });
  const person = program.person('counsellor', nth);
  await does.signsIn(page, program, person);
  if (opens) await does.unlocks(page, person.passphrase);
  return page;
}

/** Notes the seven words of a new key and says the asked ones. */
async function keepsWords(page) {
  await page.waitForSelector('#passphrase-words', { visible: true });
  const words = await page.$$eval('#passphrase-words li', (all) => all.map((one) => one.innerText.trim()));
  await does.press(page, '#words-noted');
  await page.waitForSelector('#ask-form', { visible: true });
  for (const id of await page.$$eval('#ask-form input[id^="word-"]', (all) => all.map((one) => one.id))) {
    await does.fill(page, `#${id}`, words[Number(id.replace('word-', '')) - 1]);
  }
  return words;
}

/** The new key is kept, and no roster names it yet. */
async function waits(page) {
  await page.waitForSelector('#download-key', { visible: true, timeout: 60_000 });
  await does.press(page, '#to-list');
  await page.waitForSelector('#waiting', { visible: true });
}

async function readsWhole(page, nth) {
  await does.press(page, '#to-list');
  await does.opensCase(page, cases[nth].case);
  await does.reads(page);
  await does.shows(page, '#story', `${WORDS}${nth}`);
  assert.equal((await page.$$('#story [data-faults]')).length, 0);
}

async function comesBack(nth, { lie, from = '' } = {}) {
  relay.tells(lie);
  const page = await visitor(browser);
  await page.goto(`${program.window}/o/shiojiri/mailbox?hl=ja${from && `#${from}`}`);
  await does.fill(page, '#receipt', cases[nth].code);
  await does.press(page, '#open');
  return page;
}

const offered = (page) => page.waitForSelector('#new-keys [data-give]', { visible: true });

test('a counsellor replaces the key with the old one open, and hands every case to the new one', async () => {
  a = await atTheDesk(0);
  await does.press(a, '#to-key');
  await does.press(a, '#renew > summary');
  await look(a, 'desk-key-renew');
  await does.press(a, '#renew-key');
  await keepsWords(a);
  await does.shows(a, '#replacing', '名簿に載っている鍵と入れ替えます');
  await does.fill(a, '#keep-password', program.person('counsellor').password);
  await does.press(a, '#keep-key');
  await does.shows(a, '#ask-fault', '前の鍵のファイルを保存し');
  await look(a, 'desk-key-replace');
  await does.press(a, '#old-kept');
  await does.press(a, '#keep-key');
  await waits(a);
  await lead.reload();
  await lead.waitForSelector('#form-shiojiri', { visible: true });
  const [same] = await boxes('相談員A', 'same');
  assert.ok(same, 'the page knows that it is the same person');
  // Until somebody chooses the new key, signing would take A off; so does one who says that it is somebody else.
  const box = (kind) => `#roster-shiojiri input[name="${kind}-shiojiri"][value="${same}"]`;
  await does.shows(lead, '#leavers-shiojiri', '相談員A');
  await does.press(lead, box('same'));
  assert.equal(await lead.$eval(box('readers'), (one) => one.checked), true, 'whoever is the same person stands on the roster');
  assert.equal(await does.textOf(lead, '#leavers-shiojiri'), '');
  await does.press(lead, box('same'));
  await does.shows(lead, '#leavers-shiojiri', '相談員A');
  await does.press(lead, box('readers'));
  await look(lead, 'desk-rosters-same');
  for (const org of ['shiojiri', 'mihon']) await signs('相談員A', true, org);
  await does.press(a, '#check-again');
  await does.shows(a, '#former-note', '3 件');
  await look(a, 'desk-list-former');
  await does.press(a, '#to-former');
  await a.waitForSelector('#former', { visible: true });
  await look(a, 'desk-key-former');
  await does.press(a, '#former-hand');
  await does.shows(a, '#status', '3 件を新しい鍵に渡しました');
  assert.equal(await a.$('#former'), null);
  for (const nth of [0, 1, 2]) await readsWhole(a, nth);
  await does.answers(a, '続けて聞きます');
  clean(a, program.desk);
  const page = await comesBack(2);
  await does.shows(page, '#talk', '相談員A');
  await does.shows(page, '#talk', '新しい鍵でも、読めるようになりました');
  await does.shows(page, '#talk', '続けて聞きます');
  assert.equal((await page.$$('#talk [data-fault], #new-keys')).length, 0);
  clean(page, program.window);
  await page.context.close();
});

test('promise 07: a key is lost altogether: the reporter is asked, may say not now, and hands the case to the new one', async () => {
  open = await comesBack(1);
  await does.shows(open, '#talk', `${WORDS}1`);
  // Off every roster first: nobody with a session alone puts a key in the place of one that stands there.
  for (const org of ['shiojiri', 'mihon']) await signs('相談員B', false, org);
  b = await atTheDesk(1, false);
  await does.press(b, '#to-key');
  await does.press(b, '#hands > summary');
  await does.press(b, '#new-key');
  await keepsWords(b);
  await does.fill(b, '#keep-password', program.person('counsellor', 1).password);
  await does.press(b, '#keep-key');
  await waits(b);
  await signs('相談員B', true);
  await does.press(b, '#check-again');
  await does.shows(b, '#former-note', '3 件');
  assert.equal((await b.$$('#cases a.row')).length, 0);

  let page = await comesBack(0);
  await offered(page);
  await does.shows(page, '#new-keys', '相談員B');
  assert.ok(!(await does.textOf(page, '#new-keys')).includes('相談員A'), 'A has it already');
  const can = '[data-state="can"]';
  await does.shows(page, `${can} [data-late]`, '相談員B');
  assert.ok((await does.textOf(page, `${can} [data-late]`)).includes('新しい鍵に渡されるまで'));
  assert.equal((await page.$$(`${can} [data-late]`)).length, 1, 'A was given it under the new key');
  await look(page, 'window-mailbox-new-key');
  await does.press(page, '[data-not-now]');
  assert.equal((await page.$$('[data-give]')).length, 0);
  assert.deepEqual(relay.heard('POST', '/entries'), [], 'nothing was sent');
  await page.context.close();

  page = await comesBack(0);
  await offered(page);
  await does.press(page, '[data-give]');
  await until(async () => (await does.textOf(page, '#talk')).includes('相談した人が、新しい鍵にも渡したため'), 'the grant in the conversation', 60);
  await does.shows(page, '#new-keys', 'の新しい鍵にも渡しました');
  assert.equal((await page.$$('#talk [data-fault], [data-give], [data-late]')).length, 0);
  await look(page, 'window-mailbox-new-key-given');
  clean(page, program.window);
  await page.context.close();
  await readsWhole(b, 0);
  await does.answers(b, 'Bもまた読めます');
  clean(b, program.desk);
});

test('a colleague hands a case to the new key by the page of readers, and the whole history is read', async () => {
  // The page of A lies open since before B left the roster and came back under another key.
  await readsWhole(a, 1);
  await does.answers(a, 'Bにも頼みます');
  await does.press(a, '#readers > summary');
  await does.press(a, '#to-readers');
  await a.waitForSelector('#case-readers', { visible: true });
  await does.press(a, '#remove-box > summary');
  await does.shows(a, '#remove-box', '前の鍵です');
  const b_new = await a.$$eval('#add-form .choice', (all) => all.find((one) => one.innerText.includes('相談員B')).querySelector('input').id);
  await does.press(a, `#${b_new}`);
  await does.fill(a, '#add-reason', '鍵をなくしたため');
  await does.press(a, '#add-reader');
  await does.shows(a, '#status', '相談員B');
  await readsWhole(b, 1);
  await does.shows(b, '#story', 'Bにも頼みます');

  await does.press(open, '#again');
  await does.shows(open, '#talk', 'Bにも頼みます');
  assert.equal(await does.textOf(open, '#trouble'), '');
  await does.fill(open, '#message', '開いたままで書きます');
  await does.press(open, '#send-message');
  await does.shows(open, '#talk', '開いたままで書きます');
  clean(open, program.window);
  // The case page of B was drawn before; so were those words.
  await does.answers(b, '読みました');
  await does.shows(b, '#story', '開いたままで書きます');
  assert.equal((await b.$$('#story [data-faults]')).length, 0);
  await does.press(b, '#to-list');
  await does.shows(b, '#former-note', '件');
});

test('promise 07: a server that shows a forged new key gets nothing', async () => {
  const { roster: body } = await roster(program.port, 'shiojiri');
  const [own, other] = [await ownKeys(), await ownKeys()];
  const [first] = body.readers;
  const follows = { ...first, author: other.author, recipient: other.recipient, earlier: [...(first.earlier ?? []), { author: first.author, since: body.first_day }] };
  const change = { readers: body.readers.map((one) => (one === first ? follows : one)), v: 3, epoch: body.epoch + 1 };
  const bundle = (frame) => about('/bundle', (told) => ({ ...told, roster: frame }));
  const give = `[data-give="${other.author}"]`;
  // Signed by the desk's key, which the server has not, it would be offered: what is refused below is refused for its signature.
  const honest = rosterBy(await deskKey(program), body, change);
  let page = await comesBack(2, { lie: bundle(honest) });
  await page.waitForSelector(give, { visible: true });
  await page.context.close();

  const broken = Buffer.from(honest, 'base64');
  broken[broken.length - 1] ^= 1;
  // Signed by the server: without a poster, the report itself says whose roster its writer believed.
  const forged = rosterBy(own.seed, body, change);
  page = await comesBack(2, { lie: bundle(forged) });
  await page.waitForSelector('[data-step="case"]:not([hidden]) #talk > li', { visible: true });
  await does.shows(page, '#trouble', '名簿');
  assert.equal((await page.$$('#new-keys')).length, 0);
  assert.deepEqual(relay.heard('POST', '/entries'), []);
  await page.context.close();
  for (const [frame, from, words] of [[broken.toString('base64'), '', '名簿の署名が合いません'], [forged, `#${print}`, 'ポスターの鍵と合いません']]) {
    relay.tells(bundle(frame));
    page = await visitor(browser);
    await page.goto(`${program.window}/o/shiojiri/mailbox?hl=ja${from}`);
    await does.shows(page, '#fault', words);
    assert.deepEqual(relay.heard('POST', ''), []);
    await page.context.close();
  }
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
