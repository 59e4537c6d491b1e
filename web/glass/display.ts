/** The script `papers.js`: pdf.js, with everything switched off that would run or fetch something. */
import { getDocument, PDFWorker, VerbosityLevel } from "pdfjs-dist";
import { MOST_PIXELS } from "./sheet.ts";

export { unpack } from "./pack.ts";

type Asked = { kind: string; filename: string };

/** What the library asks for by name lies in the pack; there is no other place. */
const factory = (pack: Map<string, Uint8Array>) =>
  class {
    async fetch({ filename }: Asked): Promise<Uint8Array> {
      const found = pack.get(filename);
      if (!found) throw new Error("not in the pack");
      return found.slice();
    }
  };

/** `port` is the worker that reads the file; null where the frame does so itself. */
export async function open(bytes: ArrayBuffer, port: Worker | null, pack: Map<string, Uint8Array>) {
  // What a port is goes by the type of an address in the library's own types; it takes a worker.
  const worker = PDFWorker.create({ ...(port ? { port: port as never } : {}), verbosity: VerbosityLevel.ERRORS });
  const pages = await getDocument({
    data: new Uint8Array(bytes),
    worker,
    BinaryDataFactory: factory(pack),
    // Names to ask by, not addresses. Fonts have none: the frame would ask for them by itself.
    cMapUrl: "pack/",
    wasmUrl: "pack/",
    iccUrl: "pack/",
    useWorkerFetch: false,
    disableWorkerRendering: true,
    enableXfa: false,
    maxImageSize: MOST_PIXELS,
    verbosity: VerbosityLevel.ERRORS,
  } as Parameters<typeof getDocument>[0]).promise;
  return {
    count: pages.numPages,
    async page(number: number) {
      const page = await pages.getPage(number);
      const { width, height } = page.getViewport({ scale: 1 });
      return {
        width,
        height,
        draw: (canvas: HTMLCanvasElement, canvasContext: CanvasRenderingContext2D, scale: number): Promise<void> => page.render({ canvas, canvasContext, viewport: page.getViewport({ scale }) }).promise,
        async text(): Promise<string> {
          const { items } = await page.getTextContent();
          return items.map((item) => ("str" in item ? item.str + (item.hasEOL ? "\n" : "") : "")).join("");
        },
      };
    },
  };
}
