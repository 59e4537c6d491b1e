/** Days that the desk's signed policies promise; the same rules as the core's calendar. */
import { parse } from "smol-toml";
import { isCount, isDay, isList, isObject, isText, type Json } from "../protocol/shape.ts";

/** `closed` are spans of days every year, `MM-DD`, both counted; `holidays` are `YYYY-MM-DD`. */
export type Days = { businessDays: number; hour: number; closed: { from: string; to: string }[]; holidays: Set<string> };

const LOOKS = 3660;

const isSpan = (value: unknown): value is { from: string; to: string } =>
  isObject(value) && [value["from"], value["to"]].every((day) => isText(day) && /^\d\d-\d\d$/.test(day));
const isHoliday = (value: unknown): value is { date: string } => isObject(value) && isDay(value["date"]);

/** Throws if a file is missing or not of the shape that is read here. */
export function readDays(texts: Record<string, string>): Days {
  const promise = (parse(texts["hours.toml"] ?? "") as Json)["first_answer"];
  const { closed = [], holiday = [] } = parse(texts["holidays.toml"] ?? "") as Json;
  if (!isObject(promise) || !isCount(promise["business_days"], 0) || !isCount(promise["hour"], 0)) throw new Error("hours.toml is not as expected");
  if (!isList(closed, isSpan) || !isList(holiday, isHoliday)) throw new Error("holidays.toml is not as expected");
  return { businessDays: promise["business_days"], hour: promise["hour"], closed, holidays: new Set(holiday.map(({ date }) => date)) };
}

const after = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + 86400_000).toISOString().slice(0, 10);

function isBusinessDay(days: Days, day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const short = day.slice(5);
  // A span may run over the turn of the year.
  const shut = days.closed.some(({ from, to }) => (from <= to ? from <= short && short <= to : short >= from || short <= to));
  return weekday !== 0 && weekday !== 6 && !days.holidays.has(day) && !shut;
}

/** By which day and hour a report that arrives on that day is first answered. */
export function firstAnswer({ days }: { days: Days }, arrived: string): { day: string; hour: number } {
  let day = arrived;
  for (let left = days.businessDays, looked = 0; left > 0 && looked < LOOKS; looked++) {
    day = after(day);
    if (isBusinessDay(days, day)) left -= 1;
  }
  return { day, hour: days.hour };
}
