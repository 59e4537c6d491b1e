// The world of the browser tests: the release program with a demonstration desk of its own, Chromium and Firefox.
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

export const root = path.resolve(import.meta.dirname, '../..');
export const required = createRequire(path.join(root, 'web/package.json'));
const run = promisify(execFile);
const puppeteer = (await import(required.resolve('puppeteer-core'))).default;

export const program = process.env.SOTOMADO_BIN ?? path.join(
  process.env.CARGO_TARGET_DIR ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'sotomado/target'),
  'release/sotomado',
);

export const freePort = () => new Promise((done) => {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});

export const tempDir = (name) => fs.mkdtemp(path.join(os.tmpdir(), `sotomado-${name}-`));

/** Asks `what` again and again until it answers something true. */
export async function until(what, why, seconds = 20) {
  const end = performance.now() + seconds * 1000;
  for (let last; ;) {
    try {
      const answer = await what();
      if (answer) return answer;
    } catch (error) { last = error; }
    if (performance.now() > end) throw new Error(`waited ${seconds} s for ${why}${last ? `: ${last.message}` : ''}`);
    await new Promise((done) => setTimeout(done, 15));
  }
}

/** Beside `ops/postgres`, a database for the demonstration in `dir`; the same folder gets the same one. */
async function database(dir) {
  const server = process.env.SOTOMADO_TEST_DATABASE;
  if (!server) return [];
  const name = `demo_${createHash('sha256').update(dir).digest('hex').slice(0, 16)}`;
  const there = await run('psql', ['-qAtc', `SELECT 1 FROM pg_database WHERE datname = '${name}'`, server]);
  if (!there.stdout) await run('psql', ['-qc', `CREATE DATABASE ${name}`, server]);
  return ['--database', server.replace(/[^/]*$/, name)];
}

/** Starts `sotomado demo` in `dir`; resolves when its window answers. `more` are organisations beside the two. */
export async function demo({ dir, port, env = {}, more = 0 } = {}) {
  const own = dir === undefined;
  dir ??= await tempDir('demo');
  port ??= await freePort();
  const child = spawn(program, ['demo', '--port', String(port), '--dir', dir, '--more', String(more), ...await database(dir)], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const orphan = () => child.kill('SIGKILL');
  process.on('exit', orphan);
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  let gone;
  const exited = new Promise((done) => child.on('exit', (code, signal) => done((gone = { code, signal }))));
  child.on('error', (error) => { gone = error; });
  const said = () => Buffer.concat(output).toString();
  const facts = await until(async () => {
    if (gone) throw new Error(`sotomado demo ended: ${JSON.stringify(gone)}\n${said()}`);
    await new Promise((done, fail) => net.connect(port, '127.0.0.1', done).on('error', fail).on('connect', function () { this.end(); }));
    return JSON.parse(await fs.readFile(path.join(dir, 'demo.json'), 'utf8'));
  }, 'sotomado demo to listen');
  const host = (name) => `http://${name}.localhost:${port}`;
  return {
    dir, port, child, said, ...facts,
    window: host('window'), desk: host('desk'), trends: host('trends'),
    person: (role, nth = 0) => facts.people.filter((person) => person.role === role)[nth],
    async stop() {
      child.kill('SIGTERM');
      await exited;
      process.off('exit', orphan);
      if (own) await fs.rm(dir, { recursive: true, force: true });
    },
  };
}

/**
 * Chromium. `through` is a relay's port that stands in the way of `port`, with the address bar and Host unchanged; `args` are its own.
 * Without a `profile` the browser has one of its own, which is gone once it is closed.
 */
export async function chromium({ port, through, args = [], profile } = {}) {
  const own = profile === undefined;
  profile ??= await tempDir('chromium');
  const mapped = through ? [`--host-resolver-rules=${['window', 'desk', 'trends'].map((name) => `MAP ${name}.localhost:${port} 127.0.0.1:${through}`).join(', ')}`] : [];
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    userDataDir: profile,
    args: [
      ...(process.getuid() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu', '--accept-lang=ja-JP,ja', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--font-render-hinting=none', ...mapped, ...args,
    ],
  });
  return own ? gone(browser, profile) : browser;
}

/** Firefox, over WebDriver BiDi, which it speaks itself; names under localhost are its own machine to it. `prefs` as in about:config. */
export async function firefox({ prefs = {}, profile } = {}) {
  const own = profile === undefined;
  profile ??= await tempDir('firefox');
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
    userDataDir: profile,
    extraPrefsFirefox: { 'intl.accept_languages': 'ja-JP,ja', ...prefs },
  });
  return own ? gone(browser, profile) : browser;
}

/** Takes the profile away once the browser is closed. */
function gone(browser, profile) {
  const close = browser.close.bind(browser);
  browser.close = async () => {
    await close();
    await fs.rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return browser;
}
