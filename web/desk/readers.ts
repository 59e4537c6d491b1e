// Who reads a case, and adding one more.

import * as api from "./api.ts";
import { el } from "./element.ts";
import { clearFault, fault, faultPlace, field, form, sayTrouble, tell, value, whileWaiting } from "./fields.ts";
import type { ReaderKey } from "./keyring.ts";
import { listPane } from "./list.ts";
import { go, href, type View } from "./navigator.ts";
import { openCase, type Opened } from "./opening.ts";
import { sealedPart } from "./policy.ts";
import { say, text } from "./say.ts";
import { cases } from "./session.ts";
import { addReader, NoIdentity, readersToAdd, RosterDoubted, RosterOver } from "./write.ts";

export async function readersView(who: api.Me, key: ReaderKey, id: string): Promise<View> {
  const rows = await cases(false);
  const opened = await openCase(who, key, id, true);
  // Whoever has not read the case does not decide who else does.
  if (!opened.answer.read_before) {
    await go(`/desk/case/${id}`);
  }
  const page = el(
    "section",
    { class: "pane stack", id: "case-readers" },
    el("p", { class: "back always" }, el("a", { id: "back-to-case", href: href(`/desk/case/${id}`) }, say("desk-js-back-to-case"))),
    el("h1", { "data-heading": true }, say("desk-js-readers-title")),
    opened.answer.drawn.readers ? sealedPart("readers-list", opened.answer.drawn.readers) : null,
    addForm(who, key, opened),
  );
  return { title: text("desk-js-readers-title"), content: el("div", { class: "desk" }, listPane(who, rows, id), page), wide: true };
}

function addForm(who: api.Me, key: ReaderKey, opened: Opened): HTMLElement {
  const candidates = readersToAdd(who, opened);
  if (candidates.length === 0) return el("p", { id: "readers-none", class: "soft" }, say("desk-js-readers-none"));
  const choices = candidates.map((reader) => {
    const id = `add-${reader.author.slice(0, 16)}`;
    return el(
      "div",
      { class: "choice" },
      el("input", { type: "radio", name: "add-reader", id, value: reader.author }),
      el("label", { for: id }, el("b", {}, reader.name), reader.deputy ? el("small", {}, say("desk-js-deputy")) : null, el("small", {}, say("desk-js-rosters-reader", { appointed: reader.appointed_by, adviser: reader.adviser }))),
    );
  });
  return form(
    "add-form",
    () => void whileWaiting("add-reader", () => add(who, key, opened)),
    el("fieldset", {}, el("legend", {}, say("desk-js-readers-who")), ...choices),
    field({ id: "add-reason", label: "desk-js-readers-reason", note: "desk-js-readers-reason-note" }),
    faultPlace("add-fault"),
    el("button", { id: "add-reader", class: "btn" }, el("span", {}, say("desk-js-readers-send"))),
    el("p", { class: "soft" }, say("desk-js-readers-note")),
  );
}

async function add(who: api.Me, key: ReaderKey, opened: Opened): Promise<void> {
  clearFault("add-fault");
  const chosen = document.querySelector<HTMLInputElement>('input[name="add-reader"]:checked')?.value;
  const reader = readersToAdd(who, opened).find((one) => one.author === chosen);
  if (!reader) return fault("add-fault", "desk-js-readers-nobody");
  const reason = value("add-reason").trim();
  if (reason === "") return fault("add-fault", "desk-js-readers-no-reason");
  try {
    await addReader(who, key, opened, reader, reason);
  } catch (trouble) {
    if (trouble instanceof RosterOver) return fault("add-fault", "desk-js-answer-roster");
    if (trouble instanceof RosterDoubted) return fault("add-fault", "desk-js-answer-doubted");
    if (trouble instanceof NoIdentity) return fault("add-fault", "desk-js-answer-no-identity");
    return sayTrouble("add-fault", trouble);
  }
  await go(`/desk/case/${opened.file.case}`);
  tell("desk-js-readers-added", { name: reader.name });
}
