// A page that is watched: what it breaks of its own policy, whom it calls, what it leaves behind.
import assert from 'node:assert/strict';

/** A page of its own context at `width`, with everything it does kept in `.watched`. */
export async function visitor(browser, { width = 390, height = 844, own = true } = {}) {
  const context = own ? await browser.createBrowserContext() : browser.defaultBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width, height });
  page.setDefaultTimeout(20_000);
  const watched = { requests: [], faults: [], violations: [] };
  page.on('request', (request) => watched.requests.push(request.url()));
  page.on('pageerror', (error) => watched.faults.push(String(error)));
  page.on('console', (message) => {
    // Chromium writes a line for each answer of 4xx; those are asserted where they are provoked. And one for what it does not know yet.
    if (message.type() === 'error' && !/Failed to load resource|directive 'webrtc'/.test(message.text())) watched.faults.push(message.text());
  });
  await page.exposeFunction('heardViolation', (text) => watched.violations.push(text));
  await page.evaluateOnNewDocument(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      window.heardViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
  });
  return Object.assign(page, { watched, context });
}

/** Nothing broke the policy, nothing fell, and every request went to `home`. */
export function clean(page, home) {
  const { requests, faults, violations } = page.watched;
  assert.deepEqual(violations, [], 'content security policy or trusted types');
  assert.deepEqual(faults, [], 'script faults');
  const abroad = requests.filter((url) => !url.startsWith(home + '/') && !/^(data|blob|about):/.test(url));
  assert.deepEqual(abroad, [], `requests to others than ${home}`);
}

/** What the browser keeps for `home`: cookies and every kind of storage. */
export async function kept(page, home) {
  const cdp = await page.createCDPSession();
  const { cookies } = await cdp.send('Network.getAllCookies');
  const { usage, usageBreakdown } = await cdp.send('Storage.getUsageAndQuota', { origin: home });
  const inside = await page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    name: window.name,
    cookie: document.cookie,
    history: JSON.stringify(history.state),
  }));
  await cdp.detach();
  return { cookies, usage, used: usageBreakdown.filter((kind) => kind.usage > 0), ...inside };
}

export const nothing = {
  cookies: [], usage: 0, used: [], local: 0, session: 0, databases: 0, caches: 0, workers: 0, name: '', cookie: '', history: 'null',
};
