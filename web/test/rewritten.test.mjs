// A PDF written anew: what is in the copy, and what is said to be left out of it.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { load } from "./load.mjs";
import { drawn, LEFT, paper, SAID } from "./papers.mjs";
import { NEEDLES, photo } from "./pictures.mjs";

const { rewritten } = await load("glass/rewritten.ts");
const { PDFDict, PDFDocument, PDFName, PDFRawStream, decodePDFRawStream } = createRequire(import.meta.url)("@cantoo/pdf-lib");

/** All letters of a document, those of packed streams too. */
async function letters(bytes) {
  const doc = await PDFDocument.load(bytes, { updateMetadata: false });
  const all = [];
  for (const [, found] of doc.context.enumerateIndirectObjects()) {
    all.push(found.toString());
    if (!(found instanceof PDFRawStream)) continue;
    const photographed = /DCT/.test(String(found.dict.get(PDFName.of("Filter"))));
    all.push(Buffer.from(photographed ? found.getContents() : decodePDFRawStream(found).decode()).toString("latin1"));
  }
  return { doc, all: all.join("\n") };
}

test("nothing that a part says of itself is in the copy, wherever it stood", async () => {
  const old = await drawn();
  for (const needle of LEFT) assert.ok(old.includes(needle), `${needle} was there`);
  const made = await rewritten(old);
  const { doc, all } = await letters(made.bytes);
  for (const needle of LEFT) assert.ok(!all.includes(needle) && !Buffer.from(made.bytes).includes(needle), needle);
  assert.ok(all.includes("(DRAWN) Tj"));
  const fonts = doc.getPage(0).node.Resources().lookup(PDFName.of("Font"));
  for (const named of ["AF", "EF"]) assert.ok(fonts.lookup(PDFName.of(named)) instanceof PDFDict, "a font that is called as an entry is");
  assert.equal(made.dropped.files, 1);
  assert.equal(made.dropped.metadata, 7, JSON.stringify(made.dropped));
});

test("a photograph is cut in whatever it was packed, or there is no copy", async () => {
  const made = await rewritten(await drawn());
  const { doc } = await letters(made.bytes);
  const picture = doc.getPage(0).node.Resources().lookup(PDFName.of("XObject")).lookup(PDFName.of("Photo"));
  assert.equal(picture.dict.get(PDFName.of("Filter")), PDFName.of("DCTDecode"));
  assert.equal(Buffer.from(picture.getContents().subarray(0, 2)).toString("hex"), "ffd8");
  for (const needle of NEEDLES) assert.ok(photo({ turn: 1 }).includes(needle) && !Buffer.from(picture.getContents()).includes(needle), needle);
  const wrong = [{ filters: ["JBIG2Decode", "DCTDecode"] }, { filters: ["DCTDecode", "FlateDecode"] }, { filters: ["DCTDecode"], of: photo().subarray(0, 200) }];
  for (const one of wrong) await assert.rejects(async () => rewritten(await drawn(one)), undefined, JSON.stringify(one.filters));
});

test("what an office's paper says of itself is left out, and counted", async () => {
  const made = await rewritten(await paper());
  const { all } = await letters(made.bytes);
  for (const needle of SAID) assert.ok(!all.includes(needle), needle);
  for (const [kind, count] of Object.entries(made.dropped)) assert.ok(count > 0, kind);
  const again = await rewritten(made.bytes);
  assert.deepEqual(again.dropped, { about: 0, metadata: 0, files: 0, scripts: 0, notes: 0 }, "and then there is nothing left");
});
