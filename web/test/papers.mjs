// PDFs as offices make them: what is drawn, and beside it who, with what, and what happens when it is opened.
import { createRequire } from "node:module";
import { deflateSync } from "node:zlib";
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

/** What a drawing program leaves in parts that a page is drawn with; none of it may stay. */
export const LEFT = ["props-needle", "layer-needle", "layer-name-needle", "contents-needle", "piece-needle", "inner-needle", "ghost-needle", "listed-needle", "font-needle"];

/** One page, drawn from parts that speak of themselves; its photograph lies packed once more, or as `filters` say. */
export async function drawn({ filters = ["FlateDecode", "DCTDecode"], of = deflateSync(photo({ turn: 1 })) } = {}) {
  const doc = await PDFDocument.create();
  const { context } = doc;
  const page = doc.addPage([400, 300]);
  const raw = (text, about = {}) => context.register(context.stream(text, about));
  const xmp = (text) => raw(text, { Type: "Metadata", Subtype: "XML" });
  const file = context.register(context.obj({ Type: "Filespec", F: PDFString.of("a"), EF: { F: raw("piece-needle", { Type: "EmbeddedFile" }) } }));
  const layer = context.register(context.obj({ Type: "OCG", Name: PDFString.of("layer-name-needle"), Usage: { CreatorInfo: { Creator: PDFString.of("layer-needle") } } }));
  const picture = raw(of, { Type: "XObject", Subtype: "Image", Width: 40, Height: 24, ColorSpace: "DeviceRGB", BitsPerComponent: 8, Filter: filters, DecodeParms: filters.map(() => null), OC: layer });
  const font = context.register(context.obj({ Type: "Font", Subtype: "Type1", BaseFont: "Helvetica", Metadata: xmp("font-needle") }));
  const form = raw("0 0 10 10 re f", { Type: "XObject", Subtype: "Form", BBox: [0, 0, 10, 10], Ours: PDFString.of("inner-needle"), Resources: { Font: { EF: font }, PieceInfo: { App: { Private: file } } } });
  page.node.set(PDFName.of("Resources"), context.obj({
    XObject: { Photo: picture, Inner: form, Ghost: xmp("ghost-needle") },
    Font: { EF: font, AF: font },
    Properties: { One: { Metadata: xmp("props-needle") }, Two: layer },
    PieceInfo: { Drawer: { LastModified: PDFString.of("D:2026"), Private: { file } } },
    ProcSet: [PDFName.of("PDF"), xmp("listed-needle")],
  }));
  page.node.set(PDFName.of("Contents"), raw("/OC /Two BDC BT /EF 20 Tf 40 150 Td (DRAWN) Tj ET EMC q 200 0 0 120 40 40 cm /Photo Do Q /Inner Do", { Metadata: xmp("contents-needle") }));
  return Buffer.from(await doc.save({ useObjectStreams: false }));
}

/** A file that begins like a PDF and never ends. */
export const broken = Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(4096, "1 0 obj << /Pages 1 0 R >> ")]);
