/** The script `previews.js`: a file of a case looked at in a closed frame, copies of it without what it says beside what it shows, and
 * with parts of it painted over. */
import type { Attachment, Copied } from "../protocol/entry.ts";
import { Failed, type Runner } from "../files/runner.ts";
import { shownName, size } from "../files/shown.ts";
import type { Way } from "../files/wire.ts";
import { kindOf } from "../glass/kinds.ts";
import type { Kind } from "../glass/talk.ts";
import { el } from "../words/element.ts";
import { cleaned } from "./copies.ts";
import { Cannot, fetchTools, Glass } from "./glass.ts";
import { masking, unmask } from "./masking.ts";
import { say, text } from "./words.ts";

export { strike } from "./striking.ts";

/** `forget` is given what takes everything away again; `attach` puts a copy beside the answer. */
export type Looking = {
  file: Attachment;
  runner: Runner;
  access: () => { identities: string[]; way: Way };
  forget: (undo: () => void) => void;
  attach: (copy: File, is: Copied, of: string) => void;
};

/** More is saved, not drawn: all of it goes into one document's memory. */
const MOST = 100_000_000;

/** Draws the file below `button`, and takes it away when that is pressed again. */
export async function look(looking: Looking, button: HTMLElement): Promise<void> {
  const { file, runner, access, forget } = looking;
  const live = el("p", { class: "soft", role: "status" }, say("previews-js-opening"));
  const panel = el("section", { class: "preview stack", "data-preview": file.file, "aria-label": text("previews-js-title", { name: shownName(file.name) }) }, live);
  button.closest(".saver")?.append(panel);
  const close = (): void => {
    panel.remove();
    button.setAttribute("aria-expanded", "false");
  };
  forget(close);
  button.setAttribute("aria-expanded", "true");
  try {
    if (file.bytes > MOST) return saved(live, "large");
    void fetchTools().catch(() => {});
    const opened = await runner.run({ do: "open", named: { bytes: file.bytes, digest: file.digest, file: file.file, length: file.length }, ...access() });
    const kind = kindOf(new Uint8Array(await opened.blob.slice(0, 1024).arrayBuffer()));
    if (!kind) return saved(live, "other");
    await drawn(looking, { panel, live, kind, blob: opened.blob });
  } catch (trouble) {
    const failed = trouble instanceof Failed ? (trouble.failure.code === "file-differs" ? "differs" : "lost") : trouble instanceof Cannot ? trouble.why : "broken";
    panel.replaceChildren(el("p", { class: "fault", role: "alert", "data-cannot": failed }, say(`previews-js-cannot-${failed}`)));
  }
}

function saved(live: HTMLElement, why: "large" | "other"): void {
  live.dataset["cannot"] = why;
  live.replaceChildren(say(`previews-js-${why}`, { most: size(MOST) }));
}

type Drawn = { panel: HTMLElement; live: HTMLElement; kind: Kind; blob: Blob };

async function drawn(looking: Looking, { panel, live, kind, blob }: Drawn): Promise<void> {
  const name = shownName(looking.file.name);
  const place = el("div");
  panel.append(place);
  panel.dataset["kind"] = kind;
  const glass = await Glass.open(place, text("previews-js-title", { name }));
  const drawer = kind === "pdf" ? await fetchTools() : null;
  const first = await glass.ask({ do: "show", kind, bytes: await blob.arrayBuffer(), label: name, drawer });
  live.replaceChildren(say("previews-js-closed"));
  const pages = first.is === "drawn" ? first.pages : 1;
  const still = kind !== "sound" && kind !== "film";
  const below = el("div", { class: "stack", "data-copies": true });
  const turned = {
    page: 1,
    told: (): void => {
      unmask(glass);
      below.replaceChildren();
    },
  };
  const tools = [...(pages > 1 ? turning(glass, pages, turned, live) : []), ...(still ? zooming(glass) : [])];
  if (tools.length > 0) place.before(el("div", { class: "btns", role: "group", "aria-label": text("previews-js-tools") }, ...tools));
  panel.append(...[still && copying(looking, { glass, below, blob, kind, turned })].filter((one) => one !== false), below);
  panel.dataset["drawn"] = "";
}

const small = (id: string, deed: () => void): HTMLButtonElement => {
  const button = el("button", { type: "button", class: "btn second small", "data-tool": id }, say(`previews-js-${id}`));
  button.addEventListener("click", () => button.getAttribute("aria-disabled") !== "true" && deed());
  return button;
};

type Turned = { page: number; told: () => void };

function turning(glass: Glass, pages: number, turned: Turned, live: HTMLElement): HTMLElement[] {
  const at = el("span", { class: "soft", "data-page": true, role: "status" });
  const turn = async (by: number): Promise<void> => {
    const page = Math.min(pages, Math.max(1, turned.page + by));
    try {
      await glass.ask({ do: "page", page });
      turned.page = page;
      turned.told();
    } catch {
      live.replaceChildren(say("previews-js-page-lost", { page }));
    }
    show();
  };
  const [back, on] = [small("page-back", () => void turn(-1)), small("page-on", () => void turn(1))];
  const show = (): void => {
    at.replaceChildren(say("previews-js-page", { page: turned.page, pages }));
    back.setAttribute("aria-disabled", String(turned.page === 1));
    on.setAttribute("aria-disabled", String(turned.page === pages));
  };
  show();
  return [back, at, on];
}

function zooming(glass: Glass): HTMLElement[] {
  const step = (by: number): void => {
    const can = glass.zoom(by);
    smaller.setAttribute("aria-disabled", String(!can.out));
    larger.setAttribute("aria-disabled", String(!can.in));
  };
  const [smaller, larger] = [small("smaller", () => step(-1)), small("larger", () => step(1))];
  step(0);
  return [smaller, larger];
}

type Copying = { glass: Glass; below: HTMLElement; blob: Blob; kind: Kind; turned: Turned };

/** What can be made of it. A copy is shown before it is given to anybody. */
function copying({ file, forget, attach }: Looking, { glass, below, blob, kind, turned }: Copying): HTMLElement {
  const give = { name: file.name, forget, attach: (copy: File, is: Copied) => attach(copy, is, shownName(file.name)) };
  const mask = small("mask", () => masking({ glass, below, page: kind === "pdf" ? turned.page : null, ...give }));
  const clean = kind === "pdf" && small("clean", () => {
    unmask(glass);
    void cleaned({ below, blob, ...give });
  });
  return el("div", { class: "btns" }, mask, clean);
}
