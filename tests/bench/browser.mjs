// A headless Chromium with the bench's page in it, isolated so that its clock is exact.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { build } from 'esbuild';
import { installed } from '../package/install.mjs';
import { chromium } from 'playwright-core';
import { ARGUMENTS, findChromium } from '../e2e/browser.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const entry = path.join(installed, 'dist/index.js');

/**
 * Serves the page, opens a browser; `close()` ends both. `entries` are the packages' modules that are measured: each is
 * served in a bundle of its own with what measures it, as `/<name>.js`.
 *
 * @param {Record<string, string>} [entries]
 */
export async function openBench(entries = { bench: entry }) {
  const files = await filesOf(entries);
  const server = await serve(files);
  const browser = await chromium.launch({
    executablePath: findChromium(),
    // A page may collect garbage before a clock starts.
    args: [...ARGUMENTS, '--js-flags=--expose-gc'],
  });
  const origin = `http://localhost:${server.address().port}`;
  return {
    /** A page of its own process, so that no page pays for another. */
    async page(name = 'index') {
      const context = await browser.newContext();
      const page = await context.newPage();
      page.on('pageerror', (error) => console.error(error));
      page.on('console', (message) => message.type() === 'error' && console.error(message.text()));
      await page.goto(`${origin}/${name}.html`);
      if (name === 'index') await page.waitForFunction(() => globalThis.bench !== undefined);
      return page;
    },
    version: browser.version(),
    /** Serves one file more. */
    serve(name, type, body) {
      files[name] = [type, body];
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

/** Bytes of the page's JavaScript heap, what its buffers hold outside of it included, once garbage is collected. */
export async function heapOf(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

async function filesOf(entries) {
  const files = {
    '/index.html': ['text/html', await readFile(path.join(here, 'page/index.html'))],
    '/start.html': ['text/html', await readFile(path.join(here, 'page/start.html'))],
    '/taskwatch.js': ['text/javascript', await readFile(entry)],
  };
  for (const [name, file] of Object.entries(entries))
    files[`/${name}.js`] = ['text/javascript', await bundle(name, file)];
  return files;
}

async function serve(files) {
  const server = createServer((request, response) => {
    const [type, body] = files[new URL(request.url, 'http://localhost').pathname] ?? [];
    if (body === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': type,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  return server;
}

/** A script of the page: all queues in one bundle, as an app would have them. */
async function bundle(name, file) {
  const { outputFiles } = await build({
    entryPoints: [path.join(here, 'page/index.js')],
    alias: { taskwatch: file },
    plugins: [onItsOwn(name, file)],
    bundle: true,
    format: 'esm',
    minify: true,
    target: 'es2022',
    write: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return outputFiles[0].text;
}

/** Copies of the package find each other in a page by global symbols, and share one wasm. These must not. */
function onItsOwn(name, file) {
  return {
    name: 'on-its-own',
    setup({ onLoad }) {
      onLoad({ filter: /index\.js$/ }, async ({ path: loaded }) => {
        if (loaded !== file) return undefined;
        const text = await readFile(file, 'utf8');
        const contents = text.replaceAll('Symbol.for(', `Symbol.for(${JSON.stringify(`${name}/`)}+`);
        if (contents === text)
          throw new Error(`${file} has no global symbols: copies of it cannot be kept apart`);
        return { contents, loader: 'js' };
      });
    },
  };
}
