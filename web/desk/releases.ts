// The lead's page of yearly tables: opened, checked, attacked and signed here; the server is given the signed table alone.

import { base64, hex, sha256, unbase64 } from "../protocol/bytes.ts";
import { fiscalYear, statisticsIdentity } from "../protocol/yearly.ts";
import { open } from "../seal/age.ts";
import * as api from "./api.ts";
import { signedRelease } from "./compose.ts";
import { askCore } from "./door.ts";
import { el } from "./element.ts";
import { button, clearFault, faultPlace, field, form, handOver, sayTrouble, tell, value, whileWaiting } from "./fields.ts";
import { formerFields, formerKeys } from "./formers.ts";
import { onForget } from "./keyring.ts";
import { heldYears } from "./ledger.ts";
import type { View } from "./navigator.ts";
import { type Rendered, sealedPart } from "./policy.ts";
import type { DeskKey } from "./readerkey.ts";
import { deskKey } from "./rosters.ts";
import { allWords, language, say, text } from "./say.ts";

type Wrong = { code: string; name: string | null; case: string | null; number: string | null };
type Answer = { draft: { body: string; html: Rendered } } | { stopped: { code: string; wrong: Wrong[] } };

/** Codes whose sentence has another name: the year is also a field. */
const SENTENCES: Record<string, string> = { "release-codings": "desk-js-release-stopped", "release-year": "desk-js-release-year-taken" };

/** Keys that wait between preview and signature. */
const waiting = new Set<DeskKey>();
function dropKeys(): void {
  for (const key of waiting) key.seed.fill(0);
  waiting.clear();
}
onForget(dropKeys);

export function releasesView(who: api.Me): View {
  dropKeys();
  const content = el(
    "div",
    { class: "narrow stack" },
    el("h1", {}, say("desk-js-release-title")),
    el("p", {}, say("desk-js-release-lead")),
    ...who.windows.map((window) => organisation(who, window)),
  );
  return { title: text("desk-js-release-title"), content };
}

function organisation(who: api.Me, window: api.WindowOfDesk): HTMLElement {
  const org = window.organisation;
  const years = heldYears(window).map(({ year }) => year).filter((year) => year < fiscalYear(who.today)).reverse();
  const preview = () => void whileWaiting(`preview-${org}`, () => make(who, window));
  return el(
    "section",
    { class: "card stack", id: `release-${org}` },
    el("h2", {}, window.name),
    years.length === 0
      ? el("p", {}, say("desk-js-release-none"))
      : form(
          `release-form-${org}`,
          preview,
          el(
            "div",
            { class: "field" },
            el("label", { for: `year-${org}` }, say("desk-js-release-year")),
            el("select", { id: `year-${org}` }, ...years.map((year) => el("option", { value: String(year) }, text("desk-js-ledger-year", { year, reiwa: year - 2018 })))),
          ),
          el(
            "div",
            { class: "field" },
            el("label", { for: `numbers-${org}` }, say("desk-js-release-numbers")),
            el("p", { class: "hint", id: `numbers-note-${org}` }, say("desk-js-release-numbers-note")),
            el("textarea", { id: `numbers-${org}`, rows: "4", autocomplete: "off", spellcheck: "false", "aria-describedby": `numbers-note-${org}` }),
          ),
          field({ id: `signing-key-${org}`, label: "desk-js-rosters-desk-key", kind: "file", note: "desk-js-rosters-desk-key-note" }),
          field({ id: `signing-passphrase-${org}`, label: "desk-js-passphrase-desk", kind: "password" }),
          formerFields(window, years),
          faultPlace(`fault-${org}`),
          el("ul", { id: `wrong-${org}` }),
          el("button", { id: `preview-${org}`, class: "btn" }, el("span", {}, say("desk-js-release-make"))),
        ),
    el("div", { id: `draft-${org}`, class: "stack" }),
  );
}

async function make(who: api.Me, window: api.WindowOfDesk): Promise<void> {
  const org = window.organisation;
  const place = `fault-${org}`;
  clearFault(place);
  dropKeys();
  document.getElementById(`wrong-${org}`)?.replaceChildren();
  document.getElementById(`draft-${org}`)?.replaceChildren();
  const year = Number(value(`year-${org}`));
  const numbers = value(`numbers-${org}`).split(/[\s、,，]+/u).filter((number) => number !== "");
  const key = await deskKey(org, place);
  if (!key) return;
  const former = await formerKeys(window, year);
  if (!former) return void key.seed.fill(0);
  let gathered: api.Gathered;
  try {
    gathered = await api.gathered(org);
  } catch (trouble) {
    for (const one of [key, ...former.keys]) one.seed.fill(0);
    return sayTrouble(place, trouble);
  }
  const identities = [key, ...former.keys].map(({ seed }) => statisticsIdentity(seed, window.window, year));
  // They sign nothing: what opens with them is all that is wanted.
  for (const one of former.keys) one.seed.fill(0);
  const plains: string[] = [];
  for (const file of gathered.files) {
    const plain = await open(unbase64(file), identities);
    if (plain) plains.push(base64(plain));
  }
  const frames = [window.roster, ...window.rosters].filter((frame): frame is string => typeof frame === "string");
  const { releases, disclosure, taxonomy } = gathered;
  const answer = askCore({
    ask: "release",
    window: window.window,
    desk_key: key.public,
    rosters: [...new Set(frames)],
    successions: window.successions,
    releases,
    disclosure,
    taxonomy,
    plains,
    numbers,
    year,
    today: who.today,
    lang: language(),
    words: allWords(),
  }) as Answer;
  if ("stopped" in answer) {
    key.seed.fill(0);
    return stopped(org, answer.stopped, former.lacks);
  }
  waiting.add(key);
  const { body, html } = answer.draft;
  const sign = () => void whileWaiting(`sign-release-${org}`, () => publish(window, year, body, key));
  document.getElementById(`draft-${org}`)?.replaceChildren(
    sealedPart(`preview-of-${org}`, html),
    el("p", { class: "note" }, say("desk-js-release-frozen")),
    faultPlace(`sign-fault-${org}`),
    button(`sign-release-${org}`, "desk-js-release-sign", sign),
  );
  document.getElementById(`sign-release-${org}`)?.scrollIntoView({ block: "nearest" });
}

/** What a former key would open looks as if it were gone. */
function stopped(org: string, { code, wrong }: { code: string; wrong: Wrong[] }, lacks: boolean): void {
  const hint = lacks && code === "release-codings";
  document.getElementById(`fault-${org}`)?.replaceChildren(say(SENTENCES[code] ?? `desk-js-${code}`), ...(hint ? [" ", say("desk-js-release-lacks")] : []));
  if (hint) document.getElementById(`formers-${org}`)?.setAttribute("open", "");
  const line = (one: Wrong): HTMLElement =>
    el("li", { "data-code": one.code }, say(`desk-js-release-wrong-${one.code}`, { name: one.name ?? "", number: one.number ?? "" }), one.case && " ", one.case && say("desk-js-release-wrong-case", { mark: one.case }));
  document.getElementById(`wrong-${org}`)?.replaceChildren(...wrong.map(line));
}

async function publish(window: api.WindowOfDesk, year: number, body: string, key: DeskKey): Promise<void> {
  const org = window.organisation;
  const frame = signedRelease(body, key.seed);
  try {
    await api.postRelease(org, base64(frame));
  } catch (trouble) {
    return sayTrouble(`sign-fault-${org}`, trouble);
  }
  dropKeys();
  // A copy of one's own: a server that hides it later is found out.
  handOver(`sotomado-${org}-${year}.release`, frame);
  const mark = hex(sha256(frame));
  document.getElementById(`draft-${org}`)?.replaceChildren(
    el("p", { class: "note", id: `published-${org}` }, say("desk-js-release-published"), " ", el("span", { class: "mono" }, mark.slice(0, 16))),
  );
  tell("desk-js-release-published");
}
