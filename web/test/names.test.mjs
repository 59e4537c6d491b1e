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
});
