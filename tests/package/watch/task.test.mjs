// Waits inside a task of a queue: its signal, its deadline and its message line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  TYPE,
  added,
  condition,
  conditions,
  countTimers,
  deafSource,
  fakeTime,
  hang,
  macrotask,
  makeQueue,
  modified,
  only,
  rejection,
  scriptedSource,
  soon,
  taskwatch,
  waitForWatch,
  zone,
} from './support.mjs';

const options = (source, task, more) => ({
  resourceType: TYPE,
  projectId: 'p',
  namespace: 'default',
  name: 'zone',
  source,
  task,
  onEvent: () => 'continue',
  ...more,
});

test('cancelling a task releases its wait at once, and the next task starts before the next macrotask', async () => {
  const queue = makeQueue({ concurrency: 1 });
  const source = scriptedSource();
  let caught;
  const handle = queue.enqueue({
    title: 'wait',
    processor: async (task) => {
      try {
        await waitForWatch(options(source, task));
      } catch (error) {
        caught = error;
        throw error;
      }
    },
  });
  let hasStarted = false;
  queue.enqueue({
    title: 'next',
    processor: () => {
      hasStarted = true;
    },
  });
  assert.equal(source.subscriptions.length, 1);
  const reason = new Error('enough');
  queue.cancel(handle.id, reason);
  assert.equal(source.subscriptions.length, 0);
  await macrotask();
  assert.equal(hasStarted, true);
  assert.equal((await soon(handle.promise)).status, 'cancelled');
  assert.equal(caught, reason);
});

test('the timeout of a task ends its wait, in the same turn and with the reason of its signal', async () => {
  const time = fakeTime();
  const queue = makeQueue();
  const source = deafSource();
  let wait;
  const handle = queue.enqueue({
    title: 'wait',
    timeout: 50,
    processor: (task) => (wait = waitForWatch(options(source, task))),
  });
  await time.advance(50);
  const outcome = await soon(handle.promise);
  assert.equal(outcome.status, 'failed');
  assert.match(outcome.failedItems[0].message, /timeout after 50 ms/);
  assert.equal((await rejection(soon(wait))).name, 'TimeoutError');
  assert.deepEqual([source.scripted.subscriptions.length, time.live], [0, 0]);
});

test('dispose releases the waits of all tasks', async () => {
  const timers = countTimers();
  const queue = makeQueue({ concurrency: 5 });
  const source = scriptedSource();
  const handles = Array.from({ length: 5 }, () =>
    queue.enqueue({ title: 'w', processor: (task) => waitForWatch(options(source, task)) }),
  );
  assert.equal(source.subscriptions.length, 5);
  queue.dispose();
  assert.deepEqual([source.subscriptions.length, timers.live], [0, 0]);
  for (const { promise } of handles) assert.equal((await soon(promise)).status, 'cancelled');
});

test('a wait that is begun in a run that was cancelled rejects at once', async () => {
  const queue = makeQueue();
  const source = scriptedSource();
  let run;
  const handle = queue.enqueue({
    title: 'w',
    processor: (task) => {
      run = task;
      return hang();
    },
  });
  queue.cancel(handle.id, 'stop');
  await rejection(soon(waitForWatch(options(source, run))));
  assert.equal(source.subscriptions.length, 0);
});

test('the wait of an item ends with the task and has no message line', async () => {
  const queue = makeQueue();
  const source = scriptedSource();
  const handle = queue.enqueue({
    title: 'w',
    items: ['a', 'b'],
    itemConcurrency: 2,
    processItem: (item, task) => waitForWatch(options(source, task, { name: item })),
  });
  assert.equal(source.subscriptions.length, 2);
  source.emit(added(zone({ name: 'a', status: conditions(condition('Ready', 'False', 'x', 'text')) })));
  handle.cancel();
  assert.equal(source.subscriptions.length, 0);
  assert.equal((await soon(handle.promise)).status, 'cancelled');
});

for (const [timeout, last] of [
  [60_000, 58_000],
  [10_000, 8_000],
  [3_000, 1_500],
  [1_000, 500],
]) {
  test(`the object is read a last time ${timeout - last} ms before a deadline of ${timeout} ms`, async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const source = Object.assign(scriptedSource(), { consistent: true });
    const began = time.wall;
    const moments = [];
    const read = async () => {
      moments.push(time.wall - began);
      return zone({ generation: 2 });
    };
    const handle = queue.enqueue({
      title: 'w',
      timeout,
      processor: (task) =>
        waitForWatch(
          options(source, task, {
            read,
            onEvent: ({ object }) => (object.metadata.generation === 2 ? 'resolve' : 'continue'),
          }),
        ),
    });
    await time.advance(timeout - 1);
    assert.deepEqual(moments, [last]);
    assert.equal((await soon(handle.promise)).status, 'completed');
  });
}

/** A clock, a source that is read only before a deadline, and a `read` that notes when it is called, from now on. */
function recordReads() {
  const time = fakeTime();
  const began = time.wall;
  const moments = [];
  const read = async () => {
    moments.push(time.wall - began);
  };
  return { time, source: Object.assign(scriptedSource(), { consistent: true }), moments, read };
}

test('the object is read a last time before a deadline that has stood still while the task slept', async () => {
  const queue = makeQueue();
  const { time, source, moments, read } = recordReads();
  const names = ['before', 'meanwhile'];
  queue.define('sleeper', {
    run: async (task) => {
      const waits = [waitForWatch(options(source, task, { name: names[0], read }))];
      const sleep = task.sleep('a while', 30_000);
      waits.push(waitForWatch(options(source, task, { name: names[1], read })));
      await sleep;
      await Promise.all(waits);
    },
  });
  const { promise } = queue.enqueue({ kind: 'sleeper', title: 'w', input: null, timeout: 10_000 });
  await time.advance(39_999);
  assert.deepEqual(moments, [38_000, 38_000]);
  await time.advance(1);
  assert.equal((await soon(promise)).error.name, 'TimeoutError');
});

test('after a suspension the object is read at once, and again before the deadline that was moved', async () => {
  const time = fakeTime();
  const queue = makeQueue();
  const source = Object.assign(scriptedSource(), { consistent: true });
  const moments = [];
  let woke = Infinity;
  const read = async () => {
    moments.push(time.wall - woke);
  };
  const { promise } = queue.enqueue({
    title: 'w',
    timeout: 60_000,
    processor: (task) => waitForWatch(options(source, task, { read })),
  });
  await time.advance(10_000);
  woke = time.wall + 3_600_000;
  await time.suspend(3_600_000);
  await time.advance(14_999);
  assert.deepEqual(moments, [0, 13_000]);
  await time.advance(1);
  assert.equal((await soon(promise)).error.name, 'TimeoutError');
});

test('sleeps that leave the deadline where it is do not put off the last read', async () => {
  const queue = makeQueue();
  const { time, source, moments, read } = recordReads();
  queue.define('sleeper', {
    run: async (task) => {
      const wait = waitForWatch(options(source, task, { read }));
      for (let n = 0; n < 99; n += 1) await task.sleep(`sleep ${n}`, 100);
      return wait;
    },
  });
  const { promise } = queue.enqueue({ kind: 'sleeper', title: 'w', input: null, totalTimeout: 10_000 });
  for (let n = 0; n < 100; n += 1) await time.advance(100);
  assert.equal((await soon(promise)).error.name, 'TimeoutError');
  assert.deepEqual(moments, [8_000]);
});

test('the last read before a deadline is not kept from by one that hangs', async () => {
  const time = fakeTime();
  const queue = makeQueue();
  let reads = 0;
  const read = () => {
    reads += 1;
    return reads === 1 ? hang() : Promise.resolve(zone());
  };
  const handle = queue.enqueue({
    title: 'w',
    timeout: 6_000,
    processor: (task) => waitForWatch(options(deafSource(), task, { read, onEvent: () => 'resolve' })),
  });
  await time.advance(5_999);
  assert.equal((await soon(handle.promise)).status, 'completed');
});

test('the message line says what the conditions say, and changes only with them', async () => {
  const queue = makeQueue();
  const source = deafSource();
  const handle = queue.enqueue({
    title: 'w',
    processor: (task) =>
      waitForWatch(
        options(source, task, {
          onEvent: ({ object }) => (object.metadata.generation === 9 ? 'resolve' : 'continue'),
        }),
      ),
  });
  const say = (message) =>
    source.scripted.emit(
      modified(zone({ status: conditions(condition('Ready', 'False', 'Pending', message)) })),
    );
  say('waiting for quota');
  assert.equal(only(queue).message, 'waiting for quota');
  const view = only(queue);
  say('waiting for quota');
  assert.equal(only(queue), view);
  say('almost');
  assert.equal(only(queue).message, 'almost');
  source.scripted.emit(modified(zone({ generation: 9 })));
  assert.equal((await soon(handle.promise)).status, 'completed');
});

test('a hand-made task works: its signal, its setMessage, and what they throw', async () => {
  const source = deafSource();
  const said = [];
  const { error } = console;
  console.error = (...values) => said.push(values);
  try {
    const controller = new AbortController();
    const wait = waitForWatch(
      options(source, {
        signal: controller.signal,
        setMessage() {
          throw new Error('mine');
        },
      }),
    );
    source.scripted.emit(added(zone({ status: conditions(condition('Ready', 'False', 'x', 'text')) })));
    assert.equal(said.length, 1);
    controller.abort('over');
    assert.equal(await rejection(soon(wait)), 'over');
  } finally {
    console.error = error;
  }
  const bare = waitForWatch(options(source, {}));
  bare.cancel();
  await rejection(bare);
});

test('the result of a task is that of its wait, and a failed wait is the failure of its task', async () => {
  const queue = makeQueue();
  const source = deafSource();
  const object = zone();
  const good = queue.enqueue({
    title: 'good',
    processor: (task) => waitForWatch(options(source, task, { onEvent: () => 'resolve' })),
  });
  const thrown = new Error('bad');
  const bad = queue.enqueue({
    title: 'bad',
    processor: (task) => waitForWatch(options(source, task, { onEvent: () => ({ reject: thrown }) })),
  });
  source.scripted.emit(added(object));
  assert.equal((await soon(good.promise)).result, object);
  const outcome = await soon(bad.promise);
  assert.deepEqual([outcome.status, outcome.error], ['failed', thrown]);
});

test('a task that has completed keeps what its processor said, and one that failed the last line of its wait', async () => {
  const line = 'Allocating disks';
  for (const [says, fails, shown] of [
    ['Created', false, 'Created'],
    [undefined, false, undefined],
    ['Created', true, line],
  ]) {
    const queue = makeQueue();
    const source = scriptedSource();
    const lines = [];
    const handle = queue.enqueue({
      title: 'w',
      processor: async (task) => {
        task.setMessage(says);
        await waitForWatch(
          options(source, task, {
            onEvent: ({ object }) =>
              object.status.conditions[0].status === 'True' ? (fails ? 'reject' : 'resolve') : 'continue',
          }),
        );
      },
    });
    source.emit(added(zone({ status: conditions(condition('Ready', 'False', 'Waiting', line)) })));
    lines.push(only(queue).message);
    source.emit(modified(zone({ status: conditions(condition('Ready', 'True')) })));
    const { status } = await soon(handle.promise);
    assert.deepEqual([...lines, status, only(queue).message], [line, fails ? 'failed' : 'completed', shown]);
  }
});

test('a failed attempt ends the waits that it left behind, a completed one does not', async () => {
  const source = scriptedSource();
  const queue = makeQueue({ timeline: 30 });
  const told = [];
  const waitFor = (name, task) => {
    const wait = waitForWatch(
      options(source, task, { name, onEvent: () => (name === 'bad' ? 'reject' : 'continue') }),
    );
    wait.catch((error) => told.push(`${name} ${error.name}`));
    return wait;
  };
  const handle = queue.enqueue({
    title: 'wait',
    retry: { attempts: 2, minDelay: 1, maxDelay: 1 },
    processor: (task) => Promise.all([waitFor('bad', task), waitFor(`left by ${task.attempt}`, task)]),
  });
  for (const attempt of [1, 2]) {
    while (!source.subscriptions.some(({ name }) => name === `left by ${attempt}`)) await macrotask();
    assert.deepEqual(
      queue.getTask(handle.id).waits.map(({ name }) => name),
      ['bad', `left by ${attempt}`],
    );
    source.emit(added(zone({ name: 'bad' })), { name: 'bad' });
    await macrotask();
    assert.deepEqual(
      source.subscriptions.map(({ name }) => name).filter((name) => name === `left by ${attempt}`),
      [],
    );
  }
  assert.equal((await soon(handle.promise)).status, 'failed');
  assert.deepEqual(told, [
    'bad WatchError',
    'left by 1 AbortError',
    'bad WatchError',
    'left by 2 AbortError',
  ]);
  const ends = queue.timeline(handle.id).filter(({ kind }) => kind === 'wait-ended');
  assert.equal(ends.length, 4);

  let left;
  const completed = queue.enqueue({
    title: 'complete',
    processor: (task) => {
      left = waitForWatch(options(source, task, { onEvent: () => 'resolve' }));
    },
  });
  assert.equal((await soon(completed.promise)).status, 'completed');
  source.emit(added(zone()));
  assert.equal((await soon(left)).metadata.name, 'zone');
});

test('the message of a failed verdict is the last on the message line', async () => {
  const queue = makeQueue();
  const source = deafSource();
  const { promise } = queue.enqueue({
    title: 'wait',
    processor: (task) => taskwatch.waitForDnsZoneReady('p', 'zone', { source, task }),
  });
  const accepted = (reason, message) =>
    zone({ status: conditions(condition('Accepted', 'False', reason, message)) });
  source.scripted.emit(added(accepted('Pending', 'waiting for quota')));
  assert.equal(only(queue).message, 'waiting for quota');
  source.scripted.emit(modified(accepted('Invalid', 'the domain is reserved')));
  await promise;
  assert.equal(only(queue).message, 'the domain is reserved');
});

test('a message line that cancels the wait as it fails ends it', async () => {
  const source = deafSource();
  const lines = [];
  const task = {
    setMessage: (line) => {
      lines.push(line);
      wait.cancel('enough');
    },
  };
  const wait = taskwatch.waitForDnsZoneReady('p', 'zone', { source, task });
  const caught = rejection(wait);
  source.scripted.emit(added(zone({ status: conditions(condition('Accepted', 'False', 'Invalid', 'no')) })));
  assert.deepEqual([(await soon(caught)).name, lines], ['AbortError', ['no']]);
});
