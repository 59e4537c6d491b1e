// A reporter without a browser: the window's own protocol and sealing, run by Node, for many at once.
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import path from 'node:path';
import { root } from './world.mjs';

const { load } = await import(path.join(root, 'web/test/load.mjs'));
const { makeReport } = await load('seal/report.ts');
const { readRoster, rosterDigest } = await load('protocol/roster.ts');
const { authorization } = await load('protocol/request.ts');
const { work } = await load('protocol/work.ts');

export const words = {
  words: '支所で窓口をしています。係長に毎日、みんなの前でどなられます。', people: '支所 係長',
  answers: { families: ['unknown'] }, consent: 'C0_listen', consent_text: 'まだどこにも伝えない',
};

export const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

/** One request to `host`.localhost, whose name nobody has to resolve. */
export function call(port, host, method, at, { body, headers = {} } = {}) {
  return new Promise((done, fail) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const request = http.request({
      agent, host: '127.0.0.1', port, method, path: at, headers: { host: `${host}.localhost:${port}`, ...json, ...headers },
    }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        done({ status: response.statusCode, headers: response.headers, bytes, json: () => JSON.parse(bytes.toString()) });
      });
    });
    request.on('error', fail);
    request.end(body);
  });
}

export async function roster(port, org) {
  const bundle = (await call(port, 'window', 'GET', `/o/${org}/bundle`)).json();
  const frame = new Uint8Array(Buffer.from(bundle.roster, 'base64'));
  return { roster: readRoster(frame), digest: rosterDigest(frame) };
}

export const seal = (at, said = words, now = new Date()) => makeReport(said, {
  leftOut: new Set(), ...at, now, chance: (length) => new Uint8Array(randomBytes(length)),
});

/** Sends what was sealed, signed over a fresh challenge; the answer bears the zero bits that were asked for as `work`. */
export async function send(port, org, at, ready) {
  const { challenge, work: bits } = (await call(port, 'window', 'POST', `/o/${org}/api/challenge?for=new`)).json();
  const done = bits > 0 ? await work(new Uint8Array(Buffer.from(challenge, 'hex')), bits) : undefined;
  const what = { challenge, window: at.roster.window, method: 'POST', path: `/o/${org}/api/report`, body: ready.body };
  const answer = await call(port, 'window', 'POST', what.path, { body: ready.body, headers: { authorization: authorization(what, ready.keys.mailbox, done) } });
  return { ...answer, work: bits };
}

/** All cases in a counsellor's list, page after page. */
export async function listed(port, cookie) {
  const rows = [];
  for (let after = ''; ;) {
    const page = (await call(port, 'desk', 'GET', `/desk/api/cases${after}`, { headers: { cookie } })).json();
    rows.push(...page.cases);
    if (!page.next) return rows;
    after = `?after=${page.next}`;
  }
}
