/** The window's script: the way out and the poster's fingerprint on every page, then the page's own work. */
import { startMailbox } from "./mailbox.ts";
import { Elsewhere, pageData, type PageData, prepareLeaving, takeFingerprint, watchFingerprint } from "./page.ts";
import { startReport, type World } from "./report.ts";
import { pageFault } from "./show.ts";

const world: World = {
  now: () => new Date(),
  chance: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
};

prepareLeaving();
const print = takeFingerprint();
watchFingerprint();

function readPage(): PageData | null {
  try {
    return pageData();
  } catch (trouble) {
    pageFault(trouble instanceof Elsewhere ? "window-js-bundle-wrong-window" : "window-js-script-failed", null);
    return null;
  }
}

const page = readPage();
const start = page?.page === "report" ? startReport : page?.page === "mailbox" ? startMailbox : null;
if (page && start) {
  const failed = (): void => pageFault("window-js-script-failed", null);
  addEventListener("error", failed);
  addEventListener("unhandledrejection", failed);
  void start(page, print, world);
}
// From here on faults are told by the script itself; where it never came so far, the page tells it.
document.getElementById("script-late")?.remove();
