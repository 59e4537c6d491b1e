// A locked key in whatever form its owner brings it: the file, the text of the paper copy, or a photograph of it.

import { armor } from "age-encryption";
import { loadPictures } from "../picture/load.ts";
import { NotAKey } from "./readerkey.ts";

/** Pixels of the pictures that are looked through, the smallest first: what a camera adds beyond is noise. */
const SIZES = [1_000_000, 3_000_000, 8_000_000];
const BINARY = "age-encryption.org/v1\n";
const ARMORED = /-----BEGIN AGE ENCRYPTED FILE-----[\s\S]*?-----END AGE ENCRYPTED FILE-----/;

/** There is no code in the picture, or it is no picture. */
export class NoCode extends Error {}
/** The part of the script that reads pictures is not to be had. */
export class NoReader extends Error {}

/** The locked file as the paper copy and its code bear it. */
export const armored = (file: Uint8Array): string => armor.encode(file);

/** The locked file in a text; throws NotAKey. */
export function fromText(text: string): Uint8Array {
  const found = ARMORED.exec(text)?.[0];
  if (!found) throw new NotAKey();
  try {
    return armor.decode(`${found}\n`);
  } catch {
    throw new NotAKey();
  }
}

/** The locked file in a file that was chosen; throws NotAKey, NoCode, NoReader. */
export async function fromFile(file: File): Promise<Uint8Array> {
  if (file.type.startsWith("image/")) return fromText(await codeIn(file));
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = new TextDecoder("latin1").decode(bytes);
  return text.startsWith(BINARY) ? bytes : fromText(text);
}

/** What the QR code in a photograph says. */
async function codeIn(file: File): Promise<string> {
  const pictures = await loadPictures();
  if (!pictures) throw new NoReader();
  let photograph: ImageBitmap;
  try {
    photograph = await createImageBitmap(file);
  } catch {
    throw new NoCode();
  }
  for (const most of SIZES) {
    const found = pictures.readPixels(pixels(photograph, most));
    if (found !== null) return found;
    if (photograph.width * photograph.height <= most) break;
  }
  throw new NoCode();
}

function pixels(photograph: ImageBitmap, most: number): ImageData {
  const by = Math.min(1, Math.sqrt(most / (photograph.width * photograph.height)));
  const [width, height] = [Math.max(1, Math.round(photograph.width * by)), Math.max(1, Math.round(photograph.height * by))];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new NoCode();
  context.drawImage(photograph, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
