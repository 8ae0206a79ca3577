// Tabs that have been hidden for long and have no Web Locks (a page without https), in a browser that lets the timers of such
// tabs come once a minute. An owner that lives keeps its task; once its process has crashed, the other tab goes on within
// 90 s. Takes three to four minutes for each store.
//
//   node tests/e2e/hidden-tabs.mjs [--store local,indexeddb] [--package file.tgz]
//
// Drives the browser by its protocol alone: playwright has every page believe that it is in view.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { serveBarePage } from './bare-page.mjs';
import { ARGUMENTS, findChromium } from './browser.mjs';

/** A name that is not localhost, which counts as secure. */
const HOST = 'plain.test';
/** So long the owner lives beside the tab that waits, with the timers of both throttled. */
const ALIVE = 130_000;
const LIMIT = 90_000;

/** Notes when its timers come, and runs the task: its owner never ends it. */
const BEGIN = `(store, isOwner) => {
  globalThis.ticks = [];
  const tick = () => { ticks.push(performance.now()); setTimeout(tick, 1_000); };
  tick();
  open({ storageType: store });
  const kind = queue.define('k', { run: (ctx) => ctx.step('a', () => (isOwner ? hang() : 'gone on')) });
  if (isOwner) kind.enqueue({ title: 't' });
}`;

/** Commands and answers, each ended by a zero, over two pipes. */
function startBrowser(profile) {
  const throttled = 'IntensiveWakeUpThrottling:grace_period_seconds/10';
  const browser = spawn(
    findChromium(),
    [
      ...ARGUMENTS,
      '--headless=new',
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      `--host-resolver-rules=MAP ${HOST} 127.0.0.1`,
      `--enable-features=${throttled}`,
      'about:blank',
    ],
    { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const [, , , input, output] = browser.stdio;
  const waiting = new Map();
  let text = '';
  output.setEncoding('utf8').on('data', (chunk) => {
    const messages = (text + chunk).split('\0');
    text = messages.pop();
    for (const { id, result, error } of messages.map((message) => JSON.parse(message))) {
      waiting.get(id)?.(error === undefined ? result : { error });
      waiting.delete(id);
    }
  });
  let count = 0;
  const send = (method, params = {}, sessionId = undefined) =>
    new Promise((resolve) => {
      count += 1;
      waiting.set(count, resolve);
      input.write(`${JSON.stringify({ id: count, method, params, sessionId })}\0`);
    });
  const exited = new Promise((resolve) => browser.once('exit', resolve));
  const kill = async () => {
    process.kill(-browser.pid, 'SIGKILL');
    await exited;
  };
  return { send, kill };
}

async function openTab(send, url) {
  const { targetId } = await send('Target.createTarget', { url });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await send(
      'Runtime.evaluate',
      { expression, awaitPromise: true, returnByValue: true },
      sessionId,
    );
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception.description);
    return result.value;
  };
  for (let turn = 0; !(await evaluate('typeof shown === "function"')); turn++) {
    if (turn > 100) throw new Error('the page has not loaded');
    await sleep(100);
  }
  return {
    evaluate,
    activate: () => send('Target.activateTarget', { targetId }),
    // Nobody answers it.
    crash: () => void send('Page.crash', {}, sessionId),
  };
}

/** What went wrong in one store, if anything, and after how long the other tab went on. */
async function play(url, store) {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'taskwatch-profile-'));
  const { send, kill } = startBrowser(profile);
  try {
    const [owner, other, front] = [
      await openTab(send, url),
      await openTab(send, url),
      await openTab(send, url),
    ];
    await front.activate();
    await sleep(500);
    for (const tab of [owner, other]) {
      const facts = await tab.evaluate('[document.hidden, navigator.locks === undefined]');
      if (!facts.every(Boolean)) return { wrong: 'the tabs are in view, or have locks' };
      await tab.evaluate(`(${BEGIN})('${store}', ${tab === owner})`);
    }
    await sleep(ALIVE);
    const [before, last] = (await other.evaluate('ticks')).slice(-2);
    if (last - before < 50_000) return { wrong: 'timers do not come once a minute' };
    const [{ status, isOwn }] = await other.evaluate(
      'queue.getSnapshot().map(({ status, owner }) => ({ status, isOwn: owner === queue.inspect().instance }))',
    );
    if (status !== 'running' || isOwn) return { wrong: 'a tab that lives has lost its task' };
    const begun = performance.now();
    owner.crash();
    for (;;) {
      await sleep(250);
      const took = performance.now() - begun;
      if (await other.evaluate('queue.getSnapshot()[0].result === "gone on"')) return { took };
      if (took > LIMIT) return { wrong: `nobody has gone on after ${LIMIT / 1000} s` };
    }
  } finally {
    await kill();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

const { values } = parseArgs({
  options: { store: { type: 'string', default: 'local,indexeddb' }, package: { type: 'string' } },
});
const unpacked = values.package === undefined ? undefined : mkdtempSync(path.join(os.tmpdir(), 'taskwatch-'));
if (unpacked !== undefined) execFileSync('tar', ['-xzf', values.package, '-C', unpacked]);
const server = await serveBarePage(unpacked && path.join(unpacked, 'package'));
try {
  const stores = values.store.split(',');
  const url = server.url.replace('127.0.0.1', HOST);
  const found = await Promise.all(stores.map((store) => play(url, store)));
  for (const [at, { wrong, took }] of found.entries()) {
    const what = wrong ?? `another tab went on after ${(took / 1000).toFixed(0)} s`;
    console.log(`${stores[at]}, hidden, without Web Locks, one timer a minute: ${what}`);
    if (wrong !== undefined) process.exitCode = 1;
  }
} finally {
  await server.stop();
  if (unpacked !== undefined) rmSync(unpacked, { recursive: true });
}
