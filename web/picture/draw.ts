/** A code as a picture: its QR code, and below it the six groups to be read by eye. */
import encodeQR from "qr";
import { glyph, HIGH, WIDE } from "./glyphs.ts";
import { writePng } from "./png.ts";

const MODULE = 12;
const DOT = 6;
const EDGE = 36;
/** From one letter to the next, and from one group to the next. */
const LETTER = (WIDE + 1) * DOT;
const GROUP = 4 * LETTER + 4 * DOT;
const LINE = (HIGH + 4) * DOT;
const ACROSS = 3;

/** Black modules are true; four white ones all around. What is long bears less damage, or it would be too fine to photograph. */
export const matrix = (code: string, ecc: "high" | "medium" = "high"): boolean[][] => encodeQR(code, "raw", { ecc, border: 4 });

/** The bytes of a PNG, the same for the same code; it says nothing but the code. */
export function drawPng(code: string): Uint8Array {
  const modules = matrix(code);
  const square = modules.length * MODULE;
  const words = ACROSS * GROUP - 4 * DOT - DOT;
  const width = Math.max(square, words + 2 * EDGE);
  const height = square + 2 * LINE + EDGE;
  const black = new Uint8Array(width * height);
  const dot = (x: number, y: number, size: number): void => {
    for (let row = y; row < y + size; row++) black.fill(1, row * width + x, row * width + x + size);
  };
  const left = Math.floor((width - square) / 2);
  modules.forEach((row, y) => row.forEach((on, x) => on && dot(left + x * MODULE, y * MODULE, MODULE)));
  const begins = Math.floor((width - words) / 2);
  [...code].forEach((letter, at) => {
    const group = Math.floor(at / 4);
    const x = begins + (group % ACROSS) * GROUP + (at % 4) * LETTER;
    const y = square + Math.floor(group / ACROSS) * LINE;
    glyph(letter).forEach((row, down) => row.forEach((on, across) => on && dot(x + across * DOT, y + down * DOT, DOT)));
  });
  return writePng(black, width, height);
}
