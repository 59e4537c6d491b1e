// What a browser leaves on the disk of a shared computer: every file of its profile, and the search for words in it.
import fs from 'node:fs/promises';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { search } from './needles.mjs';

const MOZ_LZ4 = Buffer.from('mozLz40\0');

/** Opens what Firefox packs as `mozLz40`: a length, and one block of LZ4. */
export function unpack(file) {
  const out = Buffer.alloc(file.readUInt32LE(8));
  let [from, to] = [12, 0];
  const more = (length) => {
    for (let next = 255; length >= 15 && next === 255;) length += next = file[from++];
    return length;
  };
  while (from < file.length) {
    const token = file[from++];
    const literal = token >> 4 === 15 ? more(15) : token >> 4;
    to += file.copy(out, to, from, (from += literal));
    if (from >= file.length) break;
    const back = file.readUInt16LE(from);
    from += 2;
    const match = ((token & 15) === 15 ? more(15) : token & 15) + 4;
    // Byte by byte: what is copied may be what was just written.
    for (let n = 0; n < match; n++, to++) out[to] = out[to - back];
  }
  return out;
}

/** The bytes of a file, and what of it can be unpacked. */
function* readings(bytes) {
  yield bytes;
  if (bytes.subarray(0, 8).equals(MOZ_LZ4)) yield unpack(bytes);
  for (const open of [gunzipSync, brotliDecompressSync]) {
    try {
      yield open(bytes);
    } catch { /* It is not packed so. */ }
  }
}

/** Which needles stand in which files under `dir` whose names `only` lets through, in any of the spellings. */
export async function left(dir, needles, only = /./) {
  const found = [];
  for (const entry of await fs.readdir(dir, { recursive: true, withFileTypes: true })) {
    const at = path.join(entry.parentPath, entry.name);
    const name = path.relative(dir, at);
    if (!entry.isFile() || !only.test(name)) continue;
    // A browser that runs takes files away meanwhile.
    for (const bytes of readings(await fs.readFile(at).catch(() => Buffer.alloc(0)))) {
      for (const hit of search(bytes, needles)) found.push(`${name}: ${hit}`);
    }
    for (const hit of search(Buffer.from(name), needles)) found.push(`the name of ${name}: ${hit}`);
  }
  return { found: [...new Set(found)] };
}
