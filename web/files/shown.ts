/** Sizes, times and names as people read them. */

/** Never rounded to nothing. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1000)} kB`;
  return `${(Math.ceil(bytes / 100_000) / 10).toFixed(1)} MB`;
}

export type Left = { id: "files-js-left-soon" } | { id: "files-js-left-seconds" | "files-js-left-minutes" | "files-js-left-hours"; n: number };

/** Time left in plain words, rounded so that it does not jump. */
export function left(seconds: number): Left {
  if (seconds < 5) return { id: "files-js-left-soon" };
  if (seconds < 55) return { id: "files-js-left-seconds", n: Math.ceil(seconds / 10) * 10 };
  if (seconds < 3300) return { id: "files-js-left-minutes", n: Math.ceil(seconds / 60) };
  return { id: "files-js-left-hours", n: Math.ceil(seconds / 3600) };
}

// Signs that turn the direction of writing make `gpj.exe` look like `exe.jpg`.
const TURNS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A name as it may be shown. */
export const shownName = (name: string): string => name.replace(TURNS, "");

const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const LONGEST = 120;

/** A name under which any system may save it: no folder, no hidden file, no device, an ending if it had one. */
export function safeName(name: string): string {
  const bare = shownName(name).replace(/[/\\:*?"<>|]/g, "_").replace(/^[\s.]+|[\s.]+$/g, "");
  const named = bare === "" || RESERVED.test(bare) ? `file-${bare}`.replace(/-$/, "") : bare;
  const letters = [...named];
  if (letters.length <= LONGEST) return named;
  const dot = named.lastIndexOf(".");
  const ending = dot > 0 && named.length - dot <= 10 ? named.slice(dot) : "";
  return letters.slice(0, LONGEST - ending.length).join("") + ending;
}
