/**
 * The script `rewritten.js`: a PDF's pages copied into a new document, by @cantoo/pdf-lib. Taking entries out of the old document would
 * leave them in its bytes as objects that nothing names; what is not copied cannot stay.
 */
import { decodePDFRawStream, EncryptedPDFError, PDFArray, type PDFContext, PDFDict, PDFDocument, PDFName, PDFNull, type PDFObject, type PDFPage, PDFRawStream } from "@cantoo/pdf-lib";
import { cutJpeg } from "../files/jpeg.ts";
import { copyOf, Look } from "../files/look.ts";
import { DROPPED, type Dropped } from "./talk.ts";

export type Made = { bytes: Uint8Array; dropped: Dropped };

const set = (names: string): Set<string> => new Set(names.split(" "));
/** What a page needs to be drawn; all else on it is about it, or does something. */
const DRAWN = set("Type Parent MediaBox CropBox Rotate UserUnit Resources Contents Group");
/** What holds, under names of the document's own choice, what a page draws with. */
const NAMED = ["ExtGState", "ColorSpace", "Pattern", "Shading", "XObject", "Font"];
const RESOURCES = set(`${NAMED.join(" ")} Properties ProcSet`);
/** How a stream is unpacked. The bytes of a stream may also lie in a file beside it: that is not copied. */
const PACKED = "Length Filter DecodeParms DL";
const CONTENTS = set(PACKED);
/** `OC` shows or hides by a list of layers that is not copied: without it all is shown. */
const IMAGE = set(`${PACKED} Type Subtype Width Height ColorSpace BitsPerComponent Intent ImageMask Mask Decode Interpolate SMask SMaskInData Matte`);
const FORM = set(`${PACKED} Type Subtype FormType BBox Matrix Resources Group`);
/** A layer's name is asked for by the format, and says who knows what. */
const PROPERTY = set("Type OCGs P VE");
/** What any part may say of itself, wherever it stands. */
const ABOUT = set("Metadata PieceInfo LastModified CreatorInfo Usage AF EF OPI Alternates PtData StructParent StructParents JS AA Author Creator Producer CreationDate ModDate");
/** And what is about something by its own word, whatever the entry that leads there is called. */
const TOLD = set("Metadata EmbeddedFile Filespec");

const name = (text: string): PDFName => PDFName.of(text);
const has = (dict: PDFDict, key: string): boolean => dict.has(name(key));

export async function rewritten(bytes: Uint8Array): Promise<Made | "locked"> {
  let old: PDFDocument;
  try {
    old = await PDFDocument.load(bytes, { updateMetadata: false });
  } catch (trouble) {
    if (trouble instanceof EncryptedPDFError) return "locked";
    throw trouble;
  }
  const before = counted(old);
  for (const page of old.getPages()) bare(page);
  silence(old.context);
  const made = await PDFDocument.create({ updateMetadata: false });
  for (const page of await made.copyPages(old, old.getPageIndices())) made.addPage(page);
  let cuts = 0;
  for (const [, found] of made.context.enumerateIndirectObjects()) if (found instanceof PDFRawStream && (await cut(found))) cuts += 1;
  // Said to be left out is what is not there any more.
  const after = counted(made);
  const dropped = Object.fromEntries(DROPPED.map((kind) => [kind, Math.max(0, before[kind] - after[kind])])) as Dropped;
  dropped.metadata += cuts;
  return { bytes: await made.save({ updateFieldAppearances: false, addDefaultPage: false }), dropped };
}

/** What a person is told of. */
function counted(doc: PDFDocument): Dropped {
  const { context, catalog } = doc;
  const dropped = { about: 0, metadata: 0, files: 0, scripts: 0, notes: 0 };
  const { Info } = context.trailerInfo;
  const info = Info && context.lookup(Info);
  if (info instanceof PDFDict) dropped.about += info.keys().length;
  if (has(catalog, "Metadata")) dropped.about += 1;
  for (const page of doc.getPages()) dropped.notes += page.node.Annots()?.size() ?? 0;
  every(context, (dict) => {
    if (has(dict, "EF")) dropped.files += 1;
    if (has(dict, "JS")) dropped.scripts += 1;
    if (dict !== catalog) dropped.metadata += ["Metadata", "PieceInfo", "CreatorInfo"].filter((key) => has(dict, key)).length;
  });
  return dropped;
}

/** Every dictionary of a document, those within others and those of streams too. Nothing is followed, so that it ends. */
function every(context: PDFContext, deed: (dict: PDFDict) => void): void {
  for (const [, found] of context.enumerateIndirectObjects()) each(found, deed);
}

function each(found: unknown, deed: (dict: PDFDict) => void): void {
  if (found instanceof PDFRawStream) return each(found.dict, deed);
  if (found instanceof PDFArray) return found.asArray().forEach((inner) => each(inner, deed));
  if (!(found instanceof PDFDict)) return;
  deed(found);
  found.values().forEach((inner) => each(inner, deed));
}

function keep(dict: PDFDict, keys: Set<string>): void {
  for (const key of dict.keys()) if (!keys.has(key.decodeText())) dict.delete(key);
}

function bare({ node }: PDFPage): void {
  keep(node, DRAWN);
  const contents = node.lookup(name("Contents"));
  const parts = contents instanceof PDFArray ? contents.asArray().map((_, place) => contents.lookup(place)) : [contents];
  for (const part of parts) if (part instanceof PDFRawStream) keep(part.dict, CONTENTS);
}

/** Takes from every part what it says of itself, before anything is copied: then nothing leads to it any more. */
function silence(context: PDFContext): void {
  const named = new Set<PDFObject | undefined>();
  every(context, (dict) => {
    named.add(dict.lookup(name("CharProcs")));
    const resources = dict.lookup(name("Resources"));
    if (!(resources instanceof PDFDict)) return;
    keep(resources, RESOURCES);
    for (const kind of NAMED) named.add(resources.lookup(name(kind)));
    properties(resources.lookup(name("Properties")));
  });
  for (const [, found] of context.enumerateIndirectObjects()) if (found instanceof PDFRawStream) drawing(found.dict);
  every(context, (dict) => {
    if (dict.lookup(name("Type")) === name("OCG")) keep(dict, PROPERTY);
    // A font may be called as an entry is: what a document names itself is judged by what it is.
    for (const [key, value] of dict.entries()) if (tells(context, value) || (ABOUT.has(key.decodeText()) && !named.has(dict))) dict.delete(key);
  });
  for (const [, found] of context.enumerateIndirectObjects()) unlisted(context, found);
}

/** What the marks in a page's contents refer to: of layers their places alone, of all else nothing. */
function properties(all: PDFObject | undefined): void {
  if (!(all instanceof PDFDict)) return;
  for (const key of all.keys()) {
    const one = all.lookup(key);
    if (one instanceof PDFDict) keep(one, PROPERTY);
    else all.delete(key);
  }
}

/** A picture or a form. */
function drawing(dict: PDFDict): void {
  const kind = dict.lookup(name("Subtype"));
  if (kind === name("Image")) keep(dict, IMAGE);
  if (kind === name("Form")) keep(dict, FORM);
}

function tells(context: PDFContext, value: PDFObject): boolean {
  const found = context.lookup(value);
  const dict = found instanceof PDFRawStream ? found.dict : found;
  if (!(dict instanceof PDFDict)) return false;
  const type = dict.lookup(name("Type"));
  return type instanceof PDFName && TOLD.has(type.decodeText());
}

/** Such parts in lists. */
function unlisted(context: PDFContext, found: unknown): void {
  if (found instanceof PDFRawStream) return unlisted(context, found.dict);
  if (found instanceof PDFDict) return found.values().forEach((inner) => unlisted(context, inner));
  if (!(found instanceof PDFArray)) return;
  found.asArray().forEach((inner, place) => (tells(context, inner) ? found.set(place, PDFNull) : unlisted(context, inner)));
}

/** A photograph on a page lies there as the camera wrote it, perhaps packed once more. One that cannot be read to its end makes no copy:
 * nobody could say that it is clean. */
async function cut(stream: PDFRawStream): Promise<boolean> {
  const { dict } = stream;
  const filter = dict.lookup(name("Filter"));
  const filters = filter instanceof PDFArray ? filter.asArray().map((_, place) => filter.lookup(place)) : [filter];
  const at = filters.findIndex((one) => one === name("DCTDecode") || one === name("DCT"));
  if (at < 0) return false;
  if (at !== filters.length - 1) throw new Error("a photograph inside something else");
  const blob = new Blob([unpacked(stream, at) as BlobPart]);
  const pieces = await cutJpeg(new Look(blob));
  if (!pieces) throw new Error("a photograph that cannot be read");
  const copy = copyOf(blob, pieces);
  stream.updateContents(new Uint8Array(await (copy ?? blob).arrayBuffer()));
  const settings = dict.lookup(name("DecodeParms"));
  const own = settings instanceof PDFArray ? settings.lookup(at) : settings;
  dict.set(name("Filter"), name("DCTDecode"));
  if (own instanceof PDFDict) dict.set(name("DecodeParms"), own);
  else dict.delete(name("DecodeParms"));
  return copy !== null;
}

/** What comes out of the first filters. */
function unpacked(stream: PDFRawStream, filters: number): Uint8Array {
  if (filters === 0) return stream.getContents();
  const dict = stream.dict.clone();
  for (const key of ["Filter", "DecodeParms"]) {
    const all = dict.lookup(name(key));
    if (!(all instanceof PDFArray)) continue;
    const first = PDFArray.withContext(dict.context);
    for (const one of all.asArray().slice(0, filters)) first.push(one);
    dict.set(name(key), first);
  }
  return decodePDFRawStream(PDFRawStream.of(dict, stream.getContents())).decode();
}
