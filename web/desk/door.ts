// The core's door, opened once for this document.

import { type Core, openCore } from "../core/loader.ts";
import { allWords, given, language } from "./say.ts";

let core: Core | null = null;

/** Throws where WebAssembly is switched off or the core cannot be fetched. */
export async function startCore(): Promise<void> {
  const { wasm } = given("core") as { wasm: string | null };
  if (!wasm) throw new Error("no core");
  core = await openCore(wasm, { ask: "given", lang: language(), words: allWords(), questions: given("questions"), policies: given("telling") });
}

/** The core's answer; what it rendered in it may become markup. */
export function askCore(question: object): unknown {
  if (!core) throw new Error("not started");
  return core.ask(question);
}
