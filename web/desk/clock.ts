// The one place where the desk's script asks what time it is.

/** UTC, RFC 3339, whole seconds. */
export function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}

/** A day as people say it, 11月27日（金）. Days are `2026-11-27`. */
export function dayText(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  const english = document.documentElement.lang === "en";
  const form = new Intl.DateTimeFormat(english ? "en-GB" : "ja-JP", {
    timeZone: "UTC",
    month: english ? "short" : "long",
    day: "numeric",
    weekday: "short",
  });
  return form.format(at).replace("(", "（").replace(")", "）");
}

/** The day with its year, for days far away. */
export function yearDayText(day: string): string {
  const year = day.slice(0, 4);
  return document.documentElement.lang === "en" ? `${dayText(day)} ${year}` : `${year}年${dayText(day)}`;
}

/** Whole days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

export function plusDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}
