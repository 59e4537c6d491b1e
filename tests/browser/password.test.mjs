// Somebody changes their own password at the desk: by the old one, and every other session of theirs ends.
import { after, before, test } from 'node:test';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo } from './world.mjs';

const next = 'quite another password';
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

test('a new password is set by the old one, typed twice, and ends the other sessions', async () => {
  const person = program.person('counsellor', 1);
  const [office, page] = [await visitor(browser, { width: 1280, height: 900 }), await visitor(browser, { width: 1280, height: 900 })];
  for (const one of [office, page]) await does.signsIn(one, program, person);
  await does.press(page, '#to-sign-in');
  await does.press(page, '#password-fold > summary');
  const sets = async (now, typed, again = typed) => {
    await does.fill(page, '#password-now', now);
    await does.fill(page, '#new-password', typed);
    await does.fill(page, '#new-password-again', again);
    await does.press(page, '#set-password');
  };
  await sets(person.password, 'short');
  await does.shows(page, '#password-fault', '12文字以上');
  await sets(person.password, next, `${next}s`);
  await does.shows(page, '#password-fault', '二つのパスワードが違います');
  await sets('not the password', next);
  await does.shows(page, '#password-fault', 'パスワードが違います');
  await look(page, 'desk-password');
  await sets(person.password, next);
  await does.shows(page, '#status', 'パスワードを替えました');
  clean(page, program.desk);

  await office.reload();
  await office.waitForSelector('#sign-in', { visible: true });
  await does.signsIn(office, program, { ...person, password: next });
  await does.unlocks(office, person.passphrase);
  for (const one of [office, page]) await one.context.close();
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
