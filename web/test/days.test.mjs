// The first answer's day, as the core's calendar counts it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "smol-toml";
import { load } from "./load.mjs";

const { firstAnswer, readDays } = await load("asked/days.ts");
const { dayIn } = await load("words/day.ts");
const text = (file) => readFileSync(new URL(`../../policies/${file}`, import.meta.url), "utf8");
const texts = { "hours.toml": text("hours.toml"), "holidays.toml": text("holidays.toml") };

test("business days alone are counted, from the day after: week-ends, holidays and the turn of the year are not", () => {
  const days = readDays(texts);
  const on = (arrived) => firstAnswer({ days }, arrived).day;
  assert.equal(on("2026-11-24"), "2026-11-27");
  assert.equal(on("2026-11-27"), "2026-12-02");
  assert.equal(on("2026-11-20"), "2026-11-26");
  assert.equal(on("2026-12-28"), "2027-01-06");
  assert.equal(firstAnswer({ days }, "2026-11-24").hour, 17);
});

test("scenarios beside the policy hold in the browser too", () => {
  const { first_answer: scenarios } = parse(text("hours.scenarios.toml"));
  assert.ok(scenarios.length > 3);
  for (const { name, at, day, hour } of scenarios) {
    assert.deepEqual(firstAnswer({ days: readDays(texts) }, at.slice(0, 10)), { day, hour }, name);
  }
});

test("a file of another shape is not read", () => {
  for (const [file, other] of [["hours.toml", ""], ["hours.toml", "[first_answer]\nbusiness_days = '3'\nhour = 17"], ["holidays.toml", "[[holiday]]\ndate = 'x'"]]) {
    assert.throws(() => readDays({ ...texts, [file]: other }), file);
  }
});

test("a day is read as people read it, in easy Japanese with its year, too", () => {
  const easy = (day) => dayIn(day, "ja-yasashii", true);
  assert.equal(easy("2027-04-20"), "令和《れいわ》9年《ねん》4月《がつ》｜20日《はつか》（火《か》）");
  assert.equal(easy("2019-06-01"), "令和《れいわ》元年《がんねん》6月《がつ》｜1日《ついたち》（土《ど》）");
  assert.equal(dayIn("2026-11-27", "ja-yasashii"), "11月《がつ》27日《にち》（金《きん》）");
  assert.equal(dayIn("2026-11-27", "ja", true), "令和8年11月27日（金）");
  assert.equal(dayIn("2026-11-27", "en", true), "Friday 27 November 2026");
});
