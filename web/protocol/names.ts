/** Persons as reporters name them, so that two who name the same one can be seen to. It is help for who reads both, and proves nothing. */

/** What follows a name or stands for one: alone it names nobody. */
const TITLES =
  /(さん|様|さま|氏|君|くん|ちゃん|課長補佐|補佐|課長|係長|部長|次長|班長|主幹|主査|主任|主事|参事|理事|支所長|所長|室長|局長|館長|園長|校長|教頭|教諭|教育長|先生|市長|町長|村長|副市長|議員|職員|係員|課員|課|係)$/u;
/** Who somebody is to the reporter. */
const RELATION = /(上司|上役|同僚|先輩|後輩|部下|同期|本人|相手|加害者)$/u;
const HONORIFIC = /(さん|様|さま|氏|君|くん|ちゃん)$/u;
/** What tells one holder of an office from another only for the one who says it. */
const HERE = /^(うち|私|わたし|自分|ここ|そこ|当時|今|いま|現在|以前|直属|担当|隣|となり|同じ.*|この.*|その.*|[前元現新旧副各])$/u;
const BETWEEN = /[\n、,，;；・／/（）()「」]|\s{2,}|と(?=\p{Script=Han})/u;

/** The names in what stands under "people concerned", as they compare: width, case and titles put aside. What is a title alone, or one letter, is none. */
export function namesIn(people: string): string[] {
  const names = people.normalize("NFKC").toLowerCase().split(BETWEEN).map(bare).filter((name) => [...name].length >= 2);
  return [...new Set(names)];
}

/** Titles go from the end, as often as there are some: 「山田課長補佐さん」 is 山田. What a section calls itself stays before a space. */
function bare(part: string): string {
  const last = part.trim().split(/\s+/u).at(-1) ?? "";
  const name = stripped(last);
  if ([...name].length >= 2 && !name.endsWith("の") && !HERE.test(name)) return name;
  const whole = part.replace(/\s+/gu, "");
  let before = stripped(whole);
  while (before.endsWith("の")) before = stripped(before.slice(0, -1));
  // A title alone, 「課長」「うちの課長」, may be anybody's: many cases name one, and none of them the same person.
  if (before === "" || HERE.test(before) || RELATION.test(whole.replace(HONORIFIC, ""))) return "";
  // 「山田 さん」 is 山田. Where only a title stood last, the place makes it a person, 「支所 係長」, and only all of it does.
  return last.replace(HONORIFIC, "") === "" ? before : whole;
}

function stripped(words: string): string {
  let name = words;
  for (const end of [TITLES, RELATION, TITLES, RELATION]) while (end.test(name)) name = name.replace(end, "");
  return name;
}
