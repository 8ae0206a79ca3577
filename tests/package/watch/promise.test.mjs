// What `waitForWatch` returns, and each way in which it settles.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  added,
  condition,
  conditions,
  deafSource,
  deleted,
  hasSettled,
  listenForUnhandled,
  macrotask,
  modified,
  rejection,
  scriptedSource,
  setWatchSource,
  sleep,
  soon,
  afterTest,
  taskwatch,
  watch,
  waitForWatch,
  zone,
  TYPE,
} from './support.mjs';

test('a wait is a real promise that can be awaited and taken apart', async () => {
  const source = scriptedSource();
  const wait = watch(source, () => 'resolve');
  assert.ok(wait instanceof Promise);
  assert.equal(wait.promise, wait);
  const { promise, cancel } = watch(source, () => 'resolve');
  const object = zone();
  source.emit(added(object));
  assert.equal(await soon(wait), object);
  assert.equal(await soon(promise), object);
  assert.equal(cancel(), undefined);
});

test("the answers 'continue' and undefined go on, 'resolve' gives the very object", async () => {
  const source = deafSource();
  const answers = ['continue', undefined, 'resolve'];
  const wait = watch(source, () => answers.shift());
  for (const phase of ['a', 'b']) source.scripted.emit(modified(zone({ phase })));
  assert.equal(await hasSettled(wait), false);
  const last = zone();
  source.scripted.emit(modified(last));
  assert.equal(await soon(wait), last);
});

test("the answer 'reject' is a WatchError with the code rejected", async () => {
  const source = scriptedSource();
  const wait = watch(source, () => 'reject');
  source.emit(added(zone()));
  const error = await rejection(soon(wait));
  assert.ok(error instanceof taskwatch.WatchError);
  assert.equal(error.name, 'WatchError');
  assert.equal(error.code, 'rejected');
});

test('{ resolve } and { reject } carry any value, falsy ones too', async () => {
  for (const value of [0, '', null, undefined, false, 'resolve', Symbol.iterator]) {
    const source = scriptedSource();
    const wait = watch(source, () => ({ resolve: value }));
    source.emit(added(zone()));
    assert.equal(await soon(wait), value);
    const failing = watch(source, () => ({ reject: value }));
    source.emit(added(zone()));
    assert.equal(await rejection(soon(failing)), value);
  }
});

test('any other answer rejects with a TypeError that names it', async () => {
  for (const answer of [
    true,
    false,
    null,
    0,
    'done',
    {},
    [],
    () => {},
    Symbol('x'),
    10n,
    Promise.resolve('done'),
  ]) {
    const source = scriptedSource();
    const wait = watch(source, () => answer);
    source.emit(added(zone()));
    const error = await rejection(soon(wait));
    assert.ok(error instanceof TypeError, String(error));
    assert.match(error.message, /onEvent/);
  }
});

test('what onEvent throws rejects that wait alone and never reaches the source', async () => {
  const source = scriptedSource();
  const thrown = new Error('mine');
  const bad = watch(source, () => {
    throw thrown;
  });
  const good = watch(source, () => 'resolve');
  source.emit(added(zone()));
  assert.equal(await rejection(soon(bad)), thrown);
  await soon(good);
});

test('cancel rejects with an AbortError: a string is its message, anything else its cause', async () => {
  for (const reason of ['not wanted', '']) {
    const wait = watch(scriptedSource());
    wait.cancel(reason);
    const error = await rejection(soon(wait));
    assert.equal(error.name, 'AbortError');
    assert.equal(error.message, reason);
    assert.equal(error.cause, undefined);
  }
  for (const reason of [new Error('why'), 7, null, { why: 1 }, Symbol.iterator]) {
    const wait = watch(scriptedSource());
    wait.cancel(reason);
    const error = await rejection(soon(wait));
    assert.ok(error instanceof taskwatch.AbortError);
    assert.equal(error.cause, reason);
  }
  const wait = watch(scriptedSource());
  wait.cancel();
  assert.equal('cause' in (await rejection(soon(wait))), false);
});

test('only the first ending counts', async () => {
  const source = scriptedSource();
  const wait = watch(source, () => ({ resolve: 1 }));
  source.emit(added(zone()));
  wait.cancel('late');
  source.emit(added(zone()));
  assert.equal(await soon(wait), 1);
  const other = watch(source, () => ({ resolve: 1 }));
  other.cancel('first');
  other.cancel('second');
  source.emit(added(zone()));
  assert.equal((await rejection(soon(other))).message, 'first');
});

test('an abort rejects with the reason of the signal, whatever it is', async () => {
  for (const reason of [new Error('mine'), 'text', 0, null]) {
    const controller = new AbortController();
    const wait = watch(scriptedSource(), undefined, { signal: controller.signal });
    controller.abort(reason);
    assert.equal(await rejection(soon(wait)), reason);
    const late = watch(scriptedSource(), undefined, { signal: AbortSignal.abort(reason) });
    assert.equal(await rejection(soon(late)), reason);
  }
});

test('an aborted signal keeps the wait from subscribing and reading', async () => {
  const source = scriptedSource();
  await rejection(watch(source, undefined, { signal: AbortSignal.abort() }));
  await macrotask();
  assert.deepEqual([source.subscriptions.length, source.reads], [0, 0]);
});

test('the deletion of its object rejects with a ResourceDeletedError', async () => {
  const source = scriptedSource();
  const wait = watch(source);
  source.emit(added(zone()));
  source.emit(deleted(zone()));
  const error = await rejection(soon(wait));
  assert.ok(error instanceof taskwatch.ResourceDeletedError);
  assert.match(error.message, /zone/);
});

test('a timeout tells in fields and in its message what was seen', async () => {
  const source = deafSource();
  const wait = watch(source, undefined, { timeout: 60 });
  const seen = [condition('Accepted', 'False', 'Quota', 'no quota left')];
  source.scripted.emit(added(zone({ status: conditions(...seen) })));
  await sleep(10);
  const error = await rejection(soon(wait));
  assert.ok(error instanceof taskwatch.TimeoutError);
  assert.deepEqual(error.conditions, seen);
  assert.equal(error.appeared, true);
  assert.ok(error.sinceLastEvent >= 30 && error.sinceLastEvent < 300, String(error.sinceLastEvent));
  for (const said of [
    'timeout',
    '60 ms',
    'Accepted',
    'False',
    'Quota',
    'no quota left',
    `${Math.round(error.sinceLastEvent)} ms`,
  ]) {
    assert.ok(error.message.includes(said), `${said} in ${error.message}`);
  }
});

test('a timeout of a wait that saw nothing says so', async () => {
  const error = await rejection(soon(watch(deafSource(), undefined, { timeout: 20 })));
  assert.deepEqual(error.conditions, []);
  assert.equal(error.appeared, false);
  assert.equal('sinceLastEvent' in error, false);
  assert.match(error.message, /never appeared/);
  assert.match(error.message, /no event/);
});

test('0, less, null, Infinity and undefined are no timeout', async () => {
  for (const timeout of [0, -1, -Infinity, null, Infinity, undefined]) {
    const wait = watch(deafSource(), undefined, { timeout });
    await sleep(5);
    assert.equal(await hasSettled(wait), false, String(timeout));
  }
});

test('a cancelled or aborted wait that nobody awaits raises nothing', async () => {
  const unhandled = listenForUnhandled();
  const controller = new AbortController();
  waitForWatch({ resourceType: TYPE, source: scriptedSource(), onEvent() {} }).cancel(new Error('mine'));
  waitForWatch({ resourceType: TYPE, source: scriptedSource(), onEvent() {}, signal: controller.signal });
  controller.abort(new Error('mine'));
  waitForWatch({
    resourceType: TYPE,
    source: scriptedSource(),
    onEvent() {},
    signal: AbortSignal.abort(new Error('x')),
  });
  await sleep(5);
  assert.deepEqual(unhandled, []);
});

test('a failure that nobody awaits is reported as usual', async () => {
  const unhandled = listenForUnhandled();
  const source = scriptedSource();
  const thrown = new Error('mine');
  waitForWatch({
    resourceType: TYPE,
    source,
    onEvent() {
      throw thrown;
    },
  });
  source.emit(added(zone()));
  await sleep(5);
  assert.deepEqual(unhandled, [thrown]);
});

test('without a source a wait rejects and names setWatchSource', async () => {
  const error = await rejection(waitForWatch({ resourceType: TYPE, onEvent() {} }));
  assert.match(error.message, /setWatchSource/);
});

test('setWatchSource gives later waits their source, takes it back, and refuses what is none', async () => {
  afterTest(() => setWatchSource(undefined));
  const [first, second] = [scriptedSource(), scriptedSource()];
  const start = () => watch(undefined);
  setWatchSource(first);
  start();
  setWatchSource(second);
  start();
  assert.deepEqual([first.subscriptions.length, second.subscriptions.length], [1, 1]);
  for (const wrong of [{}, 5, 'x', true, { subscribe: 1 }, [], () => {}]) {
    assert.throws(
      () => setWatchSource(wrong),
      (error) => error instanceof TypeError && /subscribe/.test(error.message),
    );
  }
  watch(first);
  assert.deepEqual([first.subscriptions.length, second.subscriptions.length], [2, 1]);
  for (const nothing of [null, undefined]) {
    setWatchSource(second);
    setWatchSource(nothing);
    assert.match((await rejection(start())).message, /setWatchSource/);
  }
});

test('a source may be a function that has subscribe, or a class instance', async () => {
  afterTest(() => setWatchSource(undefined));
  const scripted = scriptedSource();
  setWatchSource(Object.assign(() => {}, { subscribe: (...given) => scripted.subscribe(...given) }));
  const wait = watch(undefined, () => 'resolve');
  assert.equal(scripted.subscriptions.length, 1);
  scripted.emit(added(zone()));
  await soon(wait);
});
