// The fake timers of node:test, enabled again for each test: work that an earlier test left in flight does not keep a later
// wait or connection from its timers.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { TYPE, afterTest, macrotask, taskwatch, watch, zone } from './support.mjs';

const fake = () => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_700_000_000_000 });

async function pass(milliseconds) {
  for (let left = milliseconds; left > 0; left -= 250) {
    for (let turn = 0; turn < 4; turn += 1) await macrotask();
    mock.timers.tick(250);
  }
  for (let turn = 0; turn < 8; turn += 1) await macrotask();
}

for (const elapsed of [0, 5_000]) {
  test(`a wait that was left under way after ${elapsed} ms does not hold up the next one`, async () => {
    afterTest(() => mock.timers.reset());
    fake();
    watch({ subscribe: () => () => {}, read: async () => zone() });
    await pass(elapsed);
    mock.timers.reset();
    fake();
    let reads = 0;
    watch({
      subscribe: () => () => {},
      read: async () => {
        reads += 1;
      },
    });
    await pass(10_000);
    assert.equal(reads, 3);
  });
}

test('a wait that is cancelled after its timers were switched off does not hold up the next one', async () => {
  afterTest(() => mock.timers.reset());
  fake();
  const first = watch({ subscribe: () => () => {}, read: async () => zone() });
  await pass(250);
  mock.timers.reset();
  first.cancel();
  fake();
  let reads = 0;
  watch({
    subscribe: () => () => {},
    read: async () => {
      reads += 1;
    },
  });
  await pass(10_000);
  assert.equal(reads, 3);
});

test('a queue that is disposed of later than its timers does not stop those of another', async () => {
  afterTest(() => mock.timers.reset());
  const start = () => {
    const queue = new taskwatch.TaskQueue();
    afterTest(queue.dispose);
    return {
      queue,
      task: queue.enqueue({ title: 'hangs', timeout: 1_000, processor: () => new Promise(() => {}) }),
    };
  };
  fake();
  const { queue } = start();
  mock.timers.reset();
  fake();
  queue.dispose();
  const { task } = start();
  await pass(1_000);
  assert.equal(await Promise.race([task.promise.then(({ status }) => status), macrotask()]), 'failed');
});

for (const isWanted of [true, false]) {
  test(`a connection that ${isWanted ? 'is' : 'was'} wanted does not hold up the next one`, async () => {
    afterTest(() => mock.timers.reset());
    const open = (baseUrl, failures) => {
      const events = [];
      const list = { kind: 'DNSZoneList', metadata: { resourceVersion: '1' }, items: [zone()] };
      const { subscribe } = taskwatch.createKubernetesWatch({
        baseUrl,
        fetch: async (url) => {
          if (url.includes('watch=')) return new Response(new ReadableStream());
          if (failures-- > 0) throw new TypeError('Failed to fetch');
          return new Response(JSON.stringify(list));
        },
      });
      const unsubscribe = subscribe({ resourceType: TYPE, projectId: 'p' }, (event) =>
        events.push(event.type),
      );
      afterTest(unsubscribe);
      return { events, unsubscribe };
    };
    fake();
    const first = open('https://a.example', 0);
    await pass(500);
    assert.deepEqual(first.events, ['ADDED']);
    if (!isWanted) first.unsubscribe();
    mock.timers.reset();
    fake();
    const second = open('https://b.example', 3);
    await pass(8_000);
    assert.deepEqual(second.events, ['ADDED']);
  });
}
