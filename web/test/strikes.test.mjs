// Masked words: what is hidden, and that the copy tells nothing of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { everywhere, masked, parts, struck, trimmed } = await load("previews/strikes.ts");
const { MASK: MARK } = await load("protocol/mask.ts");

const text = "係長の山田さんが来た。山田さんはどなった。";
const of = (words, from = 0) => ({ from: text.indexOf(words, from), to: text.indexOf(words, from) + words.length });

test("every masked part is the same mark, however long it was", () => {
  assert.equal(masked(text, struck([], [of("山")])), `係長の${MARK}田さんが来た。山田さんはどなった。`);
  assert.equal(masked(text, struck([], [of("山田さんが来た。")])), `係長の${MARK}山田さんはどなった。`);
  assert.equal(masked(text, struck([], [{ from: 0, to: text.length }])), MARK);
  assert.equal(masked(text, []), text);
});

test("parts that touch or overlap are one mark", () => {
  assert.deepEqual(struck([of("山田")], [of("さん")]), [of("山田さん")]);
  assert.deepEqual(struck([of("山田さん")], [of("田")]), [of("山田さん")]);
  assert.deepEqual(struck([of("どなった")], [of("係長")]), [of("係長"), of("どなった")], "in the order of the text");
});

test("the same words everywhere", () => {
  assert.equal(masked(text, struck([], everywhere(text, of("山田")))), `係長の${MARK}さんが来た。${MARK}さんはどなった。`);
  assert.equal(masked("ああああ", struck([], everywhere("ああああ", { from: 0, to: 2 }))), MARK);
});

test("a selection is whole letters without the space around them", () => {
  const family = "父は👨‍👩‍👧だ";
  assert.equal(masked(family, [trimmed(family, { from: 3, to: 4 })]), `父は${MARK}だ`);
  assert.deepEqual(trimmed("a  word  b", { from: 1, to: 9 }), { from: 3, to: 7 });
  assert.equal(trimmed("a  b", { from: 1, to: 3 }), null);
  assert.equal(trimmed(text, { from: 2, to: 2 }), null);
});

test("what is seen is what is copied", () => {
  const ranges = struck([], everywhere(text, of("山田")));
  assert.equal(parts(text, ranges).map((part) => part.text).join(""), masked(text, ranges));
  assert.equal(parts(text, ranges).filter((part) => part.masked).length, 2);
});
