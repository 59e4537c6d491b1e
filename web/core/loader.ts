/** Opens the core's door: one question, one answer, in an instance that is thrown away when it falls. */

type Exports = {
  memory: WebAssembly.Memory;
  room(size: number): number;
  ask(): number;
  answer(): number;
};

export interface Core {
  /** The answer's `ok`. Throws CoreFault with the code of a `fault`, CoreFell if the core fell; either way the next
   * question is answered again. */
  ask(question: object): unknown;
}

export class CoreFault extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`the core says ${code}`);
    this.code = code;
  }
}

export class CoreFell extends Error {
  /** file:line, never words of a case. */
  readonly place: string;

  constructor(place: string) {
    super(`the core fell at ${place}`);
    this.place = place;
  }
}

/** Fetches and compiles; the server must give `application/wasm`. `first` is asked before all else, for its answer is kept
 * in the core; it must not fail. */
export async function openCore(address: string, first?: object): Promise<Core> {
  const { module } = await WebAssembly.instantiateStreaming(fetch(address), {});
  return coreOf(module, first);
}

/** The same from a module at hand. */
export function coreOf(module: WebAssembly.Module, first?: object): Core {
  const written = first && bytesOf(first);
  const fresh = (): Exports => {
    const core = new WebAssembly.Instance(module, {}).exports as Exports;
    if (written) asked(core, written);
    return core;
  };
  let core = fresh();
  return {
    ask(question) {
      const bytes = bytesOf(question);
      let answer: { ok: unknown } | { fault: { code: string } };
      try {
        answer = JSON.parse(asked(core, bytes));
      } catch {
        const place = fallen(core);
        // What fell still holds its borrows, and the question.
        core = fresh();
        throw new CoreFell(place);
      }
      if ("fault" in answer) throw new CoreFault(answer.fault.code);
      return answer.ok;
    },
  };
}

const bytesOf = (question: object): Uint8Array => new TextEncoder().encode(JSON.stringify(question));

function asked(core: Exports, question: Uint8Array): string {
  const at = core.room(question.length);
  // A new view each time: memory may have grown and moved.
  new Uint8Array(core.memory.buffer, at, question.length).set(question);
  const size = core.ask();
  return new TextDecoder().decode(new Uint8Array(core.memory.buffer, core.answer(), size));
}

function fallen(core: Exports): string {
  try {
    const rest = new Uint8Array(core.memory.buffer, core.answer());
    const text = new TextDecoder().decode(rest.subarray(0, Math.min(200, Math.max(0, rest.indexOf(0)))));
    return /^[\w./-]+:\d+$/.test(text) ? text : "an unknown place";
  } catch {
    return "an unknown place";
  }
}
