/** A neutral calendar file: one quarter of an hour, a title that says nothing. */
import { hex } from "../protocol/bytes.ts";

export type Event = { day: string; hour: number; title: string; now: Date; id: Uint8Array };

const stamp = (at: Date): string => `${at.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;

/** RFC 5545, times in UTC; the hour is Japan's. */
export function calendarFile({ day, hour, title, now, id }: Event): string {
  const from = new Date(Date.parse(`${day}T00:00:00Z`) + (hour - 9) * 3600_000);
  const until = new Date(from.getTime() + 900_000);
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//calendar//EN",
    "BEGIN:VEVENT",
    `UID:${hex(id)}`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART:${stamp(from)}`,
    `DTEND:${stamp(until)}`,
    `SUMMARY:${title.replace(/[\\;,]/g, (mark) => `\\${mark}`)}`,
    "CLASS:PRIVATE",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
}
