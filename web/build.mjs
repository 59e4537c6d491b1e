// Writes web/dist: scripts, style, icon and the core, each under a name that holds its digest, each in brotli too.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { here, shared, withoutPassphrases } from "./bundling.mjs";
import { notices, packagesOf } from "./notices.mjs";
import { needed, packed } from "./packing.mjs";

const dist = `${here}dist/`;
/** Packages of which something is given out. */
const bundled = [];

async function bundle(entry, define = {}, format = "esm") {
  const kind = entry.startsWith("desk/") ? shared : withoutPassphrases;
  const made = await build({ ...kind, format, entryPoints: [entry], minify: true, write: false, metafile: true, define, external: ["/assets/*"] });
  bundled.push(...packagesOf(Object.keys(made.metafile.inputs)));
  return made.outputFiles[0].contents;
}

const servedAs = (name, bytes) => {
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const [stem, ending] = name.split(".");
  return `${stem}.${digest}.${ending}`;
};

// What is fetched when a file is chosen. Each script holds the address of the next, digest and all, so that no page can
// name another in its place.
const assets = new Map();
const add = (name, bytes) => {
  assets.set(name, bytes);
  return JSON.stringify(`/assets/${servedAs(name, bytes)}`);
};
const worker = add("files.js", await bundle("files/worker.ts"));
const attach = add("attach.js", await bundle("files/attach.ts", { FILES_SCRIPT: worker, FILES_WORDS: JSON.stringify(wordsOf("files")) }));
const consent = add("consent.js", await bundle("consent/main.ts", { CONSENT_WORDS: JSON.stringify(wordsOf("consent")) }));
const picture = add("picture.js", await bundle("picture/main.ts"));
// What looks at a file: its frame's script stands in the frame's page, the rest goes to it over a port.
assets.set("glass.js", await bundle("glass/main.ts"));
const looking = {
  PAPERS_SCRIPT: add("papers.js", await bundle("glass/display.ts")),
  // Of an origin that is nobody's, Chromium takes no worker that is a module.
  PAPERS_WORKER: add("papersworker.js", await bundle("glass/opener.ts", {}, "iife")),
  PAPERS_DATA: add("papers.bin", packed("pdfjs-dist", needed)),
  REWRITTEN_SCRIPT: add("rewritten.js", await bundle("glass/rewritten.ts")),
};
const previews = add("previews.js", await bundle("previews/main.ts", { ...looking, PREVIEWS_WORDS: JSON.stringify(wordsOf("previews")) }));
for (const [name, entry] of [["window", "window/main"], ["mailbox", "window/back"], ["desk", "desk/main"]]) add(`${name}.js`, await bundle(`${entry}.ts`, { ATTACH_SCRIPT: attach, FILES_SCRIPT: worker, PICTURE_SCRIPT: picture, CONSENT_SCRIPT: consent, PREVIEWS_SCRIPT: previews }));
add("told.js", await bundle("window/told/main.ts"));
add("counter.js", await bundle("window/counter/main.ts", { PICTURE_SCRIPT: picture }));
assets.set("style.css", await bundle("style/index.css"));
assets.set("icon.svg", readFileSync(`${here}style/icon.svg`));
// Sheets of their own: the form's page loads none of them.
assets.set("counter.css", await bundle("style/counter.css"));
assets.set("figures.css", await bundle("style/figures.css"));
assets.set("notices.txt", Buffer.from(notices(bundled, { "pdfjs-dist": needed.map(([folder]) => folder) })));
const core = process.env.SOTOMADO_CORE_WASM;
if (core) assets.set("core.wasm", readFileSync(core));

mkdirSync(dist, { recursive: true });
const manifest = {};
for (const [name, bytes] of assets) {
  const served = servedAs(name, bytes);
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

/** Messages of a script that is fetched when it is needed, by language. */
function wordsOf(name) {
  const from = `${here}../locales/`;
  const lines = (language) => readFileSync(`${from}${language}/${name}.ftl`, "utf8").split("\n");
  const message = (line) => (line.startsWith(`${name}-js-`) ? /^([a-z0-9-]+) = (.*)$/.exec(line)?.slice(1) : undefined);
  const values = (text) => text.replace(/\{ \$([a-z]+) \}/g, "{$$$1}");
  return Object.fromEntries(readdirSync(from).map((language) => [language, Object.fromEntries(lines(language).map(message).filter(Boolean).map(([id, text]) => [id, values(text)]))]));
}
