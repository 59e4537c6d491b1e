// `/openapi.json` of window and desk against the program: whatever schemathesis sends, right or wrong, the answer has a status,
// a type and a shape that the description names, and never says 500.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { call, listed, roster, seal, send } from '../browser/reporter.mjs';
import { demo, root, tempDir } from '../browser/world.mjs';
import { mailbox, ORG, signed } from '../faults/crowd.mjs';
import { idOf } from '../faults/sending.mjs';
import { relay, signer } from './signing.mjs';

const { load } = await import(path.join(root, 'web/test/load.mjs'));
const { openCase, makeMessage } = await load('seal/mailbox.ts');
const { follows } = await load('seal/renewal.ts');
const { makeDraft } = await load('seal/draft.ts');
const { seal: sealed } = await load('seal/age.ts');
const { hex } = await load('protocol/bytes.ts');
const { reporterKeys } = await load('protocol/derive.ts');
const { publicKey } = await load('protocol/sign.ts');

/** Requests for each operation in the phase that mutates at random; `SOTOMADO_EXAMPLES` for more. */
const EXAMPLES = process.env.SOTOMADO_EXAMPLES ?? '10';
const SEED = process.env.SOTOMADO_SEED ?? '20261124';
const CHECKS = 'not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance';
const schemathesis = process.env.SCHEMATHESIS ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'sotomado/python/bin/schemathesis');

let program, facts;
before(async () => {
  program = await demo();
  facts = await known(program);
});
after(() => program?.stop());

const json = (body) => JSON.parse(Buffer.from(body));
const b64 = (bytes) => Buffer.from(bytes).toString('base64');
/** Whether a body is one of those that lead somewhere. */
function isExample({ body }) {
  if (Object.values(facts.examples).some((example) => example === body.toString('latin1'))) return true;
  try {
    const sent = JSON.stringify(json(body));
    return Object.values(facts.examples).some((example) => JSON.stringify(example) === sent);
  } catch { return false; }
}

async function session({ port, desk }, { sign_in, password }) {
  const body = JSON.stringify({ name: sign_in, password });
  const answer = await call(port, 'desk', 'POST', '/desk/api/signin', { body, headers: { origin: desk } });
  assert.equal(answer.status, 204);
  return answer.headers['set-cookie'][0].split(';')[0];
}

/** A case with an attached file that a counsellor has read, and all that a request needs to come far. */
async function known(desk) {
  const { port } = desk;
  const at = await roster(port, ORG);
  const [ready, other] = [await seal(at), await seal(at)];
  assert.equal((await send(port, ORG, at, ready)).status, 201);
  const sent = json(ready.body);
  const keys = reporterKeys(ready.code, at.roster.window);
  const ask = async (status, method, what, body) => {
    const answer = await signed(port, at, keys.mailbox, method, what, body === undefined ? undefined : new Uint8Array(Buffer.from(body)));
    assert.equal(answer.status, status, `${answer.bytes}`);
    return answer;
  };

  const { recipient } = at.roster.readers[0];
  const file = Buffer.from((await sealed(new Uint8Array(65536), recipient)).file);
  const [upload, begun, theirs] = Array.from({ length: 3 }, () => randomBytes(16).toString('hex'));
  for (const one of [upload, begun]) await ask(201, 'POST', 'uploads', JSON.stringify({ upload: one, length: file.length }));
  await ask(200, 'PUT', `uploads/${upload}?from=0`, file);
  const opened = await openCase(await mailbox(port, at, ready.code), keys, at.roster.window, async () => at.roster);
  const message = async (words) => json((await makeMessage(opened, { words, ...at, now: new Date() }, keys)).body);
  await ask(201, 'POST', 'entries', JSON.stringify({ ...(await message('資料です。')), files: [{ upload, id: idOf(file) }] }));

  const lead = { cookie: await session(desk, desk.person('lead')) };
  const counsellors = desk.people.filter(({ role }) => role === 'counsellor');
  let reader, other_reader;
  for (const person of counsellors) {
    const cookie = await session(desk, person);
    const cases = await listed(port, cookie);
    if (!reader && cases.some((one) => one.case === sent.case)) reader = { cookie, person };
    else other_reader = { cookie };
  }
  const me = (await call(port, 'desk', 'GET', '/desk/api/me', { headers: reader })).json();
  assert.equal((await call(port, 'desk', 'GET', `/desk/api/cases/${sent.case}`, { headers: reader })).status, 200);
  // What was read cannot be taken back: nothing that is tried takes it away.
  const read = { body: '{}', headers: { cookie: reader.cookie, origin: desk.desk } };
  assert.equal((await call(port, 'desk', 'POST', `/desk/api/cases/${sent.case}/read`, read)).status, 204);
  const announced = await call(port, 'desk', 'POST', `/desk/api/cases/${sent.case}/uploads`, {
    body: JSON.stringify({ upload: theirs, length: file.length }), headers: { cookie: reader.cookie, origin: desk.desk },
  });
  assert.equal(announced.status, 201, `${announced.bytes}`);
  const coding = { id: randomBytes(16).toString('hex'), file: b64((await sealed(new Uint8Array(1024), recipient)).file), known: null };
  const codings = { organisation: ORG, files: [coding] };
  const coded = await call(port, 'desk', 'PUT', '/desk/api/codings', {
    body: JSON.stringify(codings), headers: { cookie: reader.cookie, origin: desk.desk },
  });
  assert.equal(coded.status, 204, `${coded.bytes}`);
  // Under the key by which the window's routes are asked: it opens what is told, too.
  const telling = { organisation: ORG, telling: randomBytes(16).toString('hex'), mailbox: hex(publicKey(keys.mailbox)), last_day: me.today, file: b64((await sealed(new Uint8Array(4096), recipient)).file) };
  const laid = await call(port, 'desk', 'POST', '/desk/api/tellings', { body: JSON.stringify(telling), headers: { cookie: reader.cookie, origin: desk.desk } });
  assert.equal(laid.status, 201, `${laid.bytes}`);
  // Two links: one to be looked at again and again, one to be used once.
  const links = [];
  for (const name of ['相談員D', '相談員E', '相談員F']) {
    const secret = randomBytes(32);
    const card = { digest: createHash('sha256').update(secret).digest('hex'), role: 'counsellor', name, profession: '', appointed_by: '', adviser: '' };
    const made = await call(port, 'desk', 'POST', '/desk/api/invitations', { body: JSON.stringify(card), headers: { cookie: lead.cookie, origin: desk.desk } });
    assert.equal(made.status, 201, `${made.bytes}`);
    links.push({ secret: secret.toString('hex'), card });
  }
  // Somebody who reads nothing comes back: it ends all their sessions.
  const returning = { sign_in: 'counsellor-f', password: 'a long password' };
  const came = await call(port, 'desk', 'POST', '/desk/api/invited', { body: JSON.stringify({ secret: links[2].secret, ...returning }), headers: { origin: desk.desk } });
  assert.equal(came.status, 201, `${came.bytes}`);
  const paper = { digest: createHash('sha256').update('a number on paper').digest('hex'), password: returning.password };
  const noted = await call(port, 'desk', 'PUT', '/desk/api/recovery', { body: JSON.stringify(paper), headers: { cookie: await session(desk, returning), origin: desk.desk } });
  assert.equal(noted.status, 204, `${noted.bytes}`);
  const another = new Uint8Array(randomBytes(32));
  const spare = at.roster.readers.find(({ author }) => !sent.keys.some(({ to }) => to === author)).author;

  return {
    at, keys, other, lead, reader, other_reader, desk, ended: { cookie: await session(desk, desk.person('lead')) },
    uploads: { window: [begun, upload], desk: [theirs] },
    paths: { org: [ORG], case: [sent.case], digest: [at.digest, at.roster.policies[0].sha256], file: [idOf(file)], id: [idOf(file)], coding: [coding.id], telling: [telling.telling], return: ['0'.repeat(32)], passkey: ['0'.repeat(32)], session: ['0'.repeat(64)] },
    examples: {
      [`POST /o/{org}/api/report`]: json(other.body),
      // Without a count of what was seen: the case goes on while this is sent again and again.
      [`POST /o/{org}/api/entries`]: { ...(await message('続きです。')), known: undefined },
      // Whoever has not seen all that lies there replaces no code: the one that asks here stays the one that opens.
      [`POST /o/{org}/api/code`]: { entries: (await message('替えます。')).entries, keys: sent.keys.filter(({ to }) => to === 'reporter'), known: 0, mailbox: hex(publicKey(another)), proof: follows(at.roster.window, publicKey(keys.mailbox), another) },
      [`PUT /o/{org}/api/draft`]: json((await makeDraft({ words: '書きかけ', people: '', answers: {}, consent: 'C0_listen', left_out: [], left_names: {} }, { ...at, now: new Date() }, keys, [])).body),
      [`PUT /o/{org}/api/counter`]: { file: file.toString('base64') },
      [`POST /o/{org}/api/uploads`]: { upload: begun, length: file.length },
      [`PUT /o/{org}/api/uploads/{upload}`]: 'a piece of it',
      [`PUT /desk/api/cases/{case}/uploads/{upload}`]: 'a piece of it',
      [`POST /desk/api/signin`]: { name: reader.person.sign_in, password: reader.person.password },
      [`POST /desk/api/signin/code`]: { ticket: '0'.repeat(64), code: '000000' },
      [`POST /desk/api/own/passkeys`]: { label: 'a laptop', password: reader.person.password },
      [`POST /desk/api/own/codes`]: { password: reader.person.password },
      [`POST /desk/api/own/codes/remove`]: { password: reader.person.password },
      [`PUT /desk/api/own/mail`]: { address: 'reader@firm.example.jp', password: reader.person.password },
      [`PUT /desk/api/own/password`]: { password: reader.person.password, next: reader.person.password },
      [`PUT /desk/api/key`]: { ...me.key, password: reader.person.password },
      [`PUT /desk/api/codings`]: codings,
      [`POST /desk/api/reports`]: { organisation: ORG, ...json(other.body) },
      // Laid down before: the same again is kept already.
      [`POST /desk/api/tellings`]: telling,
      [`POST /o/{org}/api/told`]: { file: b64((await sealed(new Uint8Array(4096), recipient)).file) },
      [`PUT /desk/api/recovery`]: { digest: createHash('sha256').update('a number on paper').digest('hex'), password: reader.person.password },
      // Sent again, it finds its own next number there.
      [`POST /desk/api/return`]: { name: returning.sign_in, password: returning.password, code: 'a number on paper', next: 'the next number' },
      [`POST /desk/api/invitations`]: links[0].card,
      [`POST /desk/api/invitations/back`]: { digest: '1'.repeat(64), sign_in: reader.person.sign_in },
      // Somebody who reads nothing, and is as much there afterwards as before.
      [`PUT /desk/api/accounts/last-day`]: { sign_in: returning.sign_in, ends: null, password: desk.person('lead').password },
      [`POST /desk/api/invited/look`]: { secret: links[0].secret },
      [`POST /desk/api/invited`]: { secret: links[1].secret, sign_in: 'counsellor-e', password: 'a long password' },
      [`POST /desk/api/cases/{case}/entries`]: await ofDesk(recipient),
      [`POST /desk/api/cases/{case}/keys`]: { keys: [{ to: spare, purpose: 'case', file: sent.keys[0].file }] },
      // Whoever has not seen all that lies there changes no reader.
      [`POST /desk/api/cases/{case}/aside`]: { ...(await ofDesk(recipient)), keys: [], known: 0 },
      [`POST /desk/api/cases/{case}/remove`]: { reader: spare, ...(await ofDesk(recipient)), keys: [], known: 0 },
      [`POST /desk/api/cases/{case}/open`]: { open: true },
      ...Object.fromEntries(['propose', 'withdraw', 'confirm'].map((what) => [`POST /desk/api/retention/${what}`, { organisation: ORG, cases: [sent.case], word: 'AAAA' }])),
      [`POST /desk/api/retention/hold`]: { case: sent.case, look: at.roster.last_day },
      [`POST /desk/api/retention/lift`]: { case: sent.case, word: 'AAAA' },
      [`POST /desk/api/cases/{case}/next`]: { day: me.today },
      [`POST /desk/api/cases/{case}/uploads`]: { upload: theirs, length: file.length },
    },
  };
}

/** The server cannot open an entry: any age file of the right length is one to it. */
async function ofDesk(recipient) {
  const { file, id } = await sealed(new Uint8Array(4096), recipient);
  return { entries: [{ id, log: 'case', file: b64(file) }] };
}

/** The description with what is known put in: a right value is one that leads somewhere, and each body has an example. */
function narrowed(document, paths, examples) {
  const copy = structuredClone(document);
  for (const [at, item] of Object.entries(copy.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      for (const parameter of operation.parameters ?? []) {
        if (parameter.name === 'from') parameter.schema = { type: 'integer', enum: [0] };
        if (parameter.in === 'path') parameter.schema = { type: 'string', enum: paths[parameter.name] };
      }
      const example = examples[`${method.toUpperCase()} ${at}`];
      const [content] = Object.values(operation.requestBody?.content ?? {});
      if (content && example !== undefined) content.example = example;
    }
  }
  return copy;
}

const run = (args, cwd) => new Promise((done) => {
  execFile(schemathesis, args, { cwd, maxBuffer: 1 << 26, env: { ...process.env, NO_COLOR: '1' } }, (error, out, err) => done({ code: error ? error.code ?? error.signal : 0, said: `${out}${err}` }));
});

/** Runs it; every operation must have been answered as it should be, and have come to something at least once. */
async function holds(host, dressed, nothing) {
  const paths = { ...facts.paths, upload: facts.uploads[host] };
  const document = (await call(program.port, host, 'GET', '/openapi.json')).json();
  const between = await relay({ port: program.port, host, dressed });
  const dir = await tempDir('described');
  try {
    await fs.writeFile(path.join(dir, 'openapi.json'), JSON.stringify(narrowed(document, paths, facts.examples)));
    const { code, said } = await run(['run', 'openapi.json', '--url', `http://127.0.0.1:${between.port}`, '--checks', CHECKS,
      '--phases', 'examples,coverage,fuzzing', '--max-examples', EXAMPLES, '--seed', SEED, '--workers', '1', '--no-shrink', '--warnings', 'off',
      '--generation-database', 'none', '--request-timeout', '60', '--suppress-health-check', 'all'], dir);
    assert.equal(code, 0, said);
    const all = [...between.tally.values()].flat();
    console.log(`${host}: ${all.length} requests to ${Object.keys(document.paths).length} paths`);
    for (const [at, item] of Object.entries(document.paths)) {
      const like = new RegExp(`^${at.replace(/\{(\w+)\}/g, (_, name) => `(?:${paths[name].join('|')})`)}$`);
      for (const method of Object.keys(item).map((name) => name.toUpperCase())) {
        const statuses = [...between.tally].filter(([seen]) => seen.startsWith(`${method} `) && like.test(seen.slice(method.length + 1))).flatMap(([, each]) => each);
        const good = statuses.filter((status) => status < 300).length;
        if (nothing.includes(`${method} ${at}`)) assert.equal(good, 0, `${method} ${at} comes to something`);
        else assert.ok(good > 0, `${method} ${at} never came to anything: ${[...new Set(statuses)]}`);
      }
    }
  } finally {
    await between.close();
    await fs.rm(dir, { recursive: true, force: true });
  }
}

test('the window answers as its description says, whoever asks whatever', async () => {
  const sign = signer(program.port, ORG, facts.at.roster.window);
  const nobody = new Uint8Array(32).fill(7);
  // Something lies there from the beginning, whatever is asked first.
  for (const what of ['draft', 'counter']) {
    const body = Buffer.from(JSON.stringify(facts.examples[`PUT /o/{org}/api/${what}`]));
    const asked = { method: 'PUT', path: `/o/${ORG}/api/${what}`, body };
    const { headers } = await sign(asked, nobody);
    assert.equal((await call(program.port, 'window', asked.method, asked.path, { body, headers })).status, 200, what);
  }
  // A report that a reader has fetched is taken back no more.
  await holds('window', async (asked, odd) => {
    if (!asked.path.includes('/api/') || asked.path.includes('/challenge')) return null;
    // A draft, and the record of a counter, belong to one who has no report. Each is asked for a few times alone, so that is
    // never done by a stranger; and what is thrown away is another's, or by chance nothing would ever lie there.
    const lies = /\/(draft|counter)$/.test(asked.path);
    if (lies && asked.method !== 'PUT') return sign(asked, asked.method === 'DELETE' ? new Uint8Array(32).fill(8) : nobody);
    if (odd < 32 && !isExample(asked)) return null;
    if (lies || (odd < 64 && !isExample(asked))) return sign(asked, nobody);
    return sign(asked, (asked.path.endsWith('/report') ? facts.other : facts).keys.mailbox);
    // Nor is a code replaced once: all that is asked after it would be asked by nobody.
  }, ['DELETE /o/{org}/api/mailbox', 'POST /o/{org}/api/code']);
});

test('the desk answers as its description says, whoever asks whatever', async () => {
  let ended = false;
  await holds('desk', async (asked, odd) => {
    const as = ({ cookie }) => ({ headers: { cookie, origin: program.desk } });
    // Some go as strangers; and one session is there to be ended once.
    if (odd < 32 && !isExample(asked)) return null;
    if (asked.path.startsWith('/desk/api/signout')) {
      if (ended || asked.method !== 'POST') return null;
      ended = true;
      return as(facts.ended);
    }
    const leads = /\/api\/(audit|accounts\/last-day|ending|keys|lying|policies|rosters|successions|invitations(\/\w+)?|releases(\/\w+)?|retention(\/\w+)?)$/.test(asked.path);
    return as(odd < 64 && !isExample(asked) ? facts.other_reader : leads ? facts.lead : facts.reader);
    // What needs an authenticator, a code of this minute, a key or a session to be spared is told by its own stories.
  }, ['POST /desk/api/begin', 'POST /desk/api/rosters', 'POST /desk/api/successions', 'POST /desk/api/releases', 'POST /desk/api/retention/propose',
    'POST /desk/api/retention/confirm', 'POST /desk/api/retention/lift', 'POST /desk/api/signin/passkey', 'POST /desk/api/signin/code', 'PUT /desk/api/own/passkeys',
    'POST /desk/api/own/passkeys/{passkey}/remove', 'PUT /desk/api/own/passkeys/{passkey}/key', 'DELETE /desk/api/own/passkeys/{passkey}/key',
    'PUT /desk/api/own/codes', 'DELETE /desk/api/own/sessions/{session}',
    // Whoever left is given nothing more that could be tried.
    'POST /desk/api/cases/{case}/aside', 'POST /desk/api/cases/{case}/remove']);
});
