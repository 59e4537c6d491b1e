// A file on its way to the real program, sent by the browser's own sender, over a line that can kill the program.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { call } from '../browser/reporter.mjs';
import { root } from '../browser/world.mjs';
import { mailbox, opens, ORG, signed } from './crowd.mjs';
import { people } from './program.mjs';

const { load } = await import(path.join(root, 'web/test/load.mjs'));
const { work } = await load('files/work.ts');
const { makeMessage } = await load('seal/mailbox.ts');
const { reporterKeys } = await load('protocol/derive.ts');
const { recipientOf } = await load('seal/age.ts');
const { base64 } = await load('protocol/bytes.ts');

export const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');
/** A sealed file's id, section 5.6. */
export function idOf(sealed) {
  const whole = createHash('sha256');
  for (let at = 0; at < sealed.length; at += 4 << 20) whole.update(digest(sealed.subarray(at, at + (4 << 20))));
  return whole.digest('hex');
}
const turn = () => new Promise((done) => setImmediate(done));

/** Where the program keeps sealed files: path and bytes of each. */
export function lying(dir) {
  const all = new Map();
  const drawers = path.join(dir, 'data/files');
  for (const name of fs.readdirSync(drawers, { recursive: true })) {
    const about = fs.statSync(path.join(drawers, name));
    if (about.isFile()) all.set(name, about.size);
  }
  return all;
}

/**
 * The browser's `fetch`, to whatever program runs. `breaks(bytes, from)` says for each piece how it is to break: null,
 * `{ after: n }` when so many of its bytes have left, or `{ writing: part }` when the program writes it to the disk, of which so large
 * a part stays there.
 */
export function line(at, breaks = () => null) {
  const told = { crossed: 0, cost: 0, acknowledged: 0, kills: 0, torn: 0, asked: [] };
  const before = lying(at.program.dir);
  let lies;
  const size = () => {
    lies ??= [...lying(at.program.dir).keys()].find((name) => !before.has(name));
    return lies ? fs.statSync(path.join(at.program.dir, 'data/files', lies)).size : 0;
  };
  // What was not acknowledged was not flushed: a power cut would leave any part of it, a kill alone mostly leaves all.
  const tear = (to) => { if (size() > to) fs.truncateSync(path.join(at.program.dir, 'data/files', lies), to); };
  const real = globalThis.fetch;
  globalThis.fetch = async (to, { method, headers, body }) => {
    const bytes = body ? Buffer.from(await body.arrayBuffer()) : Buffer.alloc(0);
    const from = method === 'PUT' ? Number(new URL(to, 'http://a').searchParams.get('from')) : null;
    const how = from === null ? null : breaks(bytes, from);
    if (from !== null) told.asked.push(bytes.length);
    const answer = await exchange(at.program, { method, to, headers, bytes, how, size, from }).catch(async (error) => {
      if (!how) throw error;
      told.kills += 1;
      told.cost += bytes.length;
      told.crossed += how.after ?? bytes.length;
      if (error.unheard) tear(from + Math.floor(how.writing * bytes.length));
      const kept = size();
      if (kept > from && kept < from + bytes.length) told.torn += 1;
      assert.ok(kept >= told.acknowledged && kept <= from + bytes.length, `${kept} lie there, ${told.acknowledged} were acknowledged`);
      at.program = await at.program.again();
      throw new TypeError('cut');
    });
    if (from !== null) told.crossed += bytes.length;
    if (/\/uploads\/[0-9a-f]{32}/.test(to) && answer.status === 200) {
      const { received } = JSON.parse(answer.bytes);
      assert.ok(received >= told.acknowledged, `${received} after ${told.acknowledged} were acknowledged`);
      told.acknowledged = received;
    }
    return new Response(answer.bytes, { status: answer.status, headers: answer.headers });
  };
  return { told, size, close: () => { globalThis.fetch = real; } };
}

/** One request on a connection of its own; fails when the program is killed under it, as `how` says. */
function exchange(program, { method, to, headers, bytes, how, size, from }) {
  return new Promise((done, fail) => {
    let heard = false;
    const request = http.request({
      agent: false, host: '127.0.0.1', port: program.port, method, path: to,
      headers: { ...headers, host: `window.localhost:${program.port}`, 'content-length': bytes.length },
    }, (response) => {
      heard = true;
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', fail);
      const given = Object.entries(response.headers).filter(([, value]) => typeof value === 'string');
      if (!how) response.on('end', () => done({ status: response.statusCode, headers: given, bytes: Buffer.concat(chunks) }));
    });
    request.on('error', (error) => { heard = true; if (!how) fail(error); });
    const kill = async () => {
      const unheard = 'writing' in how && !heard;
      await program.kill();
      request.destroy();
      fail(Object.assign(new Error('killed'), { unheard }));
    };
    if (!how) request.end(bytes);
    else if ('after' in how) request.write(bytes.subarray(0, how.after), kill);
    else {
      request.end(bytes);
      (async () => {
        // Not a moment in time but in the work: when its first bytes lie there, and perhaps not yet its last.
        for (let n = 1; !heard && size() <= from; n += 1) if (n % 50 === 0) await turn();
        await kill();
      })();
    }
  });
}

/** A reporter of `running.program`, whichever that is, and the key under which their files go. */
export async function attaching(running, at, reporter) {
  const { opened } = await opens(running.program.port, at, reporter);
  const keys = () => reporterKeys(reporter.ready.code, at.roster.window);
  const [secret] = opened.identities.values();
  const recipient = await recipientOf(secret);
  const way = () => ({ at: 'window', organisation: ORG, window: at.roster.window, hl: 'ja', seed: keys().mailbox.slice() });
  const tools = (signal = new AbortController().signal) => ({
    signal, told: () => {}, sleep: turn, chance: (length) => crypto.getRandomValues(new Uint8Array(length)),
    digesting: () => {
      const hash = createHash('sha256');
      return { add: async (part) => void hash.update(part), done: async () => hash.digest('hex') };
    },
  });
  return {
    sends: (file, signal) => work({ do: 'send', file, wish: 'cleaned', recipient, way: way() }, tools(signal)),
    /** The signed entry that names it, with which it is kept. */
    async names({ body, upload }) {
      const said = { kind: 'attachment', body };
      const made = await makeMessage(opened, { words: '', said, roster: at.roster, digest: at.digest, now: new Date() }, keys());
      const asked = { entries: [{ id: made.id, log: 'case', file: base64(made.file) }], files: [{ upload, id: body.file }] };
      return signed(running.program.port, at, keys().mailbox, 'POST', 'entries', new TextEncoder().encode(JSON.stringify(asked)));
    },
    howFar: (upload) => signed(running.program.port, at, keys().mailbox, 'GET', `uploads/${upload}`),
    /** Fetched, opened, and compared with the entry. */
    opens: async (body) => Buffer.from(await (await work({ do: 'open', named: body, identities: [secret], way: way() }, tools())).blob.arrayBuffer()),
    case: async () => (await mailbox(running.program.port, at, reporter.ready.code)).case,
  };
}

/** The file as every counsellor gets it who holds the case. */
export async function fetched(program, id, file) {
  const given = [];
  for (const reader of (await people(program.dir)).filter(({ role }) => role === 'counsellor')) {
    const body = JSON.stringify({ name: reader.sign_in, password: reader.password });
    const origin = `http://desk.localhost:${program.port}`;
    const answer = await call(program.port, 'desk', 'POST', '/desk/api/signin', { body, headers: { origin } });
    const cookie = answer.headers['set-cookie'][0].split(';')[0];
    const sealed = await call(program.port, 'desk', 'GET', `/desk/api/cases/${id}/files/${file}`, { headers: { cookie } });
    if (sealed.status === 200) given.push(sealed.bytes);
  }
  return given;
}
