import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { namesIn } = await load("protocol/names.ts");

test("a person is the same under another title, width and section", () => {
  for (const said of ["山田課長", "山田さん", "総務課 山田", "総務課　山田課長補佐さん", "山田氏"]) assert.deepEqual(namesIn(said), ["山田"], said);
  assert.deepEqual(namesIn("Ｔａｎａｋａ"), namesIn("tanaka"));
});

test("several are told apart, each once", () => {
  assert.deepEqual(namesIn("山田課長、鈴木さん\n山田"), ["山田", "鈴木"]);
  assert.deepEqual(namesIn("山田と鈴木"), ["山田", "鈴木"]);
});

test("a title alone names nobody but with its place", () => {
  assert.deepEqual(namesIn("支所 係長"), ["支所係長"]);
  assert.deepEqual(namesIn(""), []);
  assert.deepEqual(namesIn("総務課の係長"), ["総務課の係長"]);
});

test("a title, a relation or both, however put, is nobody: no two cases are linked by it", () => {
  const titles = ["課長", "係長", "部長", "次長", "課長補佐", "市長", "副市長", "町長", "所長", "校長", "主査", "職員", "議員", "先生", "教育長", "主幹"];
  const relations = ["上司", "同僚", "先輩", "後輩", "部下", "同期", "本人"];
  const before = ["", "うちの", "私の", "私の課の", "直属の", "同じ課の", "隣の", "現", "前", "元", "当時の", "いまの"];
  const after = ["", "さん", "様", " さん"];
  for (const who of [...titles, ...relations]) for (const one of before) for (const end of after) assert.deepEqual(namesIn(`${one}${who}${end}`), [], `${one}${who}${end}`);
  assert.deepEqual(namesIn("課長、係長と部長\n上司（市長）"), []);
  for (const said of ["山田先輩", "山田 さん", "山田課長さん", "うちの課 山田"]) assert.deepEqual(namesIn(said), ["山田"], said);
});
