import assert from "node:assert/strict";
import { test } from "node:test";
import { chanceFrom, load } from "./load.mjs";

const { canonical, groups, makeCode, readCode, shown } = await load("protocol/code.ts");
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const chance = chanceFrom(7);

test("a code that was made is read, however it is spelt", () => {
  for (let i = 0; i < 200; i++) {
    const code = makeCode(chance);
    assert.equal(code.length, 24);
    assert.match(code, /^2[0-9A-HJKMNP-TV-Z]{23}$/);
    assert.deepEqual(readCode(code), { is: "whole", code });
    const wide = [...shown(code).toLowerCase()].map((c) => (c === " " ? "　" : String.fromCharCode(c.charCodeAt(0) + 0xfee0))).join("");
    assert.deepEqual(readCode(wide), { is: "whole", code });
    assert.deepEqual(readCode(groups(code).join("‐")), { is: "whole", code });
    assert.deepEqual(readCode(code.replaceAll("0", "o").replaceAll("1", "l").replaceAll("V", "u")), { is: "whole", code });
  }
});

test("every wrong character and every swap of two is found", () => {
  for (let i = 0; i < 20; i++) {
    const code = makeCode(chance);
    for (let a = 0; a < 24; a++) {
      for (const letter of ALPHABET) {
        if (letter === code[a]) continue;
        assert.notEqual(readCode(code.slice(0, a) + letter + code.slice(a + 1)).is, "whole");
      }
      for (let b = a + 1; b < 24; b++) {
        if (code[a] === code[b]) continue;
        const swapped = [...code];
        [swapped[a], swapped[b]] = [swapped[b], swapped[a]];
        assert.notEqual(readCode(swapped.join("")).is, "whole");
      }
    }
  }
});

test("a look-alike or a swap of neighbours is named by its group", () => {
  for (let i = 0; i < 200; i++) {
    const code = makeCode(chance);
    const place = [...code].findIndex((letter, at) => at > 0 && "8B5S2Z6G".includes(letter));
    if (place < 0) continue;
    const other = { 8: "B", B: "8", 5: "S", S: "5", 2: "Z", Z: "2", 6: "G", G: "6" }[code[place]];
    const reading = readCode(code.slice(0, place) + other + code.slice(place + 1));
    assert.equal(reading.is, "check");
    assert.ok(reading.groups.includes(Math.floor(place / 4) + 1));
  }
});

test("as one types: short, a letter of no code, too long", () => {
  assert.deepEqual(readCode(""), { is: "short", have: 0 });
  assert.deepEqual(readCode("2abc d"), { is: "short", have: 5 });
  assert.deepEqual(readCode("2abc d?"), { is: "letter", letter: "?", group: 2 });
  assert.deepEqual(readCode("９"), { is: "kind", group: 1 });
  assert.equal(readCode("2".repeat(25)).is, "long");
  assert.deepEqual(readCode("20Z7 CV39 123 5G2X BM8E P6TB"), { is: "short", have: 23, group: 3 });
  assert.deepEqual(readCode("20Z7-CV39-Y1JR-5G2X-12345-P6TB"), { is: "long", over: 1, group: 5 });
  assert.equal(canonical(" oil-u "), "011V");
});
