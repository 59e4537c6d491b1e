/** A form to be written by hand: its code is made here, stands on the form and on the slip, and is neither sent nor kept. */
import { groups, makeCode } from "../protocol/code.ts";
import { byId, el } from "../words/element.ts";
import { onLeave, type PageData } from "./page.ts";
import type { World } from "./report.ts";
import { say } from "./show.ts";

export async function startPaper(_page: PageData, _print: string | null, world: World): Promise<void> {
  const code = makeCode(world.chance);
  for (const id of ["paper-code", "slip-code"]) byId(id).replaceChildren(...groups(code).map((group) => el("li", {}, group)));
  for (const place of document.querySelectorAll<HTMLElement>("[data-code]")) place.hidden = false;
  for (const place of document.querySelectorAll(".paper-address[data-path]")) place.textContent = location.host + (place.textContent ?? "");
  byId("paper-no-code").hidden = true;
  for (const id of ["paper-code-note", "paper-print"]) byId(id).hidden = false;
  byId("waiting").hidden = true;
  byId("paper-print").addEventListener("click", () => {
    let begun = false;
    addEventListener("beforeprint", () => (begun = true), { once: true });
    print();
    say("paper-printed", begun ? undefined : "window-js-print-failed");
  });
  onLeave(() => {
    for (const id of ["paper-code", "slip-code"]) document.getElementById(id)?.replaceChildren();
  });
}
