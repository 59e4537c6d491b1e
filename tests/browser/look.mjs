// Looks at a page in the state it is in: axe at both widths, nothing wider than 320 px, and a picture for the gallery.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { required, root } from './world.mjs';

const axe = await fs.readFile(required.resolve('axe-core/axe.min.js'), 'utf8');
const gallery = path.join(root, 'docs/gallery');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const seen = [];

/** What was found wrong on any page looked at so far. A test file ends by asserting this, so that one page's fault
 * does not hide the rest of the story. */
export function looked() {
  assert.ok(seen.length > 0, 'no page was looked at');
  assert.deepEqual(seen.filter((line) => line !== ''), []);
}

/** `name` becomes the picture's: `docs/gallery/NAME-390.png` and `-1280.png`. */
export async function look(page, name) {
  await fs.mkdir(gallery, { recursive: true });
  const before = page.viewport();
  for (const width of [1280, 390]) {
    await page.setViewport({ width, height: width === 390 ? 844 : 800 });
    // As tall as the page: what sticks to an edge then stands where it belongs, and covers nothing.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewport({ width, height: Math.min(height, 8000) });
    await page.screenshot({ path: path.join(gallery, `${name}-${width}.png`) });
    await page.evaluate(axe);
    const found = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: values, resultTypes: ['violations'] }), tags);
    const faults = found.violations.map(({ id, help, nodes }) =>
      `${id}: ${help}\n    ${nodes.map((node) => `${node.target.join(' ')}  ${node.any[0]?.message ?? ''}`).join('\n    ')}`);
    seen.push(...(faults.length > 0 ? faults.map((fault) => `${name} at ${width} px: ${fault}`) : ['']));
  }
  await page.setViewport({ width: 320, height: 640 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > 320) seen.push(`${name} is ${wide} px wide at 320 px`);
  await page.setViewport(before);
}
