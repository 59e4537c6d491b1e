/** What is drawn in the frame: a picture, a player, a page. It is as wide as the frame; the page outside gives the frame its height. */
import type { Kind, Why } from "./talk.ts";

export class Cannot extends Error {
  readonly why: Why;

  constructor(why: Why) {
    super(why);
    this.why = why;
  }
}

/** `canvas` gives what is seen, in pixels; a player has none. */
export type Sheet = { node: HTMLElement; width: number; height: number; canvas?: () => Promise<HTMLCanvasElement> };

/** A few bytes may unpack into more than a machine has. */
export const MOST_PIXELS = 60_000_000;

// The type is ours, by the file's first bytes: nothing that could hold script is ever named.
const TYPES: Record<Exclude<Kind, "pdf">, string> = { jpeg: "image/jpeg", png: "image/png", webp: "image/webp", sound: "", film: "" };
const address = (kind: Exclude<Kind, "pdf">, bytes: ArrayBuffer): string => URL.createObjectURL(new Blob([bytes], { type: TYPES[kind] }));

export function canvasOf(width: number, height: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Cannot("large");
  return [canvas, context];
}

export async function picture(kind: "jpeg" | "png" | "webp", bytes: ArrayBuffer, label: string): Promise<Sheet> {
  const node = document.createElement("img");
  node.alt = label;
  await new Promise<void>((done, fail) => {
    node.onload = () => done();
    node.onerror = () => fail(new Cannot("broken"));
    node.src = address(kind, bytes);
  });
  const { naturalWidth: width, naturalHeight: height } = node;
  if (width * height === 0) throw new Cannot("broken");
  // Its head is read, nothing is unpacked yet.
  if (width * height > MOST_PIXELS) throw new Cannot("large");
  await node.decode().catch(() => {
    throw new Cannot("broken");
  });
  const canvas = async (): Promise<HTMLCanvasElement> => {
    const [made, context] = canvasOf(width, height);
    context.drawImage(node, 0, 0);
    return made;
  };
  return { node, width, height, canvas };
}

/** Never begins by itself: whoever sits beside a counsellor would hear it. */
export async function playing(kind: "sound" | "film", bytes: ArrayBuffer, label: string): Promise<Sheet> {
  const node = document.createElement(kind === "sound" ? "audio" : "video");
  node.controls = true;
  node.preload = "metadata";
  node.setAttribute("aria-label", label);
  await new Promise<void>((done, fail) => {
    node.onloadedmetadata = () => done();
    node.onerror = () => fail(new Cannot("broken"));
    node.src = address(kind, bytes);
  });
  const [width, height] = node instanceof HTMLVideoElement ? [node.videoWidth, node.videoHeight] : [0, 0];
  // A container that holds sound alone is shown as a line.
  return width * height > 0 ? { node, width, height } : { node, width: 0, height: 60 };
}
