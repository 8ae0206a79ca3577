// Facts go to the wasm through its memory, one place a definition: what a caller's code or other work does meanwhile
// must not get between an object and its verdict.

import '../install.mjs';
import assert from 'node:assert/strict';
import test from 'node:test';
import { defineResource, verdictOfProject } from 'taskwatch';

const define = (more) =>
  defineResource({
    resourceType: 'apis/example.com/v1/things',
    scope: 'project',
    adapt: (object) => object,
    ready: ['Ready'],
    ...more,
  });
const object = (status, generation = 2) => ({
  metadata: { generation },
  status: {
    observedGeneration: generation,
    conditions: [{ type: 'Ready', status, reason: 'Because', message: `it is ${status}` }],
  },
});

test('a getter that asks for another verdict of the same kind does not change the verdict on its own object', () => {
  const other = object('False');
  const outer = object('True');
  const [ready] = outer.status.conditions;
  let inner;
  Object.defineProperty(ready, 'observedGeneration', {
    get: () => {
      inner = verdictOfProject(other);
      return 2;
    },
  });
  assert.deepEqual(verdictOfProject(outer), {
    state: 'ready',
    reason: 'Because',
    message: 'it is True',
    condition: ready,
  });
  assert.equal(inner.state, 'failed');
});

test('a `failed` that asks for another verdict of its own kind does not change the verdict it is asked for', () => {
  const other = object('Unknown', '7');
  const things = define({ failed: (asked) => asked !== other && things.verdict(other).state === 'failed' });
  assert.equal(things.verdict(object('True')).state, 'ready');
  assert.equal(things.verdict(other).state, 'pending');
});

test("verdicts still work after the wasm's memory has grown", () => {
  const things = define();
  assert.deepEqual(
    [things.verdict(object('True')).state, verdictOfProject(object('False')).state],
    ['ready', 'failed'],
  );
  define({ pendingReasons: Array.from({ length: 20_000 }, (_, index) => `Reason${index}`.padEnd(200, 'x')) });
  assert.deepEqual(
    [things.verdict(object('False')).state, verdictOfProject(object('True')).state],
    ['failed', 'ready'],
  );
});

test('a verdict that was reported changes neither with later ones nor with what the caller does to it', () => {
  const first = verdictOfProject({});
  const said = { ...first };
  first.message = 'mine';
  assert.deepEqual(verdictOfProject({}), said);
  assert.equal(first.message, 'mine');
});

test('generations that are no numbers are compared exactly, among versions whose generations are', () => {
  const large = '9007199254740993';
  const stale = object('True', large);
  stale.status.observedGeneration = 9_007_199_254_740_992n;
  for (let round = 0; round < 2; round += 1) {
    assert.equal(verdictOfProject(stale).state, 'pending');
    assert.equal(verdictOfProject(object('True')).state, 'ready');
    assert.equal(verdictOfProject(object('True', BigInt(large))).state, 'ready');
  }
});
