// What a queue shows of what happens inside a task: the waits that have joined it, its timeline, and measures.
import {
  afterTest,
  deferred,
  fakeTime,
  hang,
  listenToConsole,
  macrotask,
  makeQueue,
  makeStore,
  only,
  patch,
  running,
  soon,
} from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const { TaskQueue } = await import('taskwatch');
const JOIN_TASK = Symbol.for('taskwatch.joinTask');

const pending = (name, more) =>
  Object.freeze({
    resourceType: 'apis/dns.networking.miloapis.com/v1alpha1/dnszones',
    name,
    namespace: 'default',
    since: 1,
    state: 'pending',
    reason: 'Provisioning',
    message: 'waiting for name servers',
    condition: { type: 'Programmed', status: 'False', reason: 'Provisioning' },
    stream: 'open',
    streamSince: 1,
    ...more,
  });

/** Starts a task that hangs; its context, and the rest. */
function start(config, options) {
  const started = running(config, options);
  return { ...started, id: started.handle.id };
}

const kinds = (queue, id) => queue.timeline(id).map(({ kind }) => kind);
const withoutTimes = (queue, id) => queue.timeline(id).map(({ at, ...entry }) => entry);

describe('the waits of a task', () => {
  it('are in its view while they last, frozen, in the order in which they began, and notify listeners', async () => {
    const { queue, ctx, id } = start();
    let told = 0;
    queue.subscribe(() => told++);
    assert.equal(queue.getTask(id).waits, undefined);
    const [shop, blog] = [pending('shop'), pending('blog')];
    const first = ctx[JOIN_TASK](shop, 'DnsZone');
    const second = ctx[JOIN_TASK](blog, 'DnsZone');
    const view = queue.getTask(id);
    assert.deepEqual(view.waits, [shop, blog]);
    assert.ok(Object.isFrozen(view.waits) && view.waits[0] === shop);
    assert.equal(queue.getTask(id), view);
    await macrotask();
    assert.equal(told, 1);
    const lost = pending('shop', { stream: 'lost' });
    first.update(lost);
    assert.deepEqual(queue.getTask(id).waits, [lost, blog]);
    assert.deepEqual(view.waits, [shop, blog]);
    first.end();
    first.end();
    first.update(shop);
    assert.deepEqual(queue.getTask(id).waits, [blog]);
    second.end();
    assert.equal(queue.getTask(id).waits, undefined);
    await macrotask();
    assert.equal(told, 2);
  });

  it('of its items are there too', () => {
    const queue = makeQueue();
    queue.enqueue({
      title: 'b',
      items: ['x', 'y'],
      itemConcurrency: 2,
      processItem: (item, ctx) => {
        ctx[JOIN_TASK](pending(item));
        return hang();
      },
    });
    assert.deepEqual(
      only(queue).waits.map(({ name }) => name),
      ['x', 'y'],
    );
  });

  it('go with its run, and none joins one that has ended', async () => {
    const storage = makeStore();
    const { queue, ctx, handle, id } = start({ cancelGrace: 0, storage });
    const link = ctx[JOIN_TASK](pending('shop'));
    handle.cancel();
    assert.equal((await soon(handle.promise)).status, 'cancelled');
    assert.equal(queue.getTask(id).waits, undefined);
    link.update(pending('shop'));
    link.note({ kind: 'read', wait: 'x' });
    link.end();
    assert.equal(ctx[JOIN_TASK](pending('late')), undefined);
    assert.equal(queue.getTask(id).waits, undefined);
    assert.ok(storage.writes.every(([, view]) => !('waits' in view)));
  });

  it('are in the error of its timeout, and in its message', async () => {
    const time = fakeTime();
    const { queue, ctx, handle } = start({ timeline: 9 }, { timeout: 50 });
    const shop = pending('shop');
    ctx[JOIN_TASK](shop, 'DnsZone');
    const ended = ctx[JOIN_TASK](pending('gone'), 'DnsZone');
    ended.end();
    await time.advance(50);
    const { error, failedItems } = await soon(handle.promise);
    const text =
      'timeout after 50 ms: DnsZone shop: Programmed=False (Provisioning): waiting for name servers';
    assert.deepEqual([error.name, error.message, failedItems], ['TimeoutError', text, [{ message: text }]]);
    assert.deepEqual(error.waits, [shop]);
    assert.equal(ctx.signal.reason, error);
    assert.deepEqual(withoutTimes(queue, handle.id).slice(-3), [
      { kind: 'deadline', error: text },
      { kind: 'wait-ended', error: text, wait: 'DnsZone shop' },
      { kind: 'ended', status: 'failed', error: text },
    ]);
  });

  it('are none of a timeout without any, and the first five of many are named', async () => {
    const time = fakeTime();
    const plain = start(undefined, { timeout: 50 });
    const many = start(undefined, { timeout: 50 });
    for (let at = 0; at < 7; at++)
      many.ctx[JOIN_TASK](pending(`z${at}`, { condition: undefined, reason: '', message: '' }));
    await time.advance(50);
    const { error } = await soon(plain.handle.promise);
    assert.deepEqual([error.message, error.waits], ['timeout after 50 ms', []]);
    const more = (await soon(many.handle.promise)).error;
    assert.match(more.message, /^timeout after 50 ms: .* z0; .* z4; and 2 more$/);
    assert.equal(more.waits.length, 7);
  });
});

describe('a timeline', () => {
  it('is not kept unless it is asked for, and is empty then and for an unknown id', () => {
    const { queue, id } = start();
    assert.deepEqual([queue.timeline(id), queue.timeline('unknown')], [[], []]);
    assert.equal(queue.timeline(id), queue.timeline('unknown'));
    assert.ok(Object.isFrozen(queue.timeline(id)));
  });

  it('tells of attempts, failures, messages and the end, with times that never go back', async () => {
    const time = fakeTime();
    const queue = makeQueue({ timeline: 50 });
    const { id, promise } = queue.enqueue({
      title: 'a',
      retry: { attempts: 2, minDelay: 10, jitter: 0 },
      processor: (ctx) => {
        ctx.setMessage(`attempt ${ctx.attempt}`);
        time.wall -= 100;
        if (ctx.attempt === 1) throw new Error('no');
      },
    });
    await time.advance(10);
    await soon(promise);
    assert.deepEqual(withoutTimes(queue, id), [
      { kind: 'queued' },
      { kind: 'started' },
      { kind: 'attempt', attempt: 1 },
      { kind: 'message', message: 'attempt 1' },
      { kind: 'retrying', error: 'no' },
      { kind: 'attempt', attempt: 2 },
      { kind: 'message', message: 'attempt 2' },
      { kind: 'ended', status: 'completed' },
    ]);
    const times = queue.timeline(id).map(({ at }) => at);
    assert.ok(times.every((at, index) => index === 0 || at >= times[index - 1]));
  });

  it('tells of failed items by their ids, of a cancel with its reason, and of a retry', async () => {
    const queue = makeQueue({ timeline: 50, cancelGrace: 0 });
    const handle = queue.enqueue({
      title: 'b',
      items: [1, 2],
      processItem: (item) => {
        if (item === 1) throw new Error('quota exceeded');
        return hang();
      },
    });
    await macrotask();
    handle.cancel('enough');
    await soon(handle.promise);
    queue.retry(handle.id);
    assert.deepEqual(withoutTimes(queue, handle.id), [
      { kind: 'queued' },
      { kind: 'started' },
      { kind: 'attempt', attempt: 1 },
      { kind: 'item-failed', item: '1', message: 'quota exceeded' },
      { kind: 'cancelled', reason: 'enough' },
      { kind: 'ended', status: 'cancelled' },
      { kind: 'queued' },
      { kind: 'started' },
      { kind: 'attempt', attempt: 1 },
    ]);
  });

  it('names the item of a step', async () => {
    const queue = makeQueue({ timeline: 50 });
    const handle = queue.enqueue({
      title: 'c',
      items: [{ id: 'x' }, { id: 'y' }],
      itemConcurrency: 2,
      processItem: ({ id }, { step }) =>
        step('create', () => {
          if (id === 'y') throw new Error('quota exceeded');
        }),
    });
    await soon(handle.promise);
    assert.deepEqual(
      withoutTimes(queue, handle.id).filter(({ kind }) => kind.startsWith('step')),
      [
        { kind: 'step-started', step: 'create', item: 'x' },
        { kind: 'step-started', step: 'create', item: 'y' },
        { kind: 'step-ended', step: 'create', item: 'y', error: 'quota exceeded' },
        { kind: 'step-ended', step: 'create', item: 'x' },
      ],
    );
  });

  it('tells of the beginning and the end of a sleep, and of a result that cannot be kept', async () => {
    const time = fakeTime();
    const queue = makeQueue({ timeline: 50 });
    const { id, promise } = queue.enqueue({
      title: 'c',
      processor: async ({ sleep: pause, step }) => {
        await pause('rest', 1_000);
        await step('look', () => 1n);
      },
    });
    const steps = () => queue.timeline(id).filter(({ kind }) => kind.startsWith('step'));
    await time.advance(999);
    assert.deepEqual(
      steps().map(({ kind, step }) => [kind, step]),
      [['step-started', 'rest']],
    );
    await time.advance(1);
    await soon(promise);
    const [begin, end, look, ended, ...others] = steps();
    assert.deepEqual([end.kind, end.step, end.at - begin.at], ['step-ended', 'rest', 1_000]);
    assert.deepEqual([look.step, ended.kind, others.length], ['look', 'step-ended', 0]);
    assert.match(ended.error, /a BigInt/);
  });

  it('tells of a deadline that was put off after a suspension', async () => {
    const time = fakeTime();
    const { queue, id } = start({ timeline: 5 }, { timeout: 1000 });
    await time.suspend(100_000);
    assert.equal(kinds(queue, id).at(-1), 'prolonged');
    await time.advance(15_000);
    assert.deepEqual(kinds(queue, id).slice(-2), ['deadline', 'ended']);
  });

  it('tells of the end of the waits that a deadline, or a cancel without grace, ends with the run', async () => {
    const time = fakeTime();
    const noteLate = (ctx) => {
      const [link, over] = ['shop', 'over'].map((name) => ctx[JOIN_TASK](pending(name), 'DnsZone'));
      over.end();
      ctx.signal.addEventListener('abort', () => link.note({ kind: 'wait-ended', wait: 'DnsZone shop' }));
    };
    const late = start({ timeline: 9 }, { timeout: 1000 });
    noteLate(late.ctx);
    await time.advance(1000);
    const [deadline, end, last] = withoutTimes(late.queue, late.id).slice(3);
    assert.match(deadline.error, /^timeout after/);
    assert.deepEqual(end, { kind: 'wait-ended', wait: 'DnsZone shop', error: deadline.error });
    assert.equal(last.kind, 'ended');

    const cancelled = start({ timeline: 9, cancelGrace: 0 });
    noteLate(cancelled.ctx);
    cancelled.handle.cancel('enough');
    assert.deepEqual(withoutTimes(cancelled.queue, cancelled.id).slice(3), [
      { kind: 'cancelled', reason: 'enough' },
      { kind: 'wait-ended', wait: 'DnsZone shop', error: 'enough' },
      { kind: 'ended', status: 'cancelled' },
    ]);
  });

  it('keeps the newest entries, is the same list until it grows, and counts equal neighbours', async () => {
    const { queue, ctx, id } = start({ timeline: 3 });
    let told = 0;
    queue.subscribe(() => told++);
    const link = ctx[JOIN_TASK](pending('shop'));
    assert.equal(link.hasTimeline, true);
    await macrotask();
    const view = queue.getTask(id);
    const before = queue.timeline(id);
    assert.equal(queue.timeline(id), before);
    for (let at = 0; at < 3; at++) link.note({ kind: 'read', wait: 'DnsZone shop' });
    assert.deepEqual(
      before.map(({ kind }) => kind),
      ['queued', 'started', 'attempt'],
    );
    assert.deepEqual(withoutTimes(queue, id).at(-1), { kind: 'read', wait: 'DnsZone shop', count: 3 });
    assert.equal(queue.timeline(id).length, 3);
    assert.ok(queue.timeline(id).every(Object.isFrozen) && Object.isFrozen(queue.timeline(id)));
    await macrotask();
    assert.equal(told, 2);
    assert.equal(queue.getTask(id), view);
    for (let at = 0; at < 20; at++) ctx.setMessage(String(at));
    assert.deepEqual(
      queue.timeline(id).map(({ message }) => message),
      ['17', '18', '19'],
    );
    for (let at = 0; at < 3; at++) ctx.setMessage('again');
    assert.deepEqual(withoutTimes(queue, id).at(-1), { kind: 'message', message: 'again', count: 3 });
    queue.dispose();
    assert.equal(kinds(queue, id).at(-1), 'ended');
  });

  it('refuses a number of entries that is none', () => {
    for (const timeline of [-1, 1.5, '3', null])
      assert.throws(
        () => new TaskQueue({ timeline }),
        /^TypeError: Expected `timeline` to be a whole number from 0/,
      );
    assert.throws(() => new TaskQueue({ measure: 'yes' }), /`measure` to be a boolean/);
  });
});

describe('measures', () => {
  const listen = () => {
    const found = [];
    const observer = new PerformanceObserver((list) => found.push(...list.getEntries()));
    observer.observe({ entryTypes: ['mark', 'measure'] });
    afterTest(() => observer.disconnect());
    return async () => {
      await macrotask();
      await macrotask();
      found.push(...observer.takeRecords());
      return found;
    };
  };

  it('mark tasks, attempts and waits on tracks of their own, and nothing unless asked to', async () => {
    const entries = listen();
    await start().queue.enqueue({ title: 'silent', processor: () => {} }).promise;
    const queue = makeQueue({ measure: true });
    const body = deferred();
    const { id, promise } = queue.enqueue({
      title: 'Create zone',
      retry: { attempts: 2, minDelay: 1 },
      processor: (ctx) => {
        const link = ctx[JOIN_TASK](pending('shop'), 'DnsZone');
        link.note({ kind: 'wait-started', wait: 'DnsZone shop' });
        link.note({ kind: 'wait-ended', wait: 'DnsZone shop' });
        if (ctx.attempt === 1) throw new Error('no');
        return body.promise;
      },
    });
    assert.deepEqual(queue.timeline(id), []);
    body.resolve();
    await soon(promise);
    const found = await entries();
    // The platform orders them by when they began, and some of them begin in one moment.
    assert.deepEqual(
      found.map(({ entryType, name, detail }) => `${entryType} ${name} ${detail.devtools.track}`).sort(),
      [
        'measure Create zone Tasks',
        'measure DnsZone shop Waits',
        'measure DnsZone shop Waits',
        'measure attempt 1 Attempts',
        'measure attempt 2 Attempts',
      ],
    );
    const { detail, duration } = found.find(({ name }) => name === 'Create zone');
    assert.deepEqual(detail.devtools, {
      dataType: 'track-entry',
      trackGroup: 'taskwatch',
      track: 'Tasks',
      properties: [
        ['task', 'Create zone'],
        ['id', id],
      ],
    });
    assert.ok(duration > 0);
  });

  it('harm nothing where the platform has no User Timing, or one that throws', async () => {
    const said = listenToConsole();
    const broken = () => {
      throw new Error('no timing');
    };
    patch(globalThis, 'performance', { now: broken, mark: broken, measure: broken });
    const { promise } = makeQueue({ measure: true }).enqueue({ title: 'a', processor: () => 'r' });
    assert.equal((await soon(promise)).result, 'r');
    assert.ok(said.length > 0);
  });
});
