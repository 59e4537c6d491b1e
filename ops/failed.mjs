// A reporter for node --test: each test that failed, with its file and the first lines of why. ops/test prints it after its
// summary, since whoever looks from outside may see the last lines alone.
import path from 'node:path';

const SHOWN = 8;

const lines = (text) => String(text).split('\n').map((line) => line.trimEnd()).filter((line) => line !== '');

// What a test threw is wrapped by the runner: the reason lies within.
function thrown(error) {
  const reason = error?.cause ?? error;
  const at = lines(reason?.stack ?? '').find((line) => /^\s+at .*\.test\.\w+:\d+/.test(line));
  return [...lines(reason?.message ?? reason).slice(0, SHOWN), ...(at === undefined ? [] : [at.trim()])];
}

// A file that ended badly has no reason but what it said while it did.
function said(error, text) {
  const all = lines(text);
  const from = Math.max(0, all.findIndex((line) => /Error\b/.test(line)));
  return [`ended with ${error?.exitCode ?? error?.signal ?? 'no exit code'}`, ...all.slice(from, from + SHOWN)];
}

export default async function* failed(events) {
  const aloud = new Map();
  for await (const { type, data } of events) {
    const file = data?.file === undefined ? '' : path.relative(process.cwd(), data.file);
    if (type === 'test:stderr') aloud.set(file, (aloud.get(file) ?? '') + data.message);
    // A test fails with those inside it: they have lines of their own.
    if (type !== 'test:fail' || data.details?.error?.failureType === 'subtestsFailed') continue;
    const whole = file !== '' && path.resolve(data.name) === data.file;
    const why = whole ? said(data.details?.error, aloud.get(file) ?? '') : thrown(data.details?.error);
    yield `${file}: ${whole ? 'the file itself' : data.name}\n${why.map((line) => `      ${line}\n`).join('')}`;
  }
}
