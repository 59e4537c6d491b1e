// The end of a case, as its people see it: held from its page and told in the mailbox; proposed by one, destroyed by another, certified.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clock, shifts } from './clock.mjs';
import { look, looked } from './look.mjs';
import { listed, roster, seal, send } from './reporter.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo } from './world.mjs';

const ORG = 'shiojiri';
let time;
let program;
let browser;

before(async () => {
  time = await clock(new Date().toISOString());
  program = await demo({ env: time.env });
  browser = await chromium();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

async function person(who) {
  const page = await visitor(browser, { width: 1280, height: 900 });
  await shifts(page, time.ahead);
  await does.signsIn(page, program, who);
  return page;
}

async function keeping(who) {
  const page = await person(who);
  await does.press(page, '#to-retention');
  await page.waitForSelector('#retention', { visible: true });
  return page;
}

/** Both who end a case sign with their key: until it is open there is nothing to press. */
async function signs(page, who, deed) {
  await page.waitForSelector('#retention-closed', { visible: true });
  assert.equal(await page.$(deed), null);
  await does.unlocks(page, who.passphrase);
  await page.waitForSelector(deed, { visible: true });
}

test('promise 08 open: that a case is held no longer is told in the mailbox, signed, with its day', async () => {
  const at = await roster(program.port, ORG);
  const ready = await seal(at);
  assert.equal((await send(program.port, ORG, at, ready)).status, 201);
  const id = JSON.parse(Buffer.from(ready.body)).case;
  const readers = [];
  for (const one of program.people.filter(({ role }) => role === 'counsellor')) {
    const page = await person(one);
    await does.unlocks(page, one.passphrase);
    await page.waitForFunction(() => !document.querySelector('#unlock-form'));
    if (await page.$(`#case-${id}`)) readers.push(page);
    else await page.context.close();
  }
  const [first, second] = readers;
  for (const page of readers) {
    await does.opensCase(page, id);
    await does.reads(page);
  }
  await does.press(first, '#hold-box > summary');
  await does.press(first, '#hold-here');
  await first.waitForSelector('#held', { visible: true });
  await does.press(first, '#to-retention');
  await does.press(first, `#lift-${id}`);
  await does.shows(first, `#held-${id}`, '別の人が決めます');
  await does.press(second, '#to-retention');
  await does.shows(second, `#held-${id}`, 'あなたが決められます');
  await does.press(second, `#lift-${id}`);
  await second.waitForFunction((at) => !document.getElementById(at), {}, `held-${id}`);
  const mailbox = await visitor(browser);
  await does.comesBack(mailbox, program, ready.code);
  await does.shows(mailbox, '#talk', '保存期間の延長を終えました');
  await does.shows(mailbox, '#talk', '窓口の二人が');
  assert.equal(await mailbox.$('[data-state="held"]'), null);
  assert.equal(await mailbox.$('#talk [data-fault]'), null);
  await look(mailbox, 'mailbox-held-no-more');
  for (const page of [mailbox, ...readers]) await page.context.close();
});

test('promise 14: one holds a case, two end it, and both sides lose it', async () => {
  const at = await roster(program.port, ORG);
  const ready = await seal(at);
  assert.equal((await send(program.port, ORG, at, ready)).status, 201);
  const id = JSON.parse(Buffer.from(ready.body)).case;

  // A reader holds it from its page; the reporter reads so, signed, and when somebody looks again.
  const readers = [];
  for (const one of program.people.filter(({ role }) => role === 'counsellor')) {
    const page = await person(one);
    await does.unlocks(page, one.passphrase);
    await page.waitForFunction(() => !document.querySelector('#unlock-form'));
    if (await page.$(`#case-${id}`)) {
      readers.push(one);
      if (readers.length === 1) {
        await does.opensCase(page, id);
        await does.reads(page);
        await does.press(page, '#hold-box > summary');
        await look(page, 'desk-hold');
        await does.press(page, '#hold-here');
        await page.waitForSelector('#held', { visible: true });
        await does.shows(page, '#story', '保存期間をのばしました');
        clean(page, program.desk);
      }
    }
    await page.context.close();
  }
  const mailbox = await visitor(browser);
  await does.comesBack(mailbox, program, ready.code);
  await does.shows(mailbox, '[data-state="held"]', '見直します');
  await does.shows(mailbox, '#talk', '決まった期限より長く');
  await look(mailbox, 'mailbox-held');
  await mailbox.context.close();

  // Years later: let go by two, proposed by one, destroyed by the other. The lead, whom no roster names, looks on.
  await time.says('2034-04-03T03:00:00Z');
  const [reader, other] = readers;
  const [mine, theirs, leads] = [await keeping(reader), await keeping(other), await keeping(program.person('lead'))];
  await look(mine, 'desk-retention-closed');
  for (const [page, who] of [[mine, reader], [theirs, other]]) await signs(page, who, `#lift-${id}`);
  await does.press(mine, `#lift-${id}`);
  await does.shows(mine, `#held-${id}`, '別の人が決めます');
  await leads.reload();
  await does.shows(leads, `#held-${id}`, '名簿にあるもう一人が決めます');
  assert.equal(await leads.$(`#lift-${id}`), null);
  await look(leads, 'desk-retention-held');
  await does.press(theirs, '#to-retention');
  await does.shows(theirs, `#held-${id}`, 'あなたが決められます');
  await does.press(theirs, `#lift-${id}`);
  await theirs.waitForSelector(`#end-${id}`, { visible: true });
  await does.press(theirs, `#propose-${ORG}`);
  await does.shows(theirs, `#retention-fault-${ORG}`, '選んでから');
  await does.press(theirs, `#end-${id}`);
  await does.press(theirs, `#propose-${ORG}`);
  await does.shows(theirs, `#retention-${ORG}`, 'あなたが申し出ました');
  // Not by the same person, whatever is pressed; nor by the lead.
  await does.press(theirs, `#end-${id}`);
  await does.press(theirs, `#confirm-${ORG}`);
  await does.shows(theirs, `#retention-fault-${ORG}`, '別の人が決めます');
  await look(theirs, 'desk-retention');
  await leads.reload();
  await does.shows(leads, `#retention-${ORG}`, 'あなたの鍵は、この窓口の今の名簿にありません');
  assert.equal(await leads.$(`#confirm-${ORG}`), null);
  await leads.waitForSelector(`#withdraw-${ORG}`, { visible: true });
  await look(leads, 'desk-retention-off-roster');
  await does.press(mine, '#to-retention');
  await mine.waitForSelector(`#end-${id}`, { visible: true });
  await does.press(mine, `#end-${id}`);
  await does.press(mine, `#confirm-${ORG}`);
  await mine.waitForSelector('#certificate-1', { visible: true });
  await does.shows(mine, '#certificate-1', '消した相談');
  await look(mine, 'desk-certificate');
  const { name, bytes } = await does.downloaded(mine, '#certificate-save-1');
  assert.equal(name, 'sotomado-destroyed-2034-04-03-1.certificate');
  assert.ok(bytes.toString('latin1').startsWith('sotomado certificate 1\n') && !bytes.includes(id));
  clean(mine, program.desk);
  const cookie = (await mine.context.cookies?.() ?? await mine.cookies()).map((one) => `${one.name}=${one.value}`).join('; ');
  const rows = await listed(program.port, cookie);
  assert.ok(!JSON.stringify(rows).includes(id));
  for (const page of [mine, theirs, leads]) await page.context.close();
});

test('every state was swept', () => looked());
