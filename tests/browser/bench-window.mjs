// What a visitor with a slow machine waits for: sealing without machine code, and pages over a slow line.
import http from 'node:http';
import path from 'node:path';
import { call } from './reporter.mjs';
import { chromium, firefox, required, root, until } from './world.mjs';

const { build } = required('esbuild');
const { shared } = await import(path.join(root, 'web/bundling.mjs'));

/** What Tor Browser switches off at its level "safer". */
const SAFER = { 'javascript.options.wasm': false, 'javascript.options.ion': false, 'javascript.options.baselinejit': false, 'javascript.options.native_regexp': false };

/** Without a compiler at run time, as Tor Browser's "safer" level and the lockdown of telephones leave it; and Firefox without
 * its faster interpreter too, which no such setting takes away. */
export const interpreted = {
  Chromium: { goal: 100, open: () => chromium({ args: ['--js-flags=--jitless'] }) },
  'Firefox as Tor Browser’s level “safer”': { goal: 100, open: () => firefox({ prefs: SAFER }) },
  'Firefox with its slowest interpreter alone': { goal: Infinity, open: () => firefox({ prefs: { ...SAFER, 'javascript.options.blinterp': false } }) },
};

const source = `
  import { makeReport } from './seal/report.ts';
  import { makeIdentity, recipientOf, seal } from './seal/age.ts';
  import { readRoster, rosterDigest } from './protocol/roster.ts';
  import { reporterKeys } from './protocol/derive.ts';
  import { getReady, sign } from './protocol/sign.ts';
  import { makeCode } from './protocol/code.ts';
  const chance = (length) => crypto.getRandomValues(new Uint8Array(length));
  async function timed(work, rounds = 9) {
    const took = [];
    for (let n = 0; n < rounds; n++) {
      const begun = performance.now();
      await work();
      took.push(performance.now() - begun);
    }
    return took;
  }
  globalThis.measure = async (frame) => {
    const bytes = Uint8Array.from(atob(frame), (c) => c.charCodeAt(0));
    const given = { roster: readRoster(bytes), digest: rosterDigest(bytes), leftOut: new Set(), now: new Date(), chance };
    const said = { words: '係'.repeat(900), people: '支所 係長', answers: { families: ['unknown'] }, consent: 'C0_listen', consent_text: 'まだどこにも伝えない' };
    const plain = chance(4096);
    const ids = await Promise.all([0, 1, 2].map(() => makeIdentity(chance)));
    const code = makeCode(chance);
    const seed = chance(32);
    const ready = await timed(getReady, 1);
    return {
      ready,
      report: await timed(() => makeReport(said, given)),
      age: await timed(async () => { for (const { recipient } of ids) await seal(plain, recipient); }),
      signing: await timed(() => sign(plain, seed)),
      derivations: await timed(() => reporterKeys(code, given.roster.window)),
      identity: await timed(() => makeIdentity(chance)),
    };
  };`;

/** Milliseconds, nine times, for each part of sealing, and once for what the page does before: `{ ready, report, age, signing, derivations, identity }`. */
export async function sealing(port, open) {
  const { bytes } = await call(port, 'window', 'GET', '/o/shiojiri/bundle');
  const made = await build({ ...shared, stdin: { contents: source, resolveDir: path.join(root, 'web'), loader: 'ts' }, write: false });
  const script = made.outputFiles[0].text;
  const server = http.createServer((request, response) => {
    const isScript = request.url === '/script';
    response.setHeader('content-type', isScript ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8');
    response.end(isScript ? script : '<!doctype html><script type="module" src="/script"></script>');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const browser = await open();
  try {
    const page = await browser.newPage();
    await page.goto(`http://localhost:${server.address().port}/`);
    await until(() => page.evaluate(() => typeof measure === 'function'), 'the script');
    return await page.evaluate((frame) => measure(frame), JSON.parse(bytes.toString()).roster);
  } finally {
    await browser.close();
    await new Promise((done) => server.close(done));
  }
}

/** Slow 4G as the tools for developers know it, and a processor four times slower. */
async function slowed(page) {
  const cdp = await page.createCDPSession();
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  return cdp;
}

/** Runs in the page from its beginning: when each thing can be done, and how far what stood on the page was moved. */
function watched(points) {
  window.seen = { at: {}, shift: 0 };
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) window.seen.shift += value;
  }).observe({ type: 'layout-shift', buffered: true });
  const look = () => {
    for (const [name, selector] of Object.entries(points)) {
      if (!(name in window.seen.at) && document.querySelector(selector)?.checkVisibility()) window.seen.at[name] = performance.now();
    }
    requestAnimationFrame(look);
  };
  look();
}

/** One visit from a cold cache on a slow telephone. `points` are `{ name: selector }`: `{ at: { name: ms }, shift, requests, bytes }`,
 * once all are there. `write`: as soon as there is a way to the words it is taken and something is typed, which the page must keep. */
async function visit(url, points, write) {
  const browser = await chromium();
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: 390, height: 844 });
    const cdp = await slowed(page);
    let [requests, bytes] = [0, 0];
    cdp.on('Network.requestWillBeSent', ({ request }) => { requests += request.url.startsWith('http') ? 1 : 0; });
    cdp.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
    await page.evaluateOnNewDocument(watched, points);
    await page.goto(url, { waitUntil: 'domcontentloaded' });
    const seen = () => page.evaluate(() => window.seen);
    if (write) {
      await until(async () => (await seen()).at.words, 'the way to the words');
      await page.click('#to-words');
      await page.type('#report-words', write);
    }
    await until(async () => Object.keys((await seen()).at).length === Object.keys(points).length, `all of ${url}`);
    // What comes late may still move something.
    await page.waitForNetworkIdle();
    if (write && await page.$eval('#report-words', (field) => field.value) !== write) throw new Error('the page did not keep what was typed');
    return { ...await seen(), requests, bytes };
  } finally {
    await browser.close();
  }
}

/** Rows for the table: medians of `rounds` visits, and between what they lay. */
export async function usable(program, row, rounds = Number(process.env.BENCH_VISITS ?? 5)) {
  const visits = async (at, points, write) => {
    const all = [];
    for (let n = 0; n < rounds; n++) all.push(await visit(`${program.window}/o/shiojiri${at}`, points, write));
    return all;
  };
  const timed = (what, all, point) => row(what, all.map(({ at }) => at[point]), 'ms', 1000);
  const home = await visits('', { start: '#start' });
  timed('organisation’s page usable, processor 4 times slower, slow 4G', home, 'start');
  const form = await visits('/report', { words: '#to-words', checked: '#poster[data-checked]' });
  timed('form usable: the way to its words works, the same', form, 'words');
  row('readers checked and the whole form drawn, the same', form.map(({ at }) => at.checked), 'ms', Infinity);
  const hurried = await visits('/report', { words: '#to-words', on: '#to-readers' }, '毎日どなられます。');
  row('words typed at once are kept, and the way on opens, the same', hurried.map(({ at }) => at.on), 'ms', Infinity);
  const all = [...home, ...form, ...hurried];
  row('layout shift of these pages, at most', Math.max(...all.map(({ shift }) => shift)), '', 0);
}
