/** What of a file can be drawn in the frame, by its own first bytes, never by its name. */
import type { Kind } from "./talk.ts";

const KINDS: [Kind, RegExp][] = [
  ["jpeg", /^\xff\xd8\xff/],
  ["png", /^\x89PNG\r\n\x1a\n/],
  ["webp", /^RIFF[^]{4}WEBP/],
  ["sound", /^(ID3|\xff[\xf1-\xf3\xf9-\xfb]|RIFF[^]{4}WAVE|OggS|fLaC|[^]{4}ftypM4A )/],
  ["film", /^([^]{4}ftyp(isom|iso\d|mp4\d|avc1|M4V |qt  |3gp|dash|MSNV)|\x1a\x45\xdf\xa3)/],
  // Anything may stand before it.
  ["pdf", /^[^]{0,1019}%PDF-/],
];

export function kindOf(head: Uint8Array): Kind | null {
  const text = String.fromCharCode(...head.subarray(0, 1024));
  return KINDS.find(([, begins]) => begins.test(text))?.[0] ?? null;
}
