import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import path from 'node:path';
import { readFileSync } from 'node:fs';

import { eagerFiles, withEager } from './eager.mjs';
import { root } from './paths.mjs';

describe('functions that the first use calls', () => {
  it('stand in parentheses on the lines where they were', () => {
    const text =
      'const one = 1;\nfunction isLive(task: Task): task is LiveTask {\n  if (one) {\n  }\n}\n\nfunction other() {\n}\n';
    assert.equal(
      withEager('pkg/src/queue/task.ts', text),
      text.replace('function isLive(', 'const isLive = (function (').replace('\n}\n\n', '\n});\n\n'),
    );
  });

  it('stay exported', () => {
    assert.match(
      withEager('pkg/src/queue/task.ts', 'export function isLive() {\n}\n'),
      /^export const isLive = \(function \(\) \{\n\}\);\n$/,
    );
  });

  it('are all there', () => {
    for (const file of eagerFiles) withEager(file, readFileSync(path.join(root, file), 'utf8'));
    assert.throws(() => withEager('pkg/src/queue/task.ts', ''), /task\.ts has no function isLive/);
  });
});
