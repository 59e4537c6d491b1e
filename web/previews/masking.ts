/** Parts of a picture or of a page painted over: rectangles drawn by mouse or touch, or written as numbers. */
import type { Mark } from "../glass/talk.ts";
import { el } from "../words/element.ts";
import { type Giving, shown, trying } from "./copies.ts";
import { Cannot, type Glass } from "./glass.ts";
import { say, text } from "./words.ts";

const SIDES = ["x", "y", "width", "height"] as const;
type Side = (typeof SIDES)[number];

/** Narrower is a slip of the hand. */
const LEAST = 0.005;

const inside = (value: number): number => Math.min(1, Math.max(0, value));
const spanned = (from: DOMPoint, to: DOMPoint): Mark => ({ x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) });

/** Nothing is marked any more. */
export const unmask = (glass: Glass): void => glass.inner.querySelector(".marks")?.remove();

/** `page` is the page of a PDF that is seen, which is what gets copied. */
export function masking({ glass, below, page, ...give }: { glass: Glass; below: HTMLElement; page: number | null } & Giving): void {
  unmask(glass);
  const marks: Mark[] = [];
  const over = el("div", { class: "marks" });
  const list = el("ol", { class: "mark-list" });
  const live = el("p", { class: "soft", role: "status" });
  const result = el("div", { class: "stack" });
  let changes = 0;
  const changed = (): void => {
    draw(over, marks);
    live.replaceChildren(say(marks.length > 0 ? "previews-js-marks" : "previews-js-marks-none", { count: marks.length }));
    // What was made of other marks is not what is seen, and what is being made of them will not be.
    result.replaceChildren();
    delete result.dataset["copy"];
    changes += 1;
  };
  const rows = (): void => list.replaceChildren(...marks.map((mark, place) => row(mark, place, changed, () => {
    marks.splice(place, 1);
    rows();
    changed();
    (list.querySelectorAll("button")[Math.min(place, marks.length - 1)] ?? add).focus();
  })));
  const put = (mark: Mark): void => {
    marks.push(mark);
    rows();
    changed();
  };
  const add = el("button", { type: "button", class: "btn second small", "data-mark-add": true }, say("previews-js-mark-add"));
  add.addEventListener("click", () => {
    put({ x: 0.4, y: 0.4, width: 0.2, height: 0.1 });
    list.lastElementChild?.querySelector("input")?.focus();
  });
  const make = el("button", { type: "button", class: "btn small", "data-mark-make": true }, say("previews-js-mark-make"));
  make.addEventListener("click", () => {
    if (marks.length === 0) return changed();
    const now = changes;
    void trying(result, () => burnt(glass, marks, { below: result, page, same: () => now === changes, ...give }));
  });
  drawing(over, put);
  glass.inner.append(over);
  below.replaceChildren(el("h3", {}, say("previews-js-mask")), el("p", {}, say(page === null ? "previews-js-mask-how" : "previews-js-mask-how-page", { page: page ?? 1 })), live, list, el("div", { class: "btns" }, add, make), result);
  changed();
  below.querySelector<HTMLElement>("h3")?.scrollIntoView({ block: "nearest" });
}

async function burnt(glass: Glass, marks: Mark[], { below, page, same, ...give }: { below: HTMLElement; page: number | null; same: () => boolean } & Giving): Promise<void> {
  const made = await glass.ask({ do: "burn", marks });
  if (made.is !== "made") throw new Cannot("silent");
  if (!same()) return;
  const said = [el("p", { class: "note" }, say("previews-js-masked-note"))];
  await shown(below, { is: "masked", bytes: made.bytes, kind: "png", ending: "png", type: "image/png", mark: page === null ? "-masked" : `-${page}-masked`, said }, give);
}

function draw(over: HTMLElement, marks: Mark[]): void {
  over.replaceChildren(...marks.map((mark) => {
    const one = el("span", { class: "mark" });
    Object.assign(one.style, { left: `${mark.x * 100}%`, top: `${mark.y * 100}%`, width: `${mark.width * 100}%`, height: `${mark.height * 100}%` });
    return one;
  }));
}

/** From where it is pressed to where it is let go. A finger that draws does not scroll; beside the picture it does. */
function drawing(over: HTMLElement, put: (mark: Mark) => void): void {
  let from: DOMPoint | null = null;
  const at = ({ clientX, clientY }: PointerEvent): DOMPoint => {
    const { left, top, width, height } = over.getBoundingClientRect();
    return new DOMPoint(inside((clientX - left) / width), inside((clientY - top) / height));
  };
  const sketch = el("span", { class: "mark", hidden: true });
  over.addEventListener("pointerdown", (event) => {
    from = at(event);
    over.setPointerCapture(event.pointerId);
    over.append(sketch);
  });
  over.addEventListener("pointermove", (event) => {
    if (!from) return;
    const { x, y, width, height } = spanned(from, at(event));
    sketch.hidden = false;
    Object.assign(sketch.style, { left: `${x * 100}%`, top: `${y * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` });
  });
  const end = (event: PointerEvent): void => {
    const mark = from && spanned(from, at(event));
    from = null;
    sketch.hidden = true;
    sketch.remove();
    if (event.type === "pointerup" && mark && mark.width > LEAST && mark.height > LEAST) put(mark);
  };
  over.addEventListener("pointerup", end);
  over.addEventListener("pointercancel", end);
}

function row(mark: Mark, place: number, changed: () => void, remove: () => void): HTMLElement {
  const field = (side: Side): HTMLElement => {
    const input = el("input", { type: "number", min: "0", max: "100", step: "1", inputmode: "decimal", "data-side": side, value: String(Math.round(mark[side] * 1000) / 10) });
    input.addEventListener("input", () => {
      mark[side] = inside(Number(input.value) / 100);
      changed();
    });
    return el("label", {}, el("span", {}, say(`previews-js-mark-${side}`)), input);
  };
  const drop = el("button", { type: "button", class: "btn text small", "aria-label": text("previews-js-mark-drop-name", { n: place + 1 }) }, say("previews-js-mark-drop"));
  drop.addEventListener("click", remove);
  return el("li", {}, el("fieldset", {}, el("legend", {}, say("previews-js-mark-name", { n: place + 1 })), ...SIDES.map(field), drop));
}
