// Messages in the visitor's language, with ruby where they have it.

let messages: Record<string, string> | null = null;

/** What the page gave along under this id. */
export function given(id: string): unknown {
  return JSON.parse(document.getElementById(id)?.textContent ?? "{}");
}

/** All messages that the page gave along, marks left in. */
export function allWords(): Record<string, string> {
  messages ??= given("words") as Record<string, string>;
  return messages;
}

export type Values = { [name: string]: string | number };

function filled(id: string, values: Values): string {
  return (allWords()[id] ?? id).replace(/\{\s*\$([a-z-]+)\s*\}/g, (whole, name: string) => String(values[name] ?? whole));
}

const RUBY = /(?:｜([^《]*)|([々〆㐀-鿿豈-﫿]+))《([^》]*)》/g;

/** As plain text, for titles and labels. */
export function text(id: string, values: Values = {}): string {
  return filled(id, values).replace(RUBY, "$1$2").replaceAll("¦", "");
}

/** As nodes, with ruby and breaks by sense. */
export function say(id: string, values: Values = {}): DocumentFragment {
  const made = document.createDocumentFragment();
  for (const [place, part] of filled(id, values).split("¦").entries()) {
    if (place > 0) made.append(document.createElement("wbr"));
    let done = 0;
    for (const found of part.matchAll(RUBY)) {
      made.append(part.slice(done, found.index), ruby(found[1] ?? found[2] ?? "", found[3] ?? ""));
      done = found.index + found[0].length;
    }
    made.append(part.slice(done));
  }
  return made;
}

function ruby(base: string, reading: string): HTMLElement {
  const made = document.createElement("ruby");
  const above = document.createElement("rt");
  above.textContent = reading;
  const [before, after] = ["（", "）"].map((mark) => {
    const shown = document.createElement("rp");
    shown.textContent = mark;
    return shown;
  });
  made.append(base, before ?? "", above, after ?? "");
  return made;
}
