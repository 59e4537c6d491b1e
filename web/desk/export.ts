// A case carried out of the program: one file that `age` and `tar` open.

import { unbase64, utf8 } from "../protocol/bytes.ts";
import type { Packed } from "../files/job.ts";
import * as api from "./api.ts";
import { files, secretsFor, wayTo } from "./attached.ts";
import { el } from "./element.ts";
import { button, faultPlace, handOver, inside, sayTrouble, tell, whileWaiting } from "./fields.ts";
import type { ReaderKey } from "./keyring.ts";
import type { Opened } from "./opening.ts";
import { say, text } from "./say.ts";
import { windowOf } from "./session.ts";

export const FILE_NAME = "case.tar.age";

export function exportBox(who: api.Me, key: ReaderKey, opened: Opened): HTMLElement {
  const deed = () =>
    void whileWaiting("export", async () => {
      try {
        await api.takeOut(opened.file.case);
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

/** Readable texts from the core and the attached files; beside them every sealed file and roster byte for byte. Sealed to
 * this reader alone, and made as a stream: files may be larger than memory. */
export async function exported(who: api.Me, key: ReaderKey, opened: Opened): Promise<Blob> {
  const { file, answer } = opened;
  const { script, runner } = await files();
  const texts = (answer.drawn.texts ?? []).map(({ path, text }) => [path, utf8(text)] as const);
  const entries = file.entries.map(({ id, log, file: sealed }) => [`sealed/${log}/${id}.age`, unbase64(sealed)] as const);
  const keys = file.keys.map(({ purpose, file: sealed }, place) => [`sealed/keys/${place + 1}-${purpose}.age`, unbase64(sealed)] as const);
  const window = windowOf(who, file.window);
  const frames = [window?.roster, ...(window?.rosters ?? [])].filter((frame): frame is string => typeof frame === "string");
  const rosters = frames.map((frame, place) => [`sealed/rosters/${place + 1}.roster`, unbase64(frame)] as const);
  const bare = [...texts, ...entries, ...keys, ...rosters].map(([path, bytes]): Packed => ({ path, bytes }));
  const attached = (answer.drawn.files ?? []).map((one, place): Packed => {
    const number = String(place + 1).padStart(3, "0");
    return {
      path: `files/${number}-${script.safeName(one.name)}`,
      sealedPath: `sealed/files/${one.file}.age`,
      faultPath: `files/${number}-missing.txt`,
      fault: `${script.shownName(one.name)}\n${text("desk-js-export-file-differs")}\n`,
      named: { bytes: one.bytes, digest: one.digest, file: one.file, length: one.length },
      identities: secretsFor(opened, one),
    };
  });
  const folder = `case-${file.case.slice(0, 8)}/`;
  return runner.run({ do: "pack", folder, files: [...bare, ...attached], recipient: key.recipient, way: wayTo(file.case) });
}
