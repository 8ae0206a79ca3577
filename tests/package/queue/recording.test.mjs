// The flight recorder: the last inputs and the state before them, replayed natively into the same states.
import { deferred, fakeTime, hang, macrotask, makeQueue } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tmpdir } from 'node:os';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Everything that can happen to a queue, with clock and values of its own. */
async function live(queue, time) {
  const gate = deferred();
  const secret = { token: 'secret-value', toString: () => 'secret-value' };
  const first = queue.enqueue({
    title: 'secret-title',
    key: 'secret-key',
    metadata: secret,
    processor: () => gate.promise,
  });
  queue.enqueue({ title: 'b', key: 'secret-key', priority: 3, timeout: 40, processor: hang });
  queue.enqueue({
    title: 'c',
    items: ['secret-a', 'secret-b', 'secret-c'],
    itemConcurrency: 2,
    processItem: (_item, { index }) => {
      if (index === 1) throw secret;
    },
  });
  const again = queue.enqueue({
    title: 'd',
    retry: { minDelay: 30 },
    totalTimeout: 500,
    processor: ({ attempt }) => {
      if (attempt < 3) throw secret;
      return secret;
    },
  });
  for (const { id } of queue.getSnapshot()) queue.setPriority(id, 1);
  await time.advance(20);
  queue.pause();
  gate.resolve(secret);
  await time.advance(50);
  queue.resume();
  queue.setConcurrency(2);
  await time.advance(100);
  queue.retry(queue.getSnapshot()[2].id);
  time.wall -= 3_600_000;
  await time.advance(10);
  const hanging = queue.enqueue({
    title: 'e',
    processor: ({ setProgress, fail }) => {
      setProgress(0.5);
      fail('secret-a', 'secret-m');
      return hang();
    },
  });
  hanging.cancel('secret-reason');
  queue.dismiss(first.id);
  await time.advance(400);
  void again;
}

function replay(recording) {
  const folder = mkdtempSync(join(tmpdir(), 'taskwatch-'));
  try {
    const file = join(folder, 'recording.json');
    writeFileSync(file, JSON.stringify(recording));
    return execFileSync('cargo', ['run', '--quiet', '--locked', '--example', 'replay', '--', file], {
      cwd: root,
      encoding: 'utf8',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('a recording', () => {
  it('is kept only where it was asked for', () => {
    assert.equal(makeQueue().inspect().recording, undefined);
    assert.equal(makeQueue({ record: 0 }).inspect().recording, undefined);
    assert.deepEqual(makeQueue({ record: 5 }).inspect().recording.inputs, []);
    for (const record of [-1, 1.5, true, null, '9'])
      assert.throws(() => makeQueue({ record }), /Expected `record` to be a whole number from 0/);
  });

  it('has the last n inputs, and no values: no title, key, item, reason, result or error', async () => {
    const time = fakeTime();
    const queue = makeQueue({ record: 25, rateLimit: { limit: 50, interval: 1_000 } });
    await live(queue, time);
    const { recording } = queue.inspect();
    assert.equal(recording.inputs.length, 25);
    const text = JSON.stringify(recording);
    assert.deepEqual(JSON.parse(text), recording);
    assert.ok(!text.includes('secret'), text);
    const words = new Set(recording.inputs.map(([name]) => name));
    for (const value of recording.inputs.flat(2))
      assert.ok(typeof value === 'number' || words.has(value) || /^-?Infinity$|^NaN$/.test(value), value);
  });

  for (const record of [3, 40, 10_000]) {
    it(`of the last ${record} inputs is replayed natively into the same states`, {
      timeout: 300_000,
    }, async () => {
      const time = fakeTime();
      const queue = makeQueue({ record, historyLimit: 4 });
      await live(queue, time);
      queue.enqueue({ title: 'f', processor: hang });
      const { recording, running } = queue.inspect();
      assert.equal(running, 2);
      const told = replay(recording);
      assert.match(told, new RegExp(`^${recording.inputs.length} inputs replayed: the same states$`, 'm'));
      assert.match(told, /^after: task \d+ running, 0 completed, 0 failed$/m);
    });
  }

  it('that was tampered with is told from the truth', { timeout: 300_000 }, async () => {
    const time = fakeTime();
    const queue = makeQueue({ record: 500 });
    await live(queue, time);
    await macrotask();
    const { recording } = queue.inspect();
    recording.inputs = recording.inputs.filter(([name]) => name !== 'settled');
    assert.throws(
      () => replay(recording),
      ({ stdout }) => stdout.includes('OTHER STATES'),
    );
  });
});

describe('inspect', () => {
  it('gives counts, the armed timer, subscriptions, live waits and the instance as plain data', async () => {
    const { waitForWatch } = await import('taskwatch');
    fakeTime();
    const queue = makeQueue({ concurrency: 1 });
    const other = makeQueue().inspect();
    assert.deepEqual(
      [other.running, other.waiting, other.timer, other.subscriptions, other.waits, other.streams],
      [0, 0, undefined, 0, [], []],
    );
    queue.subscribe(() => {});
    for (const title of ['a', 'b']) queue.enqueue({ title, timeout: 500, processor: hang });
    const wait = waitForWatch({
      resourceType: 'api/v1/pods',
      source: { subscribe: () => () => {} },
      onEvent() {},
    });
    const { instance, ...facts } = queue.inspect();
    assert.deepEqual(
      [facts.running, facts.waiting, facts.timer, facts.subscriptions, facts.waits.length],
      [1, 1, 500, 1, 1],
    );
    assert.ok(queue.getSnapshot()[0].owner === instance && instance !== other.instance);
    assert.deepEqual(JSON.parse(JSON.stringify(facts)), JSON.parse(JSON.stringify({ ...facts })));
    wait.cancel();
    await wait.catch(() => {});
    assert.deepEqual(queue.inspect().waits, []);
  });
});
