// What the types promise is there, and nothing is there that they do not mention.
import { installed } from './install.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

/** What an entry declares, with the sections that it exports whole. */
const declarations = (entry) =>
  readFileSync(join(installed, 'types', `${entry}.d.ts`), 'utf8').replaceAll(
    /^export \* from '\.\/(\w+)\.js';$/gm,
    (_, section) => declarations(section),
  );

/** The names of the functions, classes and constants that an entry declares. */
const values = (entry) =>
  [...declarations(entry).matchAll(/^export declare (?:function|class|const) (\w+)/gm)].map(
    ([, name]) => name,
  );

describe('each entry exports exactly the values it declares', () => {
  for (const [entry, specifier] of [
    ['index', 'taskwatch'],
    ['react', 'taskwatch/react'],
    ['testing', 'taskwatch/testing'],
  ]) {
    it(specifier, async () => {
      const declared = [...new Set(values(entry))].sort();
      assert.ok(declared.length > 2);
      assert.deepEqual(Object.keys(await import(specifier)).sort(), declared);
    });
  }
});

it('an import constructs nothing of the platform', () => {
  const names = ['FinalizationRegistry', 'WeakRef', 'AbortController', 'BroadcastChannel'];
  const program = `
    for (const name of ${JSON.stringify(names)}) {
      globalThis[name] = class { constructor() { throw new Error(name + ' was constructed'); } };
    }
    await import('taskwatch');`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
});

describe('TaskQueue', () => {
  const body = /declare class TaskQueue \{\n(.*?)\n\}\n/s.exec(declarations('index'))[1];
  const methods = [...body.matchAll(/^ {2}(\w+)[<(]/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'constructor');
  const fields = [...body.matchAll(/^ {2}readonly (\w+):/gm)].map(([, name]) => name);

  it('has every method it declares, bound', async () => {
    const { TaskQueue } = await import('taskwatch');
    const queue = new TaskQueue();
    assert.ok(methods.length > 15);
    assert.deepEqual(
      methods.filter((name) => typeof queue[name] !== 'function'),
      [],
    );
    const { enqueue, getSnapshot } = queue;
    enqueue({ title: 'a', processor: () => {} });
    assert.equal(getSnapshot().length, 1);
    queue.dispose();
  });

  it('has every field it declares, read-only', async () => {
    const { TaskQueue } = await import('taskwatch');
    const queue = new TaskQueue({ concurrency: 2 });
    assert.deepEqual(
      fields.map((name) => [name, queue[name]]),
      [
        ['size', 0],
        ['waiting', 0],
        ['running', 0],
        ['paused', false],
        ['concurrency', 2],
        ['persistence', 'off'],
      ],
    );
    assert.throws(() => {
      queue.concurrency = 3;
    }, TypeError);
    queue.dispose();
  });

  it('shows the fields that a view declares, and no others', async () => {
    const { TaskQueue } = await import('taskwatch');
    const queue = new TaskQueue();
    await queue.enqueue({ title: 'a', items: [1], category: 'c', processor: () => 3 }).promise;
    const [, view] = /interface TaskView<.*?> \{\n(.*?)\n\}\n/s.exec(declarations('index'));
    const declared = new Map(
      [...view.matchAll(/^ {2}readonly (\w+)(\??):/gm)].map(([, name, optional]) => [name, optional]),
    );
    const [shown] = queue.getSnapshot();
    const names = new Set();
    for (const name in shown) names.add(name);
    assert.deepEqual(
      [...names].filter((name) => !declared.has(name)),
      [],
    );
    const required = [...declared].filter(([, optional]) => optional === '').map(([name]) => name);
    assert.deepEqual(
      required.filter((name) => shown[name] === undefined),
      [],
    );
    queue.dispose();
  });
});
