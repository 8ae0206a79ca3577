// `taskwatch/slim` and `taskwatch` in a browser, served as they are in the package: what is loaded, how often, and what a
// Content-Security-Policy does.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { installed } from '../package/install.mjs';
import { launchBrowser } from './browser.mjs';

const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm' };
const ALLOWED = "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:";
const FORBIDDEN = "script-src 'self' 'unsafe-inline'";

let server;
let browser;
/** The requests for the wasm, and what the next ones are answered with. */
let requests;
let refused;

before(async () => {
  server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    if (pathname === '/') {
      const policy = searchParams.has('forbidden') ? FORBIDDEN : ALLOWED;
      response
        .writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy })
        .end('<!doctype html><title>slim</title>');
      return;
    }
    if (pathname.endsWith('.wasm')) {
      requests += 1;
      if (refused > 0) {
        refused -= 1;
        response.writeHead(503).end();
        return;
      }
    }
    try {
      const body = await readFile(path.join(installed, 'dist', path.basename(pathname)));
      const type = searchParams.has('plain') ? 'application/octet-stream' : TYPES[path.extname(pathname)];
      response.writeHead(200, { 'content-type': type ?? 'application/octet-stream' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await new Promise((resolve) => server.close(resolve));
});

/** What the body of an async function gives in a new page; it has `complete(module)` and `nameOf(promise)`. */
async function inPage(body, search = '') {
  requests = 0;
  refused = 0;
  const page = await browser.newPage();
  try {
    await page.goto(`http://127.0.0.1:${server.address().port}/${search}`);
    return await page.evaluate(`(async () => {
      const complete = async ({ TaskQueue }) =>
        (await new TaskQueue().enqueue({ title: 'a', processor: () => 1 }).promise).status;
      const nameOf = (promise) => promise.then(() => 'nothing', (error) => error.name);
      ${body}
    })()`);
  } finally {
    await page.close();
  }
}

describe('in Chromium', () => {
  it('slim streams the file beside it, once for concurrent calls', async () => {
    const result = await inPage(`
      let streamed = 0;
      const { compileStreaming } = WebAssembly;
      WebAssembly.compileStreaming = (...given) => { streamed += 1; return compileStreaming(...given); };
      const slim = await import('/slim.js');
      let before;
      try { new slim.TaskQueue(); } catch (error) { before = error.message; }
      await Promise.all([slim.default(), slim.default()]);
      await slim.default();
      return [before, streamed, await complete(slim)];`);
    assert.match(result[0], /init/);
    assert.deepEqual([...result.slice(1), requests], [1, 'completed', 1]);
  });

  it('a server that does not know the type of the file will do', async () => {
    const result = await inPage(`
      const slim = await import('/slim.js');
      await slim.default({ url: '/taskwatch.wasm?plain' });
      return complete(slim);`);
    assert.equal(result, 'completed');
  });

  it('a load that failed can be tried again', async () => {
    const result = inPage(`
      const slim = await import('/slim.js');
      const failed = await nameOf(slim.default());
      await slim.default();
      return [failed, await complete(slim)];`);
    refused = 1;
    assert.deepEqual(await result, ['Error', 'completed']);
    assert.equal(requests, 2);
  });

  it('slim and taskwatch share one instance', async () => {
    const result = await inPage(`
      const slim = await import('/slim.js');
      await slim.default();
      let compiled = 0;
      WebAssembly.Module = class { constructor() { compiled += 1; } };
      const taskwatch = await import('/index.js');
      return [await complete(taskwatch), compiled];`);
    assert.deepEqual(result, ['completed', 0]);
  });

  it('slim works in a worker', async () => {
    const result = await inPage(
      `
      const code = "import init, { TaskQueue } from '" + location.origin + "/slim.js';" +
        'await init(); postMessage((await new TaskQueue().enqueue({ title: "a", processor: () => 1 }).promise).status);';
      const file = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
      return new Promise((resolve, reject) => {
        const worker = new Worker(file, { type: 'module' });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      });`,
      '?worker',
    );
    assert.equal(result, 'completed');
  });

  it("a policy without 'wasm-unsafe-eval' is said beforehand, by init and by the first use, and imports work", async () => {
    const result = await inPage(
      `
      const [slim, taskwatch] = [await import('/slim.js'), await import('/index.js')];
      const first = await nameOf((async () => new taskwatch.TaskQueue().enqueue({ title: 'a', processor() {} }))());
      const errors = [slim.supportError(), taskwatch.supportError()];
      return [first, await nameOf(slim.default()), ...errors.map(({ name, message }) => name + message.includes("'wasm-unsafe-eval'"))];`,
      '?forbidden',
    );
    assert.deepEqual(result, [
      'WasmBlockedError',
      'WasmBlockedError',
      'WasmBlockedErrortrue',
      'WasmBlockedErrortrue',
    ]);
  });

  it('supportError says nothing where all is well', async () => {
    assert.deepEqual(
      await inPage(
        `return [(await import('/slim.js')).supportError() ?? null, (await import('/index.js')).supportError() ?? null];`,
      ),
      [null, null],
    );
  });
});
