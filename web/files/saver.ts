/** A button beside an attached file: fetched, opened, checked against the signed entry, and saved; never shown in the page. */
import type { Attachment } from "../protocol/entry.ts";
import { el } from "../words/element.ts";
import type { Failure } from "./job.ts";
import { Failed, type Runner } from "./runner.ts";
import { safeName, shownName, size } from "./shown.ts";
import { say, serverSays, text } from "./words.ts";
import type { Way } from "./wire.ts";

/** `access` is asked when the button is pressed; `forget` is given what undoes the handing over. */
export type Saving = {
  file: Attachment;
  runner: Runner;
  access: () => { identities: string[]; way: Way };
  forget: (undo: () => void) => void;
};

/** Size, and in which form it was attached. */
export const facts = (file: Attachment): HTMLElement =>
  el("p", { class: "soft" }, size(file.bytes), ...(file.as === "as-is" ? [] : ["　", say(`files-js-form-${file.as}`)]));

/** Browsers inside apps that show a page and save nothing. */
const IN_APP = /\bLine\/|FBAN|FBAV|Instagram|MicroMessenger|Twitter/i;

export function saver({ file, runner, access, forget }: Saving): HTMLElement {
  const name = shownName(file.name);
  const bar = el("progress", { max: "1", "aria-label": text("files-js-progress", { name }), hidden: true });
  const live = el("p", { class: "soft", role: "status" });
  const wrong = el("div", { role: "alert" });
  const button = el("button", { type: "button", class: "btn second small", "data-save": file.file, "aria-label": text("files-js-open-name", { name }) }, say("files-js-open"));
  const place = el("div", { class: "saver stack" }, button, bar, live, wrong);
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    wrong.replaceChildren();
    bar.hidden = false;
    live.replaceChildren(say("files-js-opening"));
    const asked = access();
    const atDesk = asked.way.at === "desk";
    const told = ({ done, of, waiting }: { done: number; of: number; waiting: boolean }): void => {
      if (of > 0) bar.value = done / of;
      if (waiting) live.replaceChildren(say("files-js-state-cut"));
    };
    runner
      .run({ do: "open", named: { bytes: file.bytes, digest: file.digest, file: file.file, length: file.length }, ...asked }, told)
      .then(({ blob, digest }) => {
        button.replaceWith(handOver(blob, safeName(file.name), live, forget));
        if (atDesk) place.append(el("p", { class: "soft" }, say("files-js-digest"), " ", el("code", { class: "digest", "data-digest": "" }, digest)));
      })
      .catch((trouble: unknown) => {
        const failure: Failure = trouble instanceof Failed ? trouble.failure : { code: "broken", detail: "" };
        live.replaceChildren();
        button.removeAttribute("aria-disabled");
        if (failure.code !== "stopped") wrong.replaceChildren(el("p", { class: "fault", "data-fault": failure.code }, ...opening(failure)));
      })
      .finally(() => (bar.hidden = true));
  });
  return place;
}

/** A file that cannot be had was attached all the same: its signed entry says so, whatever the server now answers. */
function opening({ code, detail }: Failure): Node[] {
  if (code === "refused") return [say("files-js-not-given"), ...(detail === "" ? [] : serverSays(detail))];
  return [say(code === "broken" ? "files-js-not-opened" : `files-js-failed-${code}`)];
}

/** A link that stays: where the first save is not allowed or missed, it is pressed again. */
function handOver(blob: Blob, name: string, live: HTMLElement, forget: (undo: () => void) => void): HTMLElement {
  const href = URL.createObjectURL(blob);
  const link = el("a", { class: "btn second small", href, download: name, "data-saved": "" }, say("files-js-save"));
  forget(() => {
    URL.revokeObjectURL(href);
    link.remove();
  });
  const apps = IN_APP.test(navigator.userAgent);
  live.replaceChildren(say(apps ? "files-js-in-app" : "files-js-checked"));
  if (!apps) queueMicrotask(() => link.click());
  return link;
}
