/** Files at the window: chosen here, sent once the report is kept; what does the work is fetched when the first is chosen. */
import { base64 } from "../protocol/bytes.ts";
import type { ReporterKeys } from "../protocol/derive.ts";
import { isAttachment } from "../protocol/entry.ts";
import { belongs, counts } from "../protocol/log.ts";
import type { Attached, Kept, Lost, Post } from "../files/attach.ts";
import type { Runner } from "../files/runner.ts";
import type { Way } from "../files/wire.ts";
import { type Case, makeMessage, newestEpoch, openCase } from "../seal/mailbox.ts";
import { byId } from "../words/element.ts";
import { raw, rich } from "../words/words.ts";
import type { Bundle } from "./bundle.ts";
import { isKept } from "./mailbox.ts";
import { onLeave, type PageData } from "./page.ts";
import type { World } from "./report.ts";
import { signed } from "./server.ts";

/** The address of `attach.js`, written in when the scripts are built. */
declare const ATTACH_SCRIPT: string;

type Script = typeof import("../files/attach.ts");
type Loaded = { script: Script; runner: Runner };

let loading: Promise<Loaded> | null = null;

function load(): Promise<Loaded> {
  loading ??= (import(ATTACH_SCRIPT) as Promise<Script>).then((script) => {
    const runner = new script.Runner();
    onLeave(() => runner.end());
    return { script, runner };
  });
  loading.catch(() => (loading = null));
  return loading;
}

export type Sender = { page: PageData; bundle: Bundle; world: World; keys: ReporterKeys };

const wayOf = (page: PageData, keys: ReporterKeys): Way => ({ at: "window", organisation: page.organisation, window: page.window, hl: page.hl, seed: keys.mailbox.slice() });

export class Files {
  readonly #page: PageData;
  #attached: Attached | null = null;
  #changed: (unsent: number) => void = () => {};
  #last: Promise<unknown> = Promise.resolve();

  constructor(page: PageData) {
    this.#page = page;
    const input = byId<HTMLInputElement>("files");
    input.addEventListener("change", () => void this.#chosen(input));
  }

  onChange(changed: (unsent: number) => void): void {
    this.#changed = changed;
  }

  unsent(): boolean {
    return (this.#attached?.unsent() ?? 0) > 0;
  }

  /** One after the other: two entries of one author must not take the same place. */
  alone<T>(deed: () => Promise<T>): Promise<T> {
    const next = this.#last.then(deed);
    this.#last = next.catch(() => {});
    return next;
  }

  async #chosen(input: HTMLInputElement): Promise<void> {
    const files = [...(input.files ?? [])];
    input.value = "";
    const fault = byId("files-fault");
    try {
      const { script, runner } = await load();
      const changed = (): void => this.#changed(this.#attached?.unsent() ?? 0);
      this.#attached ??= new script.Attached({ list: byId("files-list"), fault, most: this.#page.largest_file ?? null, runner, changed });
      this.#attached.add(files);
    } catch {
      fault.replaceChildren(rich("window-js-unreachable"));
    }
  }

  /** With keys of its own: the report's are wiped. */
  async afterReport(by: Sender): Promise<void> {
    if (!this.unsent()) return;
    const keys = { ...by.keys, author: by.keys.author.slice(), mailbox: by.keys.mailbox.slice() };
    const wipe = (): void => [keys.author, keys.mailbox].forEach((seed) => seed.fill(0));
    onLeave(wipe);
    const place = byId("files-sending");
    place.hidden = false;
    const hint = place.querySelector<HTMLElement>(".soft");
    this.onChange((unsent) => hint && (hint.hidden = unsent === 0));
    await this.#attached?.send(this.#post({ ...by, keys }, async () => {}), place);
    // What failed may be tried again by its button, so that the keys stay as long as something is unsent.
    if (!this.unsent()) wipe();
  }

  async send(by: Sender, filed: (opened: Case) => Promise<void>): Promise<void> {
    await this.#attached?.send(this.#post(by, filed));
    this.#attached?.tidy();
  }

  #post(by: Sender, filed: (opened: Case) => Promise<void>): Post {
    const ready: Ready = new Map();
    const to: Post["to"] = async () => {
      const opened = await opening(by);
      if ("is" in opened) return opened;
      const doubt = await doubted(by, opened);
      if (doubt) return doubt;
      if (!opened.to) return refused("window-js-no-key");
      return { recipient: opened.to.recipient, way: wayOf(by.page, by.keys) };
    };
    return {
      to,
      keep: (body, upload) => this.alone(() => keep(by, ready, body, upload, filed)),
    };
  }
}

/** The case as it is now. */
export async function opening({ page, bundle, keys }: Sender): Promise<Case | Lost> {
  const answer = await signed("GET", "/mailbox", null, { ...page, seed: keys.mailbox });
  if (answer.is === "unreachable") return { is: "lost" };
  if (answer.is === "problem" || !isKept(answer.body)) return { is: "refused", detail: answer.is === "problem" ? answer.problem.detail : "" };
  return openCase(answer.body, keys, page.window, bundle.older);
}

const refused = (id: string): Lost => ({ is: "refused", detail: "", own: raw(id) });

/** Why nothing is signed under the bundle's roster in this case; null if nothing is in the way. */
export async function doubted({ bundle }: Sender, opened: Case): Promise<Lost | null> {
  if (bundle.stale !== null) return refused(bundle.stale);
  if (!(await bundle.holds(opened.anchor))) return refused("window-js-roster-doubted");
  return newestEpoch(opened) > bundle.roster.epoch ? refused("window-js-bundle-old-roster") : null;
}

/** Sealed and not yet given back, by the id of the file: sent again as it is, as long as nothing took its place. */
type Ready = Map<string, { n: number; made: { id: string; file: Uint8Array } }>;

async function keep(by: Sender, ready: Ready, body: Parameters<Post["keep"]>[0], upload: string, filed: (opened: Case) => Promise<void>, tries = 5): Promise<Kept> {
  const { page, bundle, world, keys } = by;
  const opened = await opening(by);
  if ("is" in opened) return opened;
  const doubt = await doubted(by, opened);
  if (doubt) return doubt;
  if (!names(opened, body.file)) {
    const next = { words: "", said: { kind: "attachment", body } as const, roster: bundle.roster, digest: bundle.digest, now: world.now() };
    const n = opened.checked.filter((one) => belongs(one) && one.entry?.author === opened.author).length;
    const before = ready.get(body.file);
    const made = before?.n === n ? before.made : await makeMessage(opened, next, keys);
    ready.set(body.file, { n, made });
    const request = { entries: [{ id: made.id, log: "case", file: base64(made.file) }], files: [{ upload, id: body.file }], known: opened.checked.length };
    const answer = await signed("POST", "/entries", new TextEncoder().encode(JSON.stringify(request)), { ...page, seed: keys.mailbox });
    if (answer.is === "unreachable") return { is: "lost" };
    if (answer.is === "problem" && answer.problem.code === "moved-on" && tries > 1) {
      // Nothing was kept, and it is sealed anew after what is new.
      ready.delete(body.file);
      return keep(by, ready, body, upload, filed, tries - 1);
    }
    if (answer.is === "problem") return { is: "refused", detail: answer.problem.detail };
    const present = await opening(by);
    if ("is" in present) return present;
    // Kept is what is given back, not what is said to be.
    if (!names(present, body.file)) return { is: "lost", own: raw("window-js-file-missing") };
    ready.delete(body.file);
  }
  await filed(opened);
  return { is: "kept" };
}

/** Whether this reporter's entry that names the file lies there; perhaps only the answer was lost. */
const names = (opened: Case, file: string): boolean =>
  opened.checked.some((one) => belongs(one) && one.entry !== null && opened.keys.includes(one.entry.author) && one.entry.kind === "attachment" && one.entry.body["file"] === file);

/** The secrets that may open a file, that of its entry's epoch first. It may be another: the readers can change while the
 * sealed file is on its way, before the entry that names it is written. */
function secretsFor({ identities }: Case, epoch: number): string[] {
  const own = identities.get(epoch);
  const others = [...identities].filter(([other]) => other !== epoch).map(([, secret]) => secret);
  return own === undefined ? others : [own, ...others];
}

/** Puts beside each attached file of the conversation how it may be saved. */
export async function fill(opened: Case, page: PageData, keys: ReporterKeys): Promise<void> {
  const attached = opened.checked.filter((one) => one.entry?.kind === "attachment" && counts(one));
  if (attached.length === 0) return;
  const { script, runner } = await load();
  for (const { id, entry } of attached) {
    const place = document.querySelector(`#talk [data-entry="${id}"]`);
    if (!place || !entry || !isAttachment(entry.body)) continue;
    const identities = secretsFor(opened, entry.epoch);
    const access = (): { identities: string[]; way: Way } => ({ identities, way: wayOf(page, keys) });
    place.append(script.facts(entry.body), script.saver({ file: entry.body, runner, access, forget: onLeave }));
  }
}
