// WebKit through its own WebDriver: a small client whose page answers to what the actors' verbs ask of one.
import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { freePort, tempDir, until } from './world.mjs';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const MINI = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser'.replace('x86_64', { x64: 'x86_64', arm64: 'aarch64' }[process.arch] ?? process.arch);

/** A program of its own process group, killed with all that it started. */
function started(command, args, { fds = [], env = {} } = {}) {
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe', ...fds], env: { ...process.env, ...env } });
  const said = [];
  child.stdout.on('data', (chunk) => said.push(chunk));
  child.stderr.on('data', (chunk) => said.push(chunk));
  let gone = false;
  const ended = new Promise((done) => child.on('close', () => done((gone = true))));
  child.on('error', (error) => said.push(Buffer.from(String(error))));
  const kill = () => {
    try { process.kill(-child.pid, 'SIGKILL'); } catch { /* It has ended. */ }
  };
  process.on('exit', kill);
  return {
    child,
    said: () => Buffer.concat(said).toString(),
    gone: () => gone,
    async stop() {
      kill();
      await ended;
      process.off('exit', kill);
    },
  };
}

/** A screen that nobody sees, under a number that it chooses itself. */
async function screen() {
  const xvfb = started('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], { fds: ['pipe'] });
  let number = '';
  xvfb.child.stdio[3].on('data', (chunk) => { number += chunk; });
  await until(() => {
    if (xvfb.gone()) throw new Error(xvfb.said());
    return number.endsWith('\n');
  }, 'the screen');
  return { display: `:${number.trim()}`, stop: () => xvfb.stop() };
}

class Handle {
  constructor(page, element) { Object.assign(this, { page, element }); }
  evaluate(does, ...args) { return this.page.evaluate(does, this, ...args); }
  $(selector) { return this.page.$(selector, this); }
  focus() { return this.evaluate((node) => node.focus()); }
  click() { return this.page.ask('POST', `/element/${this.element[ELEMENT]}/click`, {}); }
}

/** What stands for a tab. Words are typed as keys; nothing of WebKit's own is reached but what a person reaches. */
class Page {
  constructor(session) {
    this.session = session;
    this.keyboard = { type: (text) => this.types(text) };
  }
  browser() { return { protocol: 'webDriver' }; }
  ask(method, at, body) { return asked(this.session, method, at, body); }
  goto(url) { return this.ask('POST', '/url', { url }); }
  bringToFront() {}
  async types(text) {
    // Its driver has no keys beyond the first 65,536 characters and drops them without a word.
    if (/[\u{10000}-\u{10ffff}]/u.test(text)) return this.evaluate((whole) => document.execCommand('insertText', false, whole), text);
    const active = await this.ask('GET', '/element/active');
    await this.ask('POST', `/element/${active[ELEMENT]}/value`, { text });
  }
  async evaluate(does, ...args) {
    const script = `return (${does}).apply(null, arguments)`;
    const answer = await this.ask('POST', '/execute/sync', { script, args: args.map((arg) => (arg instanceof Handle ? arg.element : arg)) });
    return answer?.[ELEMENT] ? new Handle(this, answer) : answer;
  }
  $(selector, within = null) {
    return this.evaluate((name, from) => (from ?? document).querySelector(name), selector, within);
  }
  async $$(selector) {
    const found = await this.ask('POST', '/elements', { using: 'css selector', value: selector });
    return found.map((element) => new Handle(this, element));
  }
  async $eval(selector, does, ...args) {
    const handle = await this.$(selector);
    if (!handle) throw new Error(`failed to find ${selector}`);
    return this.evaluate(does, handle, ...args);
  }
  $$eval(selector, does, ...args) {
    const script = `const [name, ...rest] = arguments; return (${does}).apply(null, [[...document.querySelectorAll(name)], ...rest])`;
    return this.ask('POST', '/execute/sync', { script, args: [selector, ...args] });
  }
  waitForSelector(selector, { visible = false, timeout = 20_000 } = {}) {
    return until(() => this.evaluate((name, seen) => {
      const node = document.querySelector(name);
      return node && (!seen || node.checkVisibility({ visibilityProperty: true })) ? node : null;
    }, selector, visible), selector, timeout / 1000);
  }
}

async function asked(base, method, at, body) {
  const answer = await fetch(base + at, { method, ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}) });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${at}: ${value.error}: ${value.message}`);
  return value;
}

/** WebKit with one page; `close` ends all of it. */
export async function webkit() {
  const home = await tempDir('webkit');
  const seen = await screen();
  const port = await freePort();
  const driver = started('dbus-run-session', ['--', 'WebKitWebDriver', `--port=${port}`, '--host=127.0.0.1'], {
    env: {
      DISPLAY: seen.display, GDK_BACKEND: 'x11', HOME: home, XDG_RUNTIME_DIR: home, LANG: 'C.UTF-8', LANGUAGE: 'ja',
      ...(process.getuid() === 0 ? { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' } : {}),
    },
  });
  const close = async () => {
    await driver.stop();
    await seen.stop();
    await fs.rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await until(async () => {
      if (driver.gone()) throw new Error(driver.said());
      return (await asked(`http://127.0.0.1:${port}`, 'GET', '/status')).ready;
    }, 'WebKitWebDriver');
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': { binary: MINI, args: ['--automation'] } } };
    const { sessionId, capabilities: given } = await asked(`http://127.0.0.1:${port}`, 'POST', '/session', { capabilities });
    const page = new Page(`http://127.0.0.1:${port}/session/${sessionId}`);
    return {
      page, home, version: `${given.browserName} ${given.browserVersion}`,
      async close() {
        await page.ask('DELETE', '').catch(() => {});
        await close();
      },
    };
  } catch (error) {
    const said = driver.said();
    await close();
    throw new Error(`${error.message}\n${said}`, { cause: error });
  }
}
