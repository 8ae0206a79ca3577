// Durable tasks that create an object on a real API server and wait for it, in tabs that crash: before the server has the
// request, before its answer arrives, after that, and in the wait. Each ends with the one object that it has created.

import '../package/install.mjs';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { launchBrowser } from '../e2e/browser.mjs';
import { installed } from '../package/install.mjs';
import { skip, startKubernetes } from './index.mjs';
import { PROJECTS } from './objects.mjs';

/** Where a tab crashes; `MARK` is what it asks for between its step and its wait. */
const PLACES = ['before the server has it', 'before its answer', 'after its step', 'in its wait'];
const MARK = '/modules/mark';
const PATIENCE = 20_000;
const ANNOTATION = 'example.com/task';

let kubernetes;
let browser;
const suite = skip ? test : describe;

suite('a durable task that creates a project', { skip }, () => {
  before(async () => {
    kubernetes = await startKubernetes({ reconciler: { delay: [50, 150], seed: 1 } });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await kubernetes?.stop();
  });

  for (const tabs of [1, 3])
    for (const place of PLACES)
      test(`creates it once where a tab crashes ${place}: ${tabs} tabs`, () => play(place, tabs));
});

/** Plays one round in a profile of its own. */
async function play(place, tabs) {
  const name = `durable-${tabs}-${PLACES.indexOf(place)}`;
  const context = await browser.newContext();
  const created = [];
  let crashed;
  let isOver = false;
  /** Whether the tab crashes that has asked for this, which happens once. */
  const crashes = (route, at) => {
    if (at !== place || crashed !== undefined) return false;
    crashed = route.request().frame().page();
    isOver = crash(crashed);
    return true;
  };
  await context.route(`${kubernetes.url}/**`, async (route) => {
    const { pathname, searchParams } = new URL(route.request().url());
    if (pathname === MARK) {
      if (!crashes(route, 'after its step')) await route.fulfill({ body: '' });
    } else if (pathname.startsWith('/modules/')) await serve(route, pathname);
    else if (route.request().method() === 'POST') {
      if (crashes(route, 'before the server has it')) return;
      const response = await route.fetch();
      if (response.status() === 201) created.push(await response.json());
      if (!crashes(route, 'before its answer')) await route.fulfill({ response });
    } else if (!searchParams.has('watch') || !crashes(route, 'in its wait')) await route.continue();
  });
  try {
    const pages = [];
    for (let tab = 0; tab < tabs; tab++) pages.push(await open(context));
    await pages[0].evaluate(start, { org: 'acme', name });
    const end = Date.now() + PATIENCE;
    let view;
    while (view?.status !== 'completed' && view?.status !== 'failed') {
      assert.ok(Date.now() < end, `the task is ${view?.status}`);
      await sleep(50);
      if (crashed === undefined) continue;
      await isOver;
      const left = pages.filter((page) => page !== crashed);
      if (left.length === 0) pages.push(await open(context));
      view = await pages.at(-1).evaluate(() => globalThis.queue.getSnapshot()[0]);
    }
    assert.deepEqual([view.status, created.length], ['completed', 1], JSON.stringify(view.failedItems));
    const [{ metadata }] = created;
    assert.deepEqual(view.result, { uid: metadata.uid, key: metadata.annotations[ANNOTATION] });
  } finally {
    await context.close();
  }
}

async function serve(route, pathname) {
  if (pathname === '/modules/taskwatch.js') {
    const body = await readFile(path.join(installed, 'dist/index.js'), 'utf8');
    await route.fulfill({ contentType: 'text/javascript', body });
  } else await route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>tab</title>' });
}

async function crash(page) {
  const session = await page.context().newCDPSession(page);
  const ended = new Promise((resolve) => page.once('crash', resolve));
  session.send('Page.crash').catch(() => {});
  await ended;
}

async function open(context) {
  const page = await context.newPage();
  await page.goto(`${kubernetes.url}/modules/`);
  await page.evaluate(define, { PROJECTS, ANNOTATION, MARK });
  return page;
}

/** In the page: what a console would write. */
async function define({ PROJECTS, ANNOTATION, MARK }) {
  const taskwatch = await import('/modules/taskwatch.js');
  const { TaskQueue, createOnce, createKubernetesWatch, setWatchSource, waitForProjectReady } = taskwatch;
  setWatchSource(createKubernetesWatch({ baseUrl: location.origin }));
  const ask = async (method, url, body) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
    if (!response.ok) throw Object.assign(new Error(url), { status: response.status });
    return response.json();
  };
  globalThis.queue = new TaskQueue({ storageType: 'indexeddb' });
  globalThis.kind = globalThis.queue.define('create-project', {
    async run(ctx, { org, name }) {
      const scope = `/apis/resourcemanager.miloapis.com/v1alpha1/organizations/${org}/control-plane`;
      const url = `${scope}/${PROJECTS}`;
      const made = await ctx.step('create', () =>
        createOnce({
          create: () =>
            ask('POST', url, {
              apiVersion: 'resourcemanager.miloapis.com/v1alpha1',
              kind: 'Project',
              metadata: { name, annotations: { [ANNOTATION]: ctx.idempotencyKey } },
              spec: { ownerRef: { kind: 'Organization', name: org } },
            }),
          read: () => ask('GET', `${url}/${name}`),
          isMine: (found) => found.metadata.annotations?.[ANNOTATION] === ctx.idempotencyKey,
        }),
      );
      await fetch(MARK);
      const { uid } = await waitForProjectReady(org, name, { task: ctx, initial: made });
      return { uid, key: ctx.idempotencyKey };
    },
  });
}

function start(input) {
  void globalThis.kind.enqueue({ title: 'create', input });
}
