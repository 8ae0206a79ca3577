// A wait that has ended, in whatever way, holds nothing: no subscription, no timer, no listener. Counted at the source, at
// the platform's timers and at the event targets, not by counters of the package's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  TYPE,
  added,
  afterTest,
  countListeners,
  countTimers,
  deafSource,
  deleted,
  fakeDocument,
  fakeTime,
  macrotask,
  rejection,
  scriptedSource,
  sleep,
  soon,
  waitForWatch,
  watch,
  zone,
} from './support.mjs';

const ENDINGS = {
  resolving: ({ emit, wait }) => {
    emit(added(zone()));
    return wait;
  },
  'a late resolve': async ({ emit, wait }) => {
    emit(added(zone({ late: true })));
    await macrotask();
    return wait;
  },
  'a throw of onEvent': ({ emit, wait }) => {
    emit(added(zone({ bad: true })));
    return wait;
  },
  'a deletion': ({ emit, wait }) => {
    emit(deleted(zone()));
    return wait;
  },
  cancel: ({ wait }) => {
    wait.cancel();
    return wait;
  },
  'an abort': ({ controller, wait }) => {
    controller.abort();
    return wait;
  },
  'a refusal': ({ emit, wait }) => {
    emit({ type: 'ERROR', object: { code: 422 } });
    return wait;
  },
  'a timeout': ({ wait }) => wait,
};

for (const [ending, end] of Object.entries(ENDINGS)) {
  test(`after ${ending} nothing is held`, async () => {
    const document = fakeDocument();
    const timers = countTimers();
    const controller = new AbortController();
    const onPage = [countListeners(document), countListeners(globalThis), countListeners(controller.signal)];
    const source = scriptedSource();
    source.set(undefined);
    const wait = watch(
      source,
      ({ object, type }) => {
        if (object.metadata.bad) throw new Error('bad');
        if (type === 'DELETED') return 'continue';
        return object.metadata.late ? Promise.resolve('resolve') : 'resolve';
      },
      { signal: controller.signal, timeout: ending === 'a timeout' ? 30 : 30_000 },
    );
    await macrotask();
    assert.equal(source.subscriptions.length, 1);
    assert.ok(timers.live >= 1);
    assert.ok(
      onPage.every((live) => live.length >= 1),
      'it listened while it lived',
    );
    await soon(end({ emit: source.emit, wait, controller })).catch(() => {});
    assert.deepEqual(
      [source.subscriptions.length, timers.live, ...onPage.map((live) => live.length)],
      [0, 0, 0, 0, 0],
    );
  });
}

test('the subscription is given back before the promise settles', async () => {
  const source = scriptedSource();
  const wait = watch(source, () => 'resolve');
  source.emit(added(zone()));
  assert.equal(source.subscriptions.length, 0);
  await wait;
});

test('a wait that ends inside subscribe gives the subscription back once it has it', async () => {
  for (const end of [(emit) => emit(added(zone())), (_, controller) => controller.abort()]) {
    const calls = { unsubscribed: 0 };
    const controller = new AbortController();
    const source = {
      subscribe(_, onEvent) {
        end(onEvent, controller);
        return () => {
          calls.unsubscribed += 1;
        };
      },
    };
    await soon(watch(source, () => 'resolve', { signal: controller.signal })).catch(() => {});
    assert.equal(calls.unsubscribed, 1);
  }
});

test('unsubscribe is called once, and what it throws harms nobody', async () => {
  const calls = [];
  const said = [];
  const { error } = console;
  console.error = (...values) => said.push(values);
  afterTest(() => {
    console.error = error;
  });
  const source = {
    subscribe(_, onEvent) {
      this.emit = onEvent;
      return () => {
        calls.push(1);
        throw new Error('unsubscribe');
      };
    },
  };
  const wait = watch(source, () => 'resolve');
  source.emit(added(zone()));
  await soon(wait);
  wait.cancel();
  source.emit(added(zone()));
  assert.deepEqual([calls.length, said.length], [1, 1]);
});

test('an answer or event that comes after the end changes nothing', async () => {
  let answer;
  const emitted = [];
  const source = {
    subscribe: (_, onEvent) => {
      emitted.push(onEvent);
      return () => {};
    },
  };
  let calls = 0;
  const wait = watch(
    source,
    () => {
      calls += 1;
    },
    {
      read: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    },
  );
  wait.cancel('x');
  await rejection(wait);
  answer(zone());
  emitted[0](added(zone()));
  emitted[0]({ type: 'ERROR', object: { code: 500 } });
  await macrotask();
  assert.equal(calls, 0);
});

test('10,000 waits on one source leave no subscription, no timer and no listener', async () => {
  const timers = countTimers();
  const controller = new AbortController();
  const listeners = countListeners(controller.signal);
  const source = scriptedSource();
  source.set(zone());
  const waits = Array.from({ length: 10_000 }, (_, index) =>
    waitForWatch({
      resourceType: TYPE,
      projectId: 'p',
      namespace: 'default',
      name: 'zone',
      source,
      timeout: 60_000,
      signal: controller.signal,
      onEvent: () => (index % 2 ? 'resolve' : 'continue'),
    }),
  );
  assert.equal(source.subscriptions.length, 10_000);
  assert.ok(timers.live <= 1, `${timers.live} timers`);
  source.emit(added(zone()));
  assert.equal(source.subscriptions.length, 5_000);
  controller.abort();
  await Promise.allSettled(waits);
  await macrotask();
  assert.deepEqual([source.subscriptions.length, timers.live, listeners.length], [0, 0, 0]);
});

test('waits that come and go leave no memory', {
  skip: globalThis.gc === undefined && 'run with --expose-gc',
}, async () => {
  const source = scriptedSource();
  const round = async () => {
    for (let index = 0; index < 10_000; index += 1) {
      const wait = watchOnce(source);
      source.emit(added(zone()));
      await wait;
    }
    await sleep(1);
    globalThis.gc();
    return process.memoryUsage().heapUsed;
  };
  await round();
  const before = await round();
  const after = Math.min(await round(), await round(), await round());
  assert.ok(after - before < 1_000_000, `${after - before} bytes more`);
});

test('objects and callbacks of a wait that has ended can be collected while its promise is held', {
  skip: globalThis.gc === undefined && 'run with --expose-gc',
}, async () => {
  const source = scriptedSource();
  const { wait, held } = begin();
  source.emit(added(zone({ uid: 'u9' })));
  await wait;
  for (let round = 0; round < 5; round += 1) {
    await sleep(1);
    globalThis.gc();
  }
  assert.deepEqual(
    held.map((it) => it.deref()),
    [undefined, undefined],
  );

  function begin() {
    const onEvent = () => ({ resolve: 1 });
    const initial = zone({ uid: 'u9' });
    const held = [new WeakRef(onEvent), new WeakRef(initial)];
    const options = {
      resourceType: TYPE,
      name: 'zone',
      source,
      onEvent: (event) => (event.object === initial ? undefined : onEvent()),
      initial,
    };
    return { wait: waitForWatch(options), held };
  }
});

test('one timer serves all waits, and it is the earliest deadline', async () => {
  const time = fakeTime();
  const waits = [500, 300, 900].map((timeout) => watch(deafSource(), undefined, { timeout }));
  assert.deepEqual([time.live, ...time.delays], [1, 300]);
  const settled = waits.map((wait) => rejection(wait));
  await time.advance(300);
  assert.equal((await soon(settled[1])).name, 'TimeoutError');
  assert.deepEqual(time.delays, [200]);
  await time.advance(600);
  await soon(Promise.all(settled));
  assert.deepEqual([time.live, time.peak], [0, 1]);
});

function watchOnce(source) {
  return waitForWatch({ resourceType: TYPE, name: 'zone', source, onEvent: () => 'resolve' });
}

/** Begins a wait with a name of its own, ends it in one of the possible ways, and returns its promise. */
function startAndEnd(source, index) {
  const name = `zone-${index}`;
  const controller = new AbortController();
  const wait = waitForWatch({
    resourceType: TYPE,
    projectId: 'p',
    namespace: 'default',
    name,
    source,
    signal: controller.signal,
    timeout: index % 6 === 5 ? 1 : 60_000,
    onEvent: ({ object }) => {
      if (object.metadata.bad) throw new Error('bad');
      return object.metadata.late ? Promise.resolve('resolve') : 'resolve';
    },
  });
  const emit = (event) => source.scripted.emit(event, { name });
  switch (index % 6) {
    case 0:
      emit(added(zone({ name })));
      break;
    case 1:
      emit(added(zone({ name, bad: true })));
      break;
    case 2:
      wait.cancel();
      break;
    case 3:
      controller.abort();
      break;
    case 4:
      emit(added(zone({ name, late: true })));
      break;
    default:
      break;
  }
  return wait.then(
    () => 'resolved',
    (error) => error.name,
  );
}

test('10,000 waits that end in every way leave no subscription, no timer and no listener', async () => {
  const document = fakeDocument();
  const timers = countTimers();
  const onPage = countListeners(document);
  const source = deafSource();
  const ends = [];
  for (let index = 0; index < 10_000; index += 1) {
    ends.push(startAndEnd(source, index));
    if (index % 500 === 499) await sleep(1);
  }
  const counts = {};
  for (const end of await Promise.all(ends)) counts[end] = (counts[end] ?? 0) + 1;
  assert.deepEqual(counts, { resolved: 3_333, Error: 1_667, AbortError: 3_334, TimeoutError: 1_666 });
  assert.deepEqual([source.scripted.subscriptions.length, timers.live, onPage.length], [0, 0, 0]);
});

test('waits that end in every way leave no memory', {
  skip: globalThis.gc === undefined && 'run with --expose-gc',
}, async () => {
  const source = deafSource();
  const round = async () => {
    for (let begun = 0; begun < 6_000; begun += 600) {
      await Promise.all(Array.from({ length: 600 }, (_, index) => startAndEnd(source, begun + index)));
    }
    await sleep(1);
    globalThis.gc();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    return heapUsed + external + arrayBuffers;
  };
  await round();
  const before = await round();
  const after = Math.min(await round(), await round());
  assert.ok(after - before < 1_000_000, `${after - before} bytes more`);
});

test('the timer of an instance that broke down is gone, so that it ends no wait of the next one', async () => {
  const timers = countTimers();
  const source = deafSource();
  const first = watch(source);
  const caught = rejection(first);
  assert.equal(timers.live, 0);
  const timed = rejection(watch(source, undefined, { timeout: 60_000 }));
  assert.equal(timers.live, 1);
  const key = Object.getOwnPropertySymbols(globalThis).find((symbol) =>
    String(symbol).startsWith('Symbol(taskwatch@'),
  );
  globalThis[key].failed(new WebAssembly.RuntimeError('unreachable'));
  assert.equal(timers.live, 0);
  for (const ended of [caught, timed]) assert.match((await ended).message, /WebAssembly/);
  const next = watch(source, undefined, { timeout: 20 });
  assert.equal((await rejection(next)).name, 'TimeoutError');
  assert.equal(timers.live, 0);
});
