// What the types promise is there, and nothing is there that they do not mention: the names of the entries, and
// the members of the objects that they give.
import { complaintsAbout, memberNames } from './declarations.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';

const taskwatch = await import('taskwatch');
const react = await import('taskwatch/react');
const testing = await import('taskwatch/testing');

const { TaskQueue } = taskwatch;
let hookResult;

const cases = {
  taskwatch: { type: 'typeof taskwatch', names: Object.keys(taskwatch) },
  'taskwatch/react': { type: 'typeof react', names: Object.keys(react) },
  'taskwatch/testing': { type: 'typeof testing', names: Object.keys(testing) },
  'a queue': { type: 'taskwatch.TaskQueue', names: memberNames(new TaskQueue()) },
  ...(await membersOfTask()),
  'the result of useTaskQueue': { type: 'react.UseTaskQueueResult', names: Object.keys(resultOfHook()) },
  'a scripted source': {
    // `consistent` is of all sources, and this one promises nothing.
    type: "Omit<testing.ScriptedSource, 'consistent'>",
    names: memberNames(testing.scriptedSource()),
  },
  'a fake control plane': {
    type: "Omit<testing.FakeControlPlane, 'consistent'>",
    names: memberNames(testing.fakeControlPlane()),
  },
  'a source over a Kubernetes API': {
    type: 'taskwatch.KubernetesWatch',
    names: memberNames(taskwatch.createKubernetesWatch({ baseUrl: '' })),
  },
};
const wrong = {
  'a name that is not declared': { type: 'typeof taskwatch', names: [...Object.keys(taskwatch), 'extra'] },
  'a declared name that is missing': { type: 'typeof taskwatch', names: Object.keys(taskwatch).slice(1) },
};
const complaints = complaintsAbout([...Object.values(cases), ...Object.values(wrong)]);

describe('exactly the declared names are there', () => {
  for (const name in cases) {
    const found = complaints.shift();
    it(name, () => assert.deepEqual(found, []));
  }
});

describe('the comparison of names refuses', () => {
  for (const name in wrong) {
    const found = complaints.shift();
    it(name, () => assert.notEqual(found.length, 0));
  }
});

describe('TaskQueue', () => {
  it('has methods that can be destructured', () => {
    const queue = new TaskQueue();
    const { enqueue, getSnapshot, dispose } = queue;
    enqueue({ title: 'a', processor: () => {} });
    assert.equal(getSnapshot().length, 1);
    dispose();
  });

  it('has fields that cannot be written', () => {
    const queue = new TaskQueue({ concurrency: 2 });
    const fields = memberNames(queue).filter((name) => typeof queue[name] !== 'function');
    assert.deepEqual(Object.fromEntries(fields.map((name) => [name, queue[name]])), {
      size: 0,
      waiting: 0,
      running: 0,
      paused: false,
      concurrency: 2,
      persistence: 'off',
    });
    for (const name of fields) assert.throws(() => Object.assign(queue, { [name]: 3 }), TypeError);
    queue.dispose();
  });
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

/** A handle, the contexts of a task and of an item, and a group. */
async function membersOfTask() {
  const queue = new TaskQueue();
  let context;
  let itemContext;
  const handle = queue.enqueue({
    title: 'a',
    group: 'g',
    processor: (ctx) => {
      context = ctx;
    },
  });
  await queue.enqueue({
    title: 'b',
    items: [1],
    processItem: (_, ctx) => {
      itemContext = ctx;
    },
  }).promise;
  const members = {
    'a handle': { type: 'taskwatch.TaskHandle', names: memberNames(handle) },
    'the context of a task': { type: 'taskwatch.TaskContext', names: memberNames(context) },
    'the context of an item': {
      type: 'taskwatch.ItemContext',
      // The executor's own mark on it, for nobody else.
      names: memberNames(itemContext).filter((name) => name !== 'hasEnded'),
    },
    'a group': { type: 'taskwatch.TaskGroup', names: memberNames(queue.group('g')) },
  };
  queue.dispose();
  return members;
}

function resultOfHook() {
  renderToString(createElement(react.TaskQueueProvider, null, createElement(Probe)));
  return hookResult;
}

function Probe() {
  hookResult = react.useTaskQueue();
  return null;
}
