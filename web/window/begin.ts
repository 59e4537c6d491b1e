/** What every page of the window begins with: the way out and the poster's fingerprint, then the page's own work. */
import { Elsewhere, pageData, type PageData, prepareLeaving, takeFingerprint, watchFingerprint } from "./page.ts";
import type { World } from "./report.ts";
import { pageFault } from "./show.ts";

/** What a page does, once it is known whose it is. */
type Start = (page: PageData, print: string | null, world: World) => Promise<void>;

const world: World = {
  now: () => new Date(),
  chance: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
};

function readPage(): PageData | null {
  try {
    return pageData();
  } catch (trouble) {
    pageFault(trouble instanceof Elsewhere ? "window-js-bundle-wrong-window" : "window-js-script-failed", null);
    return null;
  }
}

/** Begins the page, of those that this script knows. */
export function begin(starts: Record<string, Start>): void {
  prepareLeaving();
  const print = takeFingerprint();
  watchFingerprint();

  const page = readPage();
  const start = page ? starts[page.page] : undefined;
  if (page && start) {
    const failed = (): void => pageFault("window-js-script-failed", null);
    addEventListener("error", failed);
    addEventListener("unhandledrejection", failed);
    void start(page, print, world);
  }
  // From here on faults are told by the script itself; where it never came so far, the page tells it.
  document.getElementById("script-late")?.remove();
}
