// Tabs that are killed in the middle of a durable task, in a browser: at each boundary between steps and inside each step,
// with one tab and with several, on both stores. Side effects are counted at a server. A step whose result was stored
// never runs again, no two tabs are in one step at a time, `createOnce` makes one object, and every task completes.
//
//   node tests/e2e/durable-kills.mjs [--rounds 20] [--tabs 1,3] [--store indexeddb] [--package file.tgz]
//
// Prints how many kills there were, what went wrong, and how long it took until another tab went on.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { installed } from '../package/install.mjs';
import { launchBrowser } from './browser.mjs';

const STEPS = ['one', 'two', 'three'];
/** Where a tab is killed: inside a step, once the server has its request, or after it, once its result is stored. */
export const PLACES = [...STEPS, 'create'].flatMap((step) => [`inside ${step}`, `after ${step}`]);

/** So long another tab has to go on. */
const PATIENCE = 15_000;

const PAGE = `<!doctype html><title>durable</title><script type="module">
  import { TaskQueue, createOnce } from './taskwatch.js'
  const tab = new URLSearchParams(location.search).get('tab')
  globalThis.said = []
  console.error = (error) => said.push(String(error?.message ?? error))
  const ask = async (what, init) => {
    const response = await fetch('/' + what + (what.includes('?') ? '&' : '?') + 'tab=' + tab, init)
    if (!response.ok) throw Object.assign(new Error(what), { status: response.status })
    return response.json()
  }
  const post = (what) => ask(what, { method: 'POST' })
  globalThis.open = (storageType) => {
    globalThis.queue = new TaskQueue({ storageType })
    globalThis.kind = queue.define('count', {
      run: async (ctx, { steps }) => {
        for (const step of steps) {
          await ctx.step(step, () => post('inside/' + step))
          await post('after/' + step)
        }
        const made = await ctx.step('create', () => createOnce({
          create: () => post('objects?key=' + ctx.idempotencyKey),
          read: () => ask('objects'),
          isMine: (found) => found.key === ctx.idempotencyKey,
        }))
        await post('after/create')
        return made.key
      },
    })
  }
  globalThis.start = (steps) => void kind.enqueue({ title: 't', input: { steps } })
  globalThis.view = () => queue.getSnapshot()[0]
  globalThis.isReady = true
</script>`;

/** Serves the pages and counts what they do. One round at a time. */
async function serve(folder) {
  const script = await readFile(path.join(folder, 'dist/index.js'));
  const rounds = { now: undefined };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    if (pathname === '/taskwatch.js')
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    else if (pathname === '/') response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
    else if (rounds.now === undefined) response.writeHead(404).end();
    else rounds.now.hear(request, response, pathname.slice(1).replace('/', ' '), searchParams);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    rounds,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What the tabs of one round do. */
class Round {
  counts = new Map();
  object;
  creations = 0;
  wrong = [];
  killedAt;
  wentOnAt;
  #inside = new Map();
  #place;
  #kill;

  /** `kill(tab)` is called once, at the place. */
  constructor(place, kill) {
    this.#place = place;
    this.#kill = kill;
  }

  hear(request, response, what, parameters) {
    const tab = parameters.get('tab');
    const place = what === 'objects' ? (request.method === 'POST' ? 'inside create' : 'read') : what;
    const answer = (status, body) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (this.killedAt !== undefined && tab !== this.killedTab) this.wentOnAt ??= Date.now();
    if (place.startsWith('inside')) this.#enter(place, tab, response);
    const isCreate = place === 'inside create';
    const isNew = isCreate && this.object === undefined;
    if (isNew) {
      this.object = { key: parameters.get('key') };
      this.creations += 1;
    }
    if (place === this.#place && this.killedAt === undefined) {
      // It never has an answer.
      this.killedAt = Date.now();
      this.killedTab = tab;
      this.killed = this.#kill(tab);
      return;
    }
    if (place === 'read') answer(this.object === undefined ? 404 : 200, this.object ?? {});
    else if (isCreate && !isNew) answer(409, { reason: 'AlreadyExists' });
    // Long enough for another tab to be in the same step, if it could be.
    else setTimeout(() => answer(200, isCreate ? this.object : { place }), 20);
  }

  #enter(place, tab, response) {
    this.counts.set(place, (this.counts.get(place) ?? 0) + 1);
    const inside = this.#inside.get(place) ?? new Set();
    this.#inside.set(place, inside);
    for (const other of inside)
      if (other !== this.killedTab)
        this.wrong.push(`tabs ${other} and ${tab} were ${place} at the same time`);
    inside.add(tab);
    response.on('close', () => inside.delete(tab));
  }

  /** What the effects should not have been. */
  judge() {
    for (const step of [...STEPS, 'create']) {
      const place = `inside ${step}`;
      const times = this.counts.get(place) ?? 0;
      // What was killed before its result was stored runs again, and nothing else.
      const most = this.#place === place ? 2 : 1;
      if (times < 1 || times > most) this.wrong.push(`${step} ran ${times} times`);
    }
    if (this.creations !== 1) this.wrong.push(`${this.creations} objects were created`);
  }
}

/** Plays one round in a profile of its own: what went wrong, and milliseconds until another tab went on. */
async function play(browser, server, { place, tabs, store }) {
  const context = await browser.newContext();
  const pages = new Map();
  const open = async () => {
    const tab = String(pages.size);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    pages.set(tab, page);
    await page.goto(`${server.url}/?tab=${tab}`);
    await page.waitForFunction(() => globalThis.isReady);
    await page.evaluate((store) => globalThis.open(store), store);
    return page;
  };
  const kill = async (tab) => {
    await crash(pages.get(tab));
    // The tab was the only one: its user opens it again.
    if (tabs === 1) await open();
  };
  const round = new Round(place, kill);
  server.rounds.now = round;
  try {
    const first = await open();
    for (let more = 1; more < tabs; more++) await open();
    await first.evaluate((steps) => globalThis.start(steps), STEPS);
    const end = Date.now() + PATIENCE;
    let status;
    while (status !== 'completed' && Date.now() < end) {
      await sleep(25);
      if (round.killedAt === undefined) continue;
      const last = [...pages.values()].at(-1);
      const look = () => globalThis.queue && globalThis.view()?.status;
      status = await last.evaluate(look).catch(() => undefined);
    }
    if (status !== 'completed') round.wrong.push(`the task is ${status}`);
    await round.killed;
    await sleep(50);
    round.judge();
    return { wrong: round.wrong, wentOnAfter: (round.wentOnAt ?? Number.NaN) - round.killedAt };
  } finally {
    server.rounds.now = undefined;
    await context.close();
  }
}

async function crash(page) {
  const session = await page.context().newCDPSession(page);
  const crashed = new Promise((resolve) => page.once('crash', resolve));
  session.send('Page.crash').catch(() => {});
  await crashed;
}

/** A tab is frozen between two steps and loses its lock; another goes on. What the first does when it comes back. */
export async function playFreeze(browser, server, store) {
  const context = await browser.newContext();
  const round = new Round('after one', () => {});
  server.rounds.now = round;
  const open = async (tab) => {
    const page = await context.newPage();
    await page.goto(`${server.url}/?tab=${tab}`);
    await page.waitForFunction(() => globalThis.isReady);
    await page.evaluate((store) => globalThis.open(store), store);
    return page;
  };
  try {
    const [frozen, other] = [await open('0'), await open('1')];
    await frozen.evaluate((steps) => globalThis.start(steps), STEPS);
    while (round.killedAt === undefined) await sleep(10);
    const session = await context.newCDPSession(frozen);
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await other.evaluate(async () => {
      const { held } = await navigator.locks.query();
      const mine = queue.inspect().instance;
      const [lock] = held.filter(
        ({ name, mode }) =>
          mode === 'exclusive' && name.startsWith('taskwatch:owner:') && !name.endsWith(mine),
      );
      await navigator.locks.request(lock.name, { steal: true }, () => {});
    });
    await other.waitForFunction(() => globalThis.view()?.status === 'completed', undefined, {
      timeout: PATIENCE,
    });
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await frozen.waitForFunction(() => globalThis.view()?.status === 'completed', undefined, {
      timeout: PATIENCE,
    });
    await sleep(100);
    round.judge();
    return round.wrong;
  } finally {
    server.rounds.now = undefined;
    await context.close();
  }
}

/** Plays rounds, each at another place. */
export async function playKills({ browser, server, rounds, tabs, store }) {
  const wrong = [];
  const times = [];
  for (let number = 0; number < rounds; number++) {
    const place = PLACES[number % PLACES.length];
    const found = await play(browser, server, { place, tabs, store });
    wrong.push(...found.wrong.map((what) => `killed ${place}, ${tabs} tabs on ${store}: ${what}`));
    times.push(found.wentOnAfter);
  }
  times.sort((one, other) => one - other);
  return { kills: rounds, wrong, median: times[times.length >> 1], worst: times.at(-1) };
}

export const serveDurable = (folder = installed) => serve(folder);

async function main() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '64' },
      tabs: { type: 'string', default: '1,3' },
      store: { type: 'string', default: 'local,indexeddb' },
      package: { type: 'string' },
    },
  });
  const unpacked =
    values.package === undefined ? undefined : mkdtempSync(path.join(os.tmpdir(), 'taskwatch-'));
  if (unpacked !== undefined) execFileSync('tar', ['-xzf', values.package, '-C', unpacked]);
  const server = await serveDurable(unpacked && path.join(unpacked, 'package'));
  const browser = await launchBrowser();
  try {
    for (const store of values.store.split(',')) {
      for (const tabs of values.tabs.split(',').map(Number)) {
        const found = await playKills({ browser, server, rounds: Number(values.rounds), tabs, store });
        const { kills, wrong, median, worst } = found;
        console.log(
          `${store}, ${tabs} tabs: ${kills} kills, ${wrong.length} wrong; went on after ${median} ms (median), ${worst} ms (worst)`,
        );
        for (const what of wrong.slice(0, 5)) console.log(`  ${what}`);
        if (wrong.length > 0) process.exitCode = 1;
      }
      const wrong = await playFreeze(browser, server, store);
      console.log(`${store}: a frozen tab that lost its lock: ${wrong.join('; ') || 'right'}`);
      if (wrong.length > 0) process.exitCode = 1;
    }
  } finally {
    await browser.close();
    await server.stop();
    if (unpacked !== undefined) rmSync(unpacked, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) await main();
