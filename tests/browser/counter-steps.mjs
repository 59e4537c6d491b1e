// What colleagues at a counter do on its page, by the marks that the page carries.
import { press, shows } from './steps.mjs';
import { until } from './world.mjs';

/** A page of its own at this width; its faults are remembered. */
export async function device(browser, width = 390) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width, height: 844 });
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(error.message));
  page.on('console', (line) => { if (line.type() === 'error' && !/ERR_INTERNET|Failed to load resource/.test(line.text())) page.faults.push(line.text()); });
  page.done = () => context.close();
  return page;
}

export async function opensCounter(page, program, { org = 'shiojiri', hl = 'ja', hash = '' } = {}) {
  await page.goto(`${program.window}/o/${org}/counter?hl=${hl}${hash}`);
  await page.waitForSelector('[data-view="start"] [data-begin]', { visible: true });
}

/** Begins by a picture, or from the first with ''. */
export async function begins(page, stage, known = {}) {
  for (const [id, value] of Object.entries(known)) await page.type(`#begin-${id}`, String(value));
  await press(page, `[data-begin="${stage}"]`);
  await page.waitForSelector('.now', { visible: true });
}

export const stageOf = (page) => page.$eval('.now', (now) => now.dataset.stage);

/** Presses what carries `attribute`, inside its fold if it lies in one. */
export async function taps(page, attribute) {
  const at = `#view [data-${attribute}]`;
  await page.waitForSelector(at);
  await page.$eval(at, (node) => { const fold = node.closest('details'); if (fold) fold.open = true; });
  await press(page, at);
}

export async function moves(page, to, together = false) {
  await taps(page, together ? `moved="${to}"][data-together="yes"` : `moved="${to}"`);
  await until(async () => (await stageOf(page)) === to, `stage ${to}`);
}

/** Until the record lies sealed at the server; gives its number. */
export async function isKept(page) {
  await page.waitForSelector('#kept-state[data-state="saved"]');
  return page.$eval('#record-code-shown', (node) => node.innerText);
}

/** Opens the sheet for 110 with one press, looks, and closes it with another: the page must be where it was. */
export async function callsFrom(page) {
  const where = () => page.evaluate(() => [document.querySelector('#view').innerHTML.replace(/>\d+:\d\d</g, '><'), scrollY, document.documentElement.dataset.at ?? '', location.href]);
  const before = await where();
  await page.click('#call > summary');
  await page.waitForSelector('.call-sheet', { visible: true });
  const said = await page.$eval('.call-sheet', (node) => node.innerText);
  await page.click('#call > summary');
  await until(() => page.$eval('#call', (call) => !call.open), 'the sheet to close');
  return { said, before, after: await where() };
}

export const advised = (page, kind) => page.$(`#advice [data-advice="${kind}"]`).then(Boolean);

export { shows };
