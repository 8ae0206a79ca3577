// What servers and proxies answer, in a browser: the table that `tests/package/kubernetes` plays under a fake clock in Node,
// here with the page's own streams, timers and locks. And two tabs that watch more than a browser has connections for.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { installed } from '../package/install.mjs';
import { ANSWERS } from '../package/kubernetes/server-answers.mjs';
import { TYPE, fakeApi } from '../package/kubernetes/support.mjs';
import { launchBrowser } from './browser.mjs';
import { answerFrom } from './fake-api-server.mjs';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const SCRIPTS = {
  '/taskwatch.js': path.join(installed, 'dist/index.js'),
  '/page.mjs': here('kubernetes-answers-page.mjs'),
  '/fake-api.mjs': here('../package/kubernetes/fake-api.mjs'),
  '/server-answers.mjs': here('../package/kubernetes/server-answers.mjs'),
};

/** Rows that are about minutes, which only the fake clock has. */
const isLong = ({ isSlow, asksToWait = 0 }) => isSlow === true || asksToWait > 5_000;
const ROWS = Object.keys(ANSWERS).filter((what) => !isLong(ANSWERS[what]));

/** Streams with an `ERROR` stay open: in the place of a list they are given up after 30 s. */
function longestAfterOutage(what) {
  if (what.startsWith('ERROR')) return 30_000;
  return ANSWERS[what].delivers === undefined ? 13_000 : 25_000;
}

let browser, server, url;
const api = fakeApi();

before(async () => {
  server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const script = SCRIPTS[pathname];
    if (script !== undefined)
      return response.writeHead(200, { 'content-type': 'text/javascript' }).end(await readFile(script));
    if (pathname === '/quick') return response.end('here');
    if (!pathname.startsWith('/apis/'))
      return response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!doctype html><title>answers</title><script type="module" src="/page.mjs"></script>');
    return answerFrom(api, request, response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${server.address().port}`;
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

async function openPage(context) {
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => typeof globalThis.play === 'function');
  return page;
}

test(`${ROWS.length} answers of servers, each in three roles: every wait hears of its object`, async (t) => {
  assert.ok(ROWS.length >= 40, `${ROWS.length} rows`);
  const page = await openPage(await browser.newContext());
  const results = await page.evaluate(
    (rows) =>
      Promise.all(
        rows.flatMap((what, index) =>
          ['version', 'watch', 'outage'].map((role) => globalThis.play(what, role, index)),
        ),
      ),
    ROWS,
  );
  const wrong = [];
  for (const { what, role, error, code, delay, requests } of results) {
    if (role === 'outage') {
      // A list in the place of a list is no outage; one that is refused in earnest ends a wait.
      if (ANSWERS[what].isList || [400, 405, 409, 422].includes(code)) continue;
    }
    const limit = role === 'outage' ? longestAfterOutage(what) : 8_000;
    if (error !== undefined || delay > limit || requests > 30)
      wrong.push(`${what}, ${role}: ${error ?? `${Math.round(delay)} ms`}, ${requests} requests`);
  }
  const outages = results.filter(({ role, delay }) => role === 'outage' && delay !== undefined);
  const delays = outages.map(({ delay }) => delay).sort((a, b) => a - b);
  const median = delays[delays.length >> 1];
  t.diagnostic(
    `noticed after an outage of 8 s: median ${Math.round(median)} ms, at most ${Math.round(delays.at(-1))}`,
  );
  t.diagnostic(`not played in a browser: ${Object.keys(ANSWERS).filter((what) => !ROWS.includes(what))}`);
  assert.deepEqual(wrong, []);
});

test('two tabs that watch ten collections leave connections for everything else', async () => {
  const context = await browser.newContext();
  const pages = await Promise.all([openPage(context), openPage(context)]);
  for (const page of pages)
    await page.evaluate(async (type) => {
      const { createKubernetesWatch } = await import('/taskwatch.js');
      const source = createKubernetesWatch({ baseUrl: '' });
      for (let number = 0; number < 5; number++)
        source.subscribe({ resourceType: `${type}${number}`, projectId: 'p' }, () => {});
    }, TYPE);
  await pages[0].waitForTimeout(1_500);
  for (const page of pages) {
    const answer = await page.evaluate(() =>
      Promise.race([
        fetch('/quick').then((response) => response.text()),
        new Promise((resolve) => setTimeout(resolve, 3_000, 'blocked')),
      ]),
    );
    assert.equal(answer, 'here');
  }
  assert.ok(api.streams.size <= 4, `${api.streams.size} streams`);
});
