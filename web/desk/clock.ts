// The one place where the desk's script asks what time it is.

import { dayIn } from "../words/day.ts";
import { language } from "./say.ts";

/** UTC, RFC 3339, whole seconds. */
export function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}

/** A day as people say it, 11月27日（金）, marks of ruby in it. Days are `2026-11-27`. */
export function dayText(day: string): string {
  return dayIn(day, language());
}

/** The day with its year, for days far away. */
export function yearDayText(day: string): string {
  return dayIn(day, language(), true);
}

/** Whole days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** The last day of the month after a day's. */
export function endOfNextMonth(day: string): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month + 1, 0)).toISOString().slice(0, 10);
}

export function plusDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}
