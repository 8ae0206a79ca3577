// A stack that runs out inside the package, at whatever depth: what is in flight settles all the same, each task and each
// wait by itself, and the next call works.
import { fakeTime, hang, listenToConsole, macrotask, makeQueue, patch, soon } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const taskwatch = await import('taskwatch');
const { computeStatus, transformControlPlaneStatus, verdictOfProject, waitForResource, waitForWatch } =
  taskwatch;

/** A source that is never heard of again. */
const deaf = { subscribe: () => () => {} };
const TYPE = 'apis/dns.networking.miloapis.com/v1alpha1/dnszones';

/** Calls back with hardly any stack left: for about `spare` more calls. */
function atTheEdge(spare, action) {
  let reached = 0;
  const descend = (left) => {
    reached += 1;
    return left > 0 ? descend(left - 1) : action();
  };
  try {
    descend(Infinity);
  } catch {
    // The stack has run out, and its depth is known.
  }
  const depth = reached;
  try {
    descend(depth - spare);
  } catch {
    // Whatever comes out here is the attacker's.
  }
}

/** An object with a getter that calls `action` with the object, and so recurses endlessly. */
function endless(name, action) {
  const object = {};
  Object.defineProperty(object, name, { get: () => action(object), enumerable: true });
  return object;
}

/** Tasks and waits that have nothing to do with what goes wrong; each has to settle. */
function bystanders() {
  const queue = makeQueue({ concurrency: 2 });
  const other = makeQueue();
  const handles = [
    queue.enqueue({ title: 'hangs', timeout: 300, processor: hang }),
    queue.enqueue({ title: 'ends', processor: () => macrotask() }),
    queue.enqueue({ title: 'waits for a slot', timeout: 300, processor: () => macrotask() }),
    other.enqueue({ title: 'of another queue', timeout: 300, items: [1, 2], processItem: hang }),
  ];
  const waits = [
    waitForWatch({ resourceType: TYPE, source: deaf, timeout: 300, onEvent: () => 'continue' }),
    waitForWatch({ resourceType: TYPE, source: deaf, timeout: 300, name: 'a', onEvent: () => 'continue' }),
  ];
  for (const wait of waits) wait.catch(() => {});
  return { queue, handles, waits };
}

function randomFrom(seed) {
  return (below) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
}

/** Throws, or recurses until the stack has run out, in everything that an ending calls. */
function sabotage({ queue }, isEndless) {
  const recurse = () => recurse();
  const spoil = () => {
    if (isEndless) recurse();
    throw new Error('teardown');
  };
  queue.subscribe(spoil);
  const store = { getAll: () => [], get() {}, set: spoil, remove: spoil, clear: spoil };
  const own = makeQueue({ storage: store, onTaskComplete: spoil, onTaskFail: spoil, onTaskCancel: spoil });
  const abort = new AbortController();
  own.enqueue({
    title: 'throws in its teardown',
    timeout: 200,
    signal: abort.signal,
    onComplete: spoil,
    completionActions: spoil,
    processor(ctx) {
      ctx.onCancel(spoil);
      Object.defineProperty(ctx.signal, 'onabort', { value: spoil });
      const source = { subscribe: () => spoil, read: spoil };
      waitForWatch({ resourceType: TYPE, source, task: ctx, onStream: spoil, onEvent: spoil }).catch(
        () => {},
      );
      return hang();
    },
  });
  return () => abort.abort();
}

async function checkAllSettle({ queue, handles, waits }, time, what) {
  await time.advance(400);
  for (const { promise } of handles) {
    const { status } = await soon(promise, `a task, ${what}`);
    assert.ok(['completed', 'failed'].includes(status));
  }
  for (const wait of waits)
    await soon(
      wait.then(assert.fail, () => {}),
      `a wait, ${what}`,
      3000,
    );
  const { result } = await soon(queue.enqueue({ title: 'next', processor: () => 'works' }).promise);
  assert.equal(result, 'works');
  assert.deepEqual([queue.running, queue.waiting], [0, 0]);
}

const attacks = {
  verdictOfProject: () => endless('status', verdictOfProject).status,
  computeStatus: () => endless('status', computeStatus).status,
  transformControlPlaneStatus: () => endless('conditions', transformControlPlaneStatus).conditions,
  waitForResource: () =>
    endless('resourceType', (object) => waitForResource(object).catch(() => {})).resourceType,
  inspect: ({ queue }) => {
    const look = () => [queue.inspect(), look()];
    look();
  },
  enqueue: ({ queue }) => {
    const options = { title: 'endless', processor: () => {} };
    Object.defineProperty(options, 'group', { get: () => queue.enqueue(options) });
    queue.enqueue(options);
  },
  cleanups: ({ queue }) => {
    const recurse = () => recurse();
    const { id } = queue.enqueue({
      title: 'cleans',
      priority: 9,
      processor: (ctx) => {
        ctx.onCancel(recurse);
        return hang();
      },
    });
    queue.cancel(id);
  },
};

describe('a stack that runs out', () => {
  for (const [what, attack] of Object.entries(attacks)) {
    it(`in an endless recursion through ${what} leaves nothing pending`, async () => {
      listenToConsole();
      const time = fakeTime();
      const all = bystanders();
      try {
        attack(all);
      } catch {
        // The attacker's own.
      }
      await checkAllSettle(all, time, what);
    });
  }

  it('at sixty random depths leaves nothing pending', async () => {
    listenToConsole();
    const time = fakeTime();
    const random = randomFrom(7);
    const names = Object.keys(attacks);
    for (let run = 0; run < 60; run++) {
      const all = bystanders();
      const name = names[random(names.length)];
      const spare = 20 + random(run % 2 === 0 ? 100 : 3000);
      atTheEdge(spare, () => attacks[name](all));
      if (run % 3 === 0) atTheEdge(spare, () => all.queue.getSnapshot());
      await macrotask();
      await checkAllSettle(all, time, `${name} with room for ${spare} calls`);
    }
  });

  it('and sixty teardowns that throw leave nothing pending', async () => {
    listenToConsole();
    const time = fakeTime();
    const random = randomFrom(11);
    const names = Object.keys(attacks);
    for (let run = 0; run < 60; run++) {
      const all = bystanders();
      const abort = sabotage(all, random(2) === 0);
      if (random(3) === 0)
        patch(console, 'error', () => {
          throw new Error('a console that throws');
        });
      const name = names[random(names.length)];
      const spare = 20 + random(run % 2 === 0 ? 100 : 3000);
      const end = [abort, () => attacks[name](all), () => time.advance(250)][random(3)];
      await macrotask();
      atTheEdge(spare, end);
      if (random(2) === 0) atTheEdge(spare, () => attacks[name](all));
      await macrotask();
      await checkAllSettle(all, time, `${name} with room for ${spare} calls, and teardowns that throw`);
    }
  });
});
