/** Copies: how one is shown, saved and put beside the answer; and the PDF that is written anew. */
import { safeName } from "../files/shown.ts";
import { DROPPED, type Dropped, type Kind } from "../glass/talk.ts";
import type { Copied } from "../protocol/entry.ts";
import { el } from "../words/element.ts";
import { Cannot, fetchTools, Glass } from "./glass.ts";
import { say, text } from "./words.ts";

export type Giving = { name: string; forget: (undo: () => void) => void; attach: (copy: File, is: Copied) => void };
export type Copy = { is: Copied; bytes: ArrayBuffer; kind: Kind; ending: string; type: string; mark: string; said: Node[] };

/** The name without its ending, which says what the copy no longer is. */
const named = (name: string, mark: string, ending: string): string => safeName(`${name.replace(/\.[A-Za-z0-9]{1,5}$/, "")}${mark}.${ending}`);

/** Draws the copy from its own bytes, so that what is seen is what is given. */
export async function shown(below: HTMLElement, copy: Copy, { name, forget, attach }: Giving): Promise<void> {
  const file = new File([copy.bytes], named(name, copy.mark, copy.ending), { type: copy.type });
  const href = URL.createObjectURL(new Blob([file], { type: "application/octet-stream" }));
  forget(() => URL.revokeObjectURL(href));
  const save = el("a", { class: "btn second small", href, download: file.name, "data-copy-save": true }, say("previews-js-save"));
  const give = el("button", { type: "button", class: "btn second small", "data-copy-attach": true }, say("previews-js-attach"));
  give.addEventListener("click", () => attach(file, copy.is));
  const place = el("div");
  below.replaceChildren(el("h3", {}, say("previews-js-copy")), ...copy.said, place, el("p", { class: "soft" }, say("previews-js-attach-note")), el("div", { class: "btns" }, save, give));
  const glass = await Glass.open(place, text("previews-js-title", { name: file.name }));
  await glass.ask({ do: "show", kind: copy.kind, bytes: await file.arrayBuffer(), label: file.name, drawer: copy.kind === "pdf" ? await fetchTools() : null });
  below.dataset["copy"] = "";
}

export async function trying(below: HTMLElement, deed: () => Promise<void>): Promise<void> {
  delete below.dataset["copy"];
  below.replaceChildren(el("p", { class: "soft", role: "status" }, say("previews-js-making")));
  try {
    await deed();
  } catch (trouble) {
    const why = trouble instanceof Cannot ? trouble.why : "broken";
    below.replaceChildren(el("p", { class: "fault", role: "alert", "data-cannot": why }, say(`previews-js-copy-${why}`)));
  }
}

const ENOUGH = ["about", "metadata", "files", "scripts", "notes"] satisfies (typeof DROPPED)[number][];

/** What was left out, and that what is drawn on the pages stays. */
function saying(dropped: Dropped): Node[] {
  const lost = ENOUGH.filter((name) => dropped[name] > 0).map((name) => el("li", { "data-dropped": name }, say(`previews-js-dropped-${name}`, { count: dropped[name] })));
  return [el("p", {}, say(lost.length > 0 ? "previews-js-dropped" : "previews-js-dropped-none")), ...(lost.length > 0 ? [el("ul", { class: "points" }, ...lost)] : []), el("p", { class: "note" }, say("previews-js-stays"))];
}

/** In a frame of its own: two libraries that read the same hostile file need not meet. */
export function cleaned({ below, blob, ...give }: { below: HTMLElement; blob: Blob } & Giving): Promise<void> {
  return trying(below, async () => {
    const { rewritten } = await fetchTools();
    const place = el("div", { hidden: true });
    below.append(place);
    const glass = await Glass.open(place, text("previews-js-copy"));
    const made = await glass.ask({ do: "clean", bytes: await blob.arrayBuffer(), script: rewritten });
    glass.end();
    if (made.is !== "made" || made.dropped === null) throw new Cannot("silent");
    await shown(below, { is: "cleaned", bytes: made.bytes, kind: "pdf", ending: "pdf", type: "application/pdf", mark: "-clean", said: saying(made.dropped) }, give);
  });
}
