/** Marks in texts: `漢字《かんじ》` (base from `｜` if it is not simply the kanji before), `¦` where a heading may break. */

export type Piece = { is: "text"; text: string } | { is: "ruby"; base: string; reading: string } | { is: "break" };

const MARKED = /(?:｜([^｜《》]*)|([々〆\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]*))《([^《》]*)》|¦/gu;

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let place = 0;
  const plainUntil = (end: number): void => {
    if (end > place) found.push({ is: "text", text: text.slice(place, end) });
  };
  for (const mark of text.matchAll(MARKED)) {
    plainUntil(mark.index);
    place = mark.index + mark[0].length;
    if (mark[0] === "¦") found.push({ is: "break" });
    else found.push({ is: "ruby", base: mark[1] ?? mark[2] ?? "", reading: mark[3] ?? "" });
  }
  plainUntil(text.length);
  return found;
}

/** The text without its marks. */
export const plain = (text: string): string =>
  pieces(text).map((piece) => (piece.is === "text" ? piece.text : piece.is === "ruby" ? piece.base : "")).join("");
