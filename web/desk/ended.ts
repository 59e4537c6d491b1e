// The server knows of a case one day and whether it is open. The day follows once what was due on it is done, for the mailbox promises
// it; and it is never later than what the desk owes. Both follow the course once that has ended: what is due still gives the day, and where
// nothing is, the case is closed there, too; so nobody is told that a day was missed in what is over.

import * as api from "./api.ts";
import { button, clearFault, faultPlace, sayTrouble, tell, whileWaiting } from "./fields.ts";
import { el } from "./element.ts";
import type { ReaderKey } from "./keyring.ts";
import { again } from "./navigator.ts";
import { openCase, type Opened } from "./opening.ts";
import { changed } from "./session.ts";
import { lookAgain } from "./waits.ts";

/** A day that is past is missed already: what is late is due today. */
const listed = (who: api.Me, day: string): string => (day < who.today ? who.today : day);

/** Whether something is due by the day that the list has. A day that was chosen for something else stays. */
const owes = ({ file, answer }: Opened): boolean => answer.drawn.work?.due.some(({ day }) => day <= file.next) === true;

/** What the desk owes before the list's day, on its own day or today; null where it owes nothing so soon. */
function sooner(who: api.Me, { file, answer }: Opened): string | null {
  const next = answer.drawn.work?.next ?? null;
  const day = next === null ? null : listed(who, next);
  return day !== null && day < file.next ? day : null;
}

/** Whether a deed can change what the list is to have. */
export const mayFollow = (who: api.Me, opened: Opened): boolean => opened.answer.drawn.work?.ended === true || owes(opened) || sooner(who, opened) !== null;

/** After an answer, a step of the course or a form: tells the server what became of the case's end, if it had ended or has now, and
 * else of the list's day, if what was due by it is done. What was signed is kept when this is asked; if the server does not take it,
 * the page offers it. */
export async function followCourse(who: api.Me, key: ReaderKey, before: Opened): Promise<void> {
  const was = before.answer.drawn.work?.ended === true;
  const opened = await openCase(who, key, before.file.case, true);
  const { file, answer } = opened;
  const { work } = answer.drawn;
  if (!work) return;
  if (!was && !work.ended) {
    const done = owes(before) && !owes(opened) ? work.next : null;
    const day = sooner(who, opened) ?? done;
    if (!file.open || day === null) return;
    await api.setNext(file.case, day);
  } else if (work.ended && work.next === null) {
    if (file.open) await api.setOpen(file.case, false);
  } else {
    if (!file.open) await api.setOpen(file.case, true);
    const day = work.next === null ? null : listed(who, work.next);
    if (day !== null && day !== file.next) await api.setNext(file.case, day);
  }
  changed();
  lookAgain();
}

/** On opening a case: what was written in it since may be due sooner than the list says, and the list has its day at the latest; of a case
 * that has ended and is due again, too. The page stands as it is if the server does not take it, with the day to be given to the list by hand. */
export async function followOpened(who: api.Me, opened: Opened): Promise<Opened> {
  const { file, answer } = opened;
  const { work } = answer.drawn;
  if (!work || work.next === null || !(file.open || work.ended)) return opened;
  const day = listed(who, work.next);
  if (file.open && file.next <= day) return opened;
  try {
    if (!file.open) await api.setOpen(file.case, true);
    await api.setNext(file.case, day);
  } catch {
    return opened;
  }
  changed();
  lookAgain();
  return { ...opened, file: { ...file, open: true, next: day } };
}

/** Where nothing is due in a case that has ended and is open on the list still. */
export function closeOnList({ file, answer }: Opened): HTMLElement | null {
  const { work } = answer.drawn;
  if (!work?.ended || work.next !== null || !file.open) return null;
  const close = async (): Promise<void> => {
    clearFault("list-close-fault");
    try {
      await api.setOpen(file.case, false);
    } catch (trouble) {
      return sayTrouble("list-close-fault", trouble);
    }
    changed();
    lookAgain();
    await again();
    tell("desk-js-due-closed");
  };
  return el("div", { class: "stack" }, button("list-close", "desk-js-due-close", () => void whileWaiting("list-close", close), true), faultPlace("list-close-fault"));
}
