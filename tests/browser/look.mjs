// Takes the gallery's pictures of the state a page is in, and sweeps it for faults of access.
import fs from 'node:fs/promises';
import path from 'node:path';
import { glance, sweep } from './access.mjs';
import { root } from './world.mjs';

export { faultless as looked, glance } from './access.mjs';

const gallery = path.join(root, 'docs/gallery');

/** `name` becomes the picture's: `docs/gallery/NAME-390.png` and `-1280.png`. What is wrong is told by `looked`. `narrow` is `glance`
 * where something lies over the whole screen on purpose and scrolls by itself. */
export async function look(page, name, narrow = sweep) {
  await fs.mkdir(gallery, { recursive: true });
  const before = page.viewport();
  for (const width of [1280, 390]) {
    await page.setViewport({ width, height: width === 390 ? 844 : 800 });
    // As tall as the page: what sticks to an edge then stands where it belongs, and covers nothing.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewport({ width, height: Math.min(height, 8000) });
    await page.screenshot({ path: path.join(gallery, `${name}-${width}.png`) });
    await (width === 390 ? narrow : glance)(page, `${name} at ${width} px`);
  }
  await page.setViewport(before);
}
