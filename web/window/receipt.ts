/** The receipt code, shown once the report is kept; copied, printed, asked back, then gone. */
import { dayIn, hourIn } from "../words/day.ts";
import { byId, ruby } from "../words/element.ts";
import { raw, t } from "../words/words.ts";
import { calendarFile } from "./calendar.ts";
import { hideCode, showCode } from "./code.ts";
import { askBack } from "./echo.ts";
import { onLeave, type PageData } from "./page.ts";
import type { World } from "./report.ts";
import { goTo } from "./show.ts";

/** By when the desk answers, as its signed policies promise it; not what the server says of it. */
export type FirstAnswer = { day: string; hour: number };

export function showReceipt(code: string, first: FirstAnswer, page: PageData, world: World): void {
  showCode("", code);
  showFirstAnswer(first, page, world);
  askBack(code, world.chance, () => {
    hideCode("");
    goTo("end");
  });
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
