/** The code where it is shown: its groups, a copy, a print, a picture to keep, a picture for a screenshot. */
import { groups, shown } from "../protocol/code.ts";
import { byId, el } from "../words/element.ts";
import { onLeave } from "./page.ts";
import { loadPictures, square } from "../picture/load.ts";
import { busy, say } from "./show.ts";

/** What stands before the ids of this part: nothing for a report that was sent, `draft-` for a draft, `renew-` for a code in the place of another. */
export type At = "" | "draft-" | "renew-";

export function showCode(at: At, code: string): void {
  byId(`${at}code`).replaceChildren(...groups(code).map((group) => el("li", {}, group)));
  byId(`${at}copy`).onclick = () => void copyCode(code, byId(`${at}code`), `${at}copied`);
  byId(`${at}print`).onclick = () => printCode(at);
  const picture = byId(`${at}picture`);
  picture.onclick = () => busy(picture, () => save(at, code));
  const enlarge = byId(`${at}enlarge`);
  enlarge.onclick = () => busy(enlarge, () => draw(at, code));
  onLeave(() => hideCode(at));
}

/** Takes it off the page again. */
export function hideCode(at: At): void {
  for (const part of ["code", "large"]) document.getElementById(at + part)?.replaceChildren();
  for (const part of ["copy", "picture", "enlarge"]) {
    const button = document.getElementById(at + part);
    if (button) button.onclick = null;
  }
}

/** `where` the code stands is selected where the browser does not copy it by itself; the element `said` says which. */
export async function copyCode(code: string, where: HTMLElement, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(shown(code));
    say(said, "window-js-copied");
  } catch {
    getSelection()?.selectAllChildren(where);
    say(said, "window-js-copy-failed");
  }
}

/** Some apps leave `print` without effect and without an error; where it has one, the page is told before. */
function printCode(at: string): void {
  let begun = false;
  const heard = (): void => void (begun = true);
  addEventListener("beforeprint", heard, { once: true });
  try {
    print();
  } finally {
    removeEventListener("beforeprint", heard);
    if (begun) say(`${at}copied`);
    else say(`${at}copied`, "window-js-print-failed");
  }
}

/** Under a name that says nothing. */
async function save(at: string, code: string): Promise<void> {
  const pictures = await loadPictures();
  if (!pictures) return say(`${at}copied`, "window-js-picture-unloaded");
  const url = URL.createObjectURL(new Blob([pictures.drawPng(code) as BlobPart], { type: "image/png" }));
  const link = el("a", { href: url, download: "memo.png" });
  link.click();
  // The browser has taken the bytes by the time it shows that it saves them; a minute is more than that.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  say(`${at}copied`, "window-js-picture-saved");
}

async function draw(at: string, code: string): Promise<void> {
  const pictures = await loadPictures();
  if (!pictures) return say(`${at}copied`, "window-js-picture-unloaded");
  const large = byId(`${at}large`);
  large.replaceChildren(square(pictures.matrix(code)));
  large.hidden = false;
  large.scrollIntoView({ block: "center" });
  say(`${at}copied`, "window-js-picture-enlarged");
}
