/** The sheet on which words are written: open from the moment the script runs, before the list of readers is checked.
 * What is signed is drawn only after that check, and only then can anything leave the page. */
import { byId, el } from "../words/element.ts";
import { rich } from "../words/words.ts";
import { Files } from "./files.ts";
import { guard, onLeave, type PageData } from "./page.ts";
import { goTo, pageFault, say } from "./show.ts";

export class Sheet {
  readonly words = byId<HTMLTextAreaElement>("report-words");
  readonly people = byId<HTMLInputElement>("report-people");
  readonly files: Files;

  constructor(page: PageData) {
    this.files = new Files(page);
    byId("to-words").addEventListener("click", () => goTo("words"));
    guard(() => this.files.unsent() || !this.blank());
    onLeave(() => this.clear());
  }

  blank(): boolean {
    return this.words.value.trim() === "" && this.people.value.trim() === "";
  }

  clear(): void {
    this.words.value = "";
    this.people.value = "";
  }

  /** It can be written on, and the check goes on meanwhile. */
  waits(): void {
    byId("to-words").hidden = false;
    say("poster", "window-js-checking");
    byId("questions").replaceChildren(el("p", { class: "soft" }, rich("window-js-checking-rest")));
  }

  /** The check went wrong: nothing is written from here on, and nothing that was written is taken away. */
  refuses(id: string, again: (() => void) | null): void {
    byId("to-words").hidden = true;
    say("poster");
    byId("questions").replaceChildren();
    const written = !this.blank() || this.files.unsent();
    if (!written && document.documentElement.dataset["at"] === "words") goTo("limits");
    pageFault(id, again, written);
  }
}
