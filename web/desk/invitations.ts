// The lead's page of people: links by which they come in, and the last days of their accounts. A link's secret is made here, stands behind `#`, and is shown once.

import { hex, sha256 } from "../protocol/bytes.ts";
import * as api from "./api.ts";
import { dayText } from "./clock.ts";
import { copyButton } from "./copy.ts";
import { el } from "./element.ts";
import { button, clearFault, fault, faultPlace, field, form, inside, sayTrouble, tell, value, whileWaiting } from "./fields.ts";
import { again, type View } from "./navigator.ts";
import { staff } from "./lastday.ts";
import { say, text } from "./say.ts";
import { overNotes } from "./standing.ts";

/** The link that was made last, until the page is left. */
let made: { name: string; link: string } | null = null;

export async function invitationsView(who: api.Me): Promise<View> {
  const [{ accounts, invitations }, keys] = await Promise.all([api.people(), api.offeredKeys()]);
  const content = el(
    "div",
    { class: "narrow stack" },
    el("h1", {}, say("sitting-js-invitations-title")),
    ...overNotes(who, who.windows, keys, true),
    el("h2", {}, say("sitting-js-invitations-invite")),
    el("p", {}, say("sitting-js-invitations-lead")),
    made === null ? null : shown(made),
    inviteForm(),
    staff(who, accounts),
    back(accounts.filter((account) => account.sign_in !== who.sign_in)),
    el("h2", {}, say("sitting-js-open-title")),
    faultPlace("open-fault"),
    invitations.length === 0 ? el("p", { class: "soft" }, say("sitting-js-open-none")) : el("ul", { id: "open-links", class: "points" }, ...invitations.map(line)),
  );
  made = null;
  return { title: text("sitting-js-invitations-title"), content };
}

function shown({ name, link }: { name: string; link: string }): HTMLElement {
  const all = (event: Event): void => (event.target as HTMLInputElement).select();
  return el(
    "section",
    { class: "card stack", id: "made-link" },
    el("h2", {}, say("sitting-js-link-title", { name })),
    el("p", {}, say("sitting-js-link-note", { name })),
    el(
      "div",
      { class: "field" },
      el("label", { for: "invitation-link" }, say("sitting-js-link-label")),
      el("input", { id: "invitation-link", class: "mono", type: "text", readonly: true, value: link, autocomplete: "off", on: { focus: all } }),
    ),
    copyButton("invitation-copy", link),
  );
}

function inviteForm(): HTMLElement {
  return form(
    "invite-form",
    () => void whileWaiting("invite", invite),
    el(
      "div",
      { class: "field" },
      el("label", { for: "invite-role" }, say("sitting-js-invite-role")),
      el("select", { id: "invite-role" }, ...(["counsellor", "lead"] as const).map((role) => el("option", { value: role }, text(`sitting-js-role-${role}`)))),
    ),
    field({ id: "invite-name", label: "sitting-js-invite-name", note: "sitting-js-invite-name-note" }),
    field({ id: "invite-profession", label: "sitting-js-invite-profession" }),
    field({ id: "invite-appointed", label: "sitting-js-invite-appointed" }),
    field({ id: "invite-adviser", label: "sitting-js-invite-adviser", note: "sitting-js-invite-adviser-note" }),
    faultPlace("invite-fault"),
    el("button", { id: "invite", class: "btn" }, el("span", {}, say("sitting-js-invite"))),
  );
}

function back(accounts: api.People["accounts"]): HTMLElement | null {
  if (accounts.length === 0) return null;
  return el(
    "details",
    { id: "let-back", class: "fold" },
    el("summary", {}, el("span", {}, say("sitting-js-back-title"))),
    inside(
      el("p", {}, say("sitting-js-back-lead")),
      form(
        "back-form",
        () => void whileWaiting("back", () => letBackIn(accounts)),
        el(
          "div",
          { class: "field" },
          el("label", { for: "back-who" }, say("sitting-js-back-who")),
          el("select", { id: "back-who" }, ...accounts.map(({ sign_in, name }) => el("option", { value: sign_in }, `${name}　${sign_in}`))),
        ),
        faultPlace("back-fault"),
        el("button", { id: "back", class: "btn second" }, el("span", {}, say("sitting-js-back"))),
      ),
    ),
  );
}

function line(link: api.Link): HTMLElement {
  const id = `revoke-${link.id.slice(0, 8)}`;
  const values = { name: link.name, day: dayText(link.last_day) };
  return el(
    "li",
    { "data-link": link.sign_in === null ? "join" : "back" },
    el("p", {}, say(link.sign_in === null ? "sitting-js-open-join" : "sitting-js-open-back", values)),
    button(id, "sitting-js-revoke", () => void whileWaiting(id, () => revoke(link.id)), true),
  );
}

/** A link of this desk, and what the server is given of its secret. */
function freshLink(): { link: string; digest: string } {
  const secret = crypto.getRandomValues(new Uint8Array(32));
  return { link: `${location.origin}/desk/invited#${hex(secret)}`, digest: hex(sha256(secret)) };
}

async function invite(): Promise<void> {
  clearFault("invite-fault");
  const typed = (id: string): string => value(`invite-${id}`).trim();
  const name = typed("name");
  if (name === "") return fault("invite-fault", "sitting-js-invite-empty");
  const role = typed("role") === "lead" ? "lead" : "counsellor";
  const { link, digest } = freshLink();
  try {
    await api.invite(digest, { role, name, profession: typed("profession"), appointed_by: typed("appointed"), adviser: typed("adviser") });
  } catch (trouble) {
    return sayTrouble("invite-fault", trouble);
  }
  made = { name, link };
  await again();
}

async function letBackIn(accounts: api.People["accounts"]): Promise<void> {
  clearFault("back-fault");
  const account = accounts.find(({ sign_in }) => sign_in === value("back-who"));
  if (!account) return;
  const { link, digest } = freshLink();
  try {
    await api.letBackIn(digest, account.sign_in);
  } catch (trouble) {
    return sayTrouble("back-fault", trouble);
  }
  made = { name: account.name, link };
  await again();
}

async function revoke(id: string): Promise<void> {
  clearFault("open-fault");
  try {
    await api.revoke(id);
  } catch (trouble) {
    return sayTrouble("open-fault", trouble);
  }
  await again();
  tell("sitting-js-revoked");
}
