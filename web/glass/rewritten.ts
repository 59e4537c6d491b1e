/**
 * The script `rewritten.js`: a PDF's pages copied into a new document, by @cantoo/pdf-lib. Taking entries out of the old document would
 * leave them in its bytes as objects that nothing names; what is not copied cannot stay.
 */
import { EncryptedPDFError, PDFArray, PDFDict, PDFDocument, PDFName, type PDFPage, PDFRawStream } from "@cantoo/pdf-lib";
import { cutJpeg } from "../files/jpeg.ts";
import { copyOf, Look } from "../files/look.ts";
import type { Dropped } from "./talk.ts";

export type Made = { bytes: Uint8Array; dropped: Dropped };

/** What a page needs to be drawn; all else on it is about it, or does something. */
const DRAWN = new Set(["Type", "Parent", "MediaBox", "CropBox", "Rotate", "UserUnit", "Resources", "Contents", "Group"]);
/** What a picture or a form on a page may say of itself. `Ref` draws a page of another file; `Alternates` are pictures for printing. */
const ABOUT = ["Metadata", "PieceInfo", "LastModified", "AF", "OPI", "StructParent", "StructParents", "Ref", "Alternates", "Measure", "PtData", "Name"];

const name = (text: string): PDFName => PDFName.of(text);

export async function rewritten(bytes: Uint8Array): Promise<Made | "locked"> {
  let old: PDFDocument;
  try {
    old = await PDFDocument.load(bytes, { updateMetadata: false });
  } catch (trouble) {
    if (trouble instanceof EncryptedPDFError) return "locked";
    throw trouble;
  }
  const dropped = counted(old);
  for (const page of old.getPages()) bare(page);
  for (const [, found] of old.context.enumerateIndirectObjects()) if (found instanceof PDFRawStream) dropped.metadata += await silenced(found);
  const made = await PDFDocument.create({ updateMetadata: false });
  for (const page of await made.copyPages(old, old.getPageIndices())) made.addPage(page);
  return { bytes: await made.save({ updateFieldAppearances: false, addDefaultPage: false }), dropped };
}

/** Before anything is taken away: what a person is told of. */
function counted(old: PDFDocument): Dropped {
  const dropped = { about: 0, metadata: 0, files: 0, scripts: 0, notes: 0 };
  const { Info } = old.context.trailerInfo;
  const info = Info && old.context.lookup(Info);
  if (info instanceof PDFDict) dropped.about += info.keys().length;
  if (old.catalog.has(name("Metadata"))) dropped.about += 1;
  for (const page of old.getPages()) dropped.notes += page.node.Annots()?.size() ?? 0;
  for (const [, found] of old.context.enumerateIndirectObjects()) {
    each(found, (dict) => {
      if (dict.has(name("EF"))) dropped.files += 1;
      if (dict.has(name("JS"))) dropped.scripts += 1;
    });
  }
  return dropped;
}

/** Every dictionary in an object, those within it too. Nothing is followed, so that it ends. */
function each(found: unknown, deed: (dict: PDFDict) => void): void {
  if (found instanceof PDFRawStream) return each(found.dict, deed);
  if (found instanceof PDFArray) return found.asArray().forEach((inner) => each(inner, deed));
  if (!(found instanceof PDFDict)) return;
  deed(found);
  found.values().forEach((inner) => each(inner, deed));
}

function bare({ node }: PDFPage): void {
  for (const key of node.keys()) if (!DRAWN.has(key.decodeText())) node.delete(key);
}

/** Takes from a picture or a form what it says of itself; how many such sayings there were. */
async function silenced(stream: PDFRawStream): Promise<number> {
  const { dict } = stream;
  const kind = dict.lookup(name("Subtype"));
  if (kind !== name("Image") && kind !== name("Form")) return 0;
  const said = ABOUT.filter((key) => dict.has(name(key)));
  for (const key of said) dict.delete(name(key));
  const telling = said.filter((key) => key === "Metadata" || key === "PieceInfo").length;
  return telling + (kind === name("Image") && (await cut(stream)) ? 1 : 0);
}

/** A photograph on a page lies there as the camera wrote it. */
async function cut(stream: PDFRawStream): Promise<boolean> {
  const filter = stream.dict.lookup(name("Filter"));
  const only = filter instanceof PDFArray ? (filter.size() === 1 ? filter.lookup(0) : null) : filter;
  if (only !== name("DCTDecode")) return false;
  const blob = new Blob([stream.getContents() as BlobPart]);
  const pieces = await cutJpeg(new Look(blob));
  const copy = pieces && copyOf(blob, pieces);
  if (!copy) return false;
  stream.updateContents(new Uint8Array(await copy.arrayBuffer()));
  return true;
}
