// Files and what becomes of them when they are cut, for the core's cutter: `node test/cut-vectors.mjs` prints them.
import { load } from "./load.mjs";
import { chunk, exif, photo, plainJpeg, plainPng, riff, screen, segment, webp, webpOf } from "./pictures.mjs";

const text = (words) => Buffer.from(words, "latin1");
const turned = [1, 3, 6, 8].flatMap((turn) => [false, true].map((little) => [`photo ${turn} ${little}`, photo({ turn, little })]));
const files = [
  ...turned,
  ["plain jpeg", plainJpeg()],
  ["screen", screen()],
  ["plain png", plainPng()],
  ["oblong", Buffer.concat([plainPng().subarray(0, 33), chunk("pHYs", Buffer.from([0, 0, 0, 1, 0, 0, 0, 2, 0])), plainPng().subarray(33)])],
  ["webp", webp()],
  ["simple webp", webpOf(riff("VP8 ", text("pixels!")))],
  ["broken jpeg", photo().subarray(0, 200)],
  ["broken png", plainPng().subarray(0, -6)],
  ["broken webp", webp().subarray(0, 90)],
  ["no pixels", Buffer.from([0xff, 0xd8, 0xff, 0xd9])],
  ["unknown and needed", Buffer.concat([plainPng().subarray(0, 33), chunk("CgBI", Buffer.alloc(4)), plainPng().subarray(33)])],
  ["only exif", Buffer.concat([Buffer.from([0xff, 0xd8]), segment(0xe1, exif(6))])],
  ["heic", text("\0\0\0\x18ftypheic\0\0\0\0")],
  ["film", text("\0\0\0\x18ftypisom")],
  ["matroska", text("\x1a\x45\xdf\xa3webm")],
  ["pdf", text("%PDF-1.7\n")],
  ["word", text("PK\x03\x04______[Content_Types].xml")],
  ["words", Buffer.from("きのうのこと")],
  ["nothing", Buffer.alloc(0)],
];

/** `[{name, file, kind, broken, cleaned}]`, octets in base64, `cleaned` null where nothing was cut. */
export async function vectors() {
  const { see } = await load("files/kind.ts");
  return Promise.all(files.map(async ([name, bytes]) => {
    const { kind, warning, cleaned } = await see(new Blob([bytes]));
    const cut = cleaned && Buffer.from(await cleaned.arrayBuffer()).toString("base64");
    return { name, file: Buffer.from(bytes).toString("base64"), kind, broken: warning === "broken", cleaned: cut };
  }));
}

if (process.argv[1] === import.meta.filename) process.stdout.write(`${JSON.stringify(await vectors(), null, 1)}\n`);
