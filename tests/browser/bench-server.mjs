// What a submission costs the server: its own processor time, and whether any fails when many come at once.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import { roster, seal, send } from './reporter.mjs';

const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
/** So many are kept before any work is asked for. */
const FREE = Number(process.env.BENCH_ALONE ?? 200);
const CLIENTS = 64;
const EACH = Number(process.env.BENCH_EACH ?? 8);

/** Milliseconds that a process has spent on a processor, in its own code and in the system's for it. */
async function spent(pid) {
  const stat = await fs.readFile(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS * 1000;
}

/** What a process holds for itself, in MB. */
export async function held(pid) {
  const smaps = await fs.readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(smaps)[1]) / 1024;
}

/** Rows for the table. Each submission is a challenge and a report; the reports are sealed before the clock starts. */
export async function submissions(program, row) {
  const { port, child: { pid } } = program;
  const at = await roster(port, 'shiojiri');
  const sealed = [];
  for (let n = 0; n < FREE + CLIENTS * EACH; n++) sealed.push(await seal(at));
  const sends = (ready) => send(port, 'shiojiri', at, ready).catch((error) => ({ status: error.message }));

  let before = await spent(pid);
  const alone = [];
  for (const ready of sealed.splice(0, FREE)) alone.push(await sends(ready));
  const quiet = (await spent(pid) - before) / FREE;

  before = await spent(pid);
  const begun = performance.now();
  const lines = await Promise.all(Array.from({ length: CLIENTS }, async () => {
    const answers = [];
    for (const ready of sealed.splice(0, EACH)) answers.push(await sends(ready));
    return answers;
  }));
  const took = (performance.now() - begun) / 1000;
  const crowd = lines.flat();
  const busy = (await spent(pid) - before) / crowd.length;

  const failed = (answers) => answers.filter(({ status }) => status !== 201);
  for (const { status } of failed([...alone, ...crowd])) console.error(`a report failed: ${status}`);
  row(`processor time of the server for a submission, ${FREE} one after the other`, quiet, 'ms', 3);
  row(`the same from ${CLIENTS} clients at once, work to check for ${crowd.filter(({ work }) => work > 0).length} of ${crowd.length}`, busy, 'ms', 3);
  row(`failed of these ${alone.length + crowd.length}`, failed([...alone, ...crowd]).length, '', 0);
  row('kept in a second meanwhile, the work done on this machine too', crowd.length / took, '', Infinity);
  row('memory of the program after these, PSS', await held(pid), 'MB', 40);
}
