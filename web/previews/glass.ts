/**
 * A frame in which a file is drawn: without an origin, storage or key, and with leave to fetch nothing. Bytes go in by a port; what comes back is looked at by
 * `heard` before it is believed. The frame never scrolls: it is as large as its drawing, in a box that scrolls here.
 */
import { el } from "../words/element.ts";
import { type Answer, type Drawer, heard, type Order, type Why } from "../glass/talk.ts";

/** Addresses, written in when the scripts are built. */
declare const PAPERS_SCRIPT: string;
declare const PAPERS_WORKER: string;
declare const PAPERS_DATA: string;
declare const REWRITTEN_SCRIPT: string;

/** `silent`: no answer came, or none that makes sense; `lost`: a script could not be fetched. */
export class Cannot extends Error {
  readonly why: Why | "silent" | "lost";

  constructor(why: Why | "silent" | "lost") {
    super(why);
    this.why = why;
  }
}

/** A page may be heavy; a file that keeps the frame busy for ever is none that is drawn. */
const PATIENCE = 60_000;
const OPENS = 10_000;

type Tools = Drawer & { rewritten: ArrayBuffer };
let tools: Promise<Tools> | null = null;

async function fetched(address: string): Promise<ArrayBuffer> {
  try {
    const answer = await fetch(address);
    if (answer.ok) return await answer.arrayBuffer();
  } catch {
    // Said below.
  }
  throw new Cannot("lost");
}

/** All at once with the first file that is looked at, whatever it is: else the server would learn by the asking what kind it was. */
export function fetchTools(): Promise<Tools> {
  tools ??= Promise.all([PAPERS_SCRIPT, PAPERS_WORKER, PAPERS_DATA, REWRITTEN_SCRIPT].map(fetched)).then(([display, worker, data, rewritten]) => ({ display, worker, data, rewritten }) as Tools);
  tools.catch(() => (tools = null));
  return tools;
}

export class Glass {
  /** The box that scrolls. */
  readonly node: HTMLElement;
  /** As large as the drawing; marks are laid over it. */
  readonly inner: HTMLElement;
  readonly #frame: HTMLIFrameElement;
  readonly #port: MessagePort;
  #zoom = 1;
  #wide = 0;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(node: HTMLElement, inner: HTMLElement, frame: HTMLIFrameElement, port: MessagePort) {
    [this.node, this.inner, this.#frame, this.#port] = [node, inner, frame, port];
  }

  /** Puts it into `place`, for a frame lives only in a page. */
  static async open(place: HTMLElement, title: string): Promise<Glass> {
    const frame = el("iframe", { sandbox: "allow-scripts", src: "/desk/look", title, allow: "", referrerpolicy: "no-referrer" });
    const inner = el("div", { class: "glass-inner" }, frame);
    const node = el("div", { class: "glass", tabindex: "0", role: "group", "aria-label": title }, inner);
    const loaded = new Promise<void>((done, fail) => {
      frame.addEventListener("load", () => done(), { once: true });
      setTimeout(() => fail(new Cannot("silent")), OPENS);
    });
    place.append(node);
    await loaded;
    const { port1, port2 } = new MessageChannel();
    // An origin that is nobody's has no name to send to; all that goes this way is the port.
    frame.contentWindow?.postMessage(null, "*", [port2]);
    return new Glass(node, inner, frame, port1);
  }

  /** One after the other; bytes go over and are not here any more. Rejects with Cannot. */
  ask(order: Order): Promise<Exclude<Answer, { is: "cannot" }>> {
    const asked = this.#last.then(() => this.#ask(order));
    this.#last = asked.catch(() => {});
    return asked;
  }

  async #ask(order: Order): Promise<Exclude<Answer, { is: "cannot" }>> {
    const moved = "bytes" in order ? [order.bytes] : [];
    const answer = await new Promise<Answer>((done, fail) => {
      const timer = setTimeout(() => fail(new Cannot("silent")), PATIENCE);
      this.#port.onmessage = ({ data }) => {
        clearTimeout(timer);
        const known = heard(data);
        if (known) done(known);
        else fail(new Cannot("silent"));
      };
      this.#port.postMessage(order, moved);
    });
    if (answer.is === "cannot") throw new Cannot(answer.why);
    if (answer.is === "drawn") this.#fit(answer.width, answer.height);
    return answer;
  }

  #fit(width: number, height: number): void {
    const { style } = this.#frame;
    style.aspectRatio = width > 0 && height > 0 ? `${width} / ${height}` : "auto";
    style.height = width > 0 ? "auto" : `${height}px`;
    this.#wide = width;
    this.zoom(0);
  }

  /** Larger or smaller, by steps; whether it can go further either way. */
  zoom(step: number): { in: boolean; out: boolean } {
    this.#zoom = Math.min(4, Math.max(1, this.#zoom + step));
    // A small picture is not blown up before somebody asks for it.
    this.inner.style.width = this.#wide > 0 ? `calc(min(100%, ${Math.max(this.#wide, 240)}px) * ${this.#zoom})` : "100%";
    return { in: this.#zoom < 4, out: this.#zoom > 1 };
  }

  end(): void {
    this.#port.close();
    this.node.remove();
  }
}
