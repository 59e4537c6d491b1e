// A small desk for the tests: a signed roster of three readers, made with keys that only look random.
import { chanceFrom, load } from "./load.mjs";

export const bytes = await load("protocol/bytes.ts");
export const frames = await load("protocol/frame.ts");
export const rosters = await load("protocol/roster.ts");
export const age = await load("seal/age.ts");
const { publicKey } = await load("protocol/sign.ts");

export const WINDOW = "000102030405060708090a0b0c0d0e0f";
export const NOW = new Date("2026-11-24T07:03:13Z");

export async function desk(seed = 1, change = (body) => body) {
  const chance = chanceFrom(seed);
  const signing = chance(32);
  const readers = [];
  for (const letter of ["A", "B", "C"]) {
    const author = chance(32);
    const { identity, recipient } = await age.makeIdentity(chance);
    readers.push({
      secret: { author, identity },
      open: { author: bytes.hex(publicKey(author)), recipient, name: `相談員${letter}`, profession: "弁護士", appointed_by: "窓口の会社", adviser: "市の顧問ではありません" },
    });
  }
  const body = change({
    v: 1, window: WINDOW, organisation: "shiojiri", name: "塩尻市", epoch: 1, first_day: "2026-11-24", last_day: "2027-03-03",
    desk_key: bytes.hex(publicKey(signing)), runs: "firm", readers: readers.map((reader) => reader.open), policies: [],
  });
  const frame = frames.frame("roster", body, signing);
  return { chance, signing, readers, roster: body, frame, digest: rosters.rosterDigest(frame) };
}
