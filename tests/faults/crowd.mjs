// Reporters at work while something breaks: what each was told, and whether it turns out to be true.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { call, listed as listedTo, roster, seal, send } from '../browser/reporter.mjs';
import { root, until } from '../browser/world.mjs';
import { people } from './program.mjs';

const { load } = await import(path.join(root, 'web/test/load.mjs'));
const { openCase, makeMessage } = await load('seal/mailbox.ts');
const { reporterKeys } = await load('protocol/derive.ts');
const { authorization } = await load('protocol/request.ts');

export const ORG = 'shiojiri';

export async function crowd(program) {
  const at = await roster(program.port, ORG);
  const reporters = [];
  return {
    at, reporters,
    /** Seals `n` reports; nothing is sent yet. */
    async seal(n) {
      const made = [];
      for (let i = 0; i < n; i += 1) {
        const words = `${reporters.length + i}番目の相談です。${randomBytes(6).toString('hex')}`;
        made.push({ words, told: 'nothing', ready: await seal(at, { words, people: '', answers: {}, consent: 'C0_listen', consent_text: 'まだどこにも伝えない' }) });
      }
      reporters.push(...made);
      return made;
    },
    /** Sends those to whom nothing was said yet, so many at a time, until `stop` says so. */
    async sends(port, wide = 12, stop = () => false) {
      const left = reporters.filter((one) => one.told === 'nothing');
      const one = async () => {
        for (let next; (next = left.shift()) && !stop();) next.told = await tells(port, at, next);
      };
      await Promise.all(Array.from({ length: wide }, one));
    },
  };
}

/** The whole request of a report as bytes on the wire, signed over a fresh challenge. */
export async function request(port, at, { ready }) {
  const { challenge } = (await call(port, 'window', 'POST', `/o/${ORG}/api/challenge?for=new`)).json();
  const asked = { challenge, window: at.roster.window, method: 'POST', path: `/o/${ORG}/api/report`, body: ready.body };
  const head = [`POST ${asked.path} HTTP/1.1`, `Host: window.localhost:${port}`, 'Content-Type: application/json', `Content-Length: ${ready.body.length}`,
    `Authorization: ${authorization(asked, reporterKeys(ready.code, at.roster.window).mailbox)}`, 'Connection: close', '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head), ready.body]);
}

/** What this reporter is told: `kept`, `refused` with a status, or `nothing` when no answer came. */
export async function tells(port, at, reporter) {
  try {
    const answer = await send(port, ORG, at, reporter.ready);
    reporter.status = answer.status;
    if (answer.status !== 201 && answer.status !== 200) return 'refused';
    assert.ok(['now', 'before'].includes(answer.json().kept));
    return 'kept';
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    return 'nothing';
  }
}

const tally = (reporters, told) => reporters.filter((one) => one.told === told).length;

/**
 * Every report of which somebody was told that it is kept is there, opens, and says what was written. Whoever was told
 * nothing, or no, sends the same bytes again and is told. In the end there is one case for each reporter, and no other.
 */
export async function holds(program, { at, reporters }) {
  const before = { kept: tally(reporters, 'kept'), nothing: tally(reporters, 'nothing'), refused: tally(reporters, 'refused') };
  for (const one of reporters.filter((one) => one.told === 'kept')) await opens(program.port, at, one);
  for (const one of reporters.filter((one) => one.told !== 'kept')) {
    await until(async () => (one.told = await tells(program.port, at, one)) === 'kept', `an answer (last ${one.status})`);
    await opens(program.port, at, one);
  }
  const cases = await listed(program);
  const mine = new Set(reporters.map(({ ready }) => JSON.parse(Buffer.from(ready.body)).case));
  assert.deepEqual([...cases].filter((id) => !mine.has(id)), [], 'nothing that nobody sent');
  assert.deepEqual([...mine].filter((id) => !cases.has(id)), [], 'and somebody can read each');
  return before;
}

/** The mailbox opens with the code, and has the report once, word for word. */
export async function opens(port, at, { ready, words }) {
  const kept = await mailbox(port, at, ready.code);
  const opened = await openCase(kept, reporterKeys(ready.code, at.roster.window), at.roster.window, async () => at.roster);
  const said = opened.checked.filter(({ faults }) => faults.length === 0).map(({ entry }) => entry.body.words);
  assert.equal(said.filter((text) => text === words).length, 1, `told kept, found ${JSON.stringify(said)}`);
  return { kept, opened };
}

/** A request signed over a fresh challenge. */
export async function signed(port, at, seed, method, what, body) {
  const { challenge } = (await call(port, 'window', 'POST', `/o/${ORG}/api/challenge`)).json();
  const asked = { challenge, window: at.roster.window, method, path: `/o/${ORG}/api/${what}`, body: body ?? new Uint8Array() };
  return call(port, 'window', method, asked.path, { ...(body ? { body } : {}), headers: { authorization: authorization(asked, seed) } });
}

export async function mailbox(port, at, code) {
  const { mailbox: seed } = reporterKeys(code, at.roster.window);
  const answer = await signed(port, at, seed, 'GET', 'mailbox');
  assert.equal(answer.status, 200, `${answer.status} ${answer.bytes}`);
  return answer.json();
}

/** A message in a case of one's own, sealed and ready to be sent again. */
export async function writes(port, at, reporter, words) {
  const { opened } = await opens(port, at, reporter);
  const keys = reporterKeys(reporter.ready.code, at.roster.window);
  const made = await makeMessage(opened, { words, roster: at.roster, digest: at.digest, now: new Date() }, keys);
  return { words, send: () => signed(port, at, keys.mailbox, 'POST', 'entries', made.body) };
}

/** Every case that any counsellor holds. */
async function listed(program) {
  const cases = new Set();
  for (const reader of (await (program.people?.() ?? people(program.dir))).filter((one) => one.role === 'counsellor')) {
    const body = JSON.stringify({ name: reader.sign_in, password: reader.password });
    const origin = `http://desk.localhost:${program.port}`;
    const answer = await call(program.port, 'desk', 'POST', '/desk/api/signin', { body, headers: { origin } });
    assert.equal(answer.status, 204, answer.bytes.toString());
    const cookie = answer.headers['set-cookie'][0].split(';')[0];
    for (const row of await listedTo(program.port, cookie)) cases.add(row.case);
  }
  return cases;
}
