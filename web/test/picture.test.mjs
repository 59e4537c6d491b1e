import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { test } from "node:test";
import { chanceFrom, load } from "./load.mjs";

const { drawPng, matrix, readPicture } = await load("picture/main.ts");
const { readPng, writePng } = await load("picture/png.ts");
const { glyph } = await load("picture/glyphs.ts");
const { makeCode } = await load("protocol/code.ts");
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const chance = chanceFrom(11);

/** A PNG of any kind, as another program would write it; `lines` are filtered already. */
function png({ width, height, depth = 8, colour = 0, interlace = 0 }, lines, { before = [], idat = deflateSync(lines) } = {}) {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, body, Buffer.alloc(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([depth, colour, 0, 0, interlace], 8);
  const all = [Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", head), ...before.map(([name, data]) => chunk(name, data))];
  for (let at = 0; at < idat.length; at += 1000) all.push(chunk("IDAT", idat.subarray(at, at + 1000)));
  return new Uint8Array(Buffer.concat([...all, chunk("IEND", Buffer.alloc(0))]));
}

/** Pixels as lines of samples: what is drawn becomes another picture by `at(x, y)` → brightness. */
const linesOf = (width, height, at, channels = 1) => {
  const lines = Buffer.alloc((width * channels + 1) * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) for (let c = 0; c < channels; c++) lines[y * (width * channels + 1) + 1 + x * channels + c] = c === 3 ? 255 : at(x, y);
  return lines;
};

const drawn = (code) => readPng(drawPng(code));
const look = ({ width, height, pixels }) => (x, y) => (x < 0 || y < 0 || x >= width || y >= height ? 255 : pixels[Math.floor(y) * width + Math.floor(x)]);

test("every code becomes a picture and comes back from it", () => {
  for (let i = 0; i < 100; i++) {
    const code = makeCode(chance);
    assert.deepEqual(readPicture(drawPng(code)), { text: code });
  }
});

test("the picture holds no more than picture: three chunks, the same bytes for the same code", () => {
  const code = makeCode(chance);
  const bytes = Buffer.from(drawPng(code));
  assert.deepEqual(bytes, Buffer.from(drawPng(code)));
  const names = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) names.push(bytes.toString("latin1", at + 4, at + 8));
  assert.deepEqual(names, ["IHDR", "IDAT", "IEND"]);
  assert.ok(bytes.length < 8000, `${bytes.length} bytes`);
});

test("the letters below the square are the code's, and no two look alike", () => {
  const shapes = new Map();
  for (const letter of ALPHABET) {
    const dots = glyph(letter);
    assert.deepEqual([dots.length, ...new Set(dots.map((row) => row.length))], [7, 5], letter);
    for (const [other, old] of shapes) {
      const apart = dots.flat().filter((on, at) => on !== old.flat()[at]).length;
      assert.ok(apart >= 2, `${letter} and ${other} differ in ${apart} dots`);
    }
    shapes.set(letter, dots);
  }
  for (let i = 0; i < 10; i++) {
    const code = makeCode(chance);
    const picture = drawn(code);
    const at = look(picture);
    const square = matrix(code).length * 12;
    const words = 3 * 168 - 30;
    const begins = Math.floor((picture.width - words) / 2);
    const read = [...code].map((_, n) => {
      const [x, y] = [begins + (Math.floor(n / 4) % 3) * 168 + (n % 4) * 36, square + Math.floor(n / 12) * 66];
      const dots = Array.from({ length: 7 }, (_, row) => Array.from({ length: 5 }, (_, column) => at(x + column * 6 + 3, y + row * 6 + 3) < 128));
      return [...shapes].find(([, shape]) => JSON.stringify(shape) === JSON.stringify(dots))?.[0] ?? "?";
    });
    assert.equal(read.join(""), code);
  }
});

test("cut to the square, scaled, on a dark screen, noisy: it is read still", () => {
  for (let i = 0; i < 5; i++) {
    const code = makeCode(chance);
    const picture = drawn(code);
    const at = look(picture);
    const square = matrix(code).length * 12;
    const left = Math.floor((picture.width - square) / 2);
    const seen = (width, height, from, channels = 1) => readPicture(png({ width, height, colour: channels === 1 ? 0 : channels === 3 ? 2 : 6 }, linesOf(width, height, from, channels)));
    const inner = square - 2 * 48;
    assert.deepEqual(seen(inner, inner, (x, y) => at(x + left + 48, y + 48)), { text: code }, "cut to the very edge");
    for (const scale of [0.4, 0.77, 1.9]) {
      const [w, h] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
      assert.deepEqual(seen(w, h, (x, y) => at((x + 0.5) / scale, (y + 0.5) / scale), 3), { text: code }, `scaled by ${scale}`);
    }
    assert.deepEqual(seen(1080, 2340, (x, y) => (x >= 200 && x < 200 + picture.width && y >= 700 && y < 700 + picture.height ? at(x - 200, y - 700) : 30), 4), { text: code }, "a screenshot");
    const noise = chance(picture.width * picture.height);
    assert.deepEqual(seen(picture.width, picture.height, (x, y) => (noise[y * picture.width + x] < 10 ? 255 - at(x, y) : at(x, y) * 0.8 + 20)), { text: code }, "noise");
  }
});

test("a picture so large that it is made smaller first", () => {
  const code = makeCode(chance);
  const at = look(drawn(code));
  const [width, height] = [3000, 2400];
  assert.deepEqual(readPicture(png({ width, height }, linesOf(width, height, (x, y) => at(x / 2, y / 2)))), { text: code });
});

test("every kind of PNG gives the same pixels", () => {
  const [width, height] = [37, 11];
  const value = (x, y) => (x * 7 + y * 31) % 256;
  const expected = readPng(png({ width, height }, linesOf(width, height, value))).pixels;
  assert.equal(expected[3], 21);
  for (const channels of [3, 4]) assert.deepEqual(readPng(png({ width, height, colour: channels === 3 ? 2 : 6 }, linesOf(width, height, value, channels))).pixels, expected, `${channels} channels`);
  const wide = Buffer.alloc((width * 2 + 1) * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) wide[y * (width * 2 + 1) + 1 + 2 * x] = value(x, y);
  assert.deepEqual(readPng(png({ width, height, depth: 16 }, wide)).pixels, expected, "16 bits");
  const palette = Buffer.from(Array.from({ length: 256 }, (_, n) => [n, n, n]).flat());
  assert.deepEqual(readPng(png({ width, height, colour: 3 }, linesOf(width, height, value), { before: [["PLTE", palette]] })).pixels, expected, "a palette");
  const clear = readPng(png({ width, height, colour: 6 }, Buffer.alloc((width * 4 + 1) * height)));
  assert.ok(clear.pixels.every((pixel) => pixel === 255), "what is transparent is white");
  // Each filter, undone.
  for (const filter of [1, 2, 3, 4]) {
    const lines = linesOf(width, height, value);
    const raw = Buffer.from(lines);
    const step = width + 1;
    for (let y = 0; y < height; y++) {
      lines[y * step] = filter;
      for (let x = 1; x <= width; x++) {
        const [a, b, c] = [x > 1 ? raw[y * step + x - 1] : 0, y > 0 ? raw[(y - 1) * step + x] : 0, x > 1 && y > 0 ? raw[(y - 1) * step + x - 1] : 0];
        const p = a + b - c;
        const paeth = [a, b, c].reduce((best, one) => (Math.abs(p - one) < Math.abs(p - best) ? one : best));
        lines[y * step + x] = raw[y * step + x] - [0, a, b, (a + b) >> 1, paeth][filter];
      }
    }
    assert.deepEqual(readPng(png({ width, height }, lines)).pixels, expected, `filter ${filter}`);
  }
});

test("what is no picture of a code gets one word of what is wrong, and soon", () => {
  const white = (width, height) => Buffer.alloc((width + 1) * height, 255).map((byte, at) => (at % (width + 1) === 0 ? 0 : byte));
  assert.deepEqual(readPicture(png({ width: 100, height: 100 }, white(100, 100))), { fault: "no-code" });
  assert.deepEqual(readPicture(new Uint8Array([0xff, 0xd8, 0xff, 0xe0])), { fault: "not-png" });
  assert.deepEqual(readPicture(new Uint8Array()), { fault: "not-png" });
  assert.deepEqual(readPicture(png({ width: 60_000, height: 60_000 }, Buffer.alloc(10))), { fault: "too-large" });
  assert.deepEqual(readPicture(png({ width: 100, height: 100, interlace: 1 }, white(100, 100))), { fault: "damaged" });
  assert.deepEqual(readPicture(png({ width: 100, height: 100, depth: 3 }, white(100, 100))), { fault: "damaged" });
  assert.deepEqual(readPicture(png({ width: 100, height: 100 }, white(100, 99))), { fault: "damaged" });
  // A quarter of a gigabyte of zeros that says it is a hundred lines.
  const bomb = deflateSync(Buffer.alloc(1 << 28));
  const four = png({ width: 100, height: 100 }, null, { idat: bomb });
  assert.ok(bomb.length < 300_000);
  const before = process.memoryUsage().arrayBuffers;
  assert.deepEqual(readPicture(four), { fault: "damaged" });
  assert.ok(process.memoryUsage().arrayBuffers - before < 200 << 20, "it is left before it is whole");
});

test("whatever bytes come, a word comes back", () => {
  const code = makeCode(chance);
  const good = drawPng(code);
  for (let i = 0; i < 300; i++) {
    const bad = good.slice(0, i % 3 === 0 ? Math.floor((good.length * (chance(1)[0] ?? 0)) / 256) : good.length);
    for (const at of chance(1 + (i % 4))) if (bad.length > 0) bad[(at * 37 + i * 11) % bad.length] ^= 1 << (i & 7);
    const answer = readPicture(bad);
    assert.ok("text" in answer ? answer.text === code : typeof answer.fault === "string", JSON.stringify(answer));
  }
});

test("writing packs eight pixels into a byte, black as nought", () => {
  const black = Uint8Array.from({ length: 9 * 2 }, (_, at) => at % 2);
  const back = readPng(writePng(black, 9, 2));
  assert.deepEqual([...back.pixels], [...black].map((on) => (on ? 0 : 255)));
});
