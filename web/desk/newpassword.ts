// A password that is typed for the first time: twice, and long enough.

import { fault, field, value } from "./fields.ts";

/** As the server counts. */
const SHORTEST = 12;

export function newPasswordFields(): HTMLElement[] {
  return [
    field({ id: "new-password", label: "sitting-js-password", kind: "password", complete: "new-password", note: "sitting-js-password-note" }),
    field({ id: "new-password-again", label: "sitting-js-password-again", kind: "password", complete: "new-password" }),
  ];
}

/** What was typed in them; null where it cannot be taken, which is said at `place`. */
export function newPassword(place: string): string | null {
  const typed = value("new-password");
  if ([...typed].length < SHORTEST) {
    fault(place, "sitting-js-password-short");
    return null;
  }
  if (typed !== value("new-password-again")) {
    fault(place, "sitting-js-password-differs");
    return null;
  }
  return typed;
}
