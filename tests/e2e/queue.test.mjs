// The queue in a page that is frozen, and in one where every callback calls every method.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { useBarePage } from './bare-page.mjs';
import { eventually } from './console.mjs';
import { openByDevTools } from './devtools.mjs';

const bare = useBarePage();

const onPage = (use) => bare.inOneProfile(async (context, newPage) => use(await newPage(), context));

describe('a frozen page', () => {
  /** Freezes the page for two seconds; `jump`: as long as that seems by its clock half a second from now. */
  async function freeze(jump) {
    const page = await openByDevTools(bare.url);
    try {
      return await frozen(page, jump);
    } finally {
      await page.close();
    }
  }

  async function frozen(page, jump) {
    await eventually(async () =>
      assert.equal(await page.evaluate(() => typeof globalThis.shown), 'function'),
    );
    await page.evaluate((jump) => {
      const { now } = Date;
      const from = now() + 500;
      Date.now = () => now() + (now() > from ? jump : 0);
      globalThis.ticks = 0;
      setInterval(() => ++ticks, 50);
    }, jump);
    await page.evaluate(() => {
      globalThis.open({ concurrency: 3, cancelGrace: 100 });
      globalThis.handles = [
        queue.enqueue({ title: 'due', timeout: 1_000, processor: hang }),
        queue.enqueue({ title: 'far', timeout: 600_000, processor: hang }),
        queue.enqueue({
          title: 'again',
          retry: { minDelay: 1_000, jitter: 0 },
          processor: ({ attempt }) => {
            if (attempt === 1) throw new Error('x');
          },
        }),
      ];
    });
    await page.send('Page.setWebLifecycleState', { state: 'frozen' });
    const before = await page.evaluate(() => ticks);
    await sleep(2_000);
    await page.send('Page.setWebLifecycleState', { state: 'active' });
    const during = (await page.evaluate(() => ticks)) - before;
    // A busy machine takes its time to continue.
    await eventually(
      async () => assert.equal((await page.evaluate(() => shown()))[2], 'again completed'),
      10_000,
    );
    assert.ok(during < 15, `timers went on: ${during} ticks of 40`);
    return page.evaluate(() => ({
      statuses: shown(),
      left: queue
        .getSnapshot()
        .map(({ deadlineAt }) => deadlineAt && Math.round((deadlineAt - Date.now()) / 1_000)),
    }));
  }

  it('ends what was due as soon as it is thawed', async () => {
    const { statuses, left } = await freeze(0);
    assert.deepEqual(statuses, ['due failed', 'far running', 'again completed']);
    assert.ok(left[1] > 580 && left[1] <= 598, `${left}`);
  });

  it('gives what was due 15 s more after a long time', async () => {
    const { statuses, left } = await freeze(60_000);
    assert.deepEqual(statuses, ['due running', 'far running', 'again completed']);
    assert.ok(left[0] >= 5 && left[0] <= 15, `${left}`);
    assert.ok(left[1] > 520 && left[1] < 540, `${left}`);
  });
});

it('every callback may call every method', () =>
  onPage(async (page) => {
    const result = await page.evaluate(async () => {
      const called = {};
      let depth = 0;
      let budget = 3_000;
      const store = new Map();
      /** Calls everything that a queue has, from within `name`. */
      const all = (name) => {
        called[name] = (called[name] ?? 0) + 1;
        // Without an end each call would make another.
        if (depth > 2 || --budget < 0 || globalThis.queue === undefined) return;
        depth += 1;
        const { queue } = globalThis;
        const ids = queue.getSnapshot().map(({ id }) => id);
        const id = ids[called[name] % Math.max(ids.length, 1)];
        queue.inspect();
        queue.getTask(id);
        queue.completionInfo(id);
        queue.group('g').cancel();
        queue.setPriority(id, called[name] % 3);
        queue.setConcurrency(2 + (called[name] % 3));
        queue.pause();
        queue.pause({ drain: true });
        queue.resume();
        queue.subscribe(() => {})();
        queue.onIdle();
        queue.onEmpty();
        queue.showSummary('s', []);
        queue.closeSummary();
        queue.getActiveSummary();
        queue.getSummaryRenderContent();
        if (called[name] % 3 === 0) queue.cancel(id, 'again');
        if (called[name] % 4 === 0) queue.retry(id);
        if (called[name] % 5 === 0) queue.dismiss(id);
        if (called[name] % 7 === 0) queue.dismissAll();
        if (called[name] % 11 === 0) queue.cancelAll({ status: 'pending', group: 'g' });
        if (budget > 1_000)
          queue.enqueue({
            title: `from ${name}`,
            group: 'g',
            dedupeKey: name,
            processor: () => all('processor'),
          });
        void [queue.size, queue.waiting, queue.running, queue.paused, queue.concurrency, queue.persistence];
        depth -= 1;
      };
      const storage = {
        getAll: () => {
          all('getAll');
          return [...store.values()];
        },
        get: (id) => {
          all('get');
          return store.get(id);
        },
        set: (id, view) => {
          all('set');
          store.set(id, view);
        },
        remove: (id) => {
          all('remove');
          store.delete(id);
        },
        clear: () => {
          all('clear');
          store.clear();
        },
        onReady: (callback) => {
          all('onReady');
          setTimeout(callback, 5);
        },
        onExternalChange: (callback) => {
          all('onExternalChange');
          const timer = setInterval(callback, 7);
          return () => {
            all('off');
            clearInterval(timer);
          };
        },
      };
      open({
        storage,
        cancelGrace: 5,
        historyLimit: 60,
        record: 50,
        rateLimit: { limit: 200, interval: 20 },
        onTaskComplete: () => all('onTaskComplete'),
        onTaskFail: () => all('onTaskFail'),
        onTaskCancel: () => all('onTaskCancel'),
      });
      const made = queue;
      made.subscribe(() => all('listener'));
      const controller = new AbortController();
      const handles = [];
      for (let round = 0; round < 12; round++) {
        const options = {
          get title() {
            all('title');
            return 'a';
          },
          group: 'g',
          key: `k${round % 3}`,
          priority: round % 2,
          timeout: 15,
          totalTimeout: 200,
          items: ['x', 'y', 'z'],
          getItemId: (item) => {
            all('getItemId');
            return item;
          },
          retry: {
            attempts: 2,
            minDelay: 3,
            retryIf: () => {
              all('retryIf');
              return true;
            },
          },
          onComplete: () => all('onComplete'),
          completionActions: () => {
            all('completionActions');
            return [];
          },
          signal: round % 4 === 3 ? controller.signal : undefined,
        };
        const body = (ctx) => {
          all('processor');
          ctx.signal.addEventListener('abort', () => all('abort'));
          ctx.onCancel?.(() => all('cleanup'));
          ctx.succeed();
          ctx.fail('x', 'no');
          ctx.setMessage?.('m');
          ctx.setProgress?.(0.5);
          if (round % 3 === 0) return hang();
          if (round % 3 === 1)
            throw {
              get message() {
                all('message');
                return 'thrown';
              },
              get retryAfter() {
                all('retryAfter');
                return 2;
              },
            };
          return {
            then(resolve) {
              all('then');
              resolve(1);
            },
          };
        };
        handles.push(
          made.enqueue(
            round % 2 === 0
              ? { ...options, processor: body }
              : { ...options, processItem: (_, ctx) => body(ctx) },
          ),
        );
      }
      for (const { promise } of handles) promise.then(() => all('promise'));
      setTimeout(() => controller.abort('signal'), 20);
      await new Promise((resolve) => setTimeout(resolve, 400));
      budget = 0;
      made.resume();
      made.cancelAll();
      const settled = await Promise.race([
        Promise.all(handles.map(({ promise }) => promise)).then(() => true),
        new Promise((resolve) => setTimeout(() => resolve(false), 3_000)),
      ]);
      // Whatever has been done to it: a new task runs.
      const { promise } = made.enqueue({ title: 'last', processor: () => 'fine' });
      const { result } = await promise;
      const inspected = made.inspect();
      made.dispose();
      await new Promise((resolve) => setTimeout(resolve, 50));
      return {
        called,
        settled,
        result,
        isReplaced: said.some((text) => /instance failed/.test(text)),
        said: said.slice(0, 5),
        timer: made.inspect().timer ?? null,
        running: inspected.running,
      };
    });
    assert.deepEqual(
      [result.settled, result.result, result.isReplaced, result.timer],
      [true, 'fine', false, null],
      JSON.stringify(result),
    );
    const callbacks = [
      'getAll',
      'set',
      'remove',
      'onReady',
      'onExternalChange',
      'off',
      'listener',
      'title',
      'getItemId',
      'retryIf',
      'onComplete',
      'completionActions',
      'processor',
      'abort',
      'cleanup',
      'message',
      'retryAfter',
      'then',
      'promise',
      'onTaskComplete',
      'onTaskFail',
      'onTaskCancel',
    ];
    assert.deepEqual(
      callbacks.filter((name) => !(result.called[name] > 0)),
      [],
      'never called',
    );
    assert.deepEqual(result.said, []);
  }));
