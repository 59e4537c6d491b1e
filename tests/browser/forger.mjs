// What a liar can make by itself, and what honest people do without a browser, so that there is something to lie about.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { call, roster, send, words } from './reporter.mjs';
import { root } from './world.mjs';

const { load } = await import(path.join(root, 'web/test/load.mjs'));
const { base64, hex, unbase64 } = await load('protocol/bytes.ts');
const { frame } = await load('protocol/frame.ts');
const { writeEntry } = await load('protocol/entry.ts');
const { readKeyFile, writeKeyFile } = await load('protocol/keyfile.ts');
const { authorization } = await load('protocol/request.ts');
const { publicKey } = await load('protocol/sign.ts');
const { makeCode } = await load('protocol/code.ts');
const { reporterKeys } = await load('protocol/derive.ts');
const age = await load('seal/age.ts');
const { unlockDeskKey, unlockKey } = await load('desk/readerkey.ts');

export { base64, hex, publicKey, unbase64, writeEntry };
export const { recipientOf } = age;
export const chance = (length) => new Uint8Array(randomBytes(length));
export const sealed = async (plain, recipient) => age.seal(plain, recipient);
export const now = () => `${new Date().toISOString().slice(0, 19)}Z`;
export const dayFrom = (days) => new Date(Date.now() + 9 * 3600_000 + days * 86_400_000).toISOString().slice(0, 10);

/** A signing key and an age identity of the liar's own. */
export async function ownKeys() {
  const seed = chance(32);
  return { seed, author: hex(publicKey(seed)), ...(await age.makeIdentity(chance)) };
}

/** The frame of a roster like `body`, with `change`, signed by `seed`; in base64. */
export const rosterBy = (seed, body, change = {}) =>
  base64(frame('roster', { ...body, desk_key: hex(publicKey(seed)), ...change }, seed));

/** Readers as on the roster, with another recipient in the place of the first. */
export const swapped = (body, recipient) => body.readers.map((reader, nth) => (nth === 0 ? { ...reader, recipient } : reader));

export const succession = (seed, body) => base64(frame('succession', { v: 1, from: hex(publicKey(seed)), day: dayFrom(0), ...body }, seed));

export const deskKey = async (program) => (await unlockDeskKey(await fs.readFile(program.desk_key.file), program.desk_key.passphrase)).seed;

const at = (program, person) => path.resolve(program.dir, person.key_file);
export const readerKey = async (program, person) => unlockKey(new Uint8Array(await fs.readFile(at(program, person))), person.passphrase);

/** A report kept by the program, sealed for readers A and B alone; with all that its code opens. */
export async function reported(program, said = {}, org = 'shiojiri') {
  const there = await roster(program.port, org);
  const third = there.roster.readers[2].author;
  const ready = await sealWithout(there, { ...words, ...said }, [third]);
  const answer = await send(program.port, org, there, ready);
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.bytes}`);
  const sent = JSON.parse(Buffer.from(ready.body).toString());
  const own = sent.keys.find(({ to }) => to === 'reporter');
  const key = readKeyFile(await age.open(unbase64(own.file), [ready.keys.identity]));
  return {
    org, there, code: ready.code, keys: ready.keys, case: sent.case, secret: key.secret, recipient: await age.recipientOf(key.secret),
    author: hex(publicKey(ready.keys.author)), report: sent.entries[0].id, sent,
  };
}

const { makeReport } = await load('seal/report.ts');
const sealWithout = (there, said, leftOut) => makeReport(said, { ...there, leftOut: new Set(leftOut), now: new Date(), chance });

/** The header of an entry in this case; `change` bends it. */
export const header = (story, change) => ({
  v: 1, window: story.there.roster.window, case: story.case, log: 'case', n: 1, before: null,
  heads: [{ author: story.author, entry: story.report }], kind: 'message', time: now(),
  roster: { epoch: story.there.roster.epoch, digest: story.there.digest }, epoch: 1, body: { words: 'x' }, ...change,
});

/** An entry signed by `seed` and sealed to the case (or to `to`), as the server gives it. */
export async function entryBy(seed, story, change = {}, to = story.recipient) {
  const file = await age.seal(writeEntry(header(story, change), seed), to);
  return { id: file.id, log: change.log ?? 'case', day: dayFrom(0), file: base64(file.file) };
}

/** The same entry under another seal. */
export async function resealed(story, entry) {
  const file = await age.seal(await age.open(unbase64(entry.file), [story.secret]), story.recipient);
  return { ...entry, id: file.id, file: base64(file.file) };
}

/** A key file made by `seed`, sealed to `recipient`. */
export async function keyFileBy(seed, story, recipient, change = {}) {
  const body = {
    v: 1, window: story.there.roster.window, case: story.case, purpose: 'case', epoch: 1, secret: story.secret, to: 'reporter', time: now(),
    roster: { epoch: story.there.roster.epoch, digest: story.there.digest }, ...change,
  };
  return { purpose: body.purpose, file: base64((await age.seal(writeKeyFile(body, seed), recipient)).file) };
}

/** A reader at the desk without a browser. */
export async function counsellor(program, nth) {
  const person = program.person('counsellor', nth);
  const key = await readerKey(program, person);
  const body = JSON.stringify({ name: person.sign_in, password: person.password });
  const signed = await call(program.port, 'desk', 'POST', '/desk/api/signin', { body, headers: { origin: program.desk } });
  const cookie = signed.headers['set-cookie'][0].split(';')[0];
  const ask = async (method, where, what) =>
    call(program.port, 'desk', method, `/desk/api/${where}`, { body: what && JSON.stringify(what), headers: { cookie, origin: program.desk } });
  return {
    ...person, key, ask,
    /** Says something in the case, and the program keeps it. */
    async says(story, change) {
      const entry = await entryBy(key.seed, story, change);
      const { day: _, ...sent } = entry;
      const kept = await ask('POST', `cases/${story.case}/entries`, { entries: [sent] });
      if (kept.status !== 201) throw new Error(`${kept.status} ${kept.bytes}`);
      return entry;
    },
  };
}

/** The reporter writes on, and the program keeps it. */
export async function writesOn(program, story, change) {
  const entry = await entryBy(story.keys.author, story, { n: 2, before: story.report, heads: [], ...change });
  const { day: _, ...sent } = entry;
  const body = Buffer.from(JSON.stringify({ entries: [sent] }));
  const { challenge } = (await call(program.port, 'window', 'POST', `/o/${story.org}/api/challenge`)).json();
  const what = { challenge, window: story.there.roster.window, method: 'POST', path: `/o/${story.org}/api/entries`, body };
  const kept = await call(program.port, 'window', 'POST', what.path, { body, headers: { authorization: authorization(what, story.keys.mailbox) } });
  if (kept.status !== 201) throw new Error(`${kept.status} ${kept.bytes}`);
  return entry;
}

/** A half-written report as its author seals it; `change` bends the entry, `seed` signs it and `to` opens it where they are not the code's own. */
export async function draftBy(there, code, words, { seed, to, change = {}, now: moment = new Date(), window = there.roster.window } = {}) {
  const keys = reporterKeys(code, window);
  const body = { words, people: '', answers: {}, consent: 'C0_listen', left_out: [] };
  const entry = {
    v: 1, window, case: '0'.repeat(32), log: 'case', n: 0, before: null, heads: [], kind: 'draft', time: `${moment.toISOString().slice(0, 19)}Z`,
    roster: { epoch: there.roster.epoch, digest: there.digest }, epoch: 1, body, ...change,
  };
  const file = await age.seal(writeEntry(entry, seed ?? keys.author), to ?? (await age.recipientOf(keys.identity)));
  return base64(file.file);
}

/** Leaves a draft here under a fresh code. */
export async function leavesDraft(program, words) {
  const there = await roster(program.port, 'shiojiri');
  const code = makeCode(chance);
  const keys = reporterKeys(code, there.roster.window);
  const body = Buffer.from(JSON.stringify({ file: await draftBy(there, code, words), known: [] }));
  const { challenge } = (await call(program.port, 'window', 'POST', '/o/shiojiri/api/challenge?for=new')).json();
  const what = { challenge, window: there.roster.window, method: 'PUT', path: '/o/shiojiri/api/draft', body };
  const kept = await call(program.port, 'window', 'PUT', what.path, { body, headers: { authorization: authorization(what, keys.mailbox) } });
  if (kept.status !== 200) throw new Error(`${kept.status} ${kept.bytes}`);
  return { there, code };
}
