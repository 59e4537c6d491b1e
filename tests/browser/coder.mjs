// Counsellors who code many cases without a browser, so that there is a table to make.
import http from 'node:http';
import path from 'node:path';
import { base64, chance, readerKey, hex, unbase64 } from './forger.mjs';
import { root } from './world.mjs';

const { load } = await import(path.join(root, 'web/test/load.mjs'));
const { codingId, ledgerId, ledgerNumber, plainDigest, writeCoding, writeLedger } = await load('protocol/yearly.ts');
const { readRoster } = await load('protocol/roster.ts');
const age = await load('seal/age.ts');

function ask(program, method, at, body, cookie = '') {
  return new Promise((done, fail) => {
    const headers = { host: `desk.localhost:${program.port}`, ...(body ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } : {}), ...(cookie ? { cookie } : {}) };
    const request = http.request({ host: '127.0.0.1', port: program.port, method, path: `/desk/api/${at}`, headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => done({ status: answer.statusCode, cookie: answer.headers['set-cookie']?.[0]?.split(';')[0], body: Buffer.concat(parts).toString() }));
    });
    request.on('error', fail);
    request.end(body);
  });
}

/** Codes `cases` of each family, told of one in each; then closes. Gives the number for the lead. */
export async function codes(program, person, year, cases, org = 'shiojiri') {
  const key = await readerKey(program, person);
  const { cookie } = await ask(program, 'POST', 'signin', JSON.stringify({ name: person.sign_in, password: person.password }));
  const me = JSON.parse((await ask(program, 'GET', 'me', undefined, cookie)).body);
  const { window, roster } = me.windows.find(({ organisation }) => organisation === org);
  const { recipient } = readRoster(unbase64(roster)).statistics.find((one) => one.year === year);
  const puts = async (files) => {
    const sent = files.map(({ id, file }) => ({ id, file: base64(file), known: null }));
    const { status, body } = await ask(program, 'PUT', 'codings', JSON.stringify({ organisation: org, files: sent }), cookie);
    if (status !== 204) throw new Error(`${status} ${body}`);
  };
  const codings = [];
  for (const [family, count] of Object.entries(cases)) {
    for (let nth = 0; nth < count; nth++) {
      const pseudonym = hex(chance(32));
      const plain = writeCoding({ window, year, pseudonym, version: 1, family, stage: 'facts', outcome: 'open', channel: 'web', told: nth === 0 }, key.seed);
      await puts([{ id: codingId(key.seed, window, year, pseudonym), file: (await age.seal(plain, recipient)).file }]);
      codings.push({ pseudonym, version: 1, digest: plainDigest(plain) });
    }
  }
  const plain = writeLedger({ window, year, n: 1, before: null, codings, closed: true }, key.seed);
  await puts([{ id: ledgerId(key.seed, window, year), file: (await age.seal(plain, recipient, key.recipient)).file }]);
  return ledgerNumber(1, plainDigest(plain));
}
