// What the desk costs: opening one's key against age alone, and a page of a long list.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { call, roster } from './reporter.mjs';
import * as does from './steps.mjs';
import { chromium, required, root } from './world.mjs';

const { build } = required('esbuild');
const { shared } = await import(path.join(root, 'web/bundling.mjs'));

const CASES = 10_000;
const PAGE = 100;
const TIMES = 9;
const middle = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** typage as it is, in the page. */
async function bare() {
  const stdin = { contents: 'export { Decrypter } from "age-encryption";', resolveDir: path.join(root, 'web') };
  const made = await build({ ...shared, entryPoints: undefined, stdin, format: 'iife', globalName: 'typage', write: false });
  return Buffer.from(made.outputFiles[0].contents).toString();
}

/** With few cases on the list: what is measured is the key, and not how long a list takes to draw. */
export async function unlocking(program, row) {
  const browser = await chromium();
  try {
    const page = await browser.newPage();
    const person = program.person('counsellor');
    await does.signsIn(page, program, person);
    await page.waitForSelector('#unlock', { visible: true });
    await page.evaluate(`${await bare()};globalThis.typage = typage`);
    const alone = [];
    const ours = [];
    for (let n = 0; n < TIMES; n++) {
      alone.push(await page.evaluate(async (passphrase) => {
        const { key } = await (await fetch('/desk/api/me')).json();
        const file = Uint8Array.from(atob(key.file), (one) => one.charCodeAt(0));
        const begun = performance.now();
        const decrypter = new globalThis.typage.Decrypter();
        decrypter.addPassphrase(passphrase);
        await decrypter.decrypt(file, 'text');
        return performance.now() - begun;
      }, person.passphrase));
      await does.fill(page, '#passphrase', person.passphrase);
      ours.push(await page.evaluate(() => new Promise((done) => {
        const begun = performance.now();
        new MutationObserver((_, watch) => {
          if (!document.querySelector('#put-away') || document.querySelector('#unlock')) return;
          watch.disconnect();
          done(performance.now() - begun);
        }).observe(document.body, { childList: true, subtree: true });
        document.querySelector('#unlock').click();
      })));
      await does.press(page, '#put-away');
      await page.waitForSelector('#unlock', { visible: true });
    }
    row('opening a counsellor’s key by age alone', alone, 'ms', Infinity);
    row('opening it at the desk, until the list is drawn', ours, 'ms', Infinity);
    row('time of this over the time of that', middle(ours) / middle(alone), '', 1.3);
  } finally {
    await browser.close();
  }
}

/** Cases of one reader, none of which anybody could open: a list opens nothing. */
function fill(program, window, reader) {
  const day = (n) => `date('2026-11-29', '+' || (${n} % 300) || ' days')`;
  const sql = `BEGIN;
    CREATE TEMP TABLE made AS WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ${CASES}) SELECT n, randomblob(16) AS id, randomblob(32) AS mailbox FROM counted;
    INSERT INTO cases (id, window, mailbox, arrived_day, open, next_day, urgent, retention_day, sealed_here)
      SELECT id, X'${window}', mailbox, '2026-11-29', n % 10 > 0, ${day('n')}, n % 97 = 0, '2032-03-31', 0 FROM made;
    INSERT INTO case_readers ("case", reader, window, read_day, unread_day)
      SELECT id, X'${reader}', X'${window}', '2026-11-29', CASE WHEN n % 7 = 0 THEN '2026-11-29' END FROM made;
    COMMIT;`;
  execFileSync('sqlite3', [path.join(program.dir, 'data/sotomado.db'), '.timeout 10000', sql]);
}

async function lists(program, row) {
  const person = program.person('counsellor');
  const body = JSON.stringify({ name: person.sign_in, password: person.password });
  const signed = await call(program.port, 'desk', 'POST', '/desk/api/signin', { body, headers: { origin: program.desk } });
  const cookie = signed.headers['set-cookie'][0].split(';')[0];
  const ask = async (at) => (await call(program.port, 'desk', 'GET', at, { headers: { cookie } })).json();
  const { key } = await ask('/desk/api/me');
  fill(program, (await roster(program.port, 'shiojiri')).roster.window, key.author);
  const took = async (at) => {
    const times = [];
    for (let n = 0; n < TIMES; n++) {
      const begun = performance.now();
      await ask(at);
      times.push(performance.now() - begun);
    }
    return times;
  };
  const pages = ['/desk/api/cases'];
  for (;;) {
    const { cases, next } = await ask(pages.at(-1));
    if (cases.length < PAGE || !next || pages.length === CASES / PAGE) break;
    pages.push(`/desk/api/cases?after=${next}`);
  }
  const first = await took(pages[0]);
  const last = await took(pages.at(-1));
  row(`a page of ${PAGE} of a list of ${CASES.toLocaleString('en')} cases, the first`, first, 'ms', 100);
  row(`the same, page ${pages.length}`, last, 'ms', 100);
  row('what an open page asks every ten minutes, beside such a list', await took('/desk/api/waits'), 'ms', 100);
}

/** Rows for the table. */
export async function desk(program, row) {
  await lists(program, row);
}
