// Scenarios at random, the same in each run, on a queue and on a plain model of it, on stores that fail. Briefly here;
// `make fuzz-queue` runs longer, with other seeds.
import { TaskQueue } from './support.mjs';
import assert from 'node:assert/strict';
import { fuzzQueue } from '../../fuzz/queue/run.mjs';
import { test } from 'node:test';

test('whatever is done to a queue, from inside callbacks too, it does what the model of it does', async (t) => {
  for (const seed of [1, 2]) {
    const counts = await fuzzQueue({ TaskQueue }, { operations: 8_000, seed });
    assert.ok(counts.nested > 400 && counts.degraded > 20 && counts.reopened > 20, JSON.stringify(counts));
    t.diagnostic(`${counts.operations} operations in ${counts.scenarios} scenarios from seed ${seed}`);
  }
});

test('a difference is reported with its seed, and is short', async () => {
  class Forgetful extends TaskQueue {
    constructor(config) {
      super(config);
      const { cancel } = this;
      this.cancel = (id) => (this.paused ? undefined : cancel(id));
    }
  }
  await assert.rejects(
    fuzzQueue({ TaskQueue: Forgetful }, { operations: 20_000, seed: 7 }),
    ({ message }) => {
      assert.match(message, /^queue with seed \d+, path [\d:]+/);
      assert.ok(message.split('\n').filter((line) => line.includes('"op"')).length <= 6, message);
      return true;
    },
  );
});
