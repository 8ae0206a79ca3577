// A trap at each crossing into the wasm, one after the other: a piece of work that uses most of a queue runs again and again, and
// each time the next call of an export traps. Whatever it was, everything settles, and what follows works in a new instance.
import { exportName } from '../export-names.mjs';
import { installed } from '../install.mjs';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** A wait for what never comes would be longer. */
const PATIENCE = 5_000;
const LOSS = /WebAssembly instance failed and was replaced/;
/** What durable tasks say where the trap came while the store was being asked. */
const KNOWN_NEWS = [LOSS, /the store failed; tasks go on in memory/];

const wasm = { calls: 0, trapAt: Number.POSITIVE_INFINITY, trapped: undefined };
const { Instance } = WebAssembly;
// biome-ignore lint/complexity/useArrowFunction: it is called by `new`
WebAssembly.Instance = function (...given) {
  const exports = {};
  for (const [name, value] of Object.entries(new Instance(...given).exports))
    exports[name] = typeof value === 'function' && exportName(name) !== '' ? counted(name, value) : value;
  return { exports };
};

function counted(name, call) {
  return (...given) => {
    wasm.calls += 1;
    if (wasm.calls !== wasm.trapAt) return call(...given);
    wasm.trapped = exportName(name);
    throw new WebAssembly.RuntimeError('unreachable');
  };
}

const { TaskQueue, waitForWatch, waitForProjectReady } = await import(
  pathToFileURL(join(installed, 'dist/index.js')).href
);

/** What went wrong since it was last emptied. */
const problems = [];
process.on('unhandledRejection', (error) => problems.push(`unhandled: ${error?.stack}`));
process.on('uncaughtException', (error) => problems.push(`uncaught: ${error?.stack}`));
console.error = (...values) => {
  const text = values.map(String).join(' ');
  if (!KNOWN_NEWS.some((news) => news.test(text))) problems.push(`console: ${text}`);
};

/** Calls, and notes what is thrown that is not the loss of the instance. */
function attempt(what, call) {
  try {
    return call();
  } catch (error) {
    if (!LOSS.test(error?.message)) problems.push(`${what} threw ${error?.stack}`);
    return undefined;
  }
}

async function settles(what, promise) {
  const late = Symbol('late');
  const ended = await Promise.race([promise, pause(PATIENCE, late, { ref: false })]);
  if (ended === late) problems.push(`${what} never settles`);
}

function store() {
  const views = new Map();
  return {
    getAll: () => [...views.values()],
    get: (id) => views.get(id),
    set: (id, view) => void views.set(id, JSON.parse(JSON.stringify(view))),
    remove: (id) => void views.delete(id),
    clear: () => views.clear(),
    onExternalChange: () => () => {},
  };
}

const object = (status) => ({
  metadata: { name: 'p', uid: 'u', generation: 1 },
  status: { conditions: [{ type: 'Ready', status, reason: 'Pending' }] },
});
const source = {
  subscribe(_, onEvent) {
    onEvent({ type: 'ADDED', object: object('False') });
    const timer = setTimeout(() => onEvent({ type: 'MODIFIED', object: object('True') }), 1);
    return () => clearTimeout(timer);
  },
  read: async () => undefined,
};
const endless = () => new Promise(() => {});
const target = { resourceType: 'api/v1/pods', name: 'p', source };
const TASKS = [
  {
    title: 'plain',
    async processor({ setMessage, setProgress }) {
      setMessage('half-way');
      setProgress(0.5);
      await pause(1);
    },
  },
  {
    title: 'batch',
    items: [1, 2, 3],
    itemConcurrency: 2,
    async processItem(item) {
      if (item === 2) throw new Error('no');
    },
  },
  { title: 'retried', retry: { attempts: 2, minDelay: 1 }, processor: () => Promise.reject(new Error('no')) },
  { title: 'timed out', timeout: 5, processor: endless },
  {
    title: 'wait',
    processor: (task) =>
      waitForWatch({
        ...target,
        task,
        onEvent: ({ object: { status } }) =>
          status.conditions[0].status === 'True' ? 'resolve' : 'continue',
      }),
  },
  { title: 'project', processor: (task) => waitForProjectReady('o', 'p', { source, task }) },
  { title: 'cancelled', processor: endless },
];

async function work() {
  const queue = attempt(
    'new TaskQueue',
    () => new TaskQueue({ storage: store(), concurrency: 2, cancelGrace: 5, timeline: 9 }),
  );
  if (queue === undefined) return;
  const unsubscribe = queue.subscribe(() => attempt('getSnapshot', () => queue.getSnapshot()));
  const promises = [];
  const awaits = (what, promise) => promise !== undefined && promises.push(settles(what, promise));
  const handles = new Map();
  for (const task of TASKS) {
    const handle = attempt('enqueue', () => queue.enqueue(task));
    handles.set(task.title, handle);
    awaits(task.title, handle?.promise);
  }
  const kind = attempt('define', () =>
    queue.define('k', {
      async run(ctx, input) {
        const one = await ctx.step('one', async () => 1);
        await ctx.sleep('pause', 1);
        return ctx.step('two', () => one + input);
      },
    }),
  );
  awaits('durable', attempt('enqueue', () => kind?.enqueue({ title: 'durable', input: 1 }))?.promise);
  attempt('cancel', () => handles.get('cancelled')?.cancel());
  attempt('pause', () => queue.pause());
  attempt('resume', () => queue.resume());
  attempt('setConcurrency', () => queue.setConcurrency(3));
  const alone = attempt('waitForWatch', () => waitForWatch({ ...target, timeout: 10, onEvent() {} }));
  awaits(
    'alone',
    alone?.catch(() => {}),
  );
  awaits(
    'onIdle',
    attempt('onIdle', () => queue.onIdle()),
  );
  await Promise.all(promises);
  attempt('inspect', () => queue.inspect());
  const batch = handles.get('batch');
  if (batch !== undefined) {
    attempt('completionInfo', () => queue.completionInfo(batch.id));
    await settles('retry', attempt('retry', () => queue.retry(batch.id))?.promise);
  }
  attempt('dismissAll', () => queue.dismissAll());
  attempt('dispose', () => queue.dispose());
  unsubscribe();
}

it('a trap at any crossing settles everything, and the next use works', async () => {
  await work();
  assert.deepEqual(problems.splice(0), [], 'without a trap');
  const found = [];
  const crossings = new Set();
  for (let at = 1; ; at += 1) {
    Object.assign(wasm, { calls: 0, trapAt: at, trapped: undefined });
    await work();
    if (wasm.trapped === undefined) break;
    crossings.add(wasm.trapped);
    const { promise } = new TaskQueue().enqueue({ title: 'after', processor: () => 'works' });
    await settles(
      'the next task',
      promise.then(({ result }) => assert.equal(result, 'works')),
    );
    // Notifications come over several microtask turns, which are not to go on into the next round.
    await pause(0);
    found.push(...problems.splice(0).map((problem) => `call ${at}, ${wasm.trapped}: ${problem}`));
  }
  assert.deepEqual(found, []);
  for (const name of ['queuecore_add', 'chooseStore', 'startDelay', 'durableStep', 'watchbridge_judged'])
    assert.ok(crossings.has(name), `${name} was not among ${[...crossings].join(' ')}`);
});
