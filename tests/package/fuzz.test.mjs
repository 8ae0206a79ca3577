// Arbitrary objects, JSON and worse, thrown at everything that judges or adapts one: a verdict or an AdapterError, never
// a trap. Briefly here; `make fuzz` runs for a given time.
import '../package/install.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz } from '../fuzz/fuzz.mjs';

const taskwatch = await import('taskwatch');

test('arbitrary objects get a verdict or an AdapterError with a path', (t) => {
  const seed = Date.now() % 1e9;
  for (const from of [1, seed]) {
    const counts = fuzz(taskwatch, { inputs: 1500, seed: from });
    for (const [name, { inputs, answered, refused }] of Object.entries(counts)) {
      assert.equal(answered + refused, inputs);
      const neverThrows = ['computeStatus', 'transformControlPlaneStatus'].includes(name);
      assert.ok(
        answered > 100 && (neverThrows ? refused === 0 : refused > 100),
        `${name} answers and refuses: ${answered}, ${refused}`,
      );
    }
    const total = Object.values(counts).reduce((sum, { inputs }) => sum + inputs, 0);
    t.diagnostic(`${total} inputs from seed ${from} on ${Object.keys(counts).length} targets`);
  }
});

test('a finding names its target and the seed that makes it again', () => {
  const broken = { ...taskwatch, computeStatus: () => ({ status: 'Fine', message: '', conditions: [] }) };
  assert.throws(() => fuzz(broken, { inputs: 10, seed: 77 }), /^Error: computeStatus with seed 77: Fine/);
});
