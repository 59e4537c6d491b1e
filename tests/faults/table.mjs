// The table of faults tried, made by the run that tried them.
import fs from 'node:fs/promises';
import path from 'node:path';
import { root } from '../browser/world.mjs';

const rows = [];

/** One fault: what was done, how often, and what the reporters were told while it lasted. */
export function tried(fault, times, before, found) {
  const told = before ? `${before.kept} kept, ${before.refused} told no, ${before.nothing} told nothing` : '';
  rows.push([fault, String(times), told, found]);
}

/** Prints it; written to `docs/faults.md` where SOTOMADO_FAULTS names that file. */
export async function printed() {
  const head = ['what was done', 'times', 'what the senders were told', 'what was found afterwards'];
  const text = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  console.log(text);
  if (process.env.SOTOMADO_FAULTS) await fs.appendFile(path.resolve(root, process.env.SOTOMADO_FAULTS), `${text}\n`);
}
