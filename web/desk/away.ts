// Before a key is put away: a code that nobody has yet would go with it, and with the code its reporter's way back.

import { byId, el } from "./element.ts";
import { button } from "./fields.ts";
import { wouldLose } from "./keyring.ts";
import { go } from "./navigator.ts";
import { say } from "./say.ts";

/** Does it, or shows first what would be lost and asks once more: by another button, so that pressing twice is no answer. */
export async function unlessLost(deed: () => Promise<void>): Promise<void> {
  if (!wouldLose()) return deed();
  await go("/desk/phone");
  byId("away")?.remove();
  const stay = button("away-stay", "phone-js-away-stay", () => asked.remove());
  const asked = el(
    "section",
    { id: "away", class: "note narrow stack no-print" },
    el("p", { role: "alert" }, say("phone-js-away")),
    el("div", { class: "btns" }, stay, button("away-anyway", "phone-js-away-anyway", () => void deed(), true)),
  );
  byId("view")?.prepend(asked);
  asked.scrollIntoView({ block: "center" });
  stay.focus({ preventScroll: true });
}
