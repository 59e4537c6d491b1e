// The poster of a window, to be printed: its address with the fingerprint of its first key, as a code and as text.

import { fingerprint } from "../protocol/roster.ts";
import { loadPictures, square } from "../picture/load.ts";
import type * as api from "./api.ts";
import { el } from "./element.ts";
import { button } from "./fields.ts";
import type { View } from "./navigator.ts";
import { given, say, text } from "./say.ts";
import { rosterOf } from "./session.ts";

/** The key that was made in this document; what the server says is compared with it. */
let ours: string | null = null;

export function rememberKey(key: string): void {
  ours = key;
}

/** The address that reporters are given; null before the first roster. */
export function addressOf(at: api.WindowOfDesk): { address: string; print: string; doubted: boolean } | null {
  const first = at.rosters.at(-1) ?? at.roster;
  if (!first) return null;
  const key = rosterOf(first).desk_key;
  const print = fingerprint(key);
  const { window } = given("core") as { window: string };
  return { address: `${window}/o/${at.organisation}#${print}`, print, doubted: ours !== null && ours !== key };
}

/** As people compare it. */
export const grouped = (print: string): string => (print.match(/.{4}/g) ?? []).join(" ");

export async function posterView(at: api.WindowOfDesk): Promise<View> {
  const told = addressOf(at);
  const pictures = await loadPictures();
  const title = text("sitting-js-poster-title");
  if (!told || told.doubted || !pictures) {
    const why = !told ? "sitting-js-poster-none" : told.doubted ? "sitting-js-poster-doubted" : "sitting-js-paper-unloaded";
    return { title, content: el("div", { class: "narrow stack" }, el("h1", {}, say("sitting-js-poster-title")), el("p", { id: "poster-not", class: "fault" }, say(why))) };
  }
  const picture = el("div", { id: "poster-code", class: "keycode", role: "img", "aria-label": text("sitting-js-poster-picture") });
  picture.append(square(pictures.matrix(told.address)));
  const content = el(
    "div",
    { class: "narrow stack", id: "poster" },
    el(
      "div",
      { class: "stack no-print" },
      el("h1", {}, say("sitting-js-poster-title")),
      el("p", {}, say("sitting-js-poster-lead")),
      button("poster-print", "sitting-js-print", () => window.print()),
    ),
    el(
      "article",
      { class: "sheet poster stack" },
      el("h2", {}, say("sitting-js-poster-head", { name: at.name })),
      el("p", {}, say("sitting-js-poster-words")),
      picture,
      el("p", { id: "poster-address", class: "mono" }, told.address.split("#")[0]),
      el("p", {}, say("sitting-js-poster-print"), " ", el("span", { id: "poster-print-of", class: "mono" }, grouped(told.print))),
      el("p", {}, say("sitting-js-poster-work")),
    ),
  );
  return { title, content };
}
