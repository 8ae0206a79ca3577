// What is left when tasks and queues are gone.

import { equal, hang, linearMemory, macrotask, makeQueue, ok, runOf, soon } from './support.js';

/** Runs and dismisses tasks of all kinds. */
async function round(queue, count) {
  for (let at = 0; at < count; at += 500) {
    for (let more = 0; more < 500; more++) {
      queue.enqueue({
        title: `task ${more}`,
        items: [1, 2, 3],
        timeout: 1000 + more,
        processor: (ctx) => {
          ctx.succeed(1);
          ctx.fail(2, 'no');
          ctx.setProgress(0.5);
          if (more % 5 === 0) throw new Error('x');
        },
      });
    }
    await soon(queue.onIdle());
    queue.dismissAll();
  }
  equal(queue.getSnapshot(), []);
}

export const run = runOf({
  async every_ending_lets_go_of_its_timer_and_its_signal(held) {
    const { signal } = new AbortController();
    const queue = makeQueue({ concurrency: 9, cancelGrace: 0 });
    const own = { title: 'a', signal };
    const handles = [
      { ...own, processor: () => 1 },
      {
        ...own,
        processor: () => {
          throw new Error('x');
        },
      },
      { ...own, timeout: 10, processor: hang },
      { ...own, processor: hang },
      { ...own, items: [1, 2], processItem: () => {} },
    ].map((options) => queue.enqueue(options));
    // One signal, one listener.
    equal(held.counts().listeners, 1);
    handles[3].cancel();
    await soon(Promise.all(handles.map(({ promise }) => promise)));
    equal(held.counts(), { timers: 0, listeners: 0 });
    queue.enqueue({ ...own, processor: hang });
    queue.dispose();
    equal(held.counts(), { timers: 0, listeners: 0 });
  },

  async tasks_that_were_dismissed_leave_the_linear_memory_flat() {
    const queue = makeQueue({ concurrency: 50 });
    await round(queue, 5_000);
    const warm = linearMemory();
    await round(queue, 30_000);
    equal(linearMemory(), warm, 'bytes');
  },

  async queues_that_were_disposed_of_leave_no_timer_and_no_listener(held) {
    const { signal } = new AbortController();
    for (let at = 0; at < 500; at++) {
      const queue = makeQueue();
      queue.subscribe(() => {});
      queue.enqueue({ title: 'a', signal, processor: hang });
      queue.enqueue({ title: 'b', signal, processor: hang }).cancel();
      queue.dispose();
      if (at % 100 === 0) await macrotask();
    }
    equal(held.counts(), { timers: 0, listeners: 0 });
  },

  async an_unused_queue_arms_nothing_and_takes_no_linear_memory(held) {
    const before = linearMemory();
    for (let at = 0; at < 5_000; at++) makeQueue();
    await macrotask();
    equal(held.counts(), { timers: 0, listeners: 0 });
    equal(linearMemory(), before, 'bytes');
  },

  async a_large_batch_gives_its_memory_to_the_next_one() {
    const queue = makeQueue();
    const items = Array.from({ length: 50_000 }, (_, at) => at);
    const batch = async () => {
      const { completed } = await soon(
        queue.enqueue({
          title: 'a',
          items,
          processor: (ctx) => {
            for (const item of ctx.items) ctx.succeed(item);
          },
        }).promise,
      );
      equal(completed, items.length);
      queue.dismissAll();
    };
    await batch();
    const warm = linearMemory();
    for (let at = 0; at < 5; at++) await batch();
    ok(linearMemory() - warm <= 65_536 * 4, `${linearMemory() - warm} bytes more`);
  },
});
