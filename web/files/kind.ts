/** What a file is by its own first bytes, never by its name, and what it may say of the person who chose it. */
import { cutJpeg } from "./jpeg.ts";
import { begins, copyOf, letters, Look, type Piece } from "./look.ts";
import { cutPng } from "./png.ts";
import { cutWebp } from "./webp.ts";

export type Kind = "jpeg" | "png" | "webp" | "photo" | "film" | "document" | "other";
/** `broken`: it begins like a picture and is none. `other`: nothing is known of what it says. */
export type Warning = "photo" | "film" | "document" | "broken" | "other";

/** `cleaned` is the picture without what it says of place and device; null where nothing was cut. */
export type Seen = { kind: Kind; warning: Warning | null; cleaned: Blob | null };

const CUTTERS: Partial<Record<Kind, (look: Look) => Promise<Piece[] | null>>> = { jpeg: cutJpeg, png: cutPng, webp: cutWebp };

/** Throws only if the file cannot be read. */
export async function see(blob: Blob): Promise<Seen> {
  const look = new Look(blob);
  const kind = await kindOf(look);
  const cutter = CUTTERS[kind];
  if (!cutter) return { kind, warning: kind as Warning, cleaned: null };
  const pieces = await cutter(look);
  return pieces ? { kind, warning: null, cleaned: copyOf(blob, pieces) } : { kind, warning: "broken", cleaned: null };
}

const STILL = new Set(["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis", "jxl ", "crx "]);
const HEAD = 4096;
const OFFICE = ["[Content_Types].xml", "mimetypeapplication/vnd.oasis.opendocument"];

async function kindOf(look: Look): Promise<Kind> {
  const head = await look.at(0, HEAD);
  const text = letters(head);
  if (begins(head, "\xff\xd8\xff")) return "jpeg";
  if (begins(head, "\x89PNG\r\n\x1a\n")) return "png";
  if (/^RIFF[^]{4}WEBP/.test(text)) return "webp";
  if (/^[^]{4}ftyp/.test(text)) return STILL.has(text.slice(8, 12)) ? "photo" : "film";
  if (/^(II\*\0|MM\0\*|II\+\0|MM\0\+|\0\0\0\fJXL |\xff\n)/.test(text)) return "photo";
  if (/^(\x1a\x45\xdf\xa3|\0\0\x01[\xb3\xba]|[^]{4}(moov|mdat|wide|free)|RIFF[^]{4}AVI |FLV|0&\xb2u)/.test(text)) return "film";
  if (text.slice(0, 1024).includes("%PDF-") || text.startsWith("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") || text.startsWith("{\\rtf")) return "document";
  return text.startsWith("PK\x03\x04") && (await office(look, text)) ? "document" : "other";
}

/** A zip whose list of contents is that of an office document. The list stands at its end. */
async function office(look: Look, head: string): Promise<boolean> {
  const from = Math.max(0, look.size - 65536);
  const tail = new TextDecoder("latin1").decode(await look.at(from, look.size - from));
  return OFFICE.some((mark) => head.includes(mark) || tail.includes(mark));
}
