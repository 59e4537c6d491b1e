// Many small files of a library as one asset, so that asking for one of them tells nobody which. `glass/pack.ts` reads it.
import { readdirSync, readFileSync } from "node:fs";
import { here } from "./bundling.mjs";

/** Of pdf.js: tables of letters that no PDF need bring along (Japanese above all), decoders of scans, and two fonts of signs. */
export const needed = [
  ["cmaps", /\.bcmap$/],
  ["wasm", /^(jbig2|openjpeg|qcms_bg)\.wasm$/],
  ["iccs", /\.icc$/],
  ["standard_fonts", /^Foxit(Symbol|Dingbats)\.pfb$/],
];

export function packed(library, folders) {
  const list = {};
  const parts = [];
  let at = 0;
  for (const [folder, names] of folders) {
    const from = `${here}node_modules/${library}/${folder}/`;
    for (const name of readdirSync(from).sort().filter((one) => names.test(one))) {
      const bytes = readFileSync(from + name);
      list[name] = [at, at + bytes.length];
      parts.push(bytes);
      at += bytes.length;
    }
  }
  const head = Buffer.from(JSON.stringify(list));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, ...parts]);
}
