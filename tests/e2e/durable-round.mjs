// What the tests share that kill tabs in the middle of durable tasks: the page with the task, and a server that counts what
// its steps do and notices when two tabs are in one step.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

import { installed } from '../package/install.mjs';

export const STEPS = ['one', 'two', 'three'];
/** Where a tab is killed: inside a step, once the server has its request, or after it, once its result is stored. */
export const PLACES = [...STEPS, 'create'].flatMap((step) => [`inside ${step}`, `after ${step}`]);

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
      run: async (ctx, { steps, pause = 0 }) => {
        for (const step of steps) {
          await ctx.step(step, () => post('inside/' + step))
          await post('after/' + step)
          // Timers stand still in the back-forward cache.
          if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
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
  globalThis.start = (steps, pause) => void kind.enqueue({ title: 't', input: { steps, pause } })
  addEventListener('pageshow', ({ persisted }) => (globalThis.isRestored = persisted))
  globalThis.view = () => queue.getSnapshot()[0]
  globalThis.isReady = true
</script>`;

/** Serves the pages, and has the present round hear what they do. `folder` holds the package. */
export async function serveDurable(folder = installed) {
  const script = await readFile(path.join(folder, 'dist/index.js'));
  const rounds = { now: undefined };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    if (pathname === '/taskwatch.js')
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    else if (pathname === '/') response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
    else if (pathname === '/empty')
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>empty</title>');
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
export class Round {
  counts = new Map();
  object;
  creations = 0;
  wrong = [];
  /** Milliseconds until another tab went on, for each kill. */
  times = [];
  /** What `kill` gave, for each. */
  kills = [];
  #dead = new Set();
  #inside = new Map();
  #places;
  #kill;
  /** When the last tab was killed; `undefined` once another has gone on. */
  #killedAt;

  /** `kill(tab)` is called once at each of these places. */
  constructor(places, kill) {
    this.#places = new Set(places);
    this.killsInside = new Set(places);
    this.#kill = kill;
  }

  /** Whether all kills have happened. */
  get isOver() {
    return this.#places.size === 0;
  }

  hear(request, response, what, parameters) {
    const tab = parameters.get('tab');
    const place = what === 'objects' ? (request.method === 'POST' ? 'inside create' : 'read') : what;
    const answer = (status, body) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (this.#killedAt !== undefined && !this.#dead.has(tab)) {
      this.times.push(Date.now() - this.#killedAt);
      this.#killedAt = undefined;
    }
    if (place.startsWith('inside')) this.#enter(place, tab, response);
    const isCreate = place === 'inside create';
    const isNew = isCreate && this.object === undefined;
    if (isNew) {
      this.object = { key: parameters.get('key') };
      this.creations += 1;
    }
    if (this.#places.delete(place)) {
      // It never has an answer.
      this.#dead.add(tab);
      this.#killedAt = Date.now();
      this.kills.push(this.#kill(tab));
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
      if (!this.#dead.has(other)) this.wrong.push(`tabs ${other} and ${tab} were ${place} at the same time`);
    inside.add(tab);
    response.on('close', () => inside.delete(tab));
  }

  /** What the effects should not have been. */
  judge() {
    for (const step of [...STEPS, 'create']) {
      const place = `inside ${step}`;
      const times = this.counts.get(place) ?? 0;
      // What was killed before its result was stored runs again, and nothing else.
      const most = this.killsInside.has(place) ? 2 : 1;
      if (times < 1 || times > most) this.wrong.push(`${step} ran ${times} times`);
    }
    if (this.creations !== 1) this.wrong.push(`${this.creations} objects were created`);
  }
}
