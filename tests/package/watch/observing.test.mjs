// How a wait goes, for those who observe it: `onStream`, the task that it joined, and `inspect()`.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  TYPE,
  added,
  condition,
  conditions,
  deafSource,
  fakeTime,
  macrotask,
  makeQueue,
  modified,
  patch,
  ready,
  rejection,
  scriptedSource,
  soon,
  taskwatch,
  waitForResource,
  watch,
  zone,
} from './support.mjs';

const { waitForDnsZoneReady } = taskwatch;
const JOIN_TASK = Symbol.for('taskwatch.joinTask');
const refusal = (code) => ({ type: 'ERROR', object: { kind: 'Status', code, message: `said ${code}` } });

let time;
beforeEach(() => {
  time = fakeTime();
});

/** A task that keeps what its waits report. */
function task(hasTimeline = false) {
  const joined = { kind: undefined, pending: [], entries: [], ends: 0 };
  return {
    joined,
    [JOIN_TASK](pending, kind) {
      joined.kind = kind;
      joined.pending.push(pending);
      return {
        hasTimeline,
        update: (next) => joined.pending.push(next),
        note: (entry) => joined.entries.push(entry),
        end: () => {
          joined.ends += 1;
        },
      };
    },
  };
}

const last = ({ joined }) => joined.pending.at(-1);
const provisioning = (message, more) =>
  zone({
    status: conditions(
      condition('Accepted', 'True'),
      condition('Programmed', 'False', 'Provisioning', message),
    ),
    ...more,
  });

test('`onStream` is told when the stream changes, why, and when it is tried again', async () => {
  const source = deafSource();
  const told = [];
  const began = time.wall;
  watch(source, undefined, { onStream: (state) => told.push(state) });
  source.scripted.emit({ type: 'ERROR', object: { kind: 'Status', code: 503, message: 'busy' } });
  await time.advance(1_500);
  source.scripted.emit(refusal(403));
  await time.advance(10_000);
  assert.deepEqual(
    told.map(({ state, since }) => [state, since - began]),
    [
      ['open', 0],
      ['lost', 0],
      ['open', 1_000],
      ['refused', 1_500],
      ['open', told[3].retryAt - began],
    ],
  );
  assert.deepEqual(
    [told[1].retryAt - began, told[1].error.code, told[1].error.message],
    [1_000, 503, 'busy'],
  );
  assert.ok(told[3].retryAt >= began + 3_500 && told[3].error.code === 403);
  assert.ok(told.every((state) => Object.isFrozen(state)));
  assert.deepEqual(Object.keys(told[0]), ['state', 'since']);
});

test('what `subscribe` throws is the error of a lost stream, and what `onStream` throws is reported', async () => {
  const said = [];
  patch(console, 'error', (...values) => said.push(values));
  const thrown = new Error('no socket');
  const told = [];
  const source = {
    subscribe() {
      throw thrown;
    },
  };
  const wait = watch(source, undefined, {
    onStream: (state) => {
      told.push(state);
      throw new Error('mine');
    },
  });
  assert.deepEqual([told.length, told[0].state, told[0].error], [1, 'lost', thrown]);
  assert.deepEqual(
    said.map(([error]) => error.message),
    ['no socket', 'mine'],
  );
  wait.cancel();
  await rejection(wait);
});

test('an error that comes inside `subscribe` is the reason why there is no stream', async () => {
  for (const [code, state] of [
    [503, 'lost'],
    [403, 'refused'],
  ]) {
    const told = [];
    const source = {
      subscribe(_options, onEvent) {
        onEvent(refusal(code));
        return () => {};
      },
    };
    const wait = watch(source, undefined, { onStream: (stream) => told.push(stream) });
    assert.ok(told.length > 0);
    for (const { state: reported, error } of told) {
      assert.deepEqual([reported, error.code, error.message], [state, code, refusal(code).object.message]);
    }
    wait.cancel();
    await rejection(wait);
  }
});

test('a refusal that ends the wait is reported before it ends', async () => {
  const source = deafSource();
  const told = [];
  const wait = watch(source, undefined, { onStream: (state) => told.push(state.state) });
  source.scripted.emit(refusal(422));
  assert.deepEqual(told, ['open', 'refused']);
  assert.equal((await rejection(soon(wait))).code, 422);
});

test('`onStream` may end its wait', async () => {
  const source = deafSource();
  let wait;
  wait = watch(source, undefined, { onStream: ({ state }) => state === 'lost' && wait.cancel('enough') });
  source.scripted.fail({ message: 'closed' });
  assert.equal((await rejection(soon(wait))).message, 'enough');
  assert.equal(source.scripted.subscriptions.length, 0);
});

test('a wait joins the task that it is given, and shows what it waits for', async () => {
  const source = deafSource();
  const context = task();
  const began = time.wall;
  waitForDnsZoneReady('p', 'shop', { source, task: context }).catch(() => {});
  assert.equal(context.joined.kind, 'DnsZone');
  assert.deepEqual(context.joined.pending[0], {
    resourceType: TYPE,
    since: began,
    state: 'pending',
    reason: '',
    message: '',
    stream: 'lost',
    streamSince: began,
    name: 'shop',
    namespace: 'default',
  });
  assert.equal(last(context).stream, 'open');
  await time.advance(2_000);
  const status = {
    observedGeneration: 4,
    ...conditions(condition('Accepted', 'True'), condition('Programmed', 'False', 'Provisioning', 'soon')),
  };
  source.scripted.emit(added(zone({ name: 'shop', generation: 4, status })));
  const shown = last(context);
  assert.deepEqual(shown, {
    ...context.joined.pending[0],
    stream: 'open',
    reason: 'Provisioning',
    message: 'soon',
    condition: status.conditions[1],
    generation: 4,
    observedGeneration: 4,
    lastEventAt: began + 2_000,
  });
  assert.ok(context.joined.pending.every((pending) => Object.isFrozen(pending)));
  source.scripted.emit(modified(zone({ name: 'shop', generation: 5, status })));
  assert.match(last(context).message, /stale/);
  assert.deepEqual(
    [last(context).generation, last(context).observedGeneration, last(context).reason],
    [5, 4, ''],
  );
  source.scripted.emit(modified(zone({ name: 'shop', status: ready() })));
  assert.equal(context.joined.ends, 1);
});

test('it is replaced only when something changes; an event that changes nothing else counts once a second', async () => {
  const source = deafSource();
  const context = task();
  watch(source, undefined, { task: context });
  const say = (message) => source.scripted.emit(modified(provisioning(message)));
  say('one');
  const count = context.joined.pending.length;
  await time.advance(500);
  say('one');
  assert.equal(context.joined.pending.length, count);
  await time.advance(500);
  say('one');
  assert.equal(context.joined.pending.length, count + 1);
  say('two');
  assert.equal(context.joined.pending.length, count + 2);
  assert.equal(last(context).message, 'two');
});

test('without a verdict the condition that does not hold is what is waited for', () => {
  const source = deafSource();
  const context = task();
  watch(source, undefined, { task: context });
  const object = provisioning('waiting for name servers');
  source.scripted.emit(added(object));
  const { state, reason, message, condition: decides } = last(context);
  assert.deepEqual(
    [state, reason, message, decides],
    ['pending', 'Provisioning', 'waiting for name servers', object.status.conditions[1]],
  );
});

test('a kind that no definition knows has no other name, and a collection none at all', () => {
  const source = deafSource();
  const context = task();
  const wait = waitForResource({
    resourceType: 'apis/example.com/v1/widgets',
    source,
    task: context,
    match: () => true,
    until: () => false,
  });
  wait.catch(() => {});
  assert.equal(context.joined.kind, undefined);
  assert.equal('name' in last(context), false);
  wait.cancel();
  assert.equal(context.joined.ends, 1);
});

test('the stream of a wait is part of what it shows', async () => {
  const source = deafSource();
  const context = task();
  watch(source, undefined, { task: context });
  await time.advance(300);
  source.scripted.emit(refusal(401));
  assert.deepEqual([last(context).stream, last(context).streamSince], ['refused', time.wall]);
});

test('a task with a timeline gets an entry for each turn that a wait takes', async () => {
  const source = scriptedSource();
  source.set(zone({ name: 'shop' }));
  const context = task(true);
  const wait = waitForDnsZoneReady('p', 'shop', { source, task: context, timeout: 5_000 });
  const caught = rejection(wait);
  await macrotask();
  source.emit(modified(provisioning('soon', { name: 'shop' })));
  source.emit(modified(provisioning('soon', { name: 'shop' })));
  source.emit({ type: 'ERROR', object: { kind: 'Status', message: 'cut' } });
  await macrotask();
  await time.advance(1_000);
  await time.advance(4_000);
  const error = await soon(caught);
  const name = { wait: 'DnsZone shop' };
  const { entries } = context.joined;
  const [started, open, read, accepted, programmed, lost] = entries;
  assert.deepEqual(started, { kind: 'wait-started', ...name });
  assert.deepEqual(open, { kind: 'stream-open', ...name });
  assert.deepEqual(read, { kind: 'read', ...name });
  const none = { reason: '', message: '' };
  assert.deepEqual(accepted, { kind: 'condition', type: 'Accepted', status: 'True', ...none, ...name });
  assert.deepEqual(programmed, {
    kind: 'condition',
    type: 'Programmed',
    status: 'False',
    reason: 'Provisioning',
    message: 'soon',
    ...name,
  });
  assert.deepEqual(lost, { kind: 'stream-lost', error: 'cut', ...name });
  assert.deepEqual(new Set(entries.slice(6, -1).map(({ kind }) => kind)), new Set(['read', 'stream-open']));
  assert.deepEqual(entries.at(-1), { kind: 'wait-ended', error: error.message, ...name });
});

for (const [by, wait] of [
  ['a definition', (options) => waitForDnsZoneReady('p', 'zone', options)],
  ['an onEvent', (options) => watch(options.source, () => 'resolve', options)],
]) {
  test(`the condition that ends a wait, by ${by}, is in the timeline`, async () => {
    const source = scriptedSource();
    const context = task(true);
    const ready = wait({ source, task: context });
    await macrotask();
    source.emit(added(zone({ status: conditions(condition('Ready', 'True', 'Done', 'all served')) })));
    await soon(ready);
    const [changed, end] = context.joined.entries.slice(-2);
    assert.deepEqual([changed.kind, changed.type, changed.status], ['condition', 'Ready', 'True']);
    assert.equal(end.kind, 'wait-ended');
  });
}

test('a failed read is in the timeline with its error', async () => {
  const context = task(true);
  const read = async () => {
    throw new Error('the gateway is down');
  };
  watch(deafSource(), undefined, { task: context, read });
  await macrotask();
  assert.deepEqual(context.joined.entries.at(-1), {
    kind: 'read',
    error: 'the gateway is down',
    wait: 'DnsZone zone',
  });
});

test('a task without a timeline gets no entries, and one whose run has ended is not joined', async () => {
  const source = deafSource();
  const context = task();
  watch(source, undefined, { task: context });
  source.scripted.emit(added(provisioning('soon')));
  assert.deepEqual(context.joined.entries, []);
  let joins = 0;
  const ended = {
    [JOIN_TASK]() {
      joins += 1;
    },
  };
  const wait = watch(source, () => 'resolve', { task: ended });
  source.scripted.emit(added(zone()));
  await soon(wait);
  assert.equal(joins, 1);
});

test('`inspect()` has the waits of the page and the streams of clients', async () => {
  const queue = makeQueue();
  const before = queue.inspect().waits.length;
  const source = deafSource();
  const wait = watch(source);
  source.scripted.emit(added(provisioning('soon')));
  const { waits } = queue.inspect();
  assert.equal(waits.length, before + 1);
  const shown = waits.at(-1);
  assert.deepEqual(
    [shown.resourceType, shown.name, shown.message, shown.stream, shown.lastEventAt],
    [TYPE, 'zone', 'soon', 'open', time.wall],
  );
  assert.ok(Object.isFrozen(shown));
  wait.cancel();
  assert.equal(queue.inspect().waits.length, before);
});

test('stale status is in the fields and in the message of a timeout', async () => {
  for (const [status, observed] of [
    [{ observedGeneration: 2, ...ready() }, 2],
    [conditions(condition('Ready', 'True', '', '', { observedGeneration: '2' })), 2],
    [{ observedGeneration: 3, ...ready() }, undefined],
  ]) {
    const source = deafSource();
    const waits = [
      watch(source, undefined, { timeout: 1_000 }),
      waitForResource({
        resourceType: TYPE,
        name: 'zone',
        source,
        until: taskwatch.condition('Never'),
        timeout: 1_000,
      }),
    ];
    const errors = Promise.all(waits.map(rejection));
    source.scripted.emit(added(zone({ generation: 3, status })));
    await time.advance(1_000);
    for (const error of await soon(errors)) {
      assert.equal(error.name, 'TimeoutError');
      const expected = observed === undefined ? [undefined, undefined] : [3, observed];
      assert.deepEqual([error.generation, error.observedGeneration], expected);
      assert.equal('generation' in error, observed !== undefined);
      assert.equal(/generation 2, it is at 3/.test(error.message), observed !== undefined, error.message);
      assert.match(error.message, /DnsZone (default\/)?zone/);
    }
  }
});
