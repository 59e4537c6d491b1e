// The window's script, deliberately built without sealing: what the canary test must find before it may find nothing.
import path from 'node:path';
import { required, root } from './world.mjs';

const { build } = required('esbuild');
const { shared } = await import(path.join(root, 'web/bundling.mjs'));
const shim = path.join(root, 'tests/browser/unsealed-age.mjs');

export async function unsealedWindow() {
  const plugin = {
    name: 'unsealed',
    setup({ onResolve }) {
      onResolve({ filter: /^age-encryption$/ }, ({ importer }) =>
        importer === shim ? { path: required.resolve('age-encryption') } : { path: shim });
    },
  };
  const made = await build({ ...shared, entryPoints: ['window/main.ts'], plugins: [plugin], write: false });
  return Buffer.from(made.outputFiles[0].contents);
}
