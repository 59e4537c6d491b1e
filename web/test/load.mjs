// A TypeScript module of ours as the tests import it: bundled as for the browser, from memory.
import { build } from "esbuild";
import { shared } from "../bundling.mjs";

export async function load(entry) {
  const made = await build({ ...shared, entryPoints: [entry], write: false, platform: "node", sourcemap: "inline" });
  return import(`data:text/javascript;base64,${Buffer.from(made.outputFiles[0].contents).toString("base64")}`);
}

/** Bytes that only look random: the same for the same seed. */
export function chanceFrom(seed) {
  let state = seed >>> 0 || 1;
  return (length) =>
    Uint8Array.from({ length }, () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      state >>>= 0;
      return state & 255;
    });
}
