// PDFs as offices make them: what is drawn, and beside it who, with what, and what happens when it is opened.
import { createRequire } from "node:module";
import { photo } from "./pictures.mjs";

const { concatTransformationMatrix, drawObject, PDFArray, PDFDocument, PDFHexString, PDFName, PDFString, popGraphicsState, pushGraphicsState, StandardFonts } = createRequire(import.meta.url)("@cantoo/pdf-lib");

/** Each stands in the bytes as written, and must not after the pages were copied. */
export const SAID = ["written by Yamada", "xmp says Yamada", "embedded-file-needle", "script-needle", "note-needle", "field-needle", "orphan-needle", "page-metadata-needle", "picture-metadata-needle", "https://out.example/"];

/** The name of a font that no PDF need bring along, and words in its encoding. */
function japanese(doc) {
  const context = doc.context;
  const system = context.obj({ Registry: PDFString.of("Adobe"), Ordering: PDFString.of("Japan1"), Supplement: 2 });
  const told = context.obj({ Type: "FontDescriptor", FontName: "Ryumin-Light", Flags: 4, FontBBox: [0, -200, 1000, 900], ItalicAngle: 0, Ascent: 800, Descent: -200, CapHeight: 700, StemV: 80 });
  const letters = context.obj({ Type: "Font", Subtype: "CIDFontType0", BaseFont: "Ryumin-Light", CIDSystemInfo: system, FontDescriptor: context.register(told) });
  return context.register(context.obj({ Type: "Font", Subtype: "Type0", BaseFont: "Ryumin-Light-90ms-RKSJ-H", Encoding: "90ms-RKSJ-H", DescendantFonts: [context.register(letters)] }));
}

export async function paper() {
  const doc = await PDFDocument.create();
  const { context } = doc;
  doc.setTitle("some title");
  context.lookup(context.trailerInfo.Info).set(PDFName.of("Author"), PDFString.of("written by Yamada"));
  const first = doc.addPage([400, 300]);
  const font = await doc.embedFont(StandardFonts.Helvetica);
  first.drawText("DRAWN HERE", { x: 40, y: 200, size: 40, font });
  const raw = (text, of = {}) => context.register(context.stream(text, of));
  const about = raw("picture-metadata-needle", { Type: "Metadata", Subtype: "XML" });
  const picture = raw(photo({ turn: 1 }), { Type: "XObject", Subtype: "Image", Width: 40, Height: 24, ColorSpace: "DeviceRGB", BitsPerComponent: 8, Filter: "DCTDecode", Metadata: about });
  first.node.setXObject(PDFName.of("Photo"), picture);
  first.pushOperators(pushGraphicsState(), concatTransformationMatrix(200, 0, 0, 120, 40, 40), drawObject("Photo"), popGraphicsState());
  first.node.set(PDFName.of("Metadata"), raw("page-metadata-needle", { Type: "Metadata", Subtype: "XML" }));
  doc.catalog.set(PDFName.of("Metadata"), raw("<x>xmp says Yamada</x>", { Type: "Metadata", Subtype: "XML" }));
  raw("orphan-needle");
  await doc.attach(Buffer.from("embedded-file-needle"), "embedded-file-needle.txt");
  doc.addJavaScript("at once", "app.launchURL('https://out.example/script-needle')");
  doc.catalog.set(PDFName.of("OpenAction"), context.obj({ S: "URI", URI: PDFString.of("https://out.example/opened") }));
  const link = context.obj({ Type: "Annot", Subtype: "Link", Rect: [0, 0, 400, 300], Contents: PDFString.of("note-needle"), A: { S: "URI", URI: PDFString.of("https://out.example/pressed") } });
  first.node.set(PDFName.of("Annots"), PDFArray.withContext(context));
  first.node.Annots().push(context.register(link));
  const field = doc.getForm().createTextField("field-needle");
  field.addToPage(first, { x: 10, y: 10, width: 100, height: 20 });
  const second = doc.addPage([400, 300]);
  const sjis = PDFHexString.of("93fa967b8cea");
  second.node.set(PDFName.of("Resources"), context.obj({ Font: { J: japanese(doc) } }));
  second.node.set(PDFName.of("Contents"), raw(`BT /J 40 Tf 40 150 Td ${sjis} Tj ET`));
  // Not packed, so that a needle is found by its letters.
  return Buffer.from(await doc.save({ useObjectStreams: false }));
}

/** A file that begins like a PDF and never ends. */
export const broken = Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(4096, "1 0 obj << /Pages 1 0 R >> ")]);
