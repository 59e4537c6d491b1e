// Pictures as a telephone makes them: pixels of their own, and beside them where, when and with what they were taken.
import { createRequire } from "node:module";

const required = createRequire(import.meta.url);
const jpeg = required("jpeg-js");
const png = await import("fast-png");

/** What must be gone; each is long enough to be found by no chance. */
export const NEEDLES = ["GPS 36.115N 137.953E", "serial-8841-0007", "taken by Yamada", "thumbnail-bytes", "after-the-end"];

const ascii = (text) => Buffer.from(text, "latin1");
const be = (...numbers) => Buffer.from(numbers.flatMap((n) => [n >> 8, n & 255]));
const pixels = (width, height) => Uint8Array.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i * 37 + (i >> 5)) & 255));

export const segment = (mark, ...said) => {
  const body = Buffer.concat(said);
  return Buffer.concat([Buffer.from([0xff, mark]), be(body.length + 2), body]);
};

/** `turn` 1 to 8; the place and the number of the camera stand in the same segment. */
export function exif(turn, little = false) {
  const tiff = Buffer.alloc(26);
  tiff.write(little ? "II" : "MM", "latin1");
  const two = (n, at) => (little ? tiff.writeUInt16LE(n, at) : tiff.writeUInt16BE(n, at));
  const four = (n, at) => (little ? tiff.writeUInt32LE(n, at) : tiff.writeUInt32BE(n, at));
  two(42, 2); four(8, 4); two(1, 8); two(0x0112, 10); two(3, 12); four(1, 14); two(turn, 18);
  return Buffer.concat([ascii("Exif\0\0"), tiff, ascii(`${NEEDLES[0]} ${NEEDLES[1]} ${NEEDLES[3]}`)]);
}

export const decoded = {
  jpeg: (bytes) => Buffer.from(jpeg.decode(bytes, { useTArray: true }).data),
  png: (bytes) => Buffer.from(png.decode(bytes).data),
};

export function plainJpeg(width = 40, height = 24) {
  return Buffer.from(jpeg.encode({ data: pixels(width, height), width, height }, 80).data);
}

/** A photograph: everything a camera says, and a film hung on behind its end. */
export function photo({ turn = 6, little = false, width = 40, height = 24 } = {}) {
  const bare = plainJpeg(width, height);
  return Buffer.concat([
    bare.subarray(0, 2),
    segment(0xe0, ascii("JFIF\0"), Buffer.from([1, 2, 0, 0, 1, 0, 1, 1, 5]), ascii(NEEDLES[3])),
    segment(0xe0, ascii("JFXX\0\x10"), ascii(NEEDLES[3])),
    segment(0xe1, exif(turn, little)),
    segment(0xe1, ascii(`http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>${NEEDLES[2]}</x:xmpmeta>`)),
    segment(0xe2, ascii("MPF\0"), ascii(NEEDLES[3])),
    segment(0xe2, ascii("ICC_PROFILE\0\x01\x01colours")),
    segment(0xed, ascii(`Photoshop 3.0\0${NEEDLES[2]}`)),
    segment(0xee, ascii("Adobe"), be(100, 0, 0), Buffer.from([1]), ascii(NEEDLES[1])),
    segment(0xfe, ascii(NEEDLES[1])),
    Buffer.from([0xff, 0xff]),
    bare.subarray(20),
    ascii(`ftyp ${NEEDLES[4]}`),
  ]);
}

export function chunk(name, body = Buffer.alloc(0)) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const said = Buffer.concat([ascii(name), body]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc(said));
  return Buffer.concat([length, said, sum]);
}

function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let n = 0; n < 8; n++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

export const plainPng = (width = 20, height = 12) => Buffer.from(png.encode({ data: pixels(width, height), width, height, channels: 4, depth: 8 }));

/** A picture of a screen. */
export function screen() {
  const bare = plainPng();
  const head = bare.subarray(0, 33);
  return Buffer.concat([
    head,
    chunk("pHYs", Buffer.from([0, 0, 0x16, 0x25, 0, 0, 0x16, 0x25, 1])),
    chunk("gAMA", Buffer.from([0, 0, 0xb1, 0x8f])),
    chunk("eXIf", exif(6).subarray(6)),
    chunk("tEXt", ascii(`Author\0${NEEDLES[2]}`)),
    chunk("tIME", Buffer.from([7, 234, 11, 24, 7, 3, 13])),
    chunk("prVt", ascii(NEEDLES[1])),
    bare.subarray(33),
    ascii(NEEDLES[4]),
  ]);
}

export function riff(name, body) {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length);
  return Buffer.concat([ascii(name), size, body, Buffer.alloc(body.length % 2)]);
}

export const webpOf = (...chunks) => riff("RIFF", Buffer.concat([ascii("WEBP"), ...chunks]));

/** A moving WebP: what its frames hold is not looked at here, only which chunks stay. */
export function webp() {
  const frame = Buffer.concat([Buffer.alloc(16, 7), riff("VP8L", ascii("the pixels")), riff("note", ascii(NEEDLES[1]))]);
  return Buffer.concat([
    webpOf(
      riff("VP8X", Buffer.from([0x2e, 0, 0, 0, 19, 0, 0, 11, 0, 0])),
      riff("ICCP", ascii("colours")),
      riff("ANIM", Buffer.alloc(6)),
      riff("ANMF", frame),
      riff("EXIF", exif(6)),
      riff("XMP ", ascii(NEEDLES[2])),
      riff("spys", ascii(NEEDLES[1])),
    ),
    ascii(NEEDLES[4]),
  ]);
}

/** A second of silence, as a recorder writes it. */
export function sound() {
  const data = Buffer.alloc(8000, 128);
  const le = (n, bytes) => { const made = Buffer.alloc(bytes); made.writeUIntLE(n, 0, bytes); return made; };
  return Buffer.concat([ascii("RIFF"), le(36 + data.length, 4), ascii("WAVEfmt "), le(16, 4), le(1, 2), le(1, 2), le(8000, 4), le(8000, 4), le(1, 2), le(8, 2), ascii("data"), le(data.length, 4), data]);
}
