/** The receipt code, shown once the report is kept; copied, printed, asked back, then gone. */
import { canonical, groups } from "../protocol/code.ts";
import { dayIn, hourIn } from "../words/day.ts";
import { byId, ruby } from "../words/element.ts";
import { raw, rich, t } from "../words/words.ts";
import { calendarFile } from "./calendar.ts";
import { hideCode, showCode } from "./code.ts";
import { onLeave, type PageData } from "./page.ts";
import type { World } from "./report.ts";
import { fault, goTo } from "./show.ts";

/** By when the desk answers, as its signed policies promise it; not what the server says of it. */
export type FirstAnswer = { day: string; hour: number };

export function showReceipt(code: string, first: FirstAnswer, page: PageData, world: World): void {
  showCode("", code);
  showFirstAnswer(first, page, world);
  askBack(code, world);
  goTo("done");
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
    hideCode("");
    goTo("end");
  };
  byId("finish").addEventListener("click", finish);
  echo.addEventListener("keydown", (event) => {
    if (event.key === "Enter") finish();
  });
  echo.addEventListener("input", () => fault(echo, "echo-fault"));
}
