/** A text in pieces that can be struck: at first its parts as they are punctuated, or word by word. */

export type Piece = { text: string; struck: boolean };

/** Parts end with their mark; line ends stay with what is before them, so that nothing is lost or added. */
const PART = /[^。、！？!?.,，．\n]*[。、！？!?.,，．\n]+[）」』)"'\s]*|[^。、！？!?.,，．\n]+$/gu;

export function parts(whole: string): Piece[] {
  return (whole.match(PART) ?? [whole]).map((text) => ({ text, struck: false }));
}

/** Each part word by word, still struck where it was. */
export function words(all: Piece[]): Piece[] {
  return all.flatMap(({ text, struck }) => split(text).map((word) => ({ text: word, struck })));
}

function split(text: string): string[] {
  if (typeof Intl.Segmenter !== "function") return text.match(/\p{Script=Han}+\p{Script=Hiragana}*|\p{Script=Hiragana}+|\p{Script=Katakana}+|[\p{L}\p{N}]+|./gsu) ?? [text];
  return [...new Intl.Segmenter("ja", { granularity: "word" }).segment(text)].map(({ segment }) => segment);
}

/** What is left. */
export const left = (all: Piece[]): string =>
  all
    .filter(({ struck }) => !struck)
    .map(({ text }) => text)
    .join("");
