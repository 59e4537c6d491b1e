/** What the page shows, and what it sends. */
import { base64, hex, unbase64, utf8 } from "../../protocol/bytes.ts";
import { readShort } from "../../protocol/code.ts";
import { publicKey } from "../../protocol/sign.ts";
import { dayOf, isList, isObject, isText, timeOf } from "../../protocol/shape.ts";
import { isMasked } from "../../protocol/mask.ts";
import { type Answer, readAnswer, readTelling, type Returned, type Telling, type TellingKeys, tellingKeys, writeAnswer } from "../../protocol/telling.ts";
import { open, recipientOf, seal } from "../../seal/age.ts";
import { dayIn } from "../../words/day.ts";
import { byId, el, ruby } from "../../words/element.ts";
import { raw, rich } from "../../words/words.ts";
import type { Bundle } from "../bundle.ts";
import type { PageData } from "../page.ts";
import { signed, type Answer as Said } from "../server.ts";
import { fault, goTo, say } from "../show.ts";

/** As the server gives it; without a file it is over. */
type Given = { file: string | null; answers: string[] };
const isGiven = (value: unknown): value is Given => isObject(value) && (value["file"] === null || isText(value["file"])) && isList(value["answers"], isText);

type Told = { telling: Telling; name: string; profession: string };

export class Screen {
  readonly page: PageData;
  readonly bundle: Bundle;
  readonly link: string;
  keys: TellingKeys | null = null;
  told: Told | null = null;
  /** Sealed and perhaps already there: sent again as the same bytes, until other words are given. */
  ready: { from: string; id: string; body: Uint8Array } | null = null;

  constructor(page: PageData, bundle: Bundle, link: string) {
    this.page = page;
    this.bundle = bundle;
    this.link = link;
  }

  async open(): Promise<void> {
    const field = byId<HTMLInputElement>("short-code");
    const wrong = (id: string): void => {
      say("progress");
      fault(field, "short-code-fault", rich(id));
      field.focus();
    };
    const reading = readShort(field.value);
    if (reading.is !== "whole") return wrong(`told-js-code-${reading.is}`);
    fault(field, "short-code-fault");
    say("progress", "told-js-opening");
    this.keys = tellingKeys(this.link, reading.code, this.page.window);
    const answer = await this.ask("GET", null);
    if (answer.is === "problem" && [401, 403, 404].includes(answer.problem.status)) return wrong("told-js-code-unknown");
    if (answer.is !== "answer" || !isGiven(answer.body)) return say("progress", answer.is === "unreachable" ? "told-js-unreachable" : "told-js-refused");
    if (answer.body.file === null) return goTo("over");
    this.told = await this.believe(answer.body.file);
    if (!this.told) return say("progress", "told-js-unverified");
    // The day that the reporter sees is signed; the server's is later, and the same for all.
    if (this.told.telling.until < dayOf(new Date())) return this.over();
    field.value = "";
    this.draw(this.told);
    this.back(await this.answers(answer.body.answers));
    goTo("told");
  }

  over(): void {
    this.told = null;
    goTo("over");
  }

  ask(method: "GET" | "POST", body: Uint8Array | null): Promise<Said> {
    return signed(method, "/told", body, { ...this.page, seed: this.keys?.mailbox ?? new Uint8Array(32) });
  }

  /** The text, if a counsellor of this window's signed list signed it for this very key; null else. */
  async believe(file: string): Promise<Told | null> {
    const { keys, page, bundle } = this;
    const plain = keys && (await open(bytesOf(file), [keys.identity]));
    const telling = plain && readTelling(plain);
    if (!telling || telling.window !== page.window || telling.key !== hex(publicKey(keys.author))) return null;
    const roster = await bundle.older(telling.roster.digest, null);
    const day = dayOf(new Date(telling.time));
    const reader = roster?.readers.find(({ author }) => author === telling.author);
    if (!roster || !reader || day < roster.first_day || day > roster.last_day) return null;
    return { telling, name: reader.name, profession: reader.profession };
  }

  draw({ telling, name, profession }: Told): void {
    say("telling-to", "told-js-to", { recipient: bare(telling.recipient) });
    say("telling-from", "told-js-from", { name: bare(name.includes(profession) ? name : `${name}（${profession}）`) });
    byId("telling-text").replaceChildren(telling.text);
    byId("telling-masked").hidden = !isMasked(telling.text);
    say("telling-ground", telling.agreed ? "told-js-agreed" : "told-js-danger");
    const came = (telling.came ?? []).map((day) => dayIn(day, this.page.hl));
    byId("telling-came").hidden = came.length === 0;
    if (came.length > 0) say("telling-came", "told-js-came", { n: came.length, days: came.join(raw("told-js-and")) });
    say("telling-until", "told-js-until", { day: dayIn(telling.until, this.page.hl, true) });
  }

  /** What was given back before, as far as these keys open it. */
  async answers(files: string[]): Promise<Answer[]> {
    const { keys } = this;
    if (!keys) return [];
    const own = hex(publicKey(keys.author));
    const opened = await Promise.all(files.map((file) => open(bytesOf(file), [keys.identity])));
    const read = opened.map((plain) => plain && readAnswer(plain)).filter((answer) => answer !== null);
    return read.filter(({ author }) => author === own).toSorted((a, b) => (a.time < b.time ? -1 : 1));
  }

  back(answers: Answer[]): void {
    byId("given-back").hidden = answers.length === 0;
    const written = (day: string): string => dayIn(day, this.page.hl, true);
    const line = (answer: Answer): HTMLElement => {
      const day = written(dayOf(new Date(answer.time)));
      if (answer.is === "received") return el("li", { class: "msg", "data-given": "received" }, rich("told-js-was-received", { day }));
      return el("li", { class: "msg", "data-given": "measure" }, el("p", {}, ruby(raw("told-js-was-measure", { day, from: written(answer.from) }))), el("p", { class: "words", dir: "auto" }, answer.what));
    };
    byId("answers").replaceChildren(...answers.map(line));
    // Once is enough; what was sent stands above.
    byId("received").hidden = answers.some(({ is }) => is === "received");
  }

  async measure(): Promise<void> {
    const [what, from] = [byId<HTMLTextAreaElement>("measure"), byId<HTMLInputElement>("measure-from")];
    fault(what, "measure-fault");
    fault(from, "measure-from-fault");
    if (what.value.trim() === "") {
      fault(what, "measure-fault", rich("told-js-empty"));
      return what.focus();
    }
    if (from.value === "") {
      fault(from, "measure-from-fault", rich("told-js-no-day"));
      return from.focus();
    }
    // A year that was mistyped would stand in the case for good.
    const days = (Date.parse(from.value) - Date.now()) / 86_400_000;
    if (!(days > -FAR && days < FAR)) {
      fault(from, "measure-from-fault", rich("told-js-far-day", { day: dayIn(from.value, this.page.hl, true) }));
      return from.focus();
    }
    if (await this.give({ is: "measure", what: what.value, from: from.value }, "measure-progress")) what.value = "";
  }

  /** True once the server gives it back: "kept" is a word that anybody can say. */
  async give(said: Returned, at: string): Promise<boolean> {
    const { keys, told } = this;
    if (!keys || !told) return false;
    say(at, "told-js-sealing");
    const from = JSON.stringify(said);
    if (this.ready?.from !== from) {
      const frame = writeAnswer({ ...told.telling, time: timeOf(new Date()) }, said, keys.author);
      if (!frame) {
        say(at, "told-js-too-long");
        return false;
      }
      // To the case, and to these keys too, so that the page can show what was given back.
      const sealed = await seal(frame, told.telling.to, await recipientOf(keys.identity));
      this.ready = { from, id: base64(sealed.file), body: utf8(JSON.stringify({ file: base64(sealed.file) })) };
    }
    const answer = await this.ask("POST", this.ready.body);
    if (answer.is === "problem" && answer.problem.code === "telling-over") {
      goTo("over");
      return false;
    }
    if (answer.is !== "answer") {
      say(at, answer.is === "unreachable" ? "told-js-unreachable" : "told-js-refused");
      return false;
    }
    const there = await this.ask("GET", null);
    if (there.is !== "answer" || !isGiven(there.body) || !there.body.answers.includes(this.ready.id)) {
      say(at, "told-js-missing");
      return false;
    }
    this.ready = null;
    this.back(await this.answers(there.body.answers));
    say(at, "told-js-sent");
    return true;
  }

  forget(): void {
    this.keys?.author.fill(0);
    this.keys?.mailbox.fill(0);
    this.keys = null;
    this.told = null;
    this.ready = null;
    byId("telling-text").replaceChildren();
    byId("answers").replaceChildren();
  }
}

/** Days before and after today within which a measure begins. */
const FAR = 400;

/** Marks in what somebody wrote draw nothing. */
const bare = (typed: string): string => typed.replace(/[《》｜¦]/g, "");

/** Nothing where it is no base64: such a file opens to nothing. */
function bytesOf(file: string): Uint8Array {
  try {
    return unbase64(file);
  } catch {
    return new Uint8Array();
  }
}
