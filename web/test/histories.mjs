// Draws the histories of tests/vectors/histories.json, as core/tests/procedures/histories.rs does; runs in Node and in browsers.

/** Marsaglia's xorshift in 32 bits. */
function drawer(seed) {
  let x = seed;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}

export function* histories(plan) {
  const next = drawer(plan.seed);
  const of = (list) => list[next() % list.length];
  for (let n = 0; n < plan.count; n++) {
    let at = plan.from;
    const history = [{ at, event: { ...of(plan.starts), is: "began" } }];
    for (let left = 1 + (next() % plan.longest); left > 0; left--) {
      at += of(plan.waits);
      history.push({ at, event: of(plan.events) });
    }
    yield { history, now: at + of(plan.waits) };
  }
}

/** The first hundred, by its number, whose answers are others than were written down; null if there is none. `digest` gives hex. */
export async function differs(plan, procedure, ask, digest) {
  let [answers, n] = ["", 0];
  for (const { history, now } of histories(plan)) {
    answers += `${JSON.stringify(ask({ ask: "counter", procedure, history, now }))}}`;
    n += 1;
    if (n % plan.batch !== 0) continue;
    if ((await digest(answers)) !== plan.digests[n / plan.batch - 1]) return n / plan.batch;
    answers = "";
  }
  return n === plan.count ? null : -1;
}
