// Measures what a visitor waits for and what the machine gives, and prints a table.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { counter } from './bench-counter.mjs';
import { desk, unlocking } from './bench-desk.mjs';
import { work } from './bench-work.mjs';
import { files } from './bench-files.mjs';
import { held, submissions } from './bench-server.mjs';
import { interpreted, sealing, usable } from './bench-window.mjs';
import { relay } from './relay.mjs';
import { roster, seal, send } from './reporter.mjs';
import { chromium, demo, freePort, root, tempDir } from './world.mjs';

const rows = [];
const middle = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
/** Of several values the median is shown and held to the goal, and between what they lay. */
function row(what, values, unit, goal) {
  const all = [values].flat();
  const spread = all.length > 1 ? [Math.min(...all), Math.max(...all)] : null;
  rows.push({ what, value: middle(all), spread, unit, goal, held: middle(all) <= goal });
}
const timed = async (work) => {
  const begun = performance.now();
  const result = await work();
  return [performance.now() - begun, result];
};

const dir = await tempDir('bench');
const port = await freePort();
const [first, made] = await timed(() => demo({ dir, port }));
row('memory of the program that has just made the demonstration, PSS', await held(made.child.pid), 'MB', 40);
await made.stop();
const starts = [];
for (let n = 0; n < 5; n++) {
  const [took, again] = await timed(() => demo({ dir, port }));
  starts.push(took);
  await again.stop();
}
const program = await demo({ dir, port });

// The form, cold: everything that crosses the wire, headers and all, until it can be written in.
const wire = await relay(port);
const browser = await chromium({ port, through: wire.port });
const page = await browser.newPage();
await page.goto(`${program.window}/o/shiojiri/report`, { waitUntil: 'networkidle0' });
await page.waitForSelector('#to-words', { visible: true });
await page.click('#to-words');
await page.waitForSelector('#report-words', { visible: true });
const asked = wire.bytes().toString('latin1').match(/^(GET|POST) \S+ HTTP\/1\.1/gm) ?? [];
row('form from a cold cache, requests', asked.length, '', 5);
row('form from a cold cache, bytes received', wire.received(), 'B', 80_000);
await browser.close();
await wire.close();

// Idle: after the pages above, with nothing under way.
row('memory of the idle program, PSS', await held(program.child.pid), 'MB', 40);
row('start to first answer', starts, 'ms', 300);
row('second start of the demonstration, slowest of 5', Math.max(...starts), 'ms', 1000);
row('first start of the demonstration', first, 'ms', Infinity);
await usable(program, row);
await counter(program, row);
for (const [name, { open, goal }] of Object.entries(interpreted)) {
  const parts = await sealing(port, open);
  row(`sealing a report of 4 KB for three readers without JIT, ${name}`, parts.report, 'ms', goal);
  row(`the same, the first in a page, ${name}`, parts.report[0], 'ms', goal);
  row(`made ready before it, while the readers are shown, ${name}`, parts.ready, 'ms', Infinity);
  row(`of it three files by age alone, ${name}`, parts.age, 'ms', Infinity);
  row(`and one of its four signatures, ${name}`, parts.signing, 'ms', Infinity);
}
const at = await roster(port, 'shiojiri');
const sealed = [];
const sending = [];
for (let n = 0; n < 20; n++) {
  const [took, ready] = await timed(() => seal(at));
  sealed.push(took);
  sending.push((await timed(() => send(port, 'shiojiri', at, ready)))[0]);
}
row('sealing a report, in Node', sealed, 'ms', Infinity);
row('sending it until it is on the disk', sending, 'ms', Infinity);
await program.stop();
const fresh = await demo();
await submissions(fresh, row);
await desk(fresh, row);
await fresh.stop();
const worked = await demo({ more: 4 });
await unlocking(worked, row);
await work(worked, row);
await worked.stop();
for (const { what, value, unit, goal } of await files()) row(what, value, unit, goal);
await fs.rm(dir, { recursive: true, force: true });

const shown = (value, unit) => `${value >= 100 || Number.isInteger(value) ? Math.round(value).toLocaleString('en') : value.toFixed(1)} ${unit}`.trim();
const table = ['| what | measured | goal |', '|---|--:|--:|', ...rows.map(({ what, value, spread, unit, goal, held }) =>
  `| ${what} | ${shown(value, unit)}${spread ? ` (${spread.map((end) => shown(end, '')).join('–')})` : ''} | ${goal === Infinity ? '' : `${shown(goal, unit)} ${held ? '✓' : '✗'}`} |`)].join('\n');
console.log(table);

if (process.argv.includes('--write')) {
  const line = (command, ...args) => execFileSync(command, args, { encoding: 'utf8' }).trim();
  const on = `${os.cpus().length} × ${os.cpus()[0].model}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${line('sh', '-c', '. /etc/os-release; echo "$PRETTY_NAME"')}, ` +
    `${line('rustc', '--version')}, Node ${process.version}, ${line(process.env.CHROMIUM ?? 'chromium', '--version').split(' built')[0]}, ${new Date().toISOString().slice(0, 10)}`;
  const head = '# What it costs\n\nPrinted by `ops/bench`, which measures the release build on a demonstration desk; `ops/bench --write` renews this page up to its first heading.\n' +
    'Bytes are those on the wire, headers included. GlobaLeaks 5.0.15 on a machine like this: 29 requests and 1,490,717 B for the form, 1.7 s to the first answer, 124 MB.\n';
  const at = path.join(root, 'docs/performance.md');
  const before = await fs.readFile(at, 'utf8');
  // What was written by hand begins with its first heading, and stays.
  const kept = before.includes('\n## ') ? before.slice(before.indexOf('\n## ')) : '';
  await fs.writeFile(at, `${head}\nMeasured on ${on}.\n\n${table}\n${kept}`);
}
if (rows.some(({ held }) => !held)) process.exitCode = 1;
