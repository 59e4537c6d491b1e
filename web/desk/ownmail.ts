// Where one's own letter of a working day goes. Its words never change, so an address says nothing of any case.

import { dared, passwordField } from "./dared.ts";
import { el } from "./element.ts";
import { faultPlace, field, form, inside, value, whileWaiting } from "./fields.ts";
import * as api from "./ownapi.ts";
import { say } from "./say.ts";

export function mailBox(own: api.Own): HTMLElement {
  const keep = () => dared("letter-fault", "own-js-mail-kept", () => api.setMail(value("letter-address"), value("letter-password")));
  return el(
    "section",
    { class: "card stack", id: "letters" },
    el("h2", {}, say("own-js-mail")),
    el("p", {}, own.mail === null ? say("own-js-mail-none") : say("own-js-mail-to", { address: own.mail })),
    own.mail_here ? null : el("p", { class: "note", id: "no-letters" }, say("own-js-mail-nowhere")),
    el(
      "details",
      { class: "fold", id: "letter-fold" },
      el("summary", {}, el("span", {}, say("own-js-mail-change"))),
      inside(
        form(
          "letter-form",
          () => void whileWaiting("letter-keep", keep),
          field({ id: "letter-address", label: "own-js-mail-address", note: "own-js-mail-note", value: own.mail ?? "", complete: "email" }),
          passwordField("letter-password"),
          faultPlace("letter-fault"),
          el("button", { id: "letter-keep", class: "btn second" }, el("span", {}, say("own-js-mail-keep"))),
        ),
      ),
    ),
  );
}
