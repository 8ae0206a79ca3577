// Wrong options reject with a TypeError that names the field; nothing is thrown and nothing is subscribed to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  TYPE,
  countListeners,
  hasSettled,
  macrotask,
  rejection,
  scriptedSource,
  soon,
  taskwatch,
  waitForResource,
  waitForWatch,
  watch,
} from './support.mjs';

const WRONG = {
  resourceType: [undefined, null, '', 5, {}, [], Symbol('x')],
  orgId: [5, null, {}, true],
  projectId: [5, null, {}, true],
  namespace: [5, {}, false],
  name: [5, null, {}, []],
  labelSelector: [5, null, {}],
  fieldSelector: [5, null, {}],
  userScoped: ['yes', 1, null],
  onEvent: [undefined, null, 'x', {}, 5],
  read: [null, 'x', {}, 5],
  initial: ['x', 5, true, () => {}],
  task: [null, 'x', 5, () => {}],
  signal: [null, {}, 'x', 5, { aborted: true }, new AbortController()],
  source: [null, {}, 'x', 5, { subscribe: true }, () => {}],
  timeout: ['5', {}, NaN, true, 5n],
  onDeleted: [null, '', 'ignore', 5, {}],
  forbiddenGrace: [null, '5', NaN, -1, {}],
  onStream: [null, 'x', {}, 5],
  explain: [null, 'yes', 1, {}],
};

for (const [field, values] of Object.entries(WRONG)) {
  test(`a wrong \`${field}\` rejects with a TypeError that names it and says what came`, async () => {
    for (const value of values) {
      const source = scriptedSource();
      const signal = new AbortController().signal;
      const listeners = countListeners(signal);
      const promise = waitForWatch({
        resourceType: TYPE,
        name: 'zone',
        onEvent() {},
        source,
        signal,
        [field]: value,
      });
      assert.ok(promise instanceof Promise);
      const error = await rejection(soon(promise));
      assert.ok(error instanceof TypeError, `${field} ${String(value)}: ${error}`);
      assert.ok(error.message.includes(`\`${field}\``), error.message);
      assert.match(error.message, /Expected .* got /);
      await macrotask();
      assert.deepEqual([source.subscriptions.length, source.reads, listeners.length], [0, 0, 0]);
    }
  });
}

test('options that are no object reject, and so does a wait without any', async () => {
  for (const options of [undefined, null, 5, 'x', () => {}, Symbol('x'), 5n]) {
    for (const start of [waitForWatch, waitForResource]) {
      const error = await rejection(soon(start(options)));
      assert.ok(error instanceof TypeError, String(error));
      assert.match(error.message, /options/);
    }
  }
});

test('undefined is absent for every option but the two that are required', async () => {
  const nothing = Object.fromEntries(Object.keys(WRONG).map((field) => [field, undefined]));
  const source = scriptedSource();
  const wait = watch(source, undefined, { ...nothing, resourceType: TYPE, onEvent() {}, source });
  assert.equal(await hasSettled(wait), false);
  assert.deepEqual(source.subscriptions, [{ resourceType: TYPE }]);
});

test('namespace: null and initial: null are no mistakes', async () => {
  const source = scriptedSource();
  const wait = watch(source, undefined, { namespace: null, initial: null });
  assert.equal(await hasSettled(wait), false);
  assert.equal(source.subscriptions[0].namespace, '');
});

test('a wrong option is reported even if a signal has aborted already or there is no source', async () => {
  const error = await rejection(
    waitForWatch({ resourceType: TYPE, onEvent: 5, signal: AbortSignal.abort() }),
  );
  assert.ok(error instanceof TypeError);
  assert.match(error.message, /onEvent/);
});

test('options are read once, before the wait begins, and may be changed afterwards', async () => {
  const reads = {};
  const source = scriptedSource();
  const options = { resourceType: TYPE, name: 'zone', source, onEvent() {}, timeout: 5_000 };
  const counted = new Proxy(options, {
    get(target, key) {
      reads[key] = (reads[key] ?? 0) + 1;
      return target[key];
    },
  });
  const wait = waitForWatch(counted);
  assert.ok(
    Object.values(reads).every((count) => count === 1),
    JSON.stringify(reads),
  );
  options.name = 'other';
  assert.equal(source.subscriptions[0].name, 'zone');
  wait.cancel();
  await rejection(wait);
});

test('a getter of the options that throws rejects with what it threw', async () => {
  for (const field of ['resourceType', 'name', 'onEvent', 'signal', 'task', 'source', 'initial', 'timeout']) {
    const thrown = new Error(field);
    const options = { resourceType: TYPE, onEvent() {}, source: scriptedSource() };
    Object.defineProperty(options, field, {
      get() {
        throw thrown;
      },
    });
    const error = await rejection(soon(waitForWatch(options)));
    assert.ok(error === thrown || error.cause === thrown, String(error));
  }
});

test('a signal that a getter of the options aborts ends the wait', async () => {
  const controller = new AbortController();
  const listeners = countListeners(controller.signal);
  const source = scriptedSource();
  const wait = waitForWatch({
    resourceType: TYPE,
    onEvent() {},
    signal: controller.signal,
    get source() {
      controller.abort('late');
      return source;
    },
  });
  assert.equal(await rejection(soon(wait)), 'late');
  assert.deepEqual([source.subscriptions.length, listeners.length], [0, 0]);
});

test('waitForResource names its own wrong options', async () => {
  const wrong = {
    until: [undefined, null, 5, 'Ready'],
    failWhen: [null, 5],
    match: [null, {}],
    adapt: [null, 'x'],
    onStatus: [null, 5],
    minGeneration: [null, 'x', {}, NaN],
    failureGrace: [null, '5', -1, NaN],
    resourceType: [undefined, ''],
    timeout: ['5'],
    signal: [{}],
    onDeleted: ['x'],
  };
  for (const [field, values] of Object.entries(wrong)) {
    for (const value of values) {
      const source = scriptedSource();
      const error = await rejection(
        soon(
          waitForResource({ resourceType: TYPE, name: 'zone', source, until: () => true, [field]: value }),
        ),
      );
      assert.ok(error instanceof TypeError, `${field} ${String(value)}: ${error}`);
      assert.ok(error.message.includes(field), error.message);
      assert.equal(source.subscriptions.length, 0);
    }
  }
});

test('the waiters of resources name wrong arguments and options', async () => {
  const { waitForProjectReady, waitForDnsZoneReady } = taskwatch;
  for (const wrong of [undefined, null, '', 5, {}]) {
    assert.match((await rejection(waitForProjectReady(wrong, 'p'))).message, /orgId/);
    assert.match((await rejection(waitForDnsZoneReady(wrong, 'z'))).message, /projectId/);
    for (const start of [waitForProjectReady, waitForDnsZoneReady]) {
      const error = await rejection(start('scope', wrong));
      assert.ok(error instanceof TypeError);
      assert.match(error.message, /name/);
    }
  }
  for (const options of [5, 'x', []]) {
    assert.match((await rejection(waitForProjectReady('o', 'p', options))).message, /options/);
  }
  for (const [field, value] of [
    ['timeout', 'x'],
    ['read', 5],
    ['onStatus', 5],
    ['adapt', 5],
    ['minGeneration', 'x'],
    ['failureGrace', -1],
    ['source', {}],
  ]) {
    const error = await rejection(
      waitForProjectReady('o', 'p', { source: scriptedSource(), [field]: value }),
    );
    assert.ok(error instanceof TypeError, field);
    assert.ok(error.message.includes(field), error.message);
  }
});
