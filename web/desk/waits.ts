// Whether something waits, or is overdue, for a page that is left open, also with the key put away. It asks at the same pace whether or
// not anything came, and the answer has one length: who watches the line learns nothing.

import * as api from "./api.ts";
import { byId } from "./element.ts";
import { say, text } from "./say.ts";

/** Six times within the hour that is promised: a laptop may sleep through one, a line be away for another. */
const EVERY = 10 * 60_000;

type Known = "nothing" | "waits" | "overdue" | "lying" | "unknown";
const MESSAGES = { waits: "desk-js-waits", overdue: "desk-js-waits-overdue", lying: "desk-js-waits-lying", unknown: "desk-js-waits-unknown" } as const;

let known: Known = "nothing";
let title = "";
let clock: ReturnType<typeof setInterval> | null = null;

/** The title of what is shown; what waits stands before it, for a page behind others. */
export function entitle(shown: string): void {
  title = shown;
  show();
}

/** Looks now, and from now on. Whoever is signed out is told that nobody looks any more, and not that nothing waits. */
export function watch(signedIn: boolean): void {
  if (!signedIn) {
    if (clock !== null) known = "unknown";
    return show();
  }
  clock ??= setInterval(() => void look(), EVERY);
  void look();
}

/** After a deed by which nothing may wait any more. */
export const lookAgain = (): void => void look();

async function look(): Promise<void> {
  try {
    const told = await api.waits();
    known = told.lying === 1 ? "lying" : told.overdue === 1 ? "overdue" : told.waits === 1 ? "waits" : "nothing";
  } catch {
    known = "unknown";
  }
  show();
}

function show(): void {
  const message = known === "nothing" ? null : MESSAGES[known];
  document.title = message === null ? title : `● ${text(message)} | ${title}`;
  byId("waits")?.replaceChildren(...(message === null ? [] : [say(message)]));
}
