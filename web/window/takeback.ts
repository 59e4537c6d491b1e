/** Taking a report back that nobody has read: the offer, the second question, the deed. */
import { byId } from "../words/element.ts";
import type { PageData } from "./page.ts";
import { signed } from "./server.ts";
import { busy, goTo, quote, say } from "./show.ts";

export type Taking = { seed: () => Uint8Array | null; gone: () => void; late: () => Promise<void> };

/** Made once; shown or hidden each time the case is drawn. */
export class TakeBack {
  readonly page: PageData;
  readonly taking: Taking;
  /** The deed was sent and no answer came: not to be found then means done. */
  asked = false;

  constructor(page: PageData, taking: Taking) {
    this.page = page;
    this.taking = taking;
    byId("take-back").addEventListener("click", () => this.ask(true));
    byId("take-back-no").addEventListener("click", () => {
      this.ask(false);
      byId("take-back").focus();
    });
    const yes = byId("take-back-yes");
    yes.addEventListener("click", () => busy(yes, () => this.take()));
  }

  /** As the server said it of the case that was just opened; `heard`: a counsellor took the report down, and knows it. */
  show(unread: boolean, heard: boolean): void {
    byId("takeback").hidden = !unread;
    byId("takeback-lead").hidden = heard;
    byId("takeback-heard").hidden = !heard;
    this.ask(false);
    say("take-back-progress");
  }

  ask(open: boolean): void {
    byId("take-back-sure").hidden = !open;
    byId("take-back").setAttribute("aria-expanded", String(open));
    if (open) byId("take-back-yes").focus();
  }

  async take(): Promise<void> {
    const seed = this.taking.seed();
    if (!seed) return;
    say("take-back-progress", "mailbox-js-takeback-working");
    const answer = await signed("DELETE", "/mailbox", null, { ...this.page, seed });
    if (answer.is === "answer" || (answer.is === "problem" && answer.problem.status === 404 && this.asked)) {
      this.taking.gone();
      return goTo("gone");
    }
    this.asked = true;
    if (answer.is === "unreachable") return say("take-back-progress", "mailbox-js-takeback-unreachable");
    const { code, detail } = answer.problem;
    if (code !== "already-read") return detail ? quote("take-back-progress", detail) : say("take-back-progress", "mailbox-js-takeback-unreachable");
    await this.taking.late();
    quote("message-progress", detail);
    byId("message-progress").scrollIntoView({ block: "center" });
  }
}
