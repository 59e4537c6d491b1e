// How TypeScript is bundled, for the browser and for the tests alike.
import { fileURLToPath } from "node:url";

export const here = fileURLToPath(new URL(".", import.meta.url));

/** Options of esbuild that hold for every bundle. */
export const shared = {
  absWorkingDir: here,
  bundle: true,
  format: "esm",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  // age's hybrid and P-256 recipients are never offered here: a roster names X25519 readers only. Without them the
  // report page is 18 kB lighter.
  alias: {
    "@noble/post-quantum/hybrid.js": `${here}seal/absent.ts`,
    "@noble/curves/nist.js": `${here}seal/absent.ts`,
  },
};

/** Where no passphrase locks anything: all but the desk, whose keys are locked by scrypt. */
export const withoutPassphrases = { ...shared, alias: { ...shared.alias, "@noble/hashes/scrypt.js": `${here}seal/absent.ts` } };
