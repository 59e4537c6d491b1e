/** Pictures of a code, made and read in the page; loaded when somebody asks for one. */
import decodeQR from "qr/decode.js";
import { type Fault, type Grey, readPng } from "./png.ts";

export { drawPng, matrix } from "./draw.ts";

/** More pixels than that are made fewer first: a code that fills a part of a screen stays legible. */
const ENOUGH = 3_000_000;
/** Milliseconds after which no further way of looking is tried. */
const PATIENCE = 3_000;

/** What the QR code in a PNG says, whatever it is. */
export function readPicture(bytes: Uint8Array): { text: string } | { fault: Fault | "no-code" } {
  const picture = readPng(bytes);
  if ("fault" in picture) return picture;
  const tries = [smaller(picture), picture];
  for (const one of picture.width * picture.height > ENOUGH ? tries : [picture]) {
    try {
      return { text: decodeQR(framed(one), { format: "RGB", effort: 8, timeLimit: PATIENCE }) };
    } catch {
      continue;
    }
  }
  return { fault: "no-code" };
}

/** What the QR code in raw pixels says, four bytes each; null if there is none. */
export function readPixels({ width, height, data }: { width: number; height: number; data: Uint8ClampedArray }): string | null {
  try {
    return decodeQR({ width, height, data }, { format: "RGBA", effort: 8, timeLimit: PATIENCE });
  } catch {
    return null;
  }
}

/** By a whole number, each pixel the mean of those that it stands for. */
function smaller({ width, height, pixels }: Grey): Grey {
  const by = Math.ceil(Math.sqrt((width * height) / ENOUGH));
  const [w, h] = [Math.floor(width / by), Math.floor(height / by)];
  const made = new Uint8Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      let sum = 0;
      for (let dy = 0; dy < by; dy++) for (let dx = 0; dx < by; dx++) sum += pixels[(y * by + dy) * width + x * by + dx] ?? 0;
      made[y * w + x] = sum / (by * by);
    }
  }
  return { width: w, height: h, pixels: made };
}

/** Three bytes a pixel, with a white border: a picture may have been cut to the very edge of the code. */
function framed({ width, height, pixels }: Grey): { width: number; height: number; data: Uint8Array } {
  const edge = 16;
  const wide = width + 2 * edge;
  const data = new Uint8Array(wide * (height + 2 * edge) * 3).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = ((y + edge) * wide + x + edge) * 3;
      data.fill(pixels[y * width + x] ?? 255, at, at + 3);
    }
  }
  return { width: wide, height: height + 2 * edge, data };
}
