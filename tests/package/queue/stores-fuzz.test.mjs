// Arbitrary entries in stores: nothing throws, the good ones are shown, the others stay as they are. Briefly here;
// `make fuzz` takes longer.
import { TaskQueue } from './support.mjs';
import assert from 'node:assert/strict';
import { fuzzStores } from '../../fuzz/stores.mjs';
import { test } from 'node:test';

test('arbitrary entries of stores are shown or kept aside, and harm nothing', async (t) => {
  const seed = Date.now() % 1e9;
  for (const from of [1, seed]) {
    const { inputs, entries, shown, aside, events } = await fuzzStores(
      { TaskQueue },
      { inputs: 600, seed: from },
    );
    assert.equal(shown + aside, entries);
    assert.ok(shown > 500 && aside > 500 && events > 100, `${shown} ${aside} ${events}`);
    t.diagnostic(`${inputs} stores with ${entries} entries from seed ${from}`);
  }
});

test('a finding names the seed that makes it again', async () => {
  class Broken extends TaskQueue {
    constructor(config) {
      super(config);
      this.getSnapshot = () => [];
    }
  }
  await assert.rejects(
    fuzzStores({ TaskQueue: Broken }, { inputs: 30, seed: 77 }),
    /^Error: stores with seed 77: task-\d is good/,
  );
});
