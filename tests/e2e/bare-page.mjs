// Serves the package alone, on pages that hold nothing but `TaskQueue`: for what a page has and the demo hides.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before } from 'node:test';

import { installed } from '../package/install.mjs';
import { launchBrowser } from './browser.mjs';

const PAGE = `<!doctype html><title>bare</title><script type="module">
  import { TaskQueue } from './taskwatch.js'
  globalThis.said = []
  console.error = (error) => said.push(String(error?.message ?? error))
  globalThis.hang = () => new Promise(() => {})
  globalThis.open = (config) => (globalThis.queue = new TaskQueue({ storageKey: globalThis.storageKey, ...config }))
  globalThis.shown = (of = queue) => of.getSnapshot().map(({ title, status }) => title + ' ' + status)
</script>`;

/** For the tests of a file: the pages, and a browser to open them in, from before the first until after the last. */
export function useBarePage() {
  let server;
  let browser;
  before(async () => {
    server = await serveBarePage();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });
  return {
    get url() {
      return server.url;
    },
    open: (context, pathname) => server.open(context, pathname),
    /** Calls `use(context, newPage)` with a browser profile of its own. */
    inOneProfile: (use) => inOneProfile(browser, server, use),
  };
}

/** Calls `use(context, newPage)` with a browser profile of its own, and gives what that gives. */
export async function inOneProfile(browser, server, use) {
  const context = await browser.newContext();
  try {
    return await use(context, () => server.open(context));
  } finally {
    await context.close();
  }
}

/** The origin; `/sandboxed` is the page in an origin that has no storage. `folder` holds the package. What a page posts is
 * handed to `hear`. */
export async function serveBarePage(folder = installed, { host = '127.0.0.1', hear = () => {} } = {}) {
  const script = await readFile(path.join(folder, 'dist/index.js'));
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') {
      hear(JSON.parse(await text(request)));
      response.end();
      return;
    }
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname === '/taskwatch.js') {
      response
        .writeHead(200, { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' })
        .end(script);
    } else if (pathname === '/' || pathname === '/sandboxed') {
      const policy = pathname === '/sandboxed' ? { 'content-security-policy': 'sandbox allow-scripts' } : {};
      response.writeHead(200, { 'content-type': 'text/html', ...policy }).end(PAGE);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, host, resolve));
  const url = `http://${host}:${server.address().port}`;
  const load = async (page, pathname = '/') => {
    await page.goto(url + pathname);
    await page.waitForFunction(() => typeof globalThis.shown === 'function');
  };
  return {
    url,
    load,
    /** A page in a context, which may be shared by several. */
    async open(context, pathname = '/') {
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      await load(page, pathname);
      return page;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
