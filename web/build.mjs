// Writes web/dist: scripts, style, icon and the core, each under a name that holds its digest, each in brotli too.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { here, shared } from "./bundling.mjs";

const dist = `${here}dist/`;

async function bundle(entry, loader) {
  const made = await build({ ...shared, entryPoints: [entry], minify: true, write: false, loader });
  return made.outputFiles[0].contents;
}

const assets = new Map();
for (const room of ["window", "desk"]) {
  if (existsSync(`${here}${room}/main.ts`)) assets.set(`${room}.js`, await bundle(`${room}/main.ts`));
}
assets.set("style.css", await bundle("style/index.css"));
assets.set("icon.svg", readFileSync(`${here}style/icon.svg`));
const core = process.env.SOTOMADO_CORE_WASM;
if (core) assets.set("core.wasm", readFileSync(core));

mkdirSync(dist, { recursive: true });
const manifest = {};
for (const [name, bytes] of assets) {
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const [stem, ending] = name.split(".");
  const served = `${stem}.${digest}.${ending}`;
  manifest[name] = served;
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  if (!existsSync(dist + served)) {
    writeFileSync(dist + served, bytes);
    writeFileSync(`${dist}${served}.br`, brotli);
  }
  console.log(`${served}  ${bytes.length} B, ${brotli.length} B in brotli`);
}
// What an older build left would be embedded beside the new.
const kept = new Set(Object.values(manifest).flatMap((served) => [served, `${served}.br`]));
for (const name of readdirSync(dist)) if (!kept.has(name) && name !== "manifest.json") rmSync(dist + name);
writeFileSync(`${dist}manifest.json`, `${JSON.stringify(manifest, null, 1)}\n`);
