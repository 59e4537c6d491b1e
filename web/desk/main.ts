// The desk in one document: starts the core, decides what may stand on the page, forgets on leaving.

import { startCore } from "./door.ts";
import { Lost, Refused } from "./api.ts";
import { byId, el } from "./element.ts";
import { button, serverSays } from "./fields.ts";
import { auditView } from "./audit.ts";
import { drawBar } from "./bar.ts";
import { beginView } from "./begin.ts";
import { boardView } from "./board.ts";
import { caseView } from "./case.ts";
import { floodView } from "./flood.ts";
import { forget, openKey } from "./keyring.ts";
import { listView } from "./list.ts";
import { inventoryView } from "./inventory.ts";
import { invitationsView } from "./invitations.ts";
import { invitedView } from "./invited.ts";
import { keyView, waitingView } from "./mykey.ts";
import { again, href, startNavigator, type View } from "./navigator.ts";
import { OtherCase } from "./opening.ts";
import { phoneView } from "./phone.ts";
import { posterView } from "./poster.ts";
import { removeSealed } from "./policy.ts";
import { ledgerView } from "./ledger.ts";
import { ownView } from "./own.ts";
import { readersView } from "./readers.ts";
import { releasesView } from "./releases.ts";
import { retentionView } from "./retention.ts";
import { returnView } from "./return.ts";
import { rostersView } from "./rosters.ts";
import { say, text } from "./say.ts";
import { cases, me, rostersWithMe } from "./session.ts";
import { signInView } from "./signin.ts";
import { atBeginning, sittingView } from "./sitting.ts";
import { successionView } from "./successions.ts";
import { unlockView } from "./unlock.ts";
import { watch } from "./waits.ts";

async function resolve(path: string): Promise<View> {
  try {
    return await viewOf(path);
  } catch (trouble) {
    return troubleView(trouble);
  }
}

async function viewOf(path: string): Promise<View> {
  // What is opened, and what is missing on the list, is judged by the roster of now, not by the one of when this document was loaded.
  const asked = me(/^\/desk(\/case\/.*|\/board)?$/.test(path));
  // Asked for beside it: whoever has just opened their key waits for the list alone.
  const rows = path === "/desk" && openKey() ? cases(true) : null;
  rows?.catch(() => undefined);
  const who = await asked;
  drawBar(who);
  watch(who !== null);
  if (path === "/desk/invited") return invitedView();
  if (path === "/desk/return") return returnView(who);
  if (path === "/desk/begin" && !who) return beginView();
  if (!who) return signInView();
  if (path === "/desk/sign-in" || who.second_factor === "needed") return ownView(who);
  if (path === "/desk/invitations" && who.role === "lead") return invitationsView(who);
  if (path === "/desk/rosters" && who.role === "lead") return rostersView(who);
  if (path === "/desk/succession" && who.role === "lead") return successionView(who);
  if (path === "/desk" && atBeginning(who)) {
    // The way on leads back here, wherever on it one is.
    history.replaceState(null, "", href("/desk/begin"));
    return sittingView(who);
  }
  if (path === "/desk/begin" && who.role === "lead") return sittingView(who);
  if (path === "/desk/inventory") return inventoryView(who);
  const poster = who.windows.find((window) => path === `/desk/poster/${window.organisation}`);
  if (poster) return posterView(poster);
  if (path === "/desk/audit" && who.role === "lead") return auditView(who);
  if (path === "/desk/releases" && who.role === "lead") return releasesView(who);
  if (path === "/desk/retention") return retentionView(who);
  if (path === "/desk/key") return keyView(who);
  if (!who.key) return who.role === "lead" ? rostersView(who) : keyView(who);
  if (rostersWithMe(who).length === 0) return who.role === "lead" ? rostersView(who) : waitingView(who);
  const key = openKey();
  if (!key) return unlockView(who);
  const [, id, rest] = /^\/desk\/case\/([0-9a-f]{32})(\/readers)?$/.exec(path) ?? [];
  if (id && rest) return readersView(who, key, id);
  if (id) return caseView(who, key, id);
  if (path === "/desk/ledger") return ledgerView(who, key);
  if (path === "/desk/board") return boardView(who, key);
  if (path === "/desk/phone") return phoneView(who, key);
  if (path === "/desk/flood") return floodView(who, key);
  return listView(who, rows ?? cases(true));
}

function troubleView(trouble: unknown): View {
  const detail = trouble instanceof Refused && trouble.detail !== "" ? trouble.detail : null;
  const message = trouble instanceof Lost ? "desk-js-lost" : trouble instanceof OtherCase ? "desk-js-other-case" : "desk-js-broken";
  const content = el(
    "div",
    { class: "narrow stack" },
    el("h1", {}, say("desk-js-trouble-title")),
    el("p", { id: "not-opened" }, ...(detail ? serverSays(detail) : [say(message)])),
    button("try-again", "desk-js-try-again", () => void again()),
  );
  return { title: text("desk-js-trouble-title"), content };
}

function leave(): void {
  forget();
  removeSealed();
  byId("view")?.replaceChildren();
}

async function start(): Promise<void> {
  const place = byId("view");
  try {
    await startCore();
  } catch {
    place?.replaceChildren(el("h1", {}, say("desk-js-no-core-title")), el("p", { id: "no-core" }, say("desk-js-no-core")));
    return;
  }
  // A page kept by the browser for its back button would still hold what was opened.
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) void again();
  });
  await startNavigator(resolve);
}

void start();
