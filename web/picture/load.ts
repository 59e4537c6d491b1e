/** What a page needs before the rest of this folder is fetched: the way to it, and a code drawn without an image. */

/** The address of `picture.js`, written in when the scripts are built. */
declare const PICTURE_SCRIPT: string;

type Pictures = typeof import("./main.ts");

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
