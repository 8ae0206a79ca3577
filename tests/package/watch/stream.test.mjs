// A stream that breaks, refuses or is opened again, under a clock and timers of the test's own.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  added,
  deafSource,
  fakeTime,
  hasSettled,
  macrotask,
  modified,
  patch,
  rejection,
  scriptedSource,
  soon,
  taskwatch,
  watch,
  zone,
} from './support.mjs';

let time;
beforeEach(() => {
  time = fakeTime();
});

const failure = (code) => ({
  type: 'ERROR',
  object: { kind: 'Status', status: 'Failure', code, reason: 'Because', message: `said ${code}` },
});

/** A source that records its subscriptions and their ends. */
function notedSource(subscribe = () => {}) {
  const began = time.wall;
  const notes = { subscribed: [], left: [], live: 0, emit: undefined };
  return Object.assign(notes, {
    subscribe(_options, onEvent) {
      notes.subscribed.push(time.wall - began);
      subscribe(onEvent, notes.subscribed.length);
      notes.emit = onEvent;
      notes.live += 1;
      assert.ok(notes.live <= 1, 'two subscriptions at once');
      let isOpen = true;
      return () => {
        if (isOpen) notes.live -= 1;
        isOpen = false;
        notes.left.push(time.wall - began);
      };
    },
  });
}

test('errors of the stream lead to a read and, a second later, to a new subscription', async () => {
  for (const code of [undefined, 404, 408, 410, 429, 500, 503, 599]) {
    const source = notedSource();
    let reads = 0;
    const wait = watch(source, ({ object }) => (object.metadata.generation === 2 ? 'resolve' : undefined), {
      read: async () => {
        reads += 1;
        return zone();
      },
    });
    await time.advance(20_000);
    const before = reads;
    source.emit(failure(code));
    assert.deepEqual([source.live, source.left.length], [0, 1], `${code}: left at once`);
    await macrotask();
    assert.equal(reads, before + 1, `${code}: read`);
    await time.advance(999);
    assert.equal(source.subscribed.length, 1, `${code}: not before a second`);
    await time.advance(1);
    assert.equal(source.subscribed.length, 2, `${code}: subscribed again`);
    source.emit(modified(zone({ generation: 2 })));
    await soon(wait);
    assert.equal(time.live, 0);
  }
});

test('subscriptions that keep failing come ever more rarely, at most 40 s apart', async () => {
  const source = notedSource();
  const again = source.subscribe;
  source.subscribe = (options, onEvent) => {
    const end = again(options, onEvent);
    queueMicrotask(() => onEvent(failure(500)));
    return end;
  };
  watch(source);
  await time.advance(300_000);
  const gaps = source.subscribed.slice(1).map((at, index) => at - source.subscribed[index]);
  assert.ok(gaps[0] >= 1_000 && gaps.every((gap) => gap >= 1_000 && gap <= 40_000), gaps.join());
  assert.ok(gaps.at(-1) > 20_000, gaps.join());
});

test('a throw from subscribe is no error of the wait: it reads and subscribes again', async () => {
  const source = notedSource((_, count) => {
    if (count < 3) throw new Error('no');
  });
  let reads = 0;
  const wait = watch(source, () => 'resolve', {
    read: async () => {
      reads += 1;
    },
  });
  await macrotask();
  assert.ok(reads >= 1);
  await time.advance(10_000);
  assert.equal(source.subscribed.length, 3);
  source.emit(added(zone()));
  await soon(wait);
});

test('an error inside subscribe has its subscription given back', async () => {
  const source = notedSource((onEvent, count) => {
    if (count === 1) onEvent(failure(410));
  });
  watch(source);
  assert.deepEqual([source.live, source.left.length], [0, 1]);
  await time.advance(1_000);
  assert.deepEqual([source.live, source.subscribed.length], [1, 2]);
});

test('an event of a closed subscription is ignored', async () => {
  const source = notedSource();
  let calls = 0;
  watch(source, () => {
    calls += 1;
  });
  const { emit } = source;
  emit(failure(500));
  emit(added(zone()));
  emit(failure(422));
  await macrotask();
  assert.equal(calls, 0);
});

test('other codes from 400 to 499 reject with a WatchError that has code, reason and message', async () => {
  for (const code of [400, 402, 405, 409, 422, 499]) {
    const source = notedSource();
    const wait = watch(source);
    source.emit(failure(code));
    const error = await rejection(soon(wait));
    assert.ok(error instanceof taskwatch.WatchError, String(code));
    assert.deepEqual([error.code, error.reason, error.message], [code, 'Because', `said ${code}`]);
    assert.equal(source.live, 0);
  }
});

test('401 and 403 of the stream reject only after forbiddenGrace without a success', async () => {
  for (const [code, forbiddenGrace, limit] of [
    [401, undefined, 30_000],
    [403, 5_000, 5_000],
  ]) {
    const source = notedSource();
    const again = source.subscribe;
    source.subscribe = (options, onEvent) => {
      queueMicrotask(() => onEvent(failure(code)));
      return again(options, onEvent);
    };
    const wait = watch(source, undefined, { forbiddenGrace });
    const caught = rejection(wait);
    await time.advance(limit - 1);
    assert.equal(await hasSettled(wait), false);
    await time.advance(1);
    const error = await soon(caught);
    assert.deepEqual([error.name, error.code, error.reason], ['WatchError', code, 'Because']);
  }
});

test('a grace of 0 has a refusal reject at once, one of Infinity never', async () => {
  const strict = notedSource();
  const wait = watch(strict, undefined, { forbiddenGrace: 0 });
  strict.emit(failure(403));
  assert.equal((await rejection(soon(wait))).code, 403);
  const patient = notedSource();
  const other = watch(patient, undefined, { forbiddenGrace: Infinity });
  for (let round = 0; round < 20; round += 1) {
    patient.emit(failure(403));
    await time.advance(60_000);
  }
  assert.equal(await hasSettled(other), false);
});

test('a success in between, of a read or of an event, restarts the grace', async () => {
  const source = notedSource();
  const wait = watch(source, undefined, { forbiddenGrace: 6_000 });
  for (let round = 0; round < 3; round += 1) {
    source.emit(failure(403));
    await time.advance(1_000 * 2 ** round * 1.25);
    if (source.live === 1) source.emit(added(zone()));
  }
  assert.equal(await hasSettled(wait), false);

  let isForbidden = false;
  const read = async () => {
    isForbidden = !isForbidden;
    if (isForbidden) throw Object.assign(new Error('x'), { code: 403 });
    return zone();
  };
  const other = watch(deafSource(), undefined, { forbiddenGrace: 5_000, read });
  await time.advance(120_000);
  assert.equal(await hasSettled(other), false);
});

test('the grace ends with the lack of permission, whatever else has failed since', async () => {
  const source = notedSource();
  const wait = watch(source, undefined, { forbiddenGrace: 30_000 });
  const caught = rejection(wait);
  source.emit(failure(403));
  for (const code of [408, 500, 429]) {
    await time.advance(5_000);
    source.emit(failure(code));
  }
  await time.advance(15_000);
  assert.deepEqual(await soon(caught.then(({ name, code }) => [name, code])), ['WatchError', 403]);

  let code = 403;
  const read = async () => {
    throw Object.assign(new Error('x'), { code });
  };
  const other = rejection(watch(deafSource(), undefined, { forbiddenGrace: 5_000, read }));
  await time.advance(4_000);
  code = 500;
  await time.advance(120_000);
  assert.deepEqual(await soon(other.then((error) => [error.name, error.code])), ['WatchError', 403]);

  const refused = notedSource();
  const last = rejection(watch(refused, undefined, { forbiddenGrace: 30_000 }));
  refused.emit(failure(403));
  await time.advance(5_000);
  refused.emit(failure(422));
  assert.equal((await soon(last)).code, 422, 'what ends the wait at once is what it ends with');
});

test("forbidden reads reject after the grace, with the server's message", async () => {
  const source = scriptedSource();
  source.failReads({ code: 403, reason: 'Forbidden', message: 'may not' });
  const wait = watch(source, undefined, { forbiddenGrace: 5_000 });
  const caught = rejection(wait);
  await macrotask();
  await time.advance(4_900);
  assert.equal(await hasSettled(wait), false);
  await time.advance(200);
  const error = await soon(caught);
  assert.deepEqual(
    [error.name, error.code, error.reason, error.message],
    ['WatchError', 403, 'Forbidden', 'may not'],
  );
});

test("permission that comes within the grace is none of the wait's errors", async () => {
  const source = scriptedSource();
  source.failReads(403);
  const wait = watch(source, () => 'resolve');
  await time.advance(20_000);
  source.set(zone());
  await time.advance(20_000);
  await soon(wait);
});

test('BOOKMARK and unknown events are not shown, nor are those without a type or an object', async () => {
  const source = notedSource();
  let calls = 0;
  const wait = watch(source, () => {
    calls += 1;
  });
  for (const event of [
    { type: 'BOOKMARK', object: zone() },
    { type: 'constructor', object: zone() },
    { type: 'toString', object: zone() },
    {},
    null,
    undefined,
    5,
    'x',
    { type: 'ADDED' },
    { type: 'ADDED', object: null },
    { type: Symbol('x'), object: zone() },
  ])
    source.emit(event);
  assert.equal(calls, 0);
  assert.equal(await hasSettled(wait), false);
});

test('an ERROR without an object, or with a code of another type, is a closed stream', async () => {
  for (const object of [
    undefined,
    null,
    {},
    'x',
    { code: 'abc' },
    { code: NaN },
    { code: -5 },
    { code: {} },
  ]) {
    const source = notedSource();
    const wait = watch(source);
    source.emit({ type: 'ERROR', object });
    assert.equal(source.live, 0);
    await time.advance(1_000);
    assert.equal(source.live, 1);
    assert.equal(await hasSettled(wait), false);
    wait.cancel();
  }
});

test('what `subscribe` throws is said once for each source, and is the cause of a timeout', async () => {
  const said = [];
  patch(console, 'error', (...values) => said.push(values));
  class Manager {
    #streams = new Set();
    subscribe() {
      return this.#streams.size;
    }
  }
  const { subscribe } = new Manager();
  const source = { subscribe, read: async () => zone() };
  const waits = [
    watch(source, undefined, { timeout: 20_000 }),
    watch(source, undefined, { timeout: 20_000 }),
  ];
  const errors = Promise.all(waits.map(rejection));
  await time.advance(20_000);
  for (const error of await soon(errors)) {
    assert.equal(error.name, 'TimeoutError');
    assert.ok(error.cause instanceof TypeError, String(error.cause));
    assert.match(error.message, /the stream was broken; the last problem was: .*#streams/);
  }
  assert.equal(said.length, 1);
  assert.ok(said[0][0] instanceof TypeError);
  watch({ subscribe });
  assert.equal(said.length, 2);
});

test('a source whose `subscribe` gives no function to unsubscribe is reported once', async () => {
  const said = [];
  patch(console, 'error', (...values) => said.push(values));
  const scripted = scriptedSource();
  for (const returned of [undefined, Promise.resolve(() => {}), { unsubscribe() {} }]) {
    const source = {
      subscribe: (options, onEvent) => {
        scripted.subscribe(options, onEvent);
        return returned;
      },
    };
    for (const generation of [1, 2]) {
      const wait = watch(source, () => 'resolve');
      scripted.emit(added(zone({ generation })));
      await soon(wait);
    }
  }
  assert.deepEqual(
    said.map(([error]) => [error.name, error.message]),
    ['undefined', 'an object', 'an object'].map((what) => [
      'TypeError',
      `Expected \`subscribe()\` to be a function that unsubscribes, got ${what}`,
    ]),
  );
});

/** The answer to the event took the place of the refusal, and neither ended the wait. */
test('a wait that is refused ends, though its `onStream` has the source emit what would resolve it', async () => {
  const source = deafSource();
  const onStream = ({ state }) => {
    if (state === 'refused') source.scripted.emit(added(zone()));
  };
  const wait = watch(source, () => 'resolve', { onStream });
  source.scripted.fail(400);
  assert.equal((await rejection(soon(wait))).name, 'WatchError');
  assert.equal(source.scripted.subscriptions.length, 0);
});
