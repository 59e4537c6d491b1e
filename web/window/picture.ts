/** A picture of a code, chosen in place of typing it. */
import { loadPictures } from "../picture/load.ts";
import { readCode } from "../protocol/code.ts";
import { fault, say } from "./show.ts";
import { byId } from "../words/element.ts";
import { rich } from "../words/words.ts";

/** Reads the chosen picture into the field for the code; `read` is called once the field holds it. */
export function readFromPicture(receipt: HTMLInputElement, read: () => void): void {
  const file = byId<HTMLInputElement>("picture-file");
  file.addEventListener("change", () => void take(file, receipt, read));
}

async function take(file: HTMLInputElement, receipt: HTMLInputElement, read: () => void): Promise<void> {
  const [chosen] = file.files ?? [];
  fault(file, "picture-fault");
  if (!chosen) return;
  const wrong = (id: string): void => {
    say("progress");
    file.value = "";
    fault(file, "picture-fault", rich(id));
    file.focus();
  };
  say("progress", "mailbox-js-picture-reading");
  const pictures = await loadPictures();
  if (!pictures) return wrong("window-js-picture-unloaded");
  if (chosen.size > 24 * 1024 * 1024) return wrong("mailbox-js-picture-too-large");
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await chosen.arrayBuffer());
  } catch {
    return wrong("mailbox-js-picture-damaged");
  }
  const found = pictures.readPicture(bytes);
  const reading = "text" in found ? readCode(found.text) : null;
  if (reading?.is !== "whole") return wrong(`mailbox-js-picture-${"fault" in found ? found.fault : "no-code"}`);
  file.value = "";
  receipt.value = reading.code;
  read();
  say("progress", "mailbox-js-picture-read");
}
