// Callbacks that call back in, and values that do what no value should.

import { deferred, equal, hang, macrotask, makeQueue, ok, quietly, runOf, sleep, soon } from './support.js';

const mine = new Error('thrown on purpose');

/** Ends a running task in each way; in its cleanup `act` is called. Gives its outcome. */
async function atTheEnd(act) {
  const ends = [
    [{}, { timeout: 10 }, () => {}],
    [{ cancelGrace: 0 }, {}, (queue, id) => queue.cancel(id)],
    [{}, {}, (queue) => queue.dispose()],
  ];
  for (const [config, options, end] of ends) {
    const queue = makeQueue(config);
    let runs = 0,
      acted = 0;
    const handle = queue.enqueue({
      title: 'a',
      ...options,
      processor: (ctx) => {
        if (++runs > 1) return 'again';
        ctx.onCancel(() => {
          acted += 1;
          act(queue, handle.id);
        });
        return hang();
      },
    });
    end(queue, handle.id);
    const { status } = await soon(handle.promise, 'the handle');
    ok(status === 'failed' || status === 'cancelled', status);
    equal(acted, 1, 'cleanups');
    await soon(queue.onIdle());
  }
}

export const run = runOf({
  a_cleanup_dismisses_its_task: () => atTheEnd((queue, id) => queue.dismiss(id)),
  a_cleanup_retries_its_task: () => atTheEnd((queue, id) => queue.retry(id)),
  a_cleanup_disposes_of_the_queue: () => atTheEnd((queue) => queue.dispose()),
  a_cleanup_replaces_its_task: () =>
    atTheEnd((queue, id) => {
      queue.dismiss(id);
      queue.enqueue({ title: 'new', processor: () => 'new' });
    }),

  async an_abort_listener_that_throws_harms_nobody_else(_held, heard) {
    const queue = makeQueue({ cancelGrace: 0, concurrency: 1 });
    const handle = queue.enqueue({
      title: 'a',
      processor: ({ signal }) => {
        signal.onabort = () => {
          throw mine;
        };
        return hang();
      },
    });
    const next = queue.enqueue({ title: 'b', processor: () => 'ran' });
    handle.cancel();
    equal((await soon(handle.promise)).status, 'cancelled');
    equal((await soon(next.promise)).result, 'ran');
    await macrotask();
    // The browser reports it as the error of the listener that it is.
    equal(heard.errors.splice(0).length, 1, 'errors the browser reported');
  },

  async what_callbacks_throw_goes_to_the_console_alone() {
    const said = await quietly(async () => {
      const fail = () => {
        throw mine;
      };
      const queue = makeQueue({ onTaskComplete: fail });
      queue.subscribe(fail);
      queue.subscribe(async () => fail());
      const { promise } = queue.enqueue({
        title: 'a',
        processor: () => 1,
        onComplete: fail,
        completionActions: fail,
      });
      equal((await soon(promise)).status, 'completed');
      await macrotask();
    });
    ok(said.length >= 5 && said.every((value) => value === mine), `said ${said.length}`);
  },

  async rejections_that_nobody_asked_for_are_none() {
    const queue = makeQueue({ concurrency: 9, cancelGrace: 0 });
    const fail = async () => {
      throw mine;
    };
    queue.enqueue({ title: 'a', processor: fail });
    queue.enqueue({ title: 'b', items: [1, 2, 3], itemConcurrency: 3, processItem: fail });
    queue.enqueue({ title: 'c', processor: fail }).cancel();
    queue.enqueue({
      title: 'd',
      timeout: 5,
      processor: async () => {
        await sleep(20);
        throw mine;
      },
    });
    await soon(queue.onIdle());
    await sleep(40);
  },

  async thenables_of_all_kinds_settle_the_task() {
    const queue = makeQueue();
    const values = [
      {
        then() {
          throw mine;
        },
      },
      {
        get then() {
          throw mine;
        },
      },
      {
        then(_, reject) {
          reject(mine);
        },
      },
      {
        then(resolve) {
          resolve(1);
          resolve(2);
          throw mine;
        },
      },
      Promise.resolve(1),
      1,
    ];
    const outcomes = [];
    for (const value of values)
      outcomes.push((await soon(queue.enqueue({ title: 'a', processor: () => value }).promise)).status);
    equal(outcomes, ['failed', 'failed', 'failed', 'completed', 'completed', 'completed']);
  },

  async values_of_another_realm_are_taken_as_they_are() {
    const frame = document.body.appendChild(document.createElement('iframe'));
    const other = frame.contentWindow;
    const queue = makeQueue({ cancelGrace: 0 });
    const controller = new other.AbortController();
    const items = other.eval('["a", { id: "b" }]');
    const outcome = await soon(
      queue.enqueue({ title: 'a', items, processor: () => other.Promise.resolve('r') }).promise,
    );
    equal([outcome.status, outcome.result, queue.getSnapshot()[0].total], ['completed', 'r', 2]);
    const thrown = other.eval('new TypeError("theirs")');
    const failed = await soon(
      queue.enqueue({ title: 'b', processor: () => other.Promise.reject(thrown) }).promise,
    );
    ok(failed.error === thrown, 'the error itself');
    equal(failed.failedItems, [{ message: 'theirs' }]);
    const aborted = queue.enqueue({ title: 'c', signal: controller.signal, processor: hang });
    controller.abort('theirs');
    equal((await soon(aborted.promise)).error, 'theirs');
    frame.remove();
    equal((await soon(queue.enqueue({ title: 'd', processor: () => 'fine' }).promise)).result, 'fine');
  },

  async signals_of_the_platform_cancel_with_their_reason() {
    const queue = makeQueue({ cancelGrace: 0 });
    const controller = new AbortController();
    const late = queue.enqueue({ title: 'a', signal: AbortSignal.timeout(10), processor: hang });
    const any = queue.enqueue({ title: 'b', signal: AbortSignal.any([controller.signal]), processor: hang });
    controller.abort('any');
    equal((await soon(any.promise)).error, 'any');
    equal((await soon(late.promise)).error.name, 'TimeoutError');
  },

  async a_start_inside_a_start_nests_ten_thousand_deep() {
    const queue = makeQueue({ concurrency: Infinity });
    let depth = 0;
    const more = () => {
      if (++depth < 10_000) queue.enqueue({ title: 'a', processor: more });
    };
    queue.enqueue({ title: 'a', processor: more });
    equal(queue.running, 10_000);
    await soon(queue.onIdle());
  },

  async a_body_that_settles_after_everything_is_gone_harms_nothing() {
    const body = deferred();
    const item = deferred();
    const queue = makeQueue();
    let ctx;
    queue.enqueue({
      title: 'a',
      items: ['x'],
      processor: (given) => {
        ctx = given;
        return body.promise;
      },
    });
    queue.enqueue({ title: 'b', items: ['x'], processItem: () => item.promise });
    queue.dispose();
    queue.dismissAll();
    ctx.succeed('x');
    ctx.setMessage('late');
    body.resolve();
    item.reject(mine);
    await macrotask();
    equal(queue.getSnapshot(), []);
  },
});
