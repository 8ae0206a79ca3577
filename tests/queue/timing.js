// Real timers and real turns of the event loop.

import { deferred, equal, hang, macrotask, makeQueue, ok, runOf, sleep, soon } from './support.js';

export const run = runOf({
  async a_hanging_processor_times_out_and_the_next_task_runs(held) {
    const queue = makeQueue({ concurrency: 1 });
    const began = performance.now();
    const first = queue.enqueue({ title: 'hangs', timeout: 50, processor: hang });
    const second = queue.enqueue({ title: 'next', processor: () => 'ran' });
    const outcome = await soon(first.promise);
    ok(performance.now() - began >= 48, 'too early');
    equal([outcome.status, outcome.failedItems], ['failed', [{ message: 'timeout after 50 ms' }]]);
    equal((await soon(second.promise)).result, 'ran');
    equal(held.counts().timers, 0, 'timers after the last task');
  },

  async one_timer_serves_all_and_none_is_armed_while_nothing_runs(held) {
    const queue = makeQueue({ concurrency: 20, cancelGrace: 30 });
    equal(held.counts().timers, 0, 'unused');
    const handles = [300_000, 20, 40, null, 60, 30].map((timeout) =>
      queue.enqueue({ title: 'a', timeout, processor: hang }),
    );
    equal(held.counts().timers, 1, 'while six run');
    handles[0].cancel();
    handles[3].cancel();
    await soon(Promise.all(handles.map(({ promise }) => promise)));
    equal([held.counts().timers, held.peakOfTimers()], [0, 1], 'afterwards, and at most');
  },

  async a_timeout_above_the_longest_delay_does_not_fire_at_once() {
    const queue = makeQueue();
    for (const timeout of [2 ** 31, 2 ** 32 + 5, 1e15, Number.MAX_VALUE])
      queue.enqueue({ title: 'a', timeout, processor: hang });
    await sleep(60);
    equal(
      queue.getSnapshot().map(({ status }) => status),
      ['running', 'running', 'running', 'pending'],
    );
  },

  async a_cancelled_task_that_reacts_leaves_its_slot_before_the_next_macrotask() {
    const queue = makeQueue({ concurrency: 1 });
    const handle = queue.enqueue({
      title: 'a',
      processor: ({ signal }) =>
        new Promise((_, reject) => {
          signal.onabort = () => reject(signal.reason);
        }),
    });
    let started = false;
    queue.enqueue({
      title: 'b',
      processor: () => {
        started = true;
      },
    });
    handle.cancel();
    await macrotask();
    ok(started, 'the next task has not started');
    equal((await soon(handle.promise)).status, 'cancelled');
  },

  async the_grace_of_a_cancel_is_real_time() {
    const queue = makeQueue({ cancelGrace: 40 });
    const handle = queue.enqueue({ title: 'a', processor: hang });
    const began = performance.now();
    handle.cancel();
    equal((await soon(handle.promise)).status, 'cancelled');
    ok(performance.now() - began >= 38, 'too early');
  },

  async listeners_are_told_before_the_next_macrotask_and_not_inside_the_call() {
    const queue = makeQueue();
    let told = 0;
    queue.subscribe(() => {
      told += 1;
    });
    for (let at = 0; at < 20; at++) {
      const before = told;
      queue.enqueue({ title: 'a', processor: () => at });
      equal(told, before, 'inside the call');
      await macrotask();
      ok(told > before, 'before the next macrotask');
    }
  },

  async a_burst_of_ten_thousand_tasks_tells_listeners_seldom_and_ends_with_the_truth() {
    const queue = makeQueue({ concurrency: 10 });
    let told = 0,
      seen;
    queue.subscribe(() => {
      told += 1;
      seen = queue.getSnapshot();
    });
    for (let at = 0; at < 10_000; at++) queue.enqueue({ title: 'a', processor: () => at });
    await soon(queue.onIdle());
    await macrotask();
    ok(told < 500, `told ${told} times`);
    equal(seen.filter(({ status }) => status === 'completed').length, 10_000);
  },

  async a_timer_of_a_page_that_was_blocked_ends_what_is_due() {
    const queue = makeQueue();
    const { promise } = queue.enqueue({ title: 'a', timeout: 20, processor: hang });
    const until = performance.now() + 80;
    while (performance.now() < until);
    equal((await soon(promise)).status, 'failed');
  },

  async a_pause_drains_in_real_time() {
    const queue = makeQueue({ concurrency: 1 });
    const body = deferred();
    queue.enqueue({ title: 'a', processor: () => body.promise });
    queue.enqueue({ title: 'b', processor: hang });
    const drained = queue.pause({ drain: true });
    await sleep(5);
    body.resolve();
    await soon(drained);
    equal([queue.running, queue.waiting], [0, 1]);
  },
});
