/** Days and hours as a sentence writes them; the same as the server's calendar. */

export type Language = "ja" | "ja-yasashii" | "en";

const WEEK = ["日", "月", "火", "水", "木", "金", "土"];
const WEEK_READ = ["にち", "げつ", "か", "すい", "もく", "きん", "ど"];
/** Days of the month that are not read by their number. */
const DAYS_READ = new Map(Object.entries({
  1: "ついたち", 2: "ふつか", 3: "みっか", 4: "よっか", 5: "いつか", 6: "むいか", 7: "なのか", 8: "ようか", 9: "ここのか", 10: "とおか",
  14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか",
}));
const WEEK_EN = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTH_EN = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** `2026-11-27` as 11月27日（金）, with ruby marks in easy Japanese; anything else is returned as it is. */
export function dayIn(day: string, lang: Language, withYear = false): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return day;
  const [y, m, d, w] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate(), at.getUTCDay()];
  if (lang === "en") return `${WEEK_EN[w]} ${d} ${MONTH_EN[m]}${withYear ? ` ${y}` : ""}`;
  if (lang === "ja") return `${withYear ? era(y) : ""}${m + 1}月${d}日（${WEEK[w]}）`;
  const read = DAYS_READ.get(String(d));
  const dayRead = read ? `｜${d}日《${read}》` : `${d}日《にち》`;
  return `${withYear ? eraRead(y) : ""}${m + 1}月《がつ》${dayRead}（${WEEK[w]}《${WEEK_READ[w]}》）`;
}

const era = (year: number): string => `令和${year === 2019 ? "元" : year - 2018}年`;
const eraRead = (year: number): string => `令和《れいわ》${year === 2019 ? "元年《がんねん》" : `${year - 2018}年《ねん》`}`;

export function hourIn(hour: number, lang: Language): string {
  if (lang === "ja") return `${hour}時`;
  if (lang === "ja-yasashii") return `${hour}時《じ》`;
  if (hour === 0) return "midnight";
  if (hour === 12) return "noon";
  return hour < 12 ? `${hour} am` : `${hour - 12} pm`;
}

/** Day and minute of a moment (RFC 3339) in Japan. */
export function momentIn(time: string, lang: Language): string {
  const there = new Date(new Date(time).getTime() + 9 * 3600_000).toISOString();
  return `${dayIn(there.slice(0, 10), lang)} ${there.slice(11, 16)}`;
}
