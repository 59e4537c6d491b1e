// A person who has keys alone: every step is reached by Tab, every deed done by Enter, Space or an arrow.
import assert from 'node:assert/strict';
import { until } from './world.mjs';

/** Where the focus is: what it is on, whether it is seen, and whether something lies over it. */
const focus = (page) => page.evaluate(() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  const [x, y] = [box.left + Math.min(box.width / 2, 40), box.top + Math.min(box.height / 2, 20)];
  const over = document.elementFromPoint(x, y);
  // The boxes of a choice are pressed by their label, which may lie over them.
  const free = over !== null && (node.contains(over) || over.contains(node) || (node.labels ? [...node.labels].some((label) => label.contains(over)) : false));
  return {
    what: `${node.localName}#${node.id}.${node.className} “${(node.textContent || node.value || '').trim().slice(0, 20)}”`,
    ring: style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2,
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    free,
    place: [...document.querySelectorAll('*')].indexOf(node),
  };
});

const isAt = (page, selector) => page.evaluate((name) => document.activeElement?.matches(name) ?? false, selector);

/**
 * Presses Tab until `selector` has the focus. At every stop on the way the focus is seen, is on the screen with nothing over it, and
 * stands later in the page than the one before: the order of the keys is the order of reading.
 */
export async function tabsTo(page, selector) {
  await page.waitForSelector(selector, { visible: true });
  let last = -1;
  let round = 0;
  for (let press = 0; press < 150; press++) {
    if (await isAt(page, selector)) return;
    await page.keyboard.press('Tab');
    const at = await focus(page);
    if (at === null) {
      // Out of the page and in again from its top.
      assert.ok(++round <= 2, `${selector} is reached by Tab`);
      last = -1;
      continue;
    }
    assert.ok(at.ring, `the focus is seen on ${at.what}`);
    assert.ok(at.inside && at.free, `nothing hides the focus on ${at.what}`);
    if (at.place < last) {
      assert.ok(++round <= 2, `the keys follow the order of reading, but ${at.what} comes later`);
    }
    last = at.place;
  }
  assert.fail(`${selector} is not reached by Tab`);
}

export async function presses(page, selector, key = 'Enter') {
  await tabsTo(page, selector);
  await page.keyboard.press(key);
}

export async function types(page, selector, text) {
  await tabsTo(page, selector);
  await page.keyboard.sendCharacter(text);
}

/** Waits until the focus has been taken to `selector`, as after a step or a fault. */
export const arrives = (page, selector) => until(() => isAt(page, selector), `the focus on ${selector}`);
