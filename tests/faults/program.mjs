// The real program, started so that it can be killed, starved of disk, slowed and told a wrong time.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { agent } from '../browser/reporter.mjs';
import { freePort, program as binary, tempDir, until } from '../browser/world.mjs';

let made;

/** A folder that goes with this process. */
async function folder(name) {
  const dir = await tempDir(name);
  process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Making a desk takes seconds of key derivation: it is made once, and each test is given a copy. */
const desk = () => (made ??= (async () => {
  const program = await launch({ dir: await folder('desk'), port: await freePort() });
  await program.stop();
  return program.dir;
})());

/** A demonstration desk of one's own in a new folder. */
export async function fresh(options = {}) {
  const dir = await folder('faults');
  await fs.cp(await desk(), dir, { recursive: true });
  return start({ ...options, dir });
}

/** The same on a disk of its own. */
export async function freshOn({ dir, inside, run }) {
  await run(`cp -a "${await desk()}/." "${dir}"`);
  return start({ dir, wrap: inside });
}

/** A demonstration desk in `dir` on `port`. `wrap` is a command to start it under, `env` what its environment has besides. */
export const start = async (options) => launch({ ...options, port: options.port ?? (await freePort()) });

async function launch({ dir, port, wrap = [], env = {} }) {
  const [command, ...args] = [...wrap, binary, 'demo', '--port', String(port), '--dir', dir];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env }, detached: true });
  const orphan = () => end(child, 'SIGKILL');
  process.on('exit', orphan);
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  let gone;
  const exited = new Promise((done) => child.on('exit', (code, signal) => {
    process.off('exit', orphan);
    // Lines to a program that is gone would fail whoever speaks to the next one on this port.
    agent.destroy();
    done(gone = { code, signal });
  }));
  const said = () => Buffer.concat(output).toString();
  await until(() => gone ?? answers(port), 'the program to listen', 60);
  if (gone) throw new Error(`ended with ${JSON.stringify(gone)}: ${said()}`);
  // A wrapper may be gone before what it wrapped: until the port is free, the next program could not listen, and the one
  // that is dying would be taken for it.
  const over = async () => {
    await exited;
    await until(async () => !(await answers(port)), 'the program to be gone');
  };
  return {
    dir, port, child, said, exited,
    /** As a power cut does: nothing is said before. */
    async kill() {
      end(child, 'SIGKILL');
      await over();
    },
    async stop() {
      end(child, 'SIGTERM');
      await over();
    },
    again: (other = {}) => start({ dir, port, wrap, env, ...other }),
  };
}

/** A whole group: what was started under a wrapper ends with it. */
function end(child, signal) {
  try { process.kill(-child.pid, signal); } catch { /* it is gone already */ }
}

const answers = (port) => new Promise((done) => {
  const socket = net.connect(port, '127.0.0.1', () => (socket.destroy(), done(true)));
  socket.on('error', () => done(false));
});

/** The people and addresses of a desk that was started once. */
export const people = async (dir) => JSON.parse(await fs.readFile(path.join(dir, 'demo.json'), 'utf8')).people;

/**
 * A disk of its own, `size` bytes, in a mount namespace that lives as long as its holder: the program may be killed and
 * started anew on it, and nobody else sees it. Needs the right to make a namespace, as root or by the system's leave.
 */
export async function disk(size) {
  const dir = await tempDir('disk');
  const make = process.getuid() === 0 ? ['-m'] : ['-U', '-r', '-m'];
  const holder = spawn('unshare', [...make, 'sh', '-c', `mount -t tmpfs -o size=${size} tmpfs "${dir}" && echo ready && exec sleep 600`],
    { stdio: ['ignore', 'pipe', 'pipe'] });
  process.on('exit', () => holder.kill('SIGKILL'));
  let heard = '';
  holder.stdout.on('data', (chunk) => { heard += chunk; });
  holder.stderr.on('data', (chunk) => { heard += chunk; });
  await until(() => heard.includes('ready'), `a disk of its own (${heard})`);
  const inside = ['nsenter', '-t', String(holder.pid), ...(process.getuid() === 0 ? ['-m'] : ['-U', '--preserve-credentials', '-m'])];
  return {
    dir, inside,
    /** A command on that disk; its output. */
    run: (script) => new Promise((done, fail) => {
      const child = spawn(inside[0], [...inside.slice(1), 'sh', '-c', script]);
      let out = '';
      child.stdout.on('data', (chunk) => { out += chunk; });
      child.stderr.on('data', (chunk) => { out += chunk; });
      child.on('exit', (code) => (code === 0 ? done(out) : fail(new Error(`${script}: ${out}`))));
    }),
    async close() {
      holder.kill('SIGKILL');
      await fs.rm(dir, { recursive: true, force: true });
    },
  };
}
