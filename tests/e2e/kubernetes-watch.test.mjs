// `createKubernetesWatch` in a browser: streams through its `fetch`, and a page that is left and comes back as it was.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { chromium } from 'playwright-core';

import { installed } from '../package/install.mjs';
import { TYPE, fakeApi } from '../package/kubernetes/support.mjs';
import { ARGUMENTS, findChromium } from './browser.mjs';
import { eventually } from './console.mjs';
import { answerFrom } from './fake-api-server.mjs';

const PAGE = `<!doctype html><title>watch</title><script type="module">
  import { createKubernetesWatch } from './taskwatch.js'
  globalThis.heard = []
  globalThis.source = createKubernetesWatch({ baseUrl: '' })
  globalThis.unsubscribe = source.subscribe({ resourceType: '${TYPE}', projectId: 'p' }, ({ type, object }) => heard.push(type + ' ' + object.metadata.name))
</script>`;

let browser, server, url;
const api = fakeApi();

before(async () => {
  const script = await readFile(path.join(installed, 'dist/index.js'));
  server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname === '/taskwatch.js')
      return response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    if (!pathname.startsWith('/apis/'))
      return response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(pathname === '/' ? PAGE : '<!doctype html><title>away</title>');
    return answerFrom(api, request, response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${server.address().port}`;
  // Its default is to forget pages that are left.
  browser = await chromium.launch({
    executablePath: findChromium(),
    args: ARGUMENTS,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
});

after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

test('events come through as they happen; a page that is left has no stream, and one that is back goes on', async () => {
  const page = await browser.newPage();
  const hears = (...expected) =>
    eventually(async () => assert.deepEqual(await page.evaluate(() => globalThis.heard), expected));
  await page.goto(url);
  await eventually(() => assert.equal(api.streams.size, 1));
  api.put('a', { text: 'Zürich 東京 🌍' });
  await hears('ADDED a');
  await page.evaluate(() => {
    globalThis.mark = 'the same page';
  });

  await page.goto(`${url}/away`);
  await eventually(() => assert.equal(api.streams.size, 0));
  api.put('b');
  const lists = api.lists().length;
  // A page that comes back does not load again.
  await page.goBack({ waitUntil: 'commit' });
  assert.equal(await page.evaluate(() => globalThis.mark), 'the same page');
  await hears('ADDED a', 'ADDED b');
  assert.deepEqual([api.streams.size, api.lists().length], [1, lists]);

  await page.evaluate(() => globalThis.unsubscribe());
  await eventually(() => assert.equal(api.streams.size, 0));
  await page.close();
});
