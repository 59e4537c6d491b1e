/** The receipt code, shown once the report is kept; copied, printed, asked back, then gone. */
import { canonical, groups, shown } from "../protocol/code.ts";
import { dayIn, hourIn } from "../words/day.ts";
import { byId, el, ruby } from "../words/element.ts";
import { raw, rich, t } from "../words/words.ts";
import { calendarFile } from "./calendar.ts";
import { onLeave, type PageData } from "./page.ts";
import type { World } from "./report.ts";
import { fault, goTo, say } from "./show.ts";

/** By when the desk answers, as its signed policies promise it; not what the server says of it. */
type FirstAnswer = { day: string; hour: number };

export function showReceipt(code: string, first: FirstAnswer, before: boolean, page: PageData, world: World): void {
  const list = byId("code");
  list.replaceChildren(...groups(code).map((group) => el("li", {}, group)));
  if (before) say("copied", "window-js-first-kept");
  byId("copy").addEventListener("click", () => void copy(code));
  byId("print").addEventListener("click", printCode);
  showFirstAnswer(first, page, world);
  askBack(code, world);
  onLeave(() => list.replaceChildren());
  goTo("done");
}

async function copy(code: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(shown(code));
    say("copied", "window-js-copied");
  } catch {
    getSelection()?.selectAllChildren(byId("code"));
    say("copied", "window-js-copy-failed");
  }
}

/** Some apps leave `print` without effect and without an error; where it has one, the page is told before. */
function printCode(): void {
  let begun = false;
  const heard = (): void => void (begun = true);
  addEventListener("beforeprint", heard, { once: true });
  try {
    print();
  } finally {
    removeEventListener("beforeprint", heard);
    if (begun) say("copied");
    else say("copied", "window-js-print-failed");
  }
}

function showFirstAnswer({ day, hour }: FirstAnswer, page: PageData, world: World): void {
  byId("answer-day").replaceChildren(ruby(raw("window-js-until", { day: dayIn(day, page.hl), hour: hourIn(hour, page.hl) })));
  const text = calendarFile({ day, hour, title: t("window-js-calendar-title"), now: world.now(), id: world.chance(8) });
  const link = byId<HTMLAnchorElement>("calendar");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/calendar" }));
  link.download = "calendar.ics";
  onLeave(() => URL.revokeObjectURL(link.href));
}

function askBack(code: string, world: World): void {
  const [byte] = world.chance(1);
  const asked = (byte ?? 0) % 6;
  const echo = byId<HTMLInputElement>("echo");
  byId("echo-label").replaceChildren(rich("window-js-echo", { n: asked + 1 }));
  byId("echo-label").dataset["group"] = String(asked + 1);
  const finish = (): void => {
    const typed = canonical(echo.value);
    // Who pastes the whole code has it too.
    if (typed !== groups(code)[asked] && typed !== code) {
      fault(echo, "echo-fault", rich("window-js-echo-wrong", { n: asked + 1 }));
      return echo.focus();
    }
    echo.value = "";
    byId("code").replaceChildren();
    goTo("end");
  };
  byId("finish").addEventListener("click", finish);
  echo.addEventListener("keydown", (event) => {
    if (event.key === "Enter") finish();
  });
  echo.addEventListener("input", () => fault(echo, "echo-fault"));
}
