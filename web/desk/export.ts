// A case carried out of the program: one file that `age` and `tar` open.

import { packTar, type TarEntry } from "modern-tar";
import { unbase64, utf8 } from "../protocol/bytes.ts";
import { seal } from "../seal/age.ts";
import type * as api from "./api.ts";
import { el } from "./element.ts";
import { button, faultPlace, handOver, inside, sayTrouble, tell, whileWaiting } from "./fields.ts";
import type { ReaderKey } from "./keyring.ts";
import type { Opened } from "./opening.ts";
import { say } from "./say.ts";
import { windowOf } from "./session.ts";

/** The fixed time of every file inside: when something was exported is nobody's business later. */
const EPOCH = new Date(0);
export const FILE_NAME = "case.tar.age";

export function exportBox(who: api.Me, key: ReaderKey, opened: Opened): HTMLElement {
  const deed = () =>
    void whileWaiting("export", async () => {
      try {
        handOver(FILE_NAME, await exported(who, key, opened));
        tell("desk-js-export-done");
      } catch (trouble) {
        sayTrouble("export-fault", trouble);
      }
    });
  return el(
    "details",
    { id: "export-box", class: "fold" },
    el("summary", {}, el("span", {}, say("desk-js-export-title"))),
    inside(
      el("p", { class: "soft" }, say("desk-js-export-note")),
      el("pre", { class: "mono" }, "age -d -i key.txt case.tar.age | tar x"),
      faultPlace("export-fault"),
      button("export", "desk-js-export", deed, true),
    ),
  );
}

/** Readable texts from the core, beside them every sealed file and roster byte for byte; sealed to this reader alone. */
export async function exported(who: api.Me, key: ReaderKey, opened: Opened): Promise<Uint8Array> {
  const { file, answer } = opened;
  const texts = (answer.drawn.texts ?? []).map(({ path, text }) => [path, utf8(text)] as const);
  const entries = file.entries.map(({ id, log, file: sealed }) => [`sealed/${log}/${id}.age`, unbase64(sealed)] as const);
  const keys = file.keys.map(({ purpose, file: sealed }, place) => [`sealed/keys/${place + 1}-${purpose}.age`, unbase64(sealed)] as const);
  const window = windowOf(who, file.window);
  const frames = [window?.roster, ...(window?.rosters ?? [])].filter((frame): frame is string => typeof frame === "string");
  const rosters = frames.map((frame, place) => [`sealed/rosters/${place + 1}.roster`, unbase64(frame)] as const);
  const folder = `case-${file.case.slice(0, 8)}/`;
  const files = [...texts, ...entries, ...keys, ...rosters].map(
    ([path, body]): TarEntry => ({ header: { name: folder + path, size: body.length, type: "file", mode: 0o600, mtime: EPOCH }, body }),
  );
  const tar = await packTar([{ header: { name: folder, size: 0, type: "directory", mode: 0o700, mtime: EPOCH } }, ...files]);
  return (await seal(tar, key.recipient)).file;
}
