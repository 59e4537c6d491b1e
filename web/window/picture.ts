/** Pictures of a code, by a part of the script that is loaded when somebody asks for one. */
import { readCode } from "../protocol/code.ts";
import { fault, say } from "./show.ts";
import { byId } from "../words/element.ts";
import { rich } from "../words/words.ts";

/** The address of `picture.js`, written in when the scripts are built. */
declare const PICTURE_SCRIPT: string;

type Pictures = typeof import("../picture/main.ts");

let loaded: Promise<Pictures> | null = null;

/** Null if it is not to be had just now. */
export async function loadPictures(): Promise<Pictures | null> {
  try {
    loaded ??= import(PICTURE_SCRIPT) as Promise<Pictures>;
    return await loaded;
  } catch {
    loaded = null;
    return null;
  }
}

const SVG = "http://www.w3.org/2000/svg";

/** Drawn as one path, so that no image has to be loaded; black on white in whatever colours the visitor has, or nothing
 * reads it. */
export function square(matrix: boolean[][]): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${matrix.length} ${matrix.length}`);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("shape-rendering", "crispEdges");
  const ground = document.createElementNS(SVG, "rect");
  for (const side of ["width", "height"]) ground.setAttribute(side, String(matrix.length));
  ground.setAttribute("fill", "#fff");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("fill", "#000");
  path.setAttribute("d", matrix.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : []))).join(""));
  svg.append(ground, path);
  return svg;
}

/** Reads the chosen picture into the field for the code; `read` is called once the field holds it. */
export function readFromPicture(receipt: HTMLInputElement, read: () => void): void {
  const file = byId<HTMLInputElement>("picture-file");
  file.addEventListener("change", () => void take(file, receipt, read));
}

async function take(file: HTMLInputElement, receipt: HTMLInputElement, read: () => void): Promise<void> {
  const [chosen] = file.files ?? [];
  fault(file, "picture-fault");
  if (!chosen) return;
  const wrong = (id: string): void => {
    say("progress");
    file.value = "";
    fault(file, "picture-fault", rich(id));
    file.focus();
  };
  say("progress", "mailbox-js-picture-reading");
  const pictures = await loadPictures();
  if (!pictures) return wrong("window-js-picture-unloaded");
  if (chosen.size > 24 * 1024 * 1024) return wrong("mailbox-js-picture-too-large");
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await chosen.arrayBuffer());
  } catch {
    return wrong("mailbox-js-picture-damaged");
  }
  const found = pictures.readPicture(bytes);
  const reading = "text" in found ? readCode(found.text) : null;
  if (reading?.is !== "whole") return wrong(`mailbox-js-picture-${"fault" in found ? found.fault : "no-code"}`);
  file.value = "";
  receipt.value = reading.code;
  read();
  say("progress", "mailbox-js-picture-read");
}
