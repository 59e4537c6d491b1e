/** What is under a mark is painted over in the pixels themselves, and a new PNG is made of them: nothing of the old file is in it. */
import { Cannot } from "./sheet.ts";
import type { Mark } from "./talk.ts";

/** Whole pixels, outwards: a letter's edge must not stay. */
function pixels({ x, y, width, height }: Mark, canvas: HTMLCanvasElement): [x: number, y: number, width: number, height: number] {
  const from = (part: number, of: number): number => Math.max(0, Math.floor(part * of));
  const to = (part: number, of: number): number => Math.min(of, Math.ceil(part * of));
  const [left, top] = [from(x, canvas.width), from(y, canvas.height)];
  return [left, top, Math.max(0, to(x + width, canvas.width) - left), Math.max(0, to(y + height, canvas.height) - top)];
}

export async function burn(canvas: HTMLCanvasElement, marks: Mark[]): Promise<ArrayBuffer> {
  const context = canvas.getContext("2d");
  if (!context) throw new Cannot("large");
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = "#000";
  const all = marks.map((mark) => pixels(mark, canvas)).filter(([, , width, height]) => width > 0 && height > 0);
  for (const one of all) context.fillRect(...one);
  // A browser that falsifies canvases against recognition would give a picture that is not the one that was seen.
  for (const one of all) if (!isBlack(context.getImageData(...one).data)) throw new Cannot("falsified");
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Cannot("large");
  return blob.arrayBuffer();
}

const isBlack = (data: Uint8ClampedArray): boolean => data.every((value, place) => value === (place % 4 === 3 ? 255 : 0));
