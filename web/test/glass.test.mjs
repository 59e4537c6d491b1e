// What the desk's page believes of the frame in which a file is drawn, and what of a file is drawn at all.
import assert from "node:assert/strict";
import { test } from "node:test";
import { needed, packed } from "../packing.mjs";
import { load } from "./load.mjs";
import { paper } from "./papers.mjs";
import { photo, sound } from "./pictures.mjs";

const { heard } = await load("glass/talk.ts");
const { kindOf } = await load("glass/kinds.ts");
const { unpack } = await load("glass/pack.ts");

test("an answer of the frame is a few numbers, bytes, or one of four reasons; all else is nothing", () => {
  const drawn = { is: "drawn", width: 10, height: 20, page: 1, pages: 2 };
  assert.deepEqual(heard({ ...drawn, more: "x" }), drawn, "what was not asked for is left behind");
  const bytes = new ArrayBuffer(2);
  assert.deepEqual(heard({ is: "made", bytes, dropped: null }), { is: "made", bytes, dropped: null });
  assert.deepEqual(heard({ is: "made", bytes, dropped: { about: 1, files: "<b>", more: 2 } }).dropped, { about: 1, metadata: 0, files: 0, scripts: 0, notes: 0 });
  assert.deepEqual(heard({ is: "cannot", why: "locked" }), { is: "cannot", why: "locked" });
  const wrong = [null, "drawn", { ...drawn, width: -1 }, { ...drawn, height: 1e9 }, { ...drawn, width: NaN }, { ...drawn, width: "10" }, { ...drawn, page: 3 }, { is: "made", bytes: [1] }, { is: "cannot", why: "<b>" }, { is: "else" }];
  for (const one of wrong) assert.equal(heard(one), null, JSON.stringify(one));
});

test("a file is what its first bytes say", async () => {
  const text = (from) => Buffer.from(from, "latin1");
  const kinds = [
    [photo(), "jpeg"], [text("\x89PNG\r\n\x1a\n"), "png"], [text("RIFF....WEBPVP8 "), "webp"], [sound(), "sound"], [text("ID3\x03"), "sound"], [text("\xff\xfb\x90"), "sound"],
    [text("....ftypM4A ...."), "sound"], [text("....ftypisom"), "film"], [text("\x1a\x45\xdf\xa3"), "film"], [await paper(), "pdf"], [text(`${" ".repeat(900)}%PDF-1.4`), "pdf"],
    [text("<svg xmlns="), null], [text("<!doctype html>"), null], [text("GIF89a"), null], [text("PK\x03\x04"), null], [text("....ftypheic"), null], [text(""), null], [text(`${" ".repeat(1100)}%PDF-1.4`), null],
  ];
  for (const [bytes, kind] of kinds) assert.equal(kindOf(new Uint8Array(bytes.subarray(0, 1024))), kind, bytes.subarray(0, 12).toString("latin1"));
});

test("what a PDF may ask for lies in the pack, under its own name", () => {
  const pack = packed("pdfjs-dist", needed);
  const files = unpack(pack.buffer.slice(pack.byteOffset, pack.byteOffset + pack.length));
  for (const name of ["90ms-RKSJ-H.bcmap", "Adobe-Japan1-UCS2.bcmap", "UniJIS-UTF16-H.bcmap", "jbig2.wasm", "openjpeg.wasm", "FoxitSymbol.pfb"]) assert.ok(files.get(name)?.length > 100, name);
  assert.equal(Buffer.from(files.get("jbig2.wasm").subarray(0, 4)).toString("latin1"), "\0asm");
});
