/** What page and frame say to each other, over a port that the page makes. The page believes nothing but what `heard` lets through. */

/** What a file is by its own bytes. `film` may hold sound alone: containers do not say it at their beginning. */
export type Kind = "jpeg" | "png" | "webp" | "sound" | "film" | "pdf";

/** A rectangle in parts of the drawing's width and height. */
export type Mark = { x: number; y: number; width: number; height: number };

/** What draws a PDF: two scripts, and the tables and decoders that they ask for by name. The frame has no network to fetch them by. */
export type Drawer = { display: ArrayBuffer; worker: ArrayBuffer; data: ArrayBuffer };

export type Order =
  | { do: "show"; kind: Kind; bytes: ArrayBuffer; label: string; drawer: Drawer | null }
  | { do: "page"; page: number }
  | { do: "burn"; marks: Mark[] }
  | { do: "clean"; bytes: ArrayBuffer; script: ArrayBuffer };

/** What a cleaned PDF lost, by number: entries about the document, metadata of its parts, files, scripts, notes and fields. */
export const DROPPED = ["about", "metadata", "files", "scripts", "notes"] as const;
export type Dropped = Record<(typeof DROPPED)[number], number>;

export type Why = "broken" | "locked" | "large" | "falsified";
export type Answer =
  | { is: "drawn"; width: number; height: number; page: number; pages: number }
  | { is: "made"; bytes: ArrayBuffer; dropped: Dropped | null }
  | { is: "cannot"; why: Why };

const WHY = new Set<unknown>(["broken", "locked", "large", "falsified"]);
const MOST = 100_000;

const isNumber = (value: unknown, most = MOST): value is number => typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most;

/** Null for anything else: what opened the file may have been taken over by it. */
export function heard(data: unknown): Answer | null {
  if (typeof data !== "object" || data === null) return null;
  const { is, why, width, height, page, pages, bytes, dropped } = data as Record<string, unknown>;
  if (is === "cannot") return WHY.has(why) ? { is, why: why as Why } : null;
  if (is === "drawn") return isNumber(width) && isNumber(height) && isNumber(page) && isNumber(pages) && page <= pages ? { is, width, height, page, pages } : null;
  if (is !== "made" || !(bytes instanceof ArrayBuffer)) return null;
  return { is, bytes, dropped: typeof dropped === "object" && dropped !== null ? numbersOf(dropped as Record<string, unknown>) : null };
}

function numbersOf(dropped: Record<string, unknown>): Dropped {
  const number = (value: unknown): number => (isNumber(value) ? value : 0);
  return Object.fromEntries(DROPPED.map((name) => [name, number(dropped[name])])) as Dropped;
}
