/** Coming back: the code, the conversation, writing on. */
import { reporterKeys, type ReporterKeys } from "../protocol/derive.ts";
import { isOfPlainPath, readCode, type Reading } from "../protocol/code.ts";
import { belongs } from "../protocol/log.ts";
import { dayOf, isList, isObject, isText } from "../protocol/shape.ts";
import { type Case, type Kept, makeMessage, messageTooLong, newestEpoch, openCase } from "../seal/mailbox.ts";
import { byId, el } from "../words/element.ts";
import { rich } from "../words/words.ts";
import { fetchBundle, type Bundle } from "./bundle.ts";
import { fillConsents } from "./consents.ts";
import { setContacts } from "./contacts.ts";
import { drawCase } from "./conversation.ts";
import { Files, fill } from "./files.ts";
import { guard, onLeave, type PageData } from "./page.ts";
import { forgetNewKeys, offerNewKeys } from "./newkeys.ts";
import { findDraft } from "./draft.ts";
import { readFromPicture } from "./picture.ts";
import { forgetRenewal, offerRenewal, renewing } from "./renew.ts";
import { openForm, type World } from "./report.ts";
import { signed, type Answer } from "./server.ts";
import { busy, fault, goTo, pageFault, quote, say, showRoom } from "./show.ts";
import { TakeBack } from "./takeback.ts";

export async function startMailbox(page: PageData, print: string | null, world: World): Promise<void> {
  const waiting = byId("waiting");
  waiting.hidden = false;
  const bundle = await fetchBundle(page, print, world.now());
  waiting.hidden = true;
  if ("fault" in bundle) return pageFault(`window-js-bundle-${bundle.fault}`, () => void startMailbox(page, print, world));
  setContacts(bundle.policies.contacts, page.hl);
  new Mailbox(page, bundle, print, world).begin();
}

const isSealed = (value: unknown): boolean => isObject(value) && isText(value["file"]);
export const isKept = (value: unknown): value is Kept =>
  isObject(value) &&
  isText(value["case"]) &&
  isList(value["entries"], (entry): entry is Kept["entries"][number] => isSealed(entry) && isText((entry as Kept["entries"][number]).id)) &&
  isList(value["keys"], (key): key is Kept["keys"][number] => isSealed(key));

/** What a counsellor writes who stands aside without having read: that, and to whom the case is given. */
const UNREADING: ReadonlySet<string> = new Set(["handover", "grant"]);

class Mailbox {
  readonly page: PageData;
  /** As the desk said it last; a mailbox may lie open for days. */
  bundle: Bundle;
  readonly print: string | null;
  readonly world: World;
  readonly receipt = byId<HTMLInputElement>("receipt");
  readonly message = byId<HTMLTextAreaElement>("message");
  keys: ReporterKeys | null = null;
  opened: Case | null = null;
  /** What was sealed last and from which words; sent again as it is until the words change. */
  ready: { id: string; body: Uint8Array; from: string } | null = null;
  /** Ids of all that was shown in this document. */
  readonly known = new Set<string>();
  readonly files: Files;

  readonly takeBack: TakeBack;

  constructor(page: PageData, bundle: Bundle, print: string | null, world: World) {
    this.page = page;
    this.bundle = bundle;
    this.print = print;
    this.world = world;
    this.files = new Files(page);
    this.takeBack = new TakeBack(page, {
      seed: () => this.keys?.mailbox ?? null,
      gone: () => this.forget(),
      late: () => this.load(),
    });
  }

  begin(): void {
    byId("enter").hidden = false;
    this.receipt.addEventListener("input", () => this.typed());
    readFromPicture(this.receipt, () => this.typed());
    this.receipt.addEventListener("keydown", (event) => {
      if (event.key === "Enter") byId("open").click();
    });
    const open = byId("open");
    open.addEventListener("click", () => busy(open, () => this.enter()));
    const again = byId("again");
    again.addEventListener("click", () => busy(again, () => this.load()));
    const send = byId("send-message");
    send.addEventListener("click", () => busy(send, () => this.files.alone(() => this.send())));
    const sendFiles = byId("send-files");
    this.files.onChange((unsent) => (sendFiles.hidden = unsent === 0));
    sendFiles.addEventListener("click", () => busy(sendFiles, () => this.sendFiles()));
    this.message.addEventListener("input", () => this.measure());
    this.warnBeforeLanguage();
    guard(() => this.message.value.trim() !== "" || this.files.unsent() || renewing());
    onLeave(() => this.forget());
    this.receipt.focus({ preventScroll: true });
  }

  /** Another language is another page, which knows no code: an open mailbox is not left for it by one press. */
  warnBeforeLanguage(): void {
    let warned = false;
    for (const way of document.querySelectorAll<HTMLAnchorElement>('[data-step="language"]')) {
      way.addEventListener("click", (event) => {
        if (!this.opened || warned) return;
        event.preventDefault();
        warned = true;
        const note = el("p", { class: "note", id: "language-note", role: "alert", tabindex: "-1" }, rich("mailbox-js-language"));
        byId("fault").before(note);
        note.focus();
      });
    }
  }

  /** As one types: a wrong character at once, how many are missing, a mistyped whole. */
  typed(): void {
    const reading = readCode(this.receipt.value);
    const wrong = reading.is !== "whole" && reading.is !== "short";
    if (wrong) this.codeFault(reading);
    else fault(this.receipt, "receipt-fault");
    if (reading.is === "short" && reading.have > 0) say("receipt-room", "mailbox-js-code-left", { n: 24 - reading.have });
    else say("receipt-room", reading.is === "whole" ? "mailbox-js-code-whole" : undefined);
  }

  codeFault(reading: Reading): void {
    const sentence = (): DocumentFragment => {
      switch (reading.is) {
        case "letter":
          return rich("mailbox-js-code-letter", { letter: reading.letter, group: reading.group });
        case "kind":
          return rich("mailbox-js-code-kind");
        case "long":
          return reading.group ? rich("mailbox-js-code-odd", { group: reading.group }) : rich("mailbox-js-code-long", { n: reading.over });
        case "check":
          return reading.groups.length > 0
            ? rich("mailbox-js-code-groups", { groups: reading.groups.join("・") })
            : rich("mailbox-js-code-check");
        case "short":
          return reading.group ? rich("mailbox-js-code-odd", { group: reading.group }) : rich("mailbox-js-code-short", { n: 24 - reading.have });
        case "whole":
          return document.createDocumentFragment();
      }
    };
    fault(this.receipt, "receipt-fault", sentence());
  }

  async enter(): Promise<void> {
    const reading = readCode(this.receipt.value);
    if (reading.is !== "whole") {
      this.codeFault(reading);
      return this.receipt.focus();
    }
    // The server made that code and knows what it opens; here it would be taken for one that it never saw.
    if (isOfPlainPath(reading.code)) {
      const way = el("a", { href: `/o/${this.page.organisation}/plain?hl=${this.page.hl}`, id: "to-plain" }, rich("mailbox-js-code-plain-link"));
      fault(this.receipt, "receipt-fault", rich("mailbox-js-code-plain"), " ", way);
      return this.receipt.focus();
    }
    this.keys = reporterKeys(reading.code, this.page.window);
    await this.load(false, reading.code);
    if (this.opened) this.receipt.value = "";
  }

  /** `quiet`: whoever is writing meanwhile is left in peace. With a `code` that was just given, a draft that waits
   * under it is taken up where there is no case. */
  async load(quiet = false, code?: string): Promise<void> {
    if (!this.keys) return;
    const at = this.opened ? "message-progress" : "progress";
    if (!quiet) say(at, "mailbox-js-opening");
    const answer = await signed("GET", "/mailbox", null, { ...this.page, seed: this.keys.mailbox });
    if (code && answer.is === "problem" && answer.problem.status === 404 && (await this.takeUp(code))) return;
    if (answer.is !== "answer") return this.refused(answer, at);
    if (!isKept(answer.body)) return say(at, "mailbox-js-unreadable");
    const keys = this.keys;
    const opening = (): Promise<Case> => openCase(answer.body as Kept, keys, this.page.window, this.bundle.older);
    this.opened = await opening();
    if ((await this.freshen(this.opened)) && this.keys === keys) this.opened = await opening();
    await drawCase(this.opened, answer.body, this.bundle, this.page, dayOf(this.world.now()));
    if (this.fewer(this.opened)) byId("trouble").append(el("span", { class: "one-fault" }, rich("mailbox-js-fewer")));
    void fill(this.opened, this.page, this.keys);
    const by = { page: this.page, bundle: this.bundle, world: this.world, keys: this.keys };
    offerRenewal(this.opened, { by, renewed: (keys) => this.renewed(keys), alone: (deed) => this.files.alone(deed) });
    void offerNewKeys(this.opened, { by, drawn: () => this.load(true), alone: (deed) => this.files.alone(deed) });
    void fillConsents(this.opened, by, (opened) => this.filed(opened), (deed) => this.files.alone(deed));
    // What the seals show counts before what the server says.
    const { checked, keys: own, report } = this.opened;
    const untouched = checked.every(({ entry }) => entry !== null && (own.includes(entry.author) || UNREADING.has(entry.kind)));
    this.takeBack.show(answer.body.unread === true && untouched, isText(report?.heard));
    if (quiet) return;
    say(at);
    goTo("case");
  }

  /** Why nothing is written under the roster at hand, as a message; null where something is. */
  over(): Bundle["stale"] {
    return this.bundle.stale ?? (dayOf(this.world.now()) > this.bundle.roster.last_day ? "window-js-bundle-expired-roster" : null);
  }

  /** Asks for the roster anew where the one at hand is over, or older than one that the case names; true if another came. What
   * does not hold is said as before. */
  async freshen(opened: Case | null): Promise<boolean> {
    const newer = opened?.checked.some(({ entry }) => entry && entry.roster.epoch > this.bundle.roster.epoch);
    if (!newer && this.over() === null) return false;
    const fresh = await fetchBundle(this.page, this.print, this.world.now());
    if ("fault" in fresh || fresh.digest === this.bundle.digest) return false;
    this.bundle = fresh;
    return true;
  }

  /** Whether anything is missing that was here before: the server shows an older state. */
  fewer(opened: Case): boolean {
    const here = new Set(opened.checked.map(({ id }) => id));
    const missing = [...this.known].some((id) => !here.has(id));
    for (const one of opened.checked) if (belongs(one)) this.known.add(one.id);
    return missing;
  }

  /** Puts the form, filled again, in the place of the mailbox; false where no draft waits. */
  async takeUp(code: string): Promise<boolean> {
    const found = await findDraft(code, this.page);
    if (found === "none") return false;
    if (typeof found === "string") {
      say("progress", found === "broken" ? "mailbox-js-draft-broken" : "window-js-unreachable");
      return true;
    }
    await this.freshen(null);
    const over = this.over();
    if (over !== null) {
      pageFault(over, null);
      return true;
    }
    this.forget();
    for (const step of document.querySelectorAll("section[data-step]")) step.remove();
    byId("fault").after(byId<HTMLTemplateElement>("form").content.cloneNode(true));
    openForm(this.page, this.bundle, this.world, found);
    return true;
  }

  refused(answer: Exclude<Answer, { is: "answer" }>, at: string): void {
    if (answer.is === "unreachable") return say(at, "window-js-unreachable");
    const { status, detail } = answer.problem;
    if (!this.opened && (status === 404 || status === 401 || status === 403)) {
      say(at);
      fault(this.receipt, "receipt-fault", rich("mailbox-js-code-unknown"));
      return this.receipt.focus();
    }
    if (detail) quote(at, detail);
    else say(at, "window-js-refused");
  }

  next(): { words: string; roster: Bundle["roster"]; digest: string; now: Date } {
    return { words: this.message.value, roster: this.bundle.roster, digest: this.bundle.digest, now: this.world.now() };
  }

  measure(): boolean {
    if (!this.opened?.to) return false;
    const over = messageTooLong(this.opened, this.next());
    if (over > 0) fault(this.message, "message-fault", rich("window-js-too-long", { n: Math.ceil(over / 3) }));
    else fault(this.message, "message-fault");
    showRoom("message-room", over, 64_000 - new TextEncoder().encode(this.message.value).length);
    return over === 0;
  }

  async send(tries = 5): Promise<void> {
    if (!this.opened || !this.keys) return;
    await this.freshen(this.opened);
    const over = this.over();
    if (over !== null) return say("message-progress", over);
    if (!(await this.bundle.holds(this.opened.anchor))) return say("message-progress", "window-js-roster-doubted");
    // Named in this case already: under an older one nothing is written.
    if (newestEpoch(this.opened) > this.bundle.roster.epoch) return say("message-progress", "window-js-bundle-old-roster");
    if (this.message.value.trim() === "") {
      fault(this.message, "message-fault", rich("window-js-empty"));
      return this.message.focus();
    }
    if (!this.opened.to) return say("message-progress", "window-js-no-key");
    if (!this.measure()) return this.message.focus();
    say("message-progress", "window-js-sealing");
    if (this.ready?.from !== this.message.value) {
      // Words changed after a sending that was not answered: what was sent may have arrived and be this author's newest.
      if (this.ready && !(await this.reload())) return say("message-progress", "window-js-unreachable");
      const made = await makeMessage(this.opened, this.next(), this.keys);
      this.ready = { id: made.id, body: made.body, from: this.message.value };
    }
    say("message-progress", "window-js-sending");
    const answer = await signed("POST", "/entries", this.ready.body, { ...this.page, seed: this.keys.mailbox });
    // Another page of this person, or the desk, wrote meanwhile: the words are sealed anew, after what is new.
    if (answer.is === "problem" && answer.problem.code === "moved-on" && tries > 1) {
      this.ready = null;
      return (await this.reload()) ? this.send(tries - 1) : say("message-progress", "window-js-unreachable");
    }
    if (answer.is !== "answer") {
      return answer.is === "unreachable" ? say("message-progress", "window-js-unreachable") : this.refused(answer, "message-progress");
    }
    const sent = this.ready.id;
    if (!(await this.reload())) {
      this.sent();
      return say("message-progress", "mailbox-js-sent");
    }
    // The words stay where the server says that they are kept and yet does not give them back.
    if (!this.opened.checked.some((one) => one.id === sent && belongs(one))) return say("message-progress", "mailbox-js-sent-missing");
    this.sent();
    say("message-progress", "mailbox-js-sent");
  }

  sent(): void {
    this.ready = null;
    this.message.value = "";
  }

  async sendFiles(): Promise<void> {
    if (!this.keys) return;
    await this.files.send({ page: this.page, bundle: this.bundle, world: this.world, keys: this.keys }, (opened) => this.filed(opened));
  }

  /** An attached file has taken the next place in the chain: a message that waits with that place is sealed anew. */
  async filed(opened: Case): Promise<void> {
    if (!opened.checked.some(({ id }) => id === this.ready?.id)) this.ready = null;
    await this.load(true);
  }

  /** Goes on with another code: the one until now opens nothing any more. */
  async renewed(keys: ReporterKeys): Promise<void> {
    this.keys?.author.fill(0);
    this.keys?.mailbox.fill(0);
    this.keys = keys;
    // What waits was sealed by the code until now.
    this.ready = null;
    await this.load(true);
  }

  async reload(): Promise<boolean> {
    const before = this.opened;
    await this.load();
    return this.opened !== before;
  }

  forget(): void {
    this.keys?.author.fill(0);
    this.keys?.mailbox.fill(0);
    this.keys = null;
    this.opened = null;
    this.ready = null;
    this.known.clear();
    this.receipt.value = "";
    this.message.value = "";
    forgetNewKeys();
    forgetRenewal();
    for (const id of ["talk", "trouble"]) document.getElementById(id)?.replaceChildren();
  }
}
