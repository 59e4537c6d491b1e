// What a tap at the counter costs in the browser, and what its page loads.
import { plan, withCore } from './core-page.mjs';
import { chromium } from './world.mjs';

/** Rows for the table. */
export async function counter(program, row) {
  const browser = await chromium();
  try {
    const page = await browser.newPage();
    const { bytes, sent } = await withCore(page, program);
    const { step, drawn } = await page.evaluate(({ plan, procedure }) => {
      const words = JSON.parse(document.getElementById('words').textContent);
      const draw = { show: 'running', lang: 'ja', words, organisation: '塩尻市' };
      const timed = (more) => {
        const took = [];
        for (const { history, now } of histories({ ...plan, count: 500 })) {
          const begun = performance.now();
          core.ask({ ask: 'counter', procedure, history, now, ...more });
          took.push(performance.now() - begun);
        }
        return took.slice(100);
      };
      return { step: timed({}), drawn: timed({ draw }) };
    }, await plan());
    row('a step of the counter’s procedure with its whole history, in the browser', step, 'ms', 1);
    row('the same with its screen drawn', drawn, 'ms', Infinity);
    row('the core as WebAssembly', bytes, 'B', Infinity);
    row('the same in brotli, as it is sent', sent, 'B', Infinity);
  } finally {
    await browser.close();
  }
}
