// Signing in.

import { Refused } from "./api.ts";
import { el } from "./element.ts";
import { clearFault, fault, faultPlace, field, form, sayTrouble, tell, value, whileWaiting } from "./fields.ts";
import { again, type View } from "./navigator.ts";
import { said, signIn } from "./ownapi.ts";
import { returnLink } from "./return.ts";
import { say, text } from "./say.ts";
import { begins, isHalf, secondView } from "./second.ts";
import { changed, me } from "./session.ts";

export function signInView(): View {
  if (isHalf()) return secondView(entered);
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
    const half = await signIn(name, password);
    if (half) {
      begins(half);
      return await again();
    }
  } catch (trouble) {
    if (trouble instanceof Refused && trouble.code === "wrong-sign-in") return fault("sign-in-fault", "desk-js-sign-in-wrong");
    const id = trouble instanceof Refused ? said(trouble) : null;
    return id === null ? sayTrouble("sign-in-fault", trouble) : fault("sign-in-fault", id);
  }
  await entered();
}

/** Told at each sign-in, until there is one. */
async function entered(): Promise<void> {
  changed();
  await again();
  if ((await me())?.second_factor === "none") tell("own-js-none");
}
