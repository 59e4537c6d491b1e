// Another day than today's: for the program by libfaketime, for a page by its own Date.
import fs from 'node:fs/promises';
import path from 'node:path';
import { tempDir } from './world.mjs';

const folders = (await fs.readdir('/usr/lib', { withFileTypes: true })).filter((one) => one.isDirectory());

async function library() {
  for (const { name } of folders) {
    const file = path.join('/usr/lib', name, 'faketime/libfaketime.so.1');
    if (await fs.access(file).then(() => true, () => false)) return file;
  }
  throw new Error('libfaketime is missing: ops/ready test installs it');
}

/** `env` is for the program; `says` sets the moment that it reads from then on, and `ahead` how far that lies from the machine's. */
export async function clock(moment) {
  const told = path.join(await tempDir('clock'), 'clock');
  const made = {
    env: { LD_PRELOAD: await library(), FAKETIME_TIMESTAMP_FILE: told, FAKETIME_NO_CACHE: '1', DONT_FAKE_MONOTONIC: '1' },
    ahead: 0,
    async says(then) {
      made.ahead = Math.round((Date.parse(then) - Date.now()) / 1000) * 1000;
      await fs.writeFile(told, `${made.ahead < 0 ? '' : '+'}${made.ahead / 1000}\n`);
    },
  };
  await made.says(moment);
  return made;
}

/** The page's clock runs as far ahead, from its next document on. */
export const shifts = (page, ahead) =>
  page.evaluateOnNewDocument((ms) => {
    const Real = Date;
    globalThis.Date = class extends Real {
      constructor(...given) {
        if (given.length > 0) super(...given);
        else super(Real.now() + ms);
      }

      static now() {
        return Real.now() + ms;
      }
    };
  }, ahead);
