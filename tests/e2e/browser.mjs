// A browser for the tests, and pages of it that remember what went wrong in them.

import assert from 'node:assert/strict';

import { chromium } from 'playwright-core';

import { chromiumPath } from '../engines/commands.mjs';

export const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-dev-shm-usage',
];

export function launchBrowser() {
  return chromium.launch({ executablePath: findChromium(), args: ARGUMENTS });
}

export function findChromium() {
  const found = chromiumPath();
  if (found === undefined) throw new Error('no Chromium on PATH: install one, or name it by CHROMIUM_PATH');
  return found;
}

/**
 * A page in a context of its own, at the demo's first page.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {{ knobs?: object, mode?: 'embedded' | 'live', theme?: 'light' | 'dark', path?: string, viewport?: object, blockWasm?: boolean }} [options]
 *   `knobs`: what the settings in the drawer "Faults" set
 */
export async function openConsole(browser, url, options = {}) {
  const {
    knobs,
    mode = 'embedded',
    theme = 'light',
    path = '/',
    viewport = { width: 1280, height: 800 },
    blockWasm,
  } = options;
  const context = await browser.newContext({ viewport, colorScheme: theme });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.problems = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      page.problems.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => page.problems.push(`uncaught: ${error.message}`));
  await page.addInitScript(
    ([knobs, mode]) => {
      if (sessionStorage.getItem('prepared')) return;
      sessionStorage.setItem('prepared', 'yes');
      localStorage.setItem('console.mode', JSON.stringify(mode));
      if (knobs) localStorage.setItem('console.knobs', JSON.stringify(knobs));
    },
    [knobs, mode],
  );
  await page.addInitScript(() => {
    window.policyViolations = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      window.policyViolations.push(`${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  if (blockWasm) await forbidWasm(page);
  await page.goto(url + path);
  return page;
}

/** Ends the page; nothing must have gone wrong in it, except what is expected. */
export async function closeConsole(page, { expected = [] } = {}) {
  const violations = await page.evaluate(() => window.policyViolations);
  await page.context().close();
  const problems = page.problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)));
  assert.deepEqual({ problems, violations }, { problems: [], violations: [] });
}

/** The policy of the page without the word that compiling WebAssembly needs. */
function forbidWasm(page) {
  return page.route(/\/$/, async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/ (&#39;|')wasm-unsafe-eval(&#39;|')/, '');
    const headers = response.headers();
    headers['content-security-policy'] = headers['content-security-policy'].replace(
      " 'wasm-unsafe-eval'",
      '',
    );
    await route.fulfill({ response, body, headers });
  });
}
