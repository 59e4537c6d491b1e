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

const line = (row) => `| ${row.join(' | ')} |`;
export const head = ['what was done', 'times', 'what the senders were told', 'what was found afterwards'];

/** Prints it; its rows are added to the file that SOTOMADO_FAULTS names. */
export async function printed() {
  console.log([head, ...rows].map(line).join('\n'));
  if (process.env.SOTOMADO_FAULTS) await fs.appendFile(path.resolve(root, process.env.SOTOMADO_FAULTS), rows.map((row) => `${line(row)}\n`).join(''));
}
