/** Moments and days. */

/** The Japanese calendar day of a moment. */
export function dayOf(now: Date): string {
  return new Date(now.getTime() + 9 * 3600_000).toISOString().slice(0, 10);
}
