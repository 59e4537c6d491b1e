// Stands between one who knows no protocol and the program: names the host, signs for a mailbox, holds a session. Whatever
// else a request says is let through as it came.
import { createHash } from 'node:crypto';
import http from 'node:http';
import path from 'node:path';
import { root } from '../browser/world.mjs';

const { load } = await import(path.join(root, 'web/test/load.mjs'));
const { authorization } = await load('protocol/request.ts');
const { work } = await load('protocol/work.ts');

const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
/** They belong to one line, or are the relay's own. */
const OURS = ['host', 'connection', 'authorization', 'cookie'];

/**
 * `dressed(asked, odd)` gives the headers that a request gets besides, or null: it goes as it came. `odd` follows from the
 * request and how often it came, so that every run is like the last.
 */
export async function relay({ port, host, dressed }) {
  const [tally, times] = [new Map(), new Map()];
  const server = http.createServer(async (asked, answer) => {
    const chunks = [];
    for await (const chunk of asked) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const name = createHash('sha256').update(`${asked.method} ${asked.url}`).update(body).digest('hex');
    const nth = (times.get(name) ?? 0) + 1;
    times.set(name, nth);
    const odd = createHash('sha256').update(`${name} ${nth}`).digest()[0];
    const what = { method: asked.method, path: asked.url, body };
    const more = await dressed(what, odd);
    const headers = { ...asked.headers };
    for (const name of more ? OURS : OURS.slice(0, 2)) delete headers[name];
    const given = await ask({ port, host, ...what, headers: { ...headers, ...more?.headers } });
    more?.answered?.(given);
    const { pathname } = new URL(asked.url, 'http://relay');
    const seen = `${asked.method} ${pathname}`;
    tally.set(seen, [...(tally.get(seen) ?? []), given.status]);
    answer.writeHead(given.status, given.rawHeaders);
    answer.end(given.bytes);
  });
  // What this side would refuse by itself is not the program's answer: it is let through, or the line is cut.
  server.on('clientError', (_, socket) => socket.destroy());
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { tally, port: server.address().port, close: () => new Promise((done) => (server.close(done), server.closeAllConnections())) };
}

function ask({ port, host, method, path: at, headers, body }) {
  return new Promise((done, fail) => {
    const request = http.request({ agent, host: '127.0.0.1', port, method, path: at, headers: { ...headers, host: `${host}.localhost:${port}` } }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => done({ status: response.statusCode, rawHeaders: response.rawHeaders, headers: response.headers, bytes: Buffer.concat(chunks) }));
    });
    request.on('error', fail);
    request.end(body);
  });
}

/** Signs for mailbox keys; each answer brings the challenge for the next request of its key. */
export function signer(port, org, window) {
  const next = new Map();
  const fresh = async (isNew) => {
    const { bytes } = await ask({ port, host: 'window', method: 'POST', path: `/o/${org}/api/challenge${isNew ? '?for=new' : ''}`, headers: { 'content-length': 0 } });
    const { challenge, work: bits } = JSON.parse(bytes);
    return { challenge, done: bits > 0 ? await work(new Uint8Array(Buffer.from(challenge, 'hex')), bits) : undefined };
  };
  return async (asked, seed) => {
    const isNew = /\/api\/(report|draft|counter)$/.test(asked.path);
    const name = Buffer.from(seed).toString('hex');
    const { challenge, done } = (!isNew && next.get(name)) || (await fresh(isNew));
    next.delete(name);
    const value = authorization({ ...asked, challenge, window, body: new Uint8Array(asked.body) }, seed, done);
    return {
      headers: { authorization: value },
      answered: ({ headers }) => headers['sotomado-challenge'] && next.set(name, { challenge: headers['sotomado-challenge'] }),
    };
  };
}
