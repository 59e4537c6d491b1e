// A text that an answer begins from.

/** What a text to begin from leaves to be written anew. */
export const GAP = /【[^】]*】/u;

/** Puts a text into the answer after what stands there. */
export function begin(area: HTMLTextAreaElement, text: string): void {
  const before = area.value.trimEnd();
  area.value = before === "" ? text : `${before}\n\n${text}`;
  area.dispatchEvent(new Event("input"));
  const gap = area.value.search(GAP);
  area.focus();
  if (gap >= 0) area.setSelectionRange(gap, area.value.indexOf("】", gap) + 1);
}
