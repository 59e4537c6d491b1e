// What the licences of bundled packages ask for: their names, and their texts, given out beside the scripts.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { here } from "./bundling.mjs";

const PACKAGE = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//;
const LICENCE = /^(licen[cs]e|copying|notice)/i;

/** Packages of which something stands in a bundle, by the inputs that esbuild names. */
export const packagesOf = (inputs) => inputs.map((input) => PACKAGE.exec(input)?.[1]).filter(Boolean);

/** One text about all of them; a package without a licence's text stops the build. `folders` are those of a package that are given
 * out as they are, with texts of their own. */
export function notices(packages, folders = {}) {
  const all = [...new Set([...packages, ...Object.keys(folders)])].sort();
  return all.map((name) => one(name, ["", ...(folders[name] ?? [])])).join("\n\n");
}

function one(name, folders) {
  const root = `${here}node_modules/${name}/`;
  const { version, license } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  const texts = folders.flatMap((folder) => {
    const at = `${root}${folder}`;
    return existsSync(at) ? readdirSync(at).filter((file) => LICENCE.test(file)).map((file) => readFileSync(`${at}/${file}`, "utf8").trim()) : [];
  });
  if (texts.length === 0) throw new Error(`${name} ${version} (${license}) brings no text of its licence`);
  return [`${name} ${version} (${license})`, ...texts].join("\n\n");
}
