// What somebody does with a draft: leaving it, and coming back to it.
import assert from 'node:assert/strict';
import { look } from './look.mjs';
import * as does from './steps.mjs';

export const codeIn = (page, at = '') => page.$$eval(`#${at}code li`, (groups) => groups.map((group) => group.innerText.trim()));
export const valueOf = (page, selector) => page.$eval(selector, (field) => field.value);
export const at = (page, step) => page.waitForFunction((name) => document.documentElement.dataset.at === name, {}, step);

/** Leaves what stands in the form here; gives the code. */
export async function deposits(page, pictured) {
  await does.press(page, '#keep-draft');
  await at(page, 'draft');
  const code = await codeIn(page, 'draft-');
  assert.equal(code.length, 6);
  if (pictured) await look(page, `${pictured}-code`);
  await does.press(page, '#draft-go');
  await page.waitForSelector('#draft-after', { visible: true });
  if (pictured) await look(page, `${pictured}-kept`);
  return code;
}

/** Gives the code at the mailbox and waits for the step that it leads to. */
export async function enters(page, program, code, step, hl = 'ja') {
  await page.goto(`${program.window}/o/shiojiri/mailbox?hl=${hl}`);
  await does.fill(page, '#receipt', code.join(' '));
  await does.press(page, '#open');
  await at(page, step);
}
