// People come in by links: an invited counsellor, and one who forgot the password.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

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

const linkOn = (page) => page.$eval('#invitation-link', (field) => field.value);

async function leadAtInvitations() {
  const lead = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(lead, program, program.person('lead'));
  await does.press(lead, '#to-invitations');
  await lead.waitForSelector('#invite-form', { visible: true });
  return lead;
}

async function choosesPassword(page, password, again = password) {
  await does.fill(page, '#new-password', password);
  await does.fill(page, '#new-password-again', again);
  await does.press(page, '#come-in');
}

test('an invited counsellor comes in by a link that is good once', async () => {
  const lead = await leadAtInvitations();
  await does.press(lead, '#invite');
  await does.shows(lead, '#invite-fault', '名前');
  await does.fill(lead, '#invite-name', '相談員D（臨床心理士）');
  await does.fill(lead, '#invite-profession', '臨床心理士');
  await does.fill(lead, '#invite-appointed', '外部の相談事務所（見本）');
  await does.fill(lead, '#invite-adviser', '市の顧問ではありません');
  await does.press(lead, '#invite');
  await lead.waitForSelector('#invitation-link');
  const link = await linkOn(lead);
  assert.match(link, /\/desk\/invited#[0-9a-f]{64}$/);
  await look(lead, 'desk-invitations');

  const invited = await visitor(browser, { width: 390, height: 844 });
  await invited.goto(link);
  await does.shows(invited, '#invited-card', '臨床心理士');
  assert.ok(!invited.url().includes('#'), 'the secret does not stay in the address bar');
  await look(invited, 'desk-invited');
  await does.fill(invited, '#invited-name', 'counsellor-d');
  await choosesPassword(invited, 'seven quiet herons', 'seven quiet heron');
  await does.shows(invited, '#invited-fault', '違います');
  await choosesPassword(invited, 'seven quiet herons');
  await invited.waitForSelector('#make-key', { visible: true });
  clean(invited, program.desk);

  const second = await visitor(browser, { width: 390, height: 844 });
  await second.goto(link);
  await second.waitForSelector('#invited-gone');
  await look(second, 'desk-invited-gone');

  // A link that is taken back is as dead as a used one.
  await does.fill(lead, '#invite-name', 'まちがえた人');
  await does.press(lead, '#invite');
  await until(async () => (await lead.$('#invitation-link')) && (await linkOn(lead)) !== link, 'another link');
  const wrong = await linkOn(lead);
  await does.press(lead, '[data-link="join"] button');
  await does.shows(lead, '#status', '取り消しました');
  await second.goto('about:blank');
  await second.goto(wrong);
  await second.waitForSelector('#invited-gone');
  clean(lead, program.desk);
  for (const page of [lead, invited, second]) await page.context.close();
});

test('whoever forgot the password comes back by the lead’s link, and colleagues see it', async () => {
  const [a, b] = [program.person('counsellor', 0), program.person('counsellor', 1)];
  const old = await visitor(browser, { width: 390, height: 844 });
  await does.signsIn(old, program, a);
  const lead = await leadAtInvitations();
  await does.press(lead, '#let-back > summary');
  await lead.select('#back-who', a.sign_in);
  await does.press(lead, '#back');
  await lead.waitForSelector('#invitation-link');
  const link = await linkOn(lead);

  const page = await visitor(browser, { width: 390, height: 844 });
  await page.goto(link);
  await page.waitForSelector('#new-password', { visible: true });
  await look(page, 'desk-back-in');
  await choosesPassword(page, 'quite another password');
  await page.waitForSelector('#sign-out', { visible: true });
  // The key is the old one, and still wants its own words.
  await does.unlocks(page, a.passphrase);
  clean(page, program.desk);

  await old.reload();
  await old.waitForSelector('#sign-in', { visible: true });

  const colleague = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(colleague, program, b);
  await does.unlocks(colleague, b.passphrase);
  await does.shows(colleague, '[data-return="password"]', a.name);
  await does.shows(colleague, '[data-return="password"]', '窓口責任者に伝えて');
  await look(colleague, 'desk-returned');
  await does.press(colleague, '[data-return] button');
  await until(async () => !(await colleague.$('[data-return]')), 'the sentence to be put away');
  await does.press(colleague, '#to-key');
  await colleague.waitForSelector('#download-key', { visible: true });
  await does.press(colleague, '#to-list');
  await colleague.waitForSelector('#cases');
  assert.equal(await colleague.$('[data-return]'), null);
  clean(colleague, program.desk);

  await does.press(lead, '#to-rosters');
  await does.shows(lead, '[data-return="password"]', a.name);
  // Whoever leads is not told to tell the lead.
  await does.shows(lead, '[data-return="password"]', '使える日を終わらせ');
  assert.ok(!(await does.textOf(lead, '[data-return="password"]')).includes('窓口責任者に伝えて'));
  for (const one of [old, lead, page, colleague]) await one.context.close();
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
