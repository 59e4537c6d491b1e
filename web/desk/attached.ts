// Attached files at the desk: sent with an answer, saved out of the story, looked at in a closed frame, never in the page itself.

import type { Attached, Kept, Lost, Post } from "../files/attach.ts";
import type { Runner } from "../files/runner.ts";
import type { Way } from "../files/wire.ts";
import type { Attachment, Copied } from "../protocol/entry.ts";
import * as api from "./api.ts";
import { el } from "./element.ts";
import { faultPlace, tell } from "./fields.ts";
import { onForget, type ReaderKey } from "./keyring.ts";
import { again } from "./navigator.ts";
import { begin } from "./beginning.ts";
import { openCase, type Opened } from "./opening.ts";
import { given, language, raw, say, text } from "./say.ts";
import { NoIdentity, RosterDoubted, RosterOver, sendAttachment } from "./write.ts";

/** Addresses, written in when the scripts are built. */
declare const ATTACH_SCRIPT: string;
declare const PREVIEWS_SCRIPT: string;

type Script = typeof import("../files/attach.ts");
type Loaded = { script: Script; runner: Runner };

/** A file of the story, as the core found it. */
export type AttachedFile = Attachment & { entry: string; epoch: number };

/** The files chosen for a case; they go on being sent while other pages are shown. */
type Tray = { attached: Attached | null; list: HTMLElement; fault: HTMLElement };

let loading: Promise<Loaded> | null = null;
const trays = new Map<string, Tray>();
/** What of the chosen files was made here: the entry that attaches it says so. */
const copies = new WeakMap<File, Copied>();
const undoing = new Set<() => void>();

onForget(() => {
  void loading?.then(({ runner }) => runner.end());
  loading = null;
  trays.clear();
  for (const undo of undoing) undo();
  undoing.clear();
});
addEventListener("beforeunload", (event) => {
  if ([...trays.values()].some(({ attached }) => (attached?.unsent() ?? 0) > 0)) event.preventDefault();
});

export function files(): Promise<Loaded> {
  loading ??= (import(ATTACH_SCRIPT) as Promise<Script>).then((script) => ({ script, runner: new script.Runner() }));
  loading.catch(() => (loading = null));
  return loading;
}

export const wayTo = (id: string): Way => ({ at: "desk", case: id, hl: language() });

function trayOf(id: string): Tray {
  const known = trays.get(id);
  if (known) return known;
  const list = el("ul", { id: "answer-files-list", class: "files" });
  list.dataset["sealed"] = "";
  const made = { attached: null, list, fault: faultPlace("answer-files-fault") };
  trays.set(id, made);
  return made;
}

/** The field below the answer's words. */
export function fileField(opened: Opened): HTMLElement {
  const tray = trayOf(opened.file.case);
  const input = el("input", { id: "answer-files", type: "file", multiple: true, class: "aloud", "aria-describedby": "answer-files-fault" });
  input.addEventListener("change", () => {
    const chosen = [...(input.files ?? [])];
    input.value = "";
    take(tray, chosen);
  });
  return el("div", { class: "choose-files" }, input, el("label", { for: "answer-files", class: "btn second" }, say("desk-js-files-choose")), tray.fault, tray.list);
}

function take(tray: Tray, chosen: File[]): void {
  void files()
    .then(({ script, runner }) => {
      tray.attached ??= new script.Attached({ list: tray.list, fault: tray.fault, most: (given("core") as { largest_file?: number }).largest_file ?? null, runner });
      tray.attached.add(chosen);
    })
    .catch(() => tray.fault.replaceChildren(say("desk-js-lost")));
}

/** A copy made here stands beside the answer, and the answer asks for what the reporter must be told of it. */
function attachCopy(id: string, copy: File, is: Copied, of: string): void {
  copies.set(copy, is);
  take(trayOf(id), [copy]);
  const area = document.getElementById("answer");
  if (area instanceof HTMLTextAreaElement) begin(area, text("desk-js-file-copy-made", { name: of }));
}

function marked(body: Attachment, file: File): Attachment {
  const copy = copies.get(file);
  return copy ? { ...body, copy } : body;
}

/** True if files are chosen for this case and not yet kept. */
export const hasFiles = (id: string): boolean => (trays.get(id)?.attached?.unsent() ?? 0) > 0;

/** Sends what is chosen, one after the other; the page may be left for another meanwhile. */
export function sendFiles(who: api.Me, key: ReaderKey, id: string): void {
  const tray = trays.get(id);
  if (!tray?.attached) return;
  const { attached } = tray;
  void attached.send(postOf(who, key, id)).then(async () => {
    attached.tidy();
    // Whoever writes meanwhile is left in peace; the files stand in the story when it is drawn next.
    const writing = document.activeElement instanceof HTMLTextAreaElement;
    if (document.getElementById("case") && location.pathname.endsWith(id) && !writing) await again();
  });
}

function postOf(who: api.Me, key: ReaderKey, id: string): Post {
  const asked = async <T>(ask: () => Promise<T>): Promise<T | Lost> => {
    try {
      return await ask();
    } catch (trouble) {
      if (trouble instanceof api.Lost) return { is: "lost" };
      // Sent again until it lies there; whoever waits is told why.
      if (trouble instanceof api.NotThere) return { is: "lost", own: raw("desk-js-file-missing") };
      const refused = (id: string): Lost => ({ is: "refused", detail: "", own: raw(id) });
      if (trouble instanceof api.Refused) return trouble.status === 401 ? refused("desk-js-answer-signed-out") : { is: "refused", detail: trouble.detail };
      if (trouble instanceof RosterOver) return refused("desk-js-answer-roster");
      if (trouble instanceof RosterDoubted) return refused("desk-js-answer-doubted");
      if (trouble instanceof NoIdentity) return refused("desk-js-answer-no-identity");
      throw trouble;
    }
  };
  return {
    to: () =>
      asked(async () => {
        const target = (await openCase(who, key, id, true)).answer.case_to;
        if (!target) throw new NoIdentity();
        return { recipient: target.recipient, way: wayTo(id) };
      }),
    keep: (body, upload, file) =>
      asked(async (): Promise<Kept> => {
        const opened = await openCase(who, key, id, true);
        // Perhaps only the answer was lost.
        const there = (opened.answer.drawn.files ?? []).some(({ file }) => file === body.file);
        if (!there) await sendAttachment(who, key, opened, marked(body, file), upload);
        return { is: "kept" };
      }),
  };
}

/** The secrets that may open a file of this case, that of its own epoch first. */
export function secretsFor(opened: Opened, file: AttachedFile): string[] {
  const shared = opened.shared.filter(({ purpose }) => purpose === "case");
  return [...shared.filter(({ epoch }) => epoch === file.epoch), ...shared.filter(({ epoch }) => epoch !== file.epoch)].map(({ secret }) => secret);
}

/** Puts a button beside each file of the story. */
export async function savers(opened: Opened, story: HTMLElement): Promise<void> {
  const attached = opened.answer.drawn.files ?? [];
  if (attached.length === 0) return;
  const { script, runner } = await files();
  const forget = (undo: () => void): void => void undoing.add(undo);
  for (const file of attached) {
    const access = (): { identities: string[]; way: Way } => ({ identities: secretsFor(opened, file), way: wayTo(opened.file.case) });
    const place = [...story.querySelectorAll(`[data-file="${file.file}"]`)].find((one) => one.querySelector(".saver") === null);
    const saver = script.saver({ file, runner, access, forget });
    saver.firstElementChild?.after(lookButton(opened.file.case, { file, runner, access, forget }));
    place?.append(saver);
  }
}

type Saving = { file: AttachedFile; runner: Runner; access: () => { identities: string[]; way: Way }; forget: (undo: () => void) => void };

/** Pressed again, it takes away what it showed. */
function lookButton(id: string, saving: Saving): HTMLElement {
  const { file } = saving;
  const label = text("desk-js-file-look-name", { name: file.name });
  const made = el("button", { type: "button", class: "btn second small", "data-look": file.file, "aria-expanded": "false", "aria-label": label }, say("desk-js-file-look"));
  made.addEventListener("click", () => {
    const shown = made.closest(".saver")?.querySelector(".preview");
    if (shown) {
      shown.remove();
      return made.setAttribute("aria-expanded", "false");
    }
    const lost = (): void => tell("desk-js-lost");
    void (import(PREVIEWS_SCRIPT) as Promise<typeof import("../previews/main.ts")>).then((script) => script.look({ ...saving, attach: (copy, is, of) => attachCopy(id, copy, is, of) }, made), lost);
  });
  return made;
}
