// The harness proves itself before it judges anything.
import assert from 'node:assert/strict';
import http from 'node:http';
import test from 'node:test';
import * as seen from './access-page.mjs';
import { search, spellings } from './needles.mjs';
import { relay } from './relay.mjs';
import { chromium } from './world.mjs';

test('a canary is found in every encoding and at every offset', () => {
  const words = '係長に毎日どなられます🙇';
  for (const [name, bytes] of spellings(words)) {
    assert.ok(search(Buffer.concat([Buffer.from('GET /'), bytes, Buffer.from('"}')]), { words }).length > 0, name);
  }
  for (const lead of ['', 'x', 'xy', 'xyz']) {
    const wire = Buffer.from(JSON.stringify({ file: Buffer.from(`${lead}${words} and more`).toString('base64') }));
    assert.equal(search(wire, { words }).length > 0, true, `base64 after ${lead.length} bytes`);
  }
  assert.deepEqual(search(Buffer.from('nothing of the kind'), { words }), []);
});

test('the relay keeps what a Blob, a worker and a beacon send', async () => {
  const page = `<!doctype html><script>
    const words = 'canary-';
    const worker = new Worker(URL.createObjectURL(new Blob(["onmessage = async ({data}) => { await fetch(data, {method: 'PUT', body: new Blob(['canary-worker'])}); postMessage(1) }"])));
    Promise.all([
      fetch('/x', {method: 'PUT', body: new Blob([words + 'blob'])}),
      new Promise((done) => { worker.onmessage = done; worker.postMessage(location.origin + '/x'); }),
    ]).then(() => { navigator.sendBeacon('/beacon', words + 'beacon'); });</script>`;
  let heard;
  const beacon = new Promise((done) => { heard = done; });
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'text/html').end(request.url === '/' ? page : '');
      if (request.url === '/beacon') heard();
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  const recorder = await relay(port);
  const browser = await chromium({ port, through: recorder.port });
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://window.localhost:${port}/`);
    await beacon;
    const needles = { blob: 'canary-blob', worker: 'canary-worker', beacon: 'canary-beacon', host: `window.localhost:${port}` };
    const found = new Set(search(recorder.bytes(), needles).map((line) => line.split(' ')[0]));
    assert.deepEqual([...found].sort(), ['beacon', 'blob', 'host', 'worker']);
  } finally {
    await browser.close();
    await recorder.close();
    await new Promise((done) => server.close(done));
  }
});

test('the sweep finds each fault on a page that has them all', async () => {
  const browser = await chromium();
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: 320, height: 256 });
    await page.setContent(`<html lang="fr"><style>
      button { border: 0; width: 10px; height: 10px; padding: 0; overflow: hidden; transition: color 1s }
      .wide { width: 500px } .low { height: 1em; overflow: hidden } .stays { position: fixed; top: 0; width: 100%; height: 200px }
      .dot { background: #123456; forced-color-adjust: none }</style>
      <h1>a</h1><h3 id="x">b</h3><p id="x">c</p><p role="status" style="display: none"></p><main><h1>d</h1></main>
      <button>e</button><p class="wide">f</p><p class="low">g<br>h</p><p class="stays">i</p><span class="dot">j</span>`);
    const structure = (await page.evaluate(seen.structure)).join('\n');
    for (const fault of ['no title', 'language is fr', '2 first headings', 'ids that stand twice: x', 'no live region']) assert.ok(structure.includes(fault), fault);
    assert.match((await page.evaluate(seen.targets)).join(), /button.*10 × 10/);
    assert.match((await page.evaluate(seen.motion)).join(), /button.* moves/);
    const reflow = (await page.evaluate(seen.reflow)).join('\n');
    for (const fault of ['px wide in 320', 'lies outside', 'is cut off', 'stay in place']) assert.ok(reflow.includes(fault), `${fault}: ${reflow}`);
    const cdp = await page.createCDPSession();
    await cdp.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] });
    const colours = (await page.evaluate(seen.forcedColours)).join('\n');
    for (const fault of ['button#. has no edge', 'keeps a colour']) assert.ok(colours.includes(fault), `${fault}: ${colours}`);
  } finally {
    await browser.close();
  }
});
