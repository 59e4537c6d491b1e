/** What the desk puts in the place of every part of a text that it masks, however long that was. */
export const MASK = "■■■";

export const isMasked = (text: string): boolean => text.includes(MASK);
