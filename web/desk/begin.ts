// The first page of all: whoever opens the one address that `sotomado init --browser` printed says who leads the desk, and for whom it is.

import * as api from "./api.ts";
import { el } from "./element.ts";
import { clearFault, fault, faultPlace, field, form, sayTrouble, value, whileWaiting } from "./fields.ts";
import { forget } from "./keyring.ts";
import { secretOfLink } from "./invited.ts";
import { go, type View } from "./navigator.ts";
import { newPassword, newPasswordFields } from "./newpassword.ts";
import { signIn } from "./ownapi.ts";
import { say, text } from "./say.ts";
import { begins } from "./second.ts";
import { changed } from "./session.ts";

/** An answer was lost on the way, so that the desk may have begun already. */
let maybeDone = false;

/** Null where the address has no secret, or its secret is good for nothing any more: then it is said on the page where one signs in. */
export async function beginView(): Promise<View> {
  const secret = secretOfLink();
  if (!secret) return nothing("sitting-js-invited-no-secret");
  let found: api.Looked;
  try {
    found = await api.lookInvited(secret);
  } catch (trouble) {
    if (trouble instanceof api.Refused && trouble.status === 410) return nothing("sitting-js-begin-gone");
    throw trouble;
  }
  if (!found.begin) return nothing("sitting-js-begin-gone");
  return formView(secret, found.organisations);
}

function nothing(why: string): View {
  const content = el(
    "div",
    { class: "narrow stack" },
    el("h1", {}, say("sitting-js-invited-gone-title")),
    el("p", { id: "begin-gone" }, say(why)),
    el("p", { class: "ways" }, el("a", { href: "/desk" }, el("span", {}, say("desk-js-sign-in")))),
  );
  return { title: text("sitting-js-invited-gone-title"), content };
}

function formView(secret: string, there: api.Looked["organisations"]): View {
  const content = el(
    "div",
    { class: "narrow stack" },
    el("h1", {}, say("sitting-js-begin-title")),
    el("p", {}, say("sitting-js-begin-lead")),
    form(
      "begin-form",
      () => void whileWaiting("begin", () => begin(secret, there.length === 0)),
      el("h2", {}, say("sitting-js-begin-whom")),
      there.length > 0 ? el("p", { id: "begin-there" }, there.map(({ name }) => name).join(" ")) : null,
      ...(there.length > 0
        ? []
        : [
            field({ id: "begin-organisation", label: "sitting-js-begin-organisation", note: "sitting-js-begin-organisation-note" }),
            field({ id: "begin-short", label: "sitting-js-begin-short", note: "sitting-js-begin-short-note" }),
          ]),
      el("h2", {}, say("sitting-js-begin-who")),
      field({ id: "begin-name", label: "sitting-js-invite-name", note: "sitting-js-invite-name-note", complete: "name" }),
      field({ id: "begin-profession", label: "sitting-js-invite-profession" }),
      field({ id: "begin-appointed", label: "sitting-js-invite-appointed" }),
      field({ id: "begin-adviser", label: "sitting-js-invite-adviser", note: "sitting-js-invite-adviser-note" }),
      el("h2", {}, say("sitting-js-begin-how")),
      field({ id: "begin-sign-in", label: "desk-js-sign-in-name", complete: "username" }),
      ...newPasswordFields(),
      faultPlace("begin-fault"),
      el("button", { id: "begin", class: "btn" }, el("span", {}, say("sitting-js-begin"))),
    ),
  );
  return { title: text("sitting-js-begin-title"), content };
}

async function begin(secret: string, makes: boolean): Promise<void> {
  clearFault("begin-fault");
  const typed = (id: string): string => value(`begin-${id}`).trim();
  const organisations = makes ? [{ short: typed("short"), name: typed("organisation") }] : [];
  const [sign_in, name] = [typed("sign-in"), typed("name")];
  if (sign_in === "" || name === "" || organisations.some((one) => one.short === "" || one.name === "")) return fault("begin-fault", "sitting-js-begin-empty");
  const password = newPassword("begin-fault");
  if (password === null) return;
  const who = { sign_in, password, name, profession: typed("profession"), appointed_by: typed("appointed"), adviser: typed("adviser") };
  try {
    await api.begin({ secret, ...who, organisations });
  } catch (trouble) {
    const used = trouble instanceof api.Refused && trouble.status === 410;
    maybeDone ||= trouble instanceof api.Lost;
    if (!used || !maybeDone) return sayTrouble("begin-fault", trouble);
  }
  forget();
  try {
    const half = await signIn(sign_in, password);
    if (half) begins(half);
  } catch (trouble) {
    if (!(trouble instanceof api.Refused)) return sayTrouble("begin-fault", trouble);
  }
  changed();
  await go("/desk/begin");
}
