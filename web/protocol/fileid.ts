/** The id of a sealed file: counted piece by piece, because a browser's own SHA-256 takes no stream. */
import { hex, sha256, utf8 } from "./bytes.ts";

/** Of how many bytes one digest goes into the id: as many as one request may carry. */
export const ID_PIECE = 4 << 20;

/** From the SHA-256 of each piece, in their order. */
export const fileId = (digests: readonly Uint8Array[]): string => hex(sha256(utf8(digests.map(hex).join(""))));
