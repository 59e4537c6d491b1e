/** The 32 characters of a code, five dots wide and seven high; each row is five bits, the left dot first. */

const ROWS: Record<string, string> = {
  "0": "0e 11 11 15 11 11 0e",
  "1": "04 0c 14 04 04 04 1f",
  "2": "0e 11 01 06 08 10 1f",
  "3": "1f 02 04 06 01 11 0e",
  "4": "02 06 0a 12 1f 02 02",
  "5": "1f 10 1e 01 01 11 0e",
  "6": "06 08 10 1e 11 11 0e",
  "7": "1f 01 02 04 08 08 08",
  "8": "0e 11 11 0e 11 11 0e",
  "9": "0e 11 11 0f 01 02 0c",
  A: "04 0a 11 11 1f 11 11",
  B: "1e 11 11 1e 11 11 1e",
  C: "0e 11 10 10 10 11 0e",
  D: "1c 12 11 11 11 12 1c",
  E: "1f 10 10 1e 10 10 1f",
  F: "1f 10 10 1e 10 10 10",
  G: "0e 11 10 17 11 11 0f",
  H: "11 11 11 1f 11 11 11",
  J: "07 02 02 02 02 12 0c",
  K: "11 12 14 18 14 12 11",
  M: "11 1b 15 15 11 11 11",
  N: "11 19 15 15 13 11 11",
  P: "1e 11 11 1e 10 10 10",
  Q: "0e 11 11 11 15 12 0d",
  R: "1e 11 11 1e 14 12 11",
  S: "0f 10 10 0e 01 01 1e",
  T: "1f 04 04 04 04 04 04",
  V: "11 11 11 11 0a 0a 04",
  W: "11 11 11 15 15 1b 11",
  X: "11 0a 04 04 04 0a 11",
  Y: "11 11 0a 04 04 04 04",
  Z: "1f 01 02 04 08 10 1f",
};

export const WIDE = 5;
export const HIGH = 7;

/** Rows of dots; an empty glyph for anything that is no character of a code. */
export function glyph(letter: string): boolean[][] {
  const rows = (ROWS[letter] ?? "").split(" ").filter((row) => row !== "");
  return rows.map((row) => Array.from({ length: WIDE }, (_, x) => ((Number.parseInt(row, 16) >> (WIDE - 1 - x)) & 1) === 1));
}
