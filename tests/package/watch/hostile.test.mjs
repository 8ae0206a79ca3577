// Callbacks that call back, answers that come late, objects that throw when they are read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  added,
  afterTest,
  condition,
  conditions,
  deafSource,
  deferred,
  deleted,
  fakeTime,
  hasSettled,
  listenForUnhandled,
  macrotask,
  modified,
  TYPE,
  listenToConsole,
  rejection,
  scriptedSource,
  setWatchSource,
  sleep,
  soon,
  waitForResource,
  watch,
  zone,
} from './support.mjs';

test('an event that comes inside subscribe works', async () => {
  const object = zone();
  const source = {
    subscribe: (_, onEvent) => {
      onEvent(added(object));
      return () => {};
    },
  };
  assert.equal(await soon(watch(source, () => 'resolve')), object);
});

test('events inside subscribe are handled in order, and those after the end are not', async () => {
  const seen = [];
  const source = {
    subscribe(_, onEvent) {
      for (let generation = 1; generation <= 5; generation += 1) onEvent(modified(zone({ generation })));
      return () => {};
    },
  };
  const wait = watch(source, ({ object }) => {
    seen.push(object.metadata.generation);
    return object.metadata.generation === 3 ? 'resolve' : 'continue';
  });
  await soon(wait);
  assert.deepEqual(seen, [1, 2, 3]);
});

test('nothing is ever thrown into the source', async () => {
  const bad = () => {
    throw new Error('bad');
  };
  const biting = new Proxy({}, { get: bad, has: bad, getPrototypeOf: bad, ownKeys: bad });
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  let emit;
  let calls = 0;
  const source = {
    subscribe: (_, onEvent) => {
      emit = onEvent;
      return () => {};
    },
  };
  const wait = watch(source, () => {
    calls += 1;
  });
  const wrongs = [
    biting,
    revoked,
    {
      get type() {
        throw 1;
      },
    },
    {
      type: 'ADDED',
      get object() {
        throw 1;
      },
    },
  ];
  for (const object of [
    biting,
    revoked,
    { metadata: biting },
    { metadata: revoked },
    5,
    'x',
    true,
    Symbol('x'),
    () => {},
    null,
  ]) {
    for (const type of ['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']) wrongs.push({ type, object });
  }
  for (const event of wrongs) assert.doesNotThrow(() => emit(event));
  assert.deepEqual([calls, await hasSettled(wait)], [0, false]);
  const last = watch(source, bad);
  assert.doesNotThrow(() => emit(added(zone())));
  await rejection(last);
});

test('an event that cannot be read is one that was lost: the object is read', async () => {
  const source = scriptedSource();
  watch(source);
  await macrotask();
  const { reads } = source;
  source.emit({
    type: 'ADDED',
    get object() {
      throw new Error('bad');
    },
  });
  await macrotask();
  assert.equal(source.reads, reads + 1);
});

test('answers may be promises, and events are then handled in order', async () => {
  const source = deafSource();
  const gates = [deferred(), deferred(), deferred()];
  const seen = [];
  const wait = watch(source, ({ object }) => {
    seen.push(object.metadata.generation);
    return gates[object.metadata.generation].promise;
  });
  for (const generation of [0, 1, 2]) source.scripted.emit(modified(zone({ generation })));
  assert.deepEqual(seen, [0]);
  gates[1].resolve('resolve');
  await macrotask();
  assert.deepEqual(seen, [0]);
  gates[0].resolve();
  assert.equal((await soon(wait)).metadata.generation, 1);
  assert.deepEqual(seen, [0, 1]);
});

test("a promised answer that rejects rejects the wait, and a late one is nobody's", async () => {
  const unhandled = listenForUnhandled();
  const source = deafSource();
  const thrown = new Error('mine');
  const wait = watch(source, async () => {
    throw thrown;
  });
  source.scripted.emit(added(zone()));
  assert.equal(await rejection(soon(wait)), thrown);
  const gate = deferred();
  const other = watch(source, () => gate.promise);
  source.scripted.emit(added(zone()));
  other.cancel('enough');
  assert.equal((await rejection(soon(other))).message, 'enough');
  gate.reject(thrown);
  await sleep(5);
  assert.deepEqual(unhandled, []);
});

test('the deletion that waits behind a promised answer still counts', async () => {
  const source = deafSource();
  const gate = deferred();
  const wait = watch(source, ({ type }) => (type === 'ADDED' ? gate.promise : 'continue'));
  source.scripted.emit(added(zone()));
  source.scripted.emit(deleted(zone()));
  assert.equal(await hasSettled(wait), false);
  gate.resolve('continue');
  assert.equal((await rejection(soon(wait))).name, 'ResourceDeletedError');
});

test('a refusal of the stream waits for the events before it', async () => {
  const source = deafSource();
  const gate = deferred();
  const wait = watch(source, () => gate.promise);
  source.scripted.emit(added(zone()));
  source.scripted.fail(422);
  gate.resolve('resolve');
  await soon(wait);
});

test('a promised answer that never comes does not keep a timeout or a cancel from ending the wait', async () => {
  const time = fakeTime();
  const source = scriptedSource();
  source.set(zone());
  const wait = watch(source, () => new Promise(() => {}), { timeout: 100 });
  const caught = rejection(wait);
  await time.advance(5_100);
  assert.equal((await soon(caught)).name, 'TimeoutError');
  assert.deepEqual([source.subscriptions.length, time.live], [0, 0]);
});

test('thenables and answers with getters are taken as they are, once', async () => {
  const source = scriptedSource();
  const wait = watch(source, () => ({ then: (done) => done({ resolve: 7 }) }));
  source.emit(added(zone()));
  assert.equal(await soon(wait), 7);
  const thrown = new Error('getter');
  for (const answer of [
    {
      get then() {
        throw thrown;
      },
    },
    {
      get resolve() {
        throw thrown;
      },
    },
    {
      then() {
        throw thrown;
      },
    },
  ]) {
    const biting = watch(source, () => answer);
    source.emit(added(zone()));
    assert.equal(await rejection(soon(biting)), thrown);
  }
});

test('onEvent may cancel its own wait, emit, and start others', async () => {
  const source = deafSource();
  const order = [];
  let inner;
  const wait = watch(source, ({ object }) => {
    order.push(object.metadata.generation);
    if (object.metadata.generation === 1) {
      inner = watch(source, ({ object: own }) => (own.metadata.generation === 2 ? 'resolve' : undefined));
      source.scripted.emit(modified(zone({ generation: 2 })));
      return 'continue';
    }
    wait.cancel('mine');
    return 'resolve';
  });
  source.scripted.emit(added(zone()));
  assert.equal((await rejection(soon(wait))).message, 'mine');
  assert.equal((await soon(inner)).metadata.generation, 2);
  assert.deepEqual(order, [1, 2]);
  assert.equal(source.scripted.subscriptions.length, 0);
});

test('subscribe, unsubscribe and read may start and cancel waits', async () => {
  const scripted = scriptedSource();
  const others = [];
  let depth = 0;
  const source = {
    subscribe(options, onEvent) {
      if (depth++ < 3) others.push(watch(source, () => 'resolve'));
      const end = scripted.subscribe(options, onEvent);
      return () => {
        end();
        others.shift()?.cancel();
      };
    },
    async read() {
      others.at(-1)?.cancel();
    },
  };
  const first = watch(source, () => 'resolve');
  await macrotask();
  scripted.emit(added(zone()));
  await Promise.allSettled([first, ...others]);
  assert.equal(scripted.subscriptions.length, 0);
});

test('conditions that throw do not keep a timeout from being reported', async () => {
  const source = deafSource();
  const biting = {
    get type() {
      throw new Error('bad');
    },
  };
  const lists = [[biting, condition('Ready', 'False', 'Why', 'because')], 'x', { length: 5 }, null];
  for (const list of lists) {
    const wait = watch(source, undefined, { timeout: 10 });
    source.scripted.emit(added(zone({ status: { conditions: list } })));
    const error = await rejection(soon(wait));
    assert.equal(error.name, 'TimeoutError');
    assert.ok(Array.isArray(error.conditions));
  }
  const wait = watch(source, undefined, { timeout: 10 });
  source.scripted.emit(
    added({
      metadata: zone().metadata,
      get status() {
        throw new Error('bad');
      },
    }),
  );
  assert.deepEqual((await rejection(soon(wait))).conditions, []);
});

test('strings come out as they went in, lone surrogates included', async () => {
  const name = 'zone\ud800';
  const source = deafSource();
  const wait = watch(source, () => ({ resolve: 'x\udfff' }), { name });
  assert.equal(source.scripted.subscriptions[0].name, name);
  source.scripted.emit(added(zone({ name: 'zone\ufffd' })));
  assert.equal(await hasSettled(wait), false);
  source.scripted.emit(added(zone({ name })));
  assert.equal(await soon(wait), 'x\udfff');
  const cancelled = watch(source);
  cancelled.cancel('y\ud800');
  assert.equal((await rejection(cancelled)).message, 'y\ud800');
});

test('a setter of the source in the middle of a wait changes later waits alone', async () => {
  afterTest(() => setWatchSource());
  const [one, two] = [scriptedSource(), scriptedSource()];
  setWatchSource(one);
  const wait = watch(undefined, () => {
    setWatchSource(two);
    return 'resolve';
  });
  one.emit(added(zone({ status: conditions() })));
  await soon(wait);
  watch(undefined);
  assert.deepEqual([one.subscriptions.length, two.subscriptions.length], [0, 1]);
});

test('a console that throws, and a signal whose reason does, end no other wait', async () => {
  const source = deafSource();
  const bystander = watch(source, ({ object }) => (object.metadata.generation === 9 ? 'resolve' : undefined));
  const { error } = console;
  afterTest(() => {
    console.error = error;
  });
  console.error = () => {
    throw new Error('no console');
  };
  const bad = () => {
    throw new Error('mine');
  };

  const unsubscribing = watch(
    {
      subscribe: (_, onEvent) => {
        queueMicrotask(() => onEvent(added(zone())));
        return bad;
      },
    },
    () => 'resolve',
  );
  await soon(unsubscribing);
  const telling = watch(source, undefined, { task: { setMessage: bad } });
  source.scripted.emit(added(zone({ status: conditions(condition('Ready', 'False', 'x', 'text')) })));
  const judged = waitForResource({ resourceType: TYPE, source, until: () => false, onStatus: bad });
  source.scripted.emit(modified(zone()));
  const signal = Object.assign(new EventTarget(), { aborted: false });
  const thrown = new Error('reason');
  Object.defineProperty(signal, 'reason', {
    get() {
      throw thrown;
    },
  });
  const aborted = watch(source, undefined, { signal });
  signal.dispatchEvent(new Event('abort'));
  assert.equal(await rejection(soon(aborted)), thrown);
  const clinging = Object.assign(new EventTarget(), { aborted: false, removeEventListener: bad });
  const cancelled = watch(source, undefined, { signal: clinging });
  cancelled.cancel('x');
  assert.equal((await rejection(soon(cancelled))).message, 'x');

  assert.equal(await hasSettled(telling), false);
  assert.equal(await hasSettled(judged), false);
  judged.cancel();
  source.scripted.emit(modified(zone({ generation: 9 })));
  await soon(bystander);
});

test('an async onStatus may reject, which is reported on the console', async () => {
  const unhandled = listenForUnhandled();
  const said = listenToConsole();
  const source = deafSource();
  const thrown = new Error('mine');
  const wait = waitForResource({
    resourceType: TYPE,
    source,
    until: () => true,
    async onStatus() {
      throw thrown;
    },
  });
  source.scripted.emit(added(zone()));
  await soon(wait);
  await sleep(5);
  assert.deepEqual([unhandled, said], [[], [thrown]]);
});

test('an onEvent that emits to its own wait without end has that wait rejected, not the page hung', async () => {
  const source = deafSource();
  const bystander = watch(source, ({ object }) => (object.metadata.generation === 9 ? 'resolve' : undefined));
  const wait = watch(source, () => {
    source.scripted.emit(added(zone()));
  });
  source.scripted.emit(added(zone()));
  assert.ok((await rejection(soon(wait))) instanceof RangeError);
  source.scripted.emit(added(zone({ generation: 9 })));
  await soon(bystander);
  assert.equal(source.scripted.subscriptions.length, 0);
});

test('many events that come while an answer is awaited, or in one turn, are no recursion', async () => {
  const source = deafSource();
  const gate = deferred();
  let count = 0;
  const wait = watch(source, () =>
    ++count === 1 ? gate.promise : count === 60_000 ? 'resolve' : 'continue',
  );
  for (let index = 0; index < 60_000; index += 1) source.scripted.emit(added(zone()));
  gate.resolve('continue');
  await soon(wait);
  let emitted = 0;
  const chained = watch(source, ({ object }) => {
    if (emitted++ < 5_000) source.scripted.emit(modified(zone({ generation: emitted })));
    return object.metadata.generation === 5_000 ? 'resolve' : 'continue';
  });
  source.scripted.emit(added(zone()));
  await soon(chained);
});

test('events that always come while an answer is awaited are no recursion either, and are all handled', async () => {
  const source = deafSource();
  let count = 0;
  const wait = watch(source, async () => {
    if (count === 0) source.scripted.emit(added(zone()));
    source.scripted.emit(modified(zone()));
    await null;
    return ++count === 12_000 ? 'resolve' : 'continue';
  });
  source.scripted.emit(added(zone()));
  await soon(wait);
});

for (const [where, recurse] of Object.entries({
  'subscribe starts': (start) => ({
    subscribe() {
      start();
      start();
      return () => {};
    },
  }),
  'subscribe emits and onEvent starts': (start) => ({
    subscribe(_, onEvent) {
      onEvent(added(zone()));
      return () => {};
    },
    onEvent: start,
  }),
  'a getter of the options starts': (start) => ({
    get subscribe() {
      start();
      return () => () => {};
    },
  }),
})) {
  test(`of waits that are started inside each other without end, where ${where} them, the innermost is rejected`, async () => {
    const bystander = deafSource();
    const other = watch(bystander, () => 'resolve');
    const caught = [];
    let count = 0;
    const source = recurse(() => {
      count += 1;
      watch(source, source.onEvent).catch((error) => {
        caught.push(error);
      });
    });
    const wait = watch(source, source.onEvent);
    wait.catch(() => {});
    await macrotask();
    assert.ok(count < 1_000, `${count} waits`);
    assert.ok(caught.length > 0 && caught.every((error) => error instanceof RangeError), String(caught[0]));
    bystander.scripted.emit(added(zone()));
    await soon(other);
  });
}
