// Runs `stack-edge.mjs` in a process without V8's optimising compiler: its deoptimiser has a fatal error of its own where a
// promise is rejected with hardly any stack left, about once in five runs of Node 20.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const CASES = fileURLToPath(new URL('stack-edge.mjs', import.meta.url));

test('what is in flight settles wherever a stack runs out', () => {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const run = spawnSync(process.execPath, ['--expose-gc', '--no-opt', '--test-reporter=tap', CASES], {
    encoding: 'utf8',
    env,
  });
  assert.equal(run.status, 0, `${run.stdout}\n${run.stderr}`);
  assert.match(run.stdout, /^# pass [1-9]/m);
});
