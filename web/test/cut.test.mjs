// What is cut from a picture, and that nothing else is.
import assert from "node:assert/strict";
import fs from "node:fs/promises";
import { test } from "node:test";
import { vectors } from "./cut-vectors.mjs";
import { chanceFrom, load } from "./load.mjs";
import { chunk, decoded, exif, NEEDLES, photo, plainJpeg, plainPng, riff, screen, segment, webp, webpOf } from "./pictures.mjs";

const { see } = await load("files/kind.ts");
const look = (bytes) => see(new Blob([bytes]));
const bytesOf = async (blob) => Buffer.from(await blob.arrayBuffer());
const gone = (bytes) => assert.deepEqual(NEEDLES.filter((needle) => bytes.includes(needle)), []);

test("a photograph keeps its pixels, its colours and how it turns, and loses place, device and everything behind its end", async () => {
  for (const turn of [1, 3, 6, 8]) {
    for (const little of [false, true]) {
      const taken = photo({ turn, little });
      for (const needle of NEEDLES) assert.ok(taken.includes(needle), needle);
      const seen = await look(taken);
      assert.deepEqual([seen.kind, seen.warning], ["jpeg", null]);
      const cut = await bytesOf(seen.cleaned);
      gone(cut);
      assert.deepEqual(decoded.jpeg(cut), decoded.jpeg(plainJpeg()));
      assert.ok(cut.includes("ICC_PROFILE\0\x01\x01colours"), "colours");
      assert.ok(cut.includes("JFIF\0") && cut.includes("Adobe"));
      assert.deepEqual([...cut.subarray(-2)], [0xff, 0xd9]);
      assert.equal(cut.includes("Exif"), turn !== 1);
      if (turn !== 1) assert.equal(cut[cut.indexOf("Exif") + 6 + 19], turn);
      const again = await look(cut);
      assert.deepEqual(again, { kind: "jpeg", warning: null, cleaned: null }, "nothing is left to cut");
    }
  }
});

test("a photograph of several scans keeps them all, and what is written between them goes", async () => {
  const bare = plainJpeg();
  const at = bare.indexOf(Buffer.from([0xff, 0xda]));
  const scan = bare.subarray(at, -2);
  const woven = Buffer.concat([bare.subarray(0, -2), segment(0xfe, Buffer.from(NEEDLES[2])), scan, Buffer.from([0xff, 0xd9])]);
  const cut = await bytesOf((await look(woven)).cleaned);
  gone(cut);
  assert.equal(cut.length, woven.length - 4 - NEEDLES[2].length);
});

test("a picture of a screen keeps its pixels and gamma alone", async () => {
  const seen = await look(screen());
  assert.deepEqual([seen.kind, seen.warning], ["png", null]);
  const cut = await bytesOf(seen.cleaned);
  gone(cut);
  assert.deepEqual(decoded.png(cut), decoded.png(plainPng()));
  for (const name of ["gAMA", "IHDR", "IDAT", "IEND"]) assert.ok(cut.includes(name), name);
  for (const name of ["pHYs", "tIME", "eXIf", "tEXt", "prVt"]) assert.ok(!cut.includes(name), name);
  assert.equal((await look(cut)).cleaned, null);
  const oblong = Buffer.concat([plainPng().subarray(0, 33), chunk("pHYs", Buffer.from([0, 0, 0, 1, 0, 0, 0, 2, 0])), plainPng().subarray(33)]);
  assert.equal((await look(oblong)).cleaned, null, "pixels that are not square are needed to show it");
});

test("a WebP loses Exif, XMP and unknown chunks in every frame, its flags say so, and its size is right", async () => {
  const seen = await look(webp());
  assert.deepEqual([seen.kind, seen.warning], ["webp", null]);
  const cut = await bytesOf(seen.cleaned);
  gone(cut);
  for (const name of ["EXIF", "XMP ", "spys", "note"]) assert.ok(!cut.includes(name), name);
  assert.equal(cut.readUInt32LE(4), cut.length - 8);
  assert.equal(cut[20], 0x22, "colours and movement, no Exif, no XMP");
  assert.ok(cut.includes("the pixels") && cut.includes("ICCP"));
  const frame = cut.indexOf("ANMF");
  assert.equal(frame + 8 + cut.readUInt32LE(frame + 4), cut.length);
  assert.equal((await look(cut)).cleaned, null);
  const simple = webpOf(riff("VP8 ", Buffer.from("pixels!")));
  assert.deepEqual(await look(simple), { kind: "webp", warning: null, cleaned: null });
});

test("a picture that is not whole is left as it is, and said so", async () => {
  const broken = [photo().subarray(0, 200), plainPng().subarray(0, -6), webp().subarray(0, 90), Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xd9])]),
    Buffer.concat([plainPng().subarray(0, 33), chunk("CgBI", Buffer.alloc(4)), plainPng().subarray(33)])];
  for (const bytes of broken) {
    const { warning, cleaned } = await look(bytes);
    assert.deepEqual({ warning, cleaned }, { warning: "broken", cleaned: null });
  }
});

test("a file is what its first bytes say, whatever it is called", async () => {
  const zip = (name) => Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), Buffer.alloc(26), Buffer.from(name), Buffer.alloc(70000), Buffer.from(name)]);
  const kinds = [
    [Buffer.from("\0\0\0\x18ftypheic\0\0\0\0", "latin1"), "photo"], [Buffer.from("\0\0\0\x18ftypavif", "latin1"), "photo"], [Buffer.from("II*\0rest", "latin1"), "photo"],
    [Buffer.from("\0\0\0\x18ftypisom", "latin1"), "film"], [Buffer.from("\x1a\x45\xdf\xa3webm", "latin1"), "film"],
    [Buffer.from("%PDF-1.7\n"), "document"], [zip("[Content_Types].xml"), "document"], [Buffer.from("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "latin1"), "document"],
    [zip("holiday.txt"), "other"], [Buffer.from("きのうのこと"), "other"], [Buffer.alloc(0), "other"], [Buffer.from("ID3 a voice"), "other"],
  ];
  for (const [bytes, kind] of kinds) assert.deepEqual(await look(bytes), { kind, warning: kind, cleaned: null }, bytes.toString("latin1").slice(0, 16));
  assert.equal((await see(new File([plainPng()], "report.pdf", { type: "application/pdf" }))).kind, "png");
});

test("whatever the bytes: no fall, and what was cut is a picture that needs no cutting", async () => {
  const next = chanceFrom(20261124);
  const number = (most) => ((next(1)[0] << 16) | (next(1)[0] << 8) | next(1)[0]) % most;
  const whole = [photo(), screen(), webp(), plainJpeg(), Buffer.concat([Buffer.from([0xff, 0xd8]), segment(0xe1, exif(6))])];
  let cuts = 0;
  for (let n = 0; n < 3000; n++) {
    const bytes = Buffer.from(whole[n % whole.length]);
    for (let hits = number(4); hits >= 0; hits--) bytes[number(Math.min(bytes.length, hits % 2 ? 300 : bytes.length))] = next(1)[0];
    const bent = n % 3 === 0 ? bytes.subarray(0, number(bytes.length)) : bytes;
    const { cleaned } = await look(n % 7 === 0 ? Buffer.from(next(number(400))) : bent);
    if (!cleaned) continue;
    cuts += 1;
    const again = await look(await bytesOf(cleaned));
    assert.deepEqual([again.warning, again.cleaned], [null, null]);
  }
  assert.ok(cuts > 300, `${cuts} of the bent pictures could still be cut`);
});

test("the core's cutter is held to what is cut here", async () => {
  const kept = new URL("../../tests/vectors/pictures.json", import.meta.url);
  assert.deepEqual(JSON.parse(await fs.readFile(kept, "utf8")), await vectors());
});
