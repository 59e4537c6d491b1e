// Who stands on the roster before and not on the one about to be signed: named, and agreed to by a tick of its own. An empty box, a
// key that the server keeps back, or a new key that nobody said to be the same person's must sign nobody off unseen.

import { was } from "../protocol/persons.ts";
import type { Roster } from "../protocol/roster.ts";
import { el } from "./element.ts";
import { say } from "./say.ts";
import type { RosterReader } from "./session.ts";

/** Those whom none of the `readers` is, under any key. */
export function leavers(old: Roster | null, readers: RosterReader[]): RosterReader[] {
  return (old?.readers ?? []).filter((one) => !readers.some((reader) => was(reader, one.author)));
}

const boxId = (org: string): string => `leavers-ok-${org}`;

/** Empty where nobody leaves. */
export function leaversPlace(org: string): HTMLElement {
  return el("div", { id: `leavers-${org}`, role: "status" });
}

/** Names those who leave. A tick holds for the very people who stood beside it. */
export function nameLeavers(place: HTMLElement, org: string, gone: RosterReader[]): void {
  const people = gone.map(({ author }) => author).join(" ");
  if (place.dataset["people"] === people) return;
  place.dataset["people"] = people;
  place.classList.toggle("note", gone.length > 0);
  if (gone.length === 0) return place.replaceChildren();
  const id = boxId(org);
  place.replaceChildren(
    el("p", {}, say("desk-js-rosters-leaving")),
    el("ul", { class: "points" }, ...gone.map(({ name }) => el("li", {}, el("b", {}, name)))),
    el("p", { class: "soft" }, say("desk-js-rosters-leaving-note")),
    el("div", { class: "choice" }, el("input", { type: "checkbox", id }), el("label", { for: id }, say("desk-js-rosters-leaving-yes"))),
  );
}

/** Whether the tick stands, or none is needed. */
export function mayLeave(org: string, gone: RosterReader[]): boolean {
  return gone.length === 0 || (document.getElementById(boxId(org)) as HTMLInputElement | null)?.checked === true;
}
