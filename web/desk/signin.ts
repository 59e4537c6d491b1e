// Signing in.

import * as api from "./api.ts";
import { el } from "./element.ts";
import { clearFault, fault, faultPlace, field, form, sayTrouble, value, whileWaiting } from "./fields.ts";
import { again, type View } from "./navigator.ts";
import { returnLink } from "./return.ts";
import { say, text } from "./say.ts";
import { changed } from "./session.ts";

export function signInView(): View {
  const content = el(
    "div",
    { class: "narrow stack" },
    el("h1", {}, say("desk-js-sign-in-title")),
    el("p", {}, say("desk-js-sign-in-lead")),
    form(
      "sign-in-form",
      () => void whileWaiting("sign-in", enter),
      field({ id: "sign-in-name", label: "desk-js-sign-in-name", complete: "username" }),
      field({ id: "sign-in-password", label: "desk-js-sign-in-password", kind: "password", complete: "current-password" }),
      faultPlace("sign-in-fault"),
      el("button", { id: "sign-in", class: "btn" }, el("span", {}, say("desk-js-sign-in"))),
    ),
    returnLink(),
  );
  return { title: text("desk-js-sign-in-title"), content };
}

async function enter(): Promise<void> {
  clearFault("sign-in-fault");
  const [name, password] = [value("sign-in-name").trim(), value("sign-in-password")];
  if (name === "" || password === "") return fault("sign-in-fault", "desk-js-sign-in-empty");
  try {
    await api.signIn(name, password);
  } catch (trouble) {
    if (trouble instanceof api.Refused && trouble.code === "wrong-sign-in") return fault("sign-in-fault", "desk-js-sign-in-wrong");
    return sayTrouble("sign-in-fault", trouble);
  }
  changed();
  await again();
}
