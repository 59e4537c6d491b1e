/** The page of whoever in the city is told by a link and a code: the very text, and what they give back. Nothing of it is kept in
 * the browser. */
import { isHex } from "../../protocol/bytes.ts";
import { byId } from "../../words/element.ts";
import { rich } from "../../words/words.ts";
import { fetchBundle } from "../bundle.ts";
import { guard, onLeave, pageData, prepareLeaving } from "../page.ts";
import { busy } from "../show.ts";
import { Screen } from "./screen.ts";

const LINK = /^#([0-9a-f]{32})$/;

prepareLeaving();

/** The link's secret, taken out of the address bar; the links to other languages carry it on. */
function takeLink(): string | null {
  const link = LINK.exec(location.hash)?.[1] ?? null;
  if (link === null || !isHex(link, 16)) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  for (const way of document.querySelectorAll<HTMLAnchorElement>('[data-step="language"]')) way.hash = link;
  return link;
}

/** Another link opened in this page begins anew. */
addEventListener("hashchange", () => {
  if (LINK.test(location.hash)) location.reload();
});

function fault(id: string): void {
  byId("waiting").hidden = true;
  byId("fault").replaceChildren(rich(id));
}

async function start(link: string | null): Promise<void> {
  const page = pageData();
  if (!page) return fault("told-js-broken");
  if (link === null) return fault("told-js-no-link");
  byId("waiting").hidden = false;
  const bundle = await fetchBundle(page, null, new Date());
  byId("waiting").hidden = true;
  if ("fault" in bundle) return fault(bundle.fault === "unreachable" ? "told-js-unreachable" : "told-js-unverified");
  const screen = new Screen(page, bundle, link);
  const open = byId("open");
  open.addEventListener("click", () => busy(open, () => screen.open()));
  byId("short-code").addEventListener("keydown", (event) => {
    if (event.key === "Enter") open.click();
  });
  const received = byId("received");
  received.addEventListener("click", () => busy(received, async () => void (await screen.give({ is: "received" }, "answer-progress"))));
  const measure = byId("send-measure");
  measure.addEventListener("click", () => busy(measure, () => screen.measure()));
  byId("print").addEventListener("click", () => print());
  guard(() => byId<HTMLTextAreaElement>("measure").value.trim() !== "");
  onLeave(() => screen.forget());
  byId("enter").hidden = false;
  byId("short-code").focus({ preventScroll: true });
}

addEventListener("unhandledrejection", () => fault("told-js-broken"));
void start(takeLink());
// From here on the script tells of its faults itself.
document.getElementById("script-late")?.remove();
