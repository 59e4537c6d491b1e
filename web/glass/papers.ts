/** A PDF, page by page, drawn by a library that came over the port; it opens the file in a worker of the frame's own. */
import { Cannot, canvasOf, type Sheet } from "./sheet.ts";
import type { Drawer } from "./talk.ts";
import { scriptAddress } from "./address.ts";

type Display = typeof import("./display.ts");
type Pages = Awaited<ReturnType<Display["open"]>>;

/** Wide enough to be read at twice its size, and to be a picture of its own. */
const WIDE = 1600;
const HIGHEST = 6000;

const SOON = 10_000;

/** WebKit gives no worker to a frame whose origin is nobody's, once its page is isolated from others. */
function started(text: ArrayBuffer): Promise<Worker | null> {
  return new Promise((done) => {
    const worker = new Worker(scriptAddress(text, true));
    const end = (works: Worker | null): void => {
      clearTimeout(timer);
      worker.onmessage = worker.onerror = null;
      if (!works) worker.terminate();
      done(works);
    };
    // Its first word is that it is ready.
    worker.onmessage = () => end(worker);
    worker.onerror = () => end(null);
    const timer = setTimeout(() => end(null), SOON);
  });
}

export class Papers {
  readonly #pages: Pages;
  readonly pages: number;

  private constructor(pages: Pages) {
    this.#pages = pages;
    this.pages = pages.count;
  }

  static async open(bytes: ArrayBuffer, { display, worker, data }: Drawer): Promise<Papers> {
    const script = (await import(scriptAddress(display))) as Display;
    const works = await started(worker);
    // The same script in the frame itself leaves its part where the library looks for it.
    if (!works) await import(scriptAddress(worker));
    try {
      return new Papers(await script.open(bytes, works, script.unpack(data)));
    } catch (trouble) {
      works?.terminate();
      throw new Cannot((trouble as Error).name === "PasswordException" ? "locked" : "broken");
    }
  }

  async sheet(number: number): Promise<Sheet> {
    const page = await this.#pages.page(number);
    const scale = Math.min(WIDE / page.width, HIGHEST / page.height);
    const [width, height] = [Math.max(1, Math.round(page.width * scale)), Math.max(1, Math.round(page.height * scale))];
    const [canvas, context] = canvasOf(width, height);
    await page.draw(canvas, context, scale);
    // For whoever listens to the page.
    canvas.append(await page.text());
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", canvas.textContent);
    return { node: canvas, width, height, canvas: async () => copyOf(canvas) };
  }
}

function copyOf(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const [copy, context] = canvasOf(canvas.width, canvas.height);
  context.drawImage(canvas, 0, 0);
  return copy;
}
