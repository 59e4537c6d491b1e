// Changes to one's own sign-in, each with the sentence that says how it went.

import { Refused } from "./api.ts";
import { clearFault, fault, field, sayTrouble, tell } from "./fields.ts";
import { again } from "./navigator.ts";
import { said } from "./ownapi.ts";
import { Cancelled, NoLock, ThereAlready } from "./passkey.ts";
import { changed } from "./session.ts";

/** Runs a deed; says beside it what went wrong, and draws the page anew if nothing did. */
export async function dared(place: string, done: string, deed: () => Promise<void>): Promise<void> {
  clearFault(place);
  try {
    await deed();
  } catch (trouble) {
    return sayFault(place, trouble);
  }
  changed();
  await again();
  tell(done);
}

export function sayFault(place: string, trouble: unknown): void {
  if (trouble instanceof Cancelled) return fault(place, "own-js-cancelled");
  if (trouble instanceof ThereAlready) return fault(place, "own-js-there-already");
  if (trouble instanceof NoLock) return fault(place, "own-js-no-lock");
  const id = trouble instanceof Refused ? said(trouble) : null;
  if (id === null) sayTrouble(place, trouble);
  else fault(place, id);
}

/** The password once more: an open desk is not enough to change who may come in. */
export function passwordField(id: string): HTMLElement {
  return field({ id, label: "own-js-password", kind: "password", complete: "current-password" });
}
