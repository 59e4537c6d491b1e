/** Persons as reporters name them, so that two who name the same one can be seen to. It is help for who reads both, and proves nothing. */

/** What follows a name or stands for one: alone it names nobody. */
const TITLES = /(さん|様|さま|氏|課長補佐|課長|係長|部長|次長|主査|主任|主事|支所長|所長|室長|局長|館長|園長|校長|教頭|教諭|先生|市長|町長|村長|副市長|議員|職員|課|係)$/u;
const BETWEEN = /[\n、,，;；・／/（）()「」]|\s{2,}|と(?=\p{Script=Han})/u;

/** The names in what stands under "people concerned", as they compare: width, case and titles put aside. What is a title alone, or one letter, is none. */
export function namesIn(people: string): string[] {
  const names = people.normalize("NFKC").toLowerCase().split(BETWEEN).map(bare).filter((name) => [...name].length >= 2);
  return [...new Set(names)];
}

/** Titles go from the end, as often as there are some: 「山田課長補佐さん」 is 山田. What a section calls itself stays before a space. */
function bare(part: string): string {
  let name = part.trim().split(/\s+/u).at(-1) ?? "";
  const whole = part.replace(/\s+/gu, "");
  while (TITLES.test(name)) name = name.replace(TITLES, "");
  if ([...name].length >= 2) return name;
  // Only a title stood last: the place makes it a person, 「支所 係長」, and only all of it does.
  return whole;
}
