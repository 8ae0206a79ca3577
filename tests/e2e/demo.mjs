// The demo and a browser for the tests of one `describe`, from before its first test until after its last.

import { after, before } from 'node:test';

import { launchBrowser, openConsole } from './browser.mjs';
import { startDemo } from './demo-server.mjs';

/**
 * @param {{ kubernetes?: string | (() => string), skip?: unknown }} [options] `kubernetes`: the URL of the API behind the
 *   live mode, or what gives it once it is known. `skip`: nothing is started
 */
export function useDemo({ kubernetes, skip } = {}) {
  let server;
  const demo = {
    browser: undefined,
    get url() {
      return server.url;
    },
    /** A page at the demo, as `openConsole` makes it. */
    open: (options) => openConsole(demo.browser, server.url, options),
  };
  before(async () => {
    if (skip) return;
    const api = typeof kubernetes === 'function' ? kubernetes() : kubernetes;
    [demo.browser, server] = await Promise.all([launchBrowser(), startDemo({ kubernetes: api })]);
  });
  after(async () => {
    await demo.browser?.close();
    await server?.stop();
  });
  return demo;
}
