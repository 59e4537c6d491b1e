// Second factors as people use them: two passkeys of which one is lost, a copy of the key under each, and codes where there is none.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
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

/** An authenticator that this page can ask; only while it is `held` does it answer. */
async function authenticator(page, more = {}) {
  // One session for all that a page can ask. Chromium takes them all away when any other ends: no picture is taken while one is needed.
  const cdp = (page.authenticators ??= await page.createCDPSession());
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'usb', hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, hasPrf: true, automaticPresenceSimulation: false, ...more,
    },
  });
  const ask = (what, rest = {}) => cdp.send(`WebAuthn.${what}`, { authenticatorId, ...rest });
  return {
    hold: (enabled) => ask('setAutomaticPresenceSimulation', { enabled }),
    lose: () => ask('removeVirtualAuthenticator'),
    credentials: async () => (await ask('getCredentials')).credentials,
    put: (credential) => ask('addCredential', { credential }),
  };
}

/** Does something while this authenticator alone is at hand. */
async function holding(one, deed) {
  await one.hold(true);
  await deed();
  await one.hold(false);
}

async function toOwn(page) {
  await does.press(page, '#to-sign-in');
  await page.waitForSelector('#own', { visible: true });
}

async function adds(page, label, password, one) {
  const before = (await page.$$('#passkeys > li')).length;
  await does.fill(page, '#passkey-label', label);
  await does.fill(page, '#passkey-password', password);
  await holding(one, async () => {
    await does.press(page, '#add-passkey');
    await until(async () => (await page.$$('#passkeys > li')).length === before + 1, `the passkey ${label}`);
  });
}

/** The `data-passkey` of the one with this label. */
const idOf = (page, list, label) =>
  until(() => page.$$eval(`${list} [data-passkey]`, (all, name) => all.find((one) => one.querySelector('b').innerText === name)?.dataset.passkey, label), `${label} in ${list}`);

const asked = (page, path) => page.evaluate(async (at) => (await fetch(at)).status, path);

async function halfSignsIn(page, person) {
  await page.goto(`${program.desk}/desk?hl=ja`);
  await does.fill(page, '#sign-in-name', person.sign_in);
  await does.fill(page, '#sign-in-password', person.password);
  await does.press(page, '#sign-in');
  await page.waitForSelector('#second', { visible: true });
  assert.equal(await asked(page, '/desk/api/me'), 401, 'half signed in is not signed in');
}

async function byPasskey(page, one) {
  await holding(one, async () => {
    await does.press(page, '#second-passkey');
    await page.waitForSelector('#sign-out', { visible: true });
  });
}

test('two passkeys, one lost: the other opens the desk and the key, and what the lost one began is over', async () => {
  const person = program.person('counsellor');
  const page = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(page, program, person);
  // Told at each sign-in.
  await does.shows(page, '#status', 'パスキーを足してください');
  await toOwn(page);
  await look(page, 'desk-own-none');

  // An open desk alone adds nothing.
  await does.fill(page, '#passkey-label', '会社のパソコン');
  await does.fill(page, '#passkey-password', 'not the password');
  await does.press(page, '#add-passkey');
  await does.shows(page, '#passkey-fault', 'パスワードが違います');
  await look(page, 'desk-own-fault');
  const office = await authenticator(page);
  const phone = await authenticator(page);
  await adds(page, '会社のパソコン', person.password, office);
  await adds(page, '電話', person.password, phone);

  // Both open the key, beside the seven words.
  await does.press(page, '#to-key');
  await does.unlocks(page, person.passphrase);
  await page.waitForSelector('#locks', { visible: true });
  for (const [label, one] of [['会社のパソコン', office], ['電話', phone]]) {
    const id = await idOf(page, '#locks', label);
    await holding(one, async () => {
      await does.press(page, `#lock-${id}`);
      await page.waitForSelector(`#unlock-no-more-${id}`, { visible: true });
    });
  }
  const copies = async () => (await page.evaluate(async () => (await fetch('/desk/api/own')).json())).passkeys.map((one) => one.key_copy);
  for (const copy of await copies()) assert.match(Buffer.from(copy, 'base64').toString('latin1'), /^age-encryption\.org\/v1\n-> age-encryption\.org\/fido2prf /);

  // Elsewhere somebody signs in with the telephone; the list says so, and no more.
  const away = await visitor(browser, { width: 390, height: 844 });
  await halfSignsIn(away, person);
  await look(away, 'desk-second');
  const same = await authenticator(away);
  for (const credential of await phone.credentials()) await same.put(credential);
  await byPasskey(away, same);
  await does.press(page, '#put-away');
  await toOwn(page);
  assert.equal((await page.$$('#sessions > li')).length, 2);

  // The telephone is lost. The other one signs in, and takes it away.
  await phone.lose();
  await does.press(page, '#sign-out');
  await page.waitForSelector('#sign-in-form', { visible: true });
  await halfSignsIn(page, person);
  await byPasskey(page, office);
  await until(async () => await does.textOf(page, '#status') === '', 'nothing to be asked for any more');
  await toOwn(page);
  const lost = await idOf(page, '#passkeys', '電話');
  await does.press(page, `#remove-fold-${lost} > summary`);
  await does.fill(page, `#remove-password-${lost}`, person.password);
  await does.press(page, `#remove-${lost}`);
  await until(async () => (await page.$$('#passkeys > li')).length === 1, 'one passkey');
  assert.equal((await copies()).length, 1, 'its copy of the key went with it');
  await until(async () => (await asked(away, '/desk/api/me')) === 401, 'the session it began to end');

  // A passkey opens the key without the words; and the words still do.
  await does.press(page, '#to-key');
  await page.waitForSelector('[data-unlock]', { visible: true });
  await holding(office, async () => {
    await does.press(page, '[data-unlock]');
    await page.waitForSelector('#put-away', { visible: true });
  });
  await does.press(page, '#put-away');
  await page.waitForSelector('[data-unlock]', { visible: true });
  await look(page, 'desk-unlock-passkey');
  await does.unlocks(page, person.passphrase);
  await look(page, 'desk-key-locks');
  await toOwn(page);
  await look(page, 'desk-own-one');
  clean(page, program.desk);
  await page.context.close();
  await away.context.close();
});

test('a passkey that cannot lock a key says so, and nothing changes', async () => {
  const person = program.person('counsellor', 1);
  const page = await visitor(browser, { width: 390, height: 844 });
  await does.signsIn(page, program, person);
  await toOwn(page);
  const plain = await authenticator(page, { hasPrf: false });
  await adds(page, '古いUSBの鍵', person.password, plain);
  await does.press(page, '#to-key');
  await does.unlocks(page, person.passphrase);
  const id = await idOf(page, '#locks', '古いUSBの鍵');
  await holding(plain, async () => {
    await does.press(page, `#lock-${id}`);
    await does.shows(page, '#locks-fault', '何も変わっていません');
  });
  await look(page, 'desk-key-no-lock');
  await page.waitForSelector(`#lock-${id}`);
  clean(page, program.desk);
  await page.context.close();
});

/** RFC 6238, as an app on a telephone counts it; `steps` of thirty seconds from now. */
function codeOf(secret, steps) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replaceAll(' ', '')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac('sha1', key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}

test('where there is no passkey, an app makes codes', async () => {
  const person = program.person('lead');
  const page = await visitor(browser, { width: 390, height: 844 });
  await does.signsIn(page, program, person);
  // A lead's links lie in a menu on a telephone.
  await does.press(page, '#menu > summary');
  await toOwn(page);
  await does.press(page, '#codes-fold > summary');
  await does.fill(page, '#codes-password', person.password);
  await does.press(page, '#codes-begin');
  await page.waitForSelector('#codes-square svg', { visible: true });
  const secret = await does.textOf(page, '#codes-secret');
  await look(page, 'desk-own-codes');
  await does.fill(page, '#codes-code', '12345');
  await does.press(page, '#codes-add');
  await does.shows(page, '#codes-confirm-fault', '6桁');
  await does.fill(page, '#codes-code', codeOf(secret, 0));
  await does.press(page, '#codes-add');
  await page.waitForSelector('#codes[data-there="yes"]', { visible: true });

  await does.press(page, '#sign-out');
  await page.waitForSelector('#sign-in-form', { visible: true });
  await halfSignsIn(page, person);
  assert.equal(await page.$('#second-passkey'), null);
  // Typed as a Japanese keyboard gives it.
  const wide = codeOf(secret, 1).replace(/[0-9]/g, (digit) => String.fromCodePoint(digit.codePointAt(0) + 0xfee0));
  await does.fill(page, '#second-code', wide);
  await does.press(page, '#second-code-send');
  await page.waitForSelector('#sign-out', { visible: true });
  clean(page, program.desk);
  await page.context.close();
});

test('every state was faultless', looked);
