// 100 MB on its way: ours, signed and kept on the disk, against nothing but sealing and putting, in turn on one machine.
import { createCipheriv } from 'node:crypto';
import fs from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as does from './steps.mjs';
import { chromium, demo, required, root, tempDir } from './world.mjs';

const { build } = await import(required.resolve('esbuild'));
const { shared } = await import(path.join(root, 'web/bundling.mjs'));

const SIZE = 100_000_000;
const TURNS = Number(process.env.FILES_TURNS ?? 3);
const middle = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** The least that could be done: typage's stream, 4 MiB Blobs, a server that drops what it is given. */
const BARE = `
import { Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
window.bare = async (file) => {
  const begun = performance.now();
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(await generateX25519Identity()));
  const reader = (await encrypter.encrypt(file.stream())).getReader();
  const buffer = new Uint8Array(4 << 20);
  let used = 0;
  const flush = async () => {
    await (await fetch("/sink", { method: "PUT", body: new Blob([buffer.subarray(0, used)]) })).text();
    used = 0;
  };
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    for (let rest = value; rest.length > 0; ) {
      const fits = Math.min(buffer.length - used, rest.length);
      buffer.set(rest.subarray(0, fits), used);
      used += fits;
      rest = rest.subarray(fits);
      if (used === buffer.length) await flush();
    }
  }
  await flush();
  return performance.now() - begun;
};`;

async function sink() {
  const made = await build({ ...shared, stdin: { contents: BARE, resolveDir: path.join(root, 'web') }, write: false, minify: true });
  const script = made.outputFiles[0].contents;
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      if (request.url === '/bare.js') return response.setHeader('content-type', 'text/javascript').end(script);
      response.setHeader('content-type', 'text/html').end('<!doctype html><input type="file"><script type="module" src="/bare.js"></script>');
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

// A process that is just ending has no such line.
const resident = async (pid) => Number(/^VmRSS:\s+(\d+) kB/m.exec(await fs.readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''))?.[1] ?? 0) / 1024;

/** Samples what the browser's processes and the program hold while `work` goes on; the most of each, in MB. */
async function sampled(browser, pid, work) {
  const cdp = await browser.target().createCDPSession();
  const most = { browser: 0, program: 0 };
  let on = true;
  const sampling = (async () => {
    while (on) {
      const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
      const pages = await Promise.all(processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => resident(id)));
      most.browser = Math.max(most.browser, ...pages);
      most.program = Math.max(most.program, await resident(pid));
      await new Promise((done) => setTimeout(done, 100));
    }
  })();
  try {
    return [await work(most), most];
  } finally {
    on = false;
    await sampling;
  }
}

async function bare(browser, server, file) {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await (await page.$('input')).uploadFile(file);
  await page.waitForFunction(() => 'bare' in window);
  const took = await page.evaluate(() => window.bare(document.querySelector('input').files[0]));
  await page.close();
  return took;
}

async function ours(browser, program, file) {
  const page = await browser.newPage();
  await does.opensForm(page, program);
  await does.writes(page, { words: '証拠があります。', people: '支所' });
  await (await page.$('#files')).uploadFile(file);
  await page.waitForSelector('#files-list [data-state="chosen"]');
  await page.evaluate(() => {
    const row = document.querySelector('#files-list [data-state]');
    window.sending = new Promise((done) => {
      let begun;
      new MutationObserver(() => {
        if (row.dataset.state === 'sending') begun ??= performance.now();
        if (row.dataset.state === 'kept') done(performance.now() - begun);
        if (row.dataset.state === 'failed') done(NaN);
      }).observe(row, { attributes: true });
    });
  });
  await does.sends(page);
  const took = await page.evaluate(() => window.sending);
  page.once('dialog', (dialog) => dialog.accept());
  await page.close();
  return took;
}

/** Rows for the table. */
export async function files() {
  const dir = await tempDir('bench-files');
  const file = path.join(dir, 'hundred.bin');
  await fs.writeFile(file, createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(SIZE)));
  const [program, server, browser] = [await demo(), await sink(), await chromium()];
  try {
    await bare(browser, server, file);
    const idle = await resident(program.child.pid);
    const times = { bare: [], ours: [] };
    const held = { browser: 0, program: 0 };
    for (let n = 0; n < TURNS; n++) {
      times.bare.push(await bare(browser, server, file));
      const [took, most] = await sampled(browser, program.child.pid, () => ours(browser, program, file));
      times.ours.push(took);
      held.browser = Math.max(held.browser, most.browser);
      held.program = Math.max(held.program, most.program);
    }
    const speed = (ms) => SIZE / 1e6 / (ms / 1000);
    const [least, own] = [middle(times.bare), middle(times.ours)];
    return [
      { what: '100 MB, typage and Blobs to a server that drops them', value: speed(least), unit: 'MB/s', goal: Infinity },
      { what: '100 MB, ours, until its entry is kept', value: speed(own), unit: 'MB/s', goal: Infinity },
      { what: 'time of ours over the time of that', value: own / least, unit: '', goal: 1 / 0.9 },
      { what: 'browser’s page while it sends, resident at most', value: held.browser, unit: 'MB', goal: Infinity },
      { what: 'program while it takes 100 MB, resident at most', value: held.program, unit: 'MB', goal: Infinity },
      { what: 'the same before', value: idle, unit: 'MB', goal: Infinity },
    ];
  } finally {
    await browser.close();
    await new Promise((done) => server.close(done) && server.closeAllConnections());
    await program.stop();
    await fs.rm(dir, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const { what, value, unit } of await files()) console.log(`${what}: ${value.toFixed(2)} ${unit}`);
}
