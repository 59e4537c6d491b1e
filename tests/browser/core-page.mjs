// The core's WebAssembly in a page of the program itself, as that page fetches it.
import fs from 'node:fs/promises';
import path from 'node:path';
import { required, root } from './world.mjs';

const { build } = required('esbuild');
const { shared } = await import(path.join(root, 'web/bundling.mjs'));

const source = `
  import { coreOf } from './core/loader.ts';
  import { differs, histories } from './test/histories.mjs';
  Object.assign(globalThis, { coreOf, differs, histories });`;

/** What is drawn, and the procedure that it is drawn from. */
export const plan = async () => ({
  plan: JSON.parse(await fs.readFile(path.join(root, 'tests/vectors/histories.json'), 'utf8')),
  procedure: await fs.readFile(path.join(root, 'policies/procedures/counter.toml'), 'utf8'),
});

/** Opens the counter's page and puts `core` into it; gives the bytes of the module as they came, and how many crossed the wire. */
export async function withCore(page, program) {
  await page.goto(`${program.window}/o/shiojiri/counter?hl=ja`);
  await page.waitForSelector('[data-begin]');
  const made = await build({ ...shared, format: 'iife', stdin: { contents: source, resolveDir: path.join(root, 'web'), loader: 'ts' }, write: false });
  await page.evaluate(made.outputFiles[0].text);
  return page.evaluate(async () => {
    const { wasm } = JSON.parse(document.getElementById('page').textContent);
    const bytes = await (await fetch(wasm)).arrayBuffer();
    globalThis.core = globalThis.coreOf(await WebAssembly.compile(bytes));
    const [timing] = performance.getEntriesByName(new URL(wasm, location.href).href);
    return { bytes: bytes.byteLength, sent: timing.encodedBodySize };
  });
}
