// The sweep: what every state of every page must give to people with other eyes, hands and browsers.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import * as seen from './access-page.mjs';
import { required } from './world.mjs';

const axe = await fs.readFile(required.resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const swept = [];
const found = [];

/** What was found wrong in any state swept so far. A test file ends by asserting this, so that one state's fault does not hide
 * the rest of the story. */
export function faultless() {
  assert.ok(swept.length > 0, 'no state was swept');
  if (found.length > 0) assert.fail(found.join('\n'));
}

/**
 * Looks at the state a page is in, in Chromium, and leaves it as it was: axe, headings, sizes of what is pressed; then 400 % zoom, wider
 * text spacing, forced colours, reduced motion. `name` says which state in the list of faults, which `faultless` asserts to be empty.
 */
export async function sweep(page, name) {
  const before = page.viewport();
  swept.push(name);
  for (const fault of await faultsOf(page, before)) found.push(`${name}: ${fault}`);
  await page.setViewport(before);
}

/** The same by axe alone, for a state that is swept at another width. */
export async function glance(page, name) {
  swept.push(name);
  for (const fault of await axed(page)) found.push(`${name}: ${fault}`);
}

async function faultsOf(page, { width, height }) {
  const faults = [...await axed(page), ...await page.evaluate(seen.structure), ...await page.evaluate(seen.targets)];
  const cdp = await page.createCDPSession();
  const features = (values) => cdp.send('Emulation.setEmulatedMedia', {
    features: Object.entries(values).map(([feature, value]) => ({ name: feature, value })),
  });
  try {
    await features({ 'prefers-reduced-motion': 'reduce' });
    faults.push(...await page.evaluate(seen.motion));
    await features({ 'forced-colors': 'active' });
    faults.push(...await page.evaluate(seen.forcedColours));
    await features({});
    // 1280 × 1024 at 400 %.
    await page.setViewport({ width: 320, height: 256 });
    faults.push(...(await page.evaluate(seen.reflow)).map((fault) => `at 400 %: ${fault}`));
    await page.setViewport({ width, height });
    await page.evaluate(seen.spaced, true);
    faults.push(...(await page.evaluate(seen.reflow)).map((fault) => `with wider spacing: ${fault}`));
    await page.evaluate(seen.spaced, false);
  } finally {
    await cdp.detach();
  }
  return faults;
}

/** What axe finds, one line a rule. */
async function axed(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: values, resultTypes: ['violations'] }), tags);
  return violations.map(({ id, help, nodes }) =>
    `${id}: ${help}\n    ${nodes.map((node) => `${node.target.join(' ')}  ${node.any[0]?.message ?? ''}`).join('\n    ')}`);
}
