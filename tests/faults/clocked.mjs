// The real program under a clock that the test moves.
import fs from 'node:fs/promises';
import path from 'node:path';
import { fresh } from './program.mjs';

const library = (await fs.readdir('/usr/lib', { withFileTypes: true })).filter((one) => one.isDirectory())
  .map((one) => path.join('/usr/lib', one.name, 'faketime/libfaketime.so.1'));

async function libfaketime() {
  for (const file of library) if (await fs.access(file).then(() => true, () => false)) return file;
  throw new Error('libfaketime is missing: ops/ready test installs it');
}

/** A program whose clock reads what `says` was last told, from the next look on. */
export async function clocked() {
  const program = await fresh();
  await program.stop();
  const told = path.join(program.dir, 'clock');
  const says = (offset) => fs.writeFile(told, `${offset}\n`);
  await says('+0');
  const env = { LD_PRELOAD: await libfaketime(), FAKETIME_TIMESTAMP_FILE: told, FAKETIME_NO_CACHE: '1', DONT_FAKE_MONOTONIC: '1' };
  return { program: await program.again({ env }), says };
}
