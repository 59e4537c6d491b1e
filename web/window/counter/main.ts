/** The counter's page: what the desk signed is checked, the core is opened, then it runs in this page's memory. */
import { openCore } from "../../core/loader.ts";
import { hex, sha256, utf8 } from "../../protocol/bytes.ts";
import { isText } from "../../protocol/shape.ts";
import { byId, el } from "../../words/element.ts";
import { rich, t } from "../../words/words.ts";
import { type Bundle, fetchBundle } from "../bundle.ts";
import { pageData, prepareLeaving, takeFingerprint, watchFingerprint } from "../page.ts";
import { policyText } from "../server.ts";
import { watchCall } from "./call.ts";
import { type Given, type Page, Screen } from "./screen.ts";

/** The one file of this procedure. */
const FILE = "procedures/counter.toml";

const world = {
  now: (): Date => new Date(),
  chance: (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes)),
};

prepareLeaving();
watchCall();
const practice = location.hash === "#practice";
if (practice) history.replaceState(history.state, "", location.pathname + location.search);
const print = takeFingerprint();
watchFingerprint();

function fault(id: string, again: boolean): void {
  byId("waiting").hidden = true;
  const button = again && el("button", { class: "btn second", type: "button", id: "retry" }, t("counter-js-again"));
  if (button) button.addEventListener("click", () => void start());
  byId("fault").replaceChildren(rich(id), ...(button ? [button] : []));
}

/** The text that the roster names, or null. */
async function signedText(page: Page, bundle: Bundle): Promise<string | null> {
  const named = bundle.roster.policies.find(({ file }) => file === FILE);
  const text = named && (await policyText(page.organisation, named.sha256));
  return text && hex(sha256(utf8(text))) === named.sha256 ? text : null;
}

async function start(): Promise<void> {
  byId("fault").replaceChildren();
  byId("waiting").hidden = false;
  const page = pageData() as (Page & { wasm: unknown }) | null;
  if (!page || !isText(page.wasm)) return fault("counter-js-broken", false);
  const opening = openCore(page.wasm).catch(() => null);
  const bundle = await fetchBundle(page, print, world.now());
  if ("fault" in bundle) return fault(bundle.fault === "unreachable" ? "counter-js-unreachable" : "counter-js-unchecked", true);
  const procedure = await signedText(page, bundle);
  if (procedure === null) return fault("counter-js-unchecked", true);
  const core = await opening;
  if (!core) return fault("counter-js-broken", true);
  const given: Given = { page, bundle, core, procedure, world };
  byId("waiting").hidden = true;
  new Screen(given, practice).begin();
}

addEventListener("unhandledrejection", () => fault("counter-js-broken", false));
void start();
// From here on the script tells of its faults itself.
document.getElementById("script-late")?.remove();
