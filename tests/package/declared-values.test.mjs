// The types of what the package gives are those of what it gives: values of all kinds, from a running package,
// fit the types that are declared for them, and have no field that is not declared.
import { complaintsAbout, errorFields } from './declarations.mjs';
import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { KINDS } from './watch/kinds.mjs';

const taskwatch = await import('taskwatch');
const { fakeControlPlane, scriptedSource } = await import('taskwatch/testing');
const { TaskQueue, waitForResource, waitForWatch } = taskwatch;

const PODS = 'api/v1/pods';
const READY = { type: 'Ready', status: 'True', reason: 'Up', message: 'up', observedGeneration: 1 };

const values = {
  ...(await tasks()),
  ...(await storedTasks()),
  ...resources(),
  ...(await errors()),
  ...statuses(),
  ...fakeObjects(),
};
const wrong = {
  'a view with a field that is not declared': ['taskwatch.TaskView', { ...values['a view'][1], extra: 1 }],
  'a view without its title': ['taskwatch.TaskView', { ...values['a view'][1], title: undefined }],
};
const complaints = complaintsAbout(
  [...Object.values(values), ...Object.values(wrong)].map(([type, value]) => ({ type, value })),
);

describe('values fit their declarations', () => {
  for (const name in values) {
    const found = complaints.shift();
    it(name, () => assert.deepEqual(found, []));
  }
});

describe('the comparison of values refuses', () => {
  for (const name in wrong) {
    const found = complaints.shift();
    it(name, () => assert.ok(found.length > 0));
  }
});

/** Tasks in all states, and what else a queue tells of them. */
async function tasks() {
  const queue = new TaskQueue({ record: 10, concurrency: 2 });
  const view = ({ id }) => ['taskwatch.TaskView', { ...queue.getTask(id) }];
  const fails = () => {
    throw new Error('no');
  };
  const completed = queue.enqueue({
    title: 'a',
    items: [1, { id: 2 }],
    category: 'c',
    group: 'g',
    key: 'k',
    icon: 'i',
    metadata: { m: 1 },
    completionActions: [{ label: 'Open' }],
    processor: ({ succeed, setMessage }) => {
      succeed(1);
      setMessage('half way');
      return 3;
    },
  });
  const batch = queue.enqueue({
    title: 'b',
    items: [1, 2, 3],
    errorStrategy: 'stop',
    processItem: (item) => item === 2 && fails(),
  });
  const failed = queue.enqueue({ title: 'c', processor: fails });
  const paused = queue.enqueue({ title: 'd', retry: { minDelay: 60_000 }, processor: fails });
  const outcomes = await Promise.all([completed, batch, failed].map(({ promise }) => promise));
  let context;
  const running = queue.enqueue({
    title: 'e',
    processor: (ctx) => {
      context = { ...contextFields(ctx), items: ctx.items };
      ctx.setProgress(0.5);
      return new Promise(() => {});
    },
  });
  let itemContext;
  queue.enqueue({
    title: 'f',
    items: ['x'],
    processItem: (_, ctx) => {
      itemContext = contextFields(ctx);
      return new Promise(() => {});
    },
  });
  const pending = queue.enqueue({ title: 'g', group: 'g', processor: () => {} });
  running.cancel();
  queue.showSummary('s', [{ id: '1', label: 'a', status: 'failed', message: 'no' }]);
  const shown = {
    'a view': view(completed),
    'the view of a task without items': view(failed),
    'the view of a batch': view(batch),
    'the view of a task between attempts': view(paused),
    'the view of a task that is cancelled': view(running),
    'the view of a task that waits': view(pending),
    'the outcome of a success': ['taskwatch.TaskOutcome', outcomes[0]],
    'the outcome of a batch': ['taskwatch.TaskOutcome', { ...outcomes[1], error: 'an error' }],
    'the outcome of a failure': ['taskwatch.TaskOutcome', { ...outcomes[2], error: 'an error' }],
    'what became of items': ['taskwatch.TaskCompletionInfo', queue.completionInfo(batch.id)],
    'a group': ['taskwatch.TaskGroup', queue.group('g')],
    'an open summary': ['taskwatch.TaskSummaryData', queue.getActiveSummary()],
    'an inspection': ['taskwatch.QueueInspection', queue.inspect()],
    'the context of a task': ['taskwatch.TaskContext', context],
    'the context of an item': ['taskwatch.ItemContext', itemContext],
  };
  assert.ok(context.deadlineAt > Date.now() && itemContext.deadlineAt > Date.now());
  assert.equal(shown['the view of a task without items'][1].items, undefined);
  queue.dispose();
  return shown;
}

/** What contexts have beside their methods, which are accessors of their classes. */
function contextFields(ctx) {
  const prototype = Object.getPrototypeOf(ctx);
  const names = Object.keys(Object.getOwnPropertyDescriptors(prototype));
  return Object.fromEntries(names.filter((name) => name !== 'constructor').map((name) => [name, ctx[name]]));
}

/** What a new page shows of the tasks of one that is gone, and what a store is given. */
async function storedTasks() {
  const stored = new Map();
  const storage = {
    getAll: () => [...stored.values()],
    get: (id) => stored.get(id),
    set: (id, view) => void stored.set(id, view),
    remove: (id) => void stored.delete(id),
    clear: () => stored.clear(),
  };
  const former = new TaskQueue({ storage });
  await former.enqueue({ title: 'a', items: [1], icon: 'i', processItem: () => {} }).promise;
  former.enqueue({ title: 'b', processor: () => new Promise(() => {}) });
  const given = [...stored.values()].map((view) => ({ ...view }));
  const [ended, closed] = new TaskQueue({ storage }).getSnapshot().map((view) => ({ ...view }));
  assert.deepEqual([ended.status, closed.status], ['completed', 'failed']);
  former.dispose();
  return {
    'what a store is given': ['taskwatch.TaskView[]', given],
    'the view of a stored task': ['taskwatch.TaskView', ended],
    'the view of a task whose page was closed': ['taskwatch.TaskView', closed],
  };
}

/** An object of each kind that is being deleted, adapted, and verdicts on it before. */
function resources() {
  const shown = {};
  for (const { kind, object, ready, failed = [] } of KINDS) {
    const statuses = [...ready, ...failed].map(([status]) => ({ ...object, status }));
    const metadata = { ...object.metadata, deletionTimestamp: '2026-03-05T08:31:00Z' };
    const adapted = taskwatch[`to${kind}`]({ ...statuses.at(-1), metadata });
    shown[`an adapted ${kind}`] = [`taskwatch.${kind}`, withHidden(adapted)];
    shown[`verdicts on a ${kind}`] = [
      'taskwatch.Verdict[]',
      statuses.map((raw) => taskwatch[`verdictOf${kind}`](raw)),
    ];
  }
  return shown;
}

/** An adapted object with what is not enumerable. */
function withHidden(adapted) {
  return Object.fromEntries(Object.getOwnPropertyNames(adapted).map((name) => [name, adapted[name]]));
}

/** An error of each class, as it is met with. */
async function errors() {
  const caught = async (promise) =>
    promise.then(
      () => assert.fail('it resolved'),
      (error) => [`taskwatch.${error.name}`, errorFields(error)],
    );
  const { subscribe, emit } = scriptedSource();
  // Without `read`, which would say that there is no object.
  const source = { subscribe };
  const where = { resourceType: PODS, namespace: 'default', name: 'p', source };
  const pod = (status) => ({
    metadata: { name: 'p', namespace: 'default', uid: 'u', resourceVersion: '1' },
    status,
  });
  const emitting = (options, ...events) => {
    const wait = options.onEvent
      ? waitForWatch({ ...where, ...options })
      : waitForResource({ ...where, ...options });
    for (const event of events) emit(event);
    return wait;
  };
  const until = taskwatch.condition('Ready');
  const added = { type: 'ADDED', object: pod({ conditions: [{ ...READY, status: 'False' }] }) };

  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_700_000_000_000 });
  const late = emitting({ until, timeout: 10 }, added);
  const unseen = emitting({ onEvent: () => {}, timeout: 10, read: () => Promise.reject(new Error('no')) });
  const timeouts = Promise.all([caught(late), caught(unseen)]);
  for (let turn = 0; turn < 20; turn += 1) {
    mock.timers.tick(1_000);
    await new Promise(setImmediate);
  }
  const [timeout, unseenTimeout] = await timeouts;
  mock.timers.reset();

  const cancelled = emitting({ until });
  cancelled.cancel('enough');
  const refusing = taskwatch.createKubernetesWatch({
    baseUrl: 'https://a.example',
    fetch: async () => new Response('{}', { status: 429, headers: { 'retry-after': '3' } }),
  });
  const silent = taskwatch.createKubernetesWatch({
    baseUrl: 'https://a.example',
    fetch: async () => {
      throw new Error('offline');
    },
  });
  const misfit = Promise.resolve().then(() => taskwatch.toDnsZone({ spec: { domainName: 5 } }));
  const found = {
    'a timeout': timeout,
    'a timeout without an event': unseenTimeout,
    'a cancel': await caught(cancelled),
    'a failure': await caught(emitting({ until, failWhen: taskwatch.condition('Ready', 'False') }, added)),
    'a deletion': await caught(emitting({ until }, added, { type: 'DELETED', object: pod() })),
    'an answer that rejects': await caught(emitting({ onEvent: () => 'reject' }, added)),
    'a refusal': await caught(
      emitting(
        { until },
        { type: 'ERROR', object: { kind: 'Status', code: 422, reason: 'Invalid', message: 'no' } },
      ),
    ),
    'a refused read': await caught(refusing.read({ resourceType: PODS })),
    'a read without an answer': await caught(silent.read({ resourceType: PODS })),
    'a misfit': await caught(misfit),
  };
  assert.deepEqual(
    Object.values(found).map(([type]) => type.slice('taskwatch.'.length)),
    [
      'TimeoutError',
      'TimeoutError',
      'AbortError',
      'ResourceFailedError',
      'ResourceDeletedError',
      'WatchError',
      'WatchError',
      'WatchError',
      'WatchError',
      'AdapterError',
    ],
  );
  assert.equal(found['a refused read'][1].retryAfter, 3_000);
  assert.equal(found['a read without an answer'][1].code, 'WATCH');
  return found;
}

function statuses() {
  const { computeStatus, transformControlPlaneStatus } = taskwatch;
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { generation: 2 },
    spec: {},
    status: {},
  };
  return {
    'the status of nothing': ['taskwatch.ComputedStatus', computeStatus(undefined)],
    'the status of a deployment': ['taskwatch.ComputedStatus', computeStatus(deployment)],
    'a status for a UI': [
      'taskwatch.ControlPlaneStatusResult',
      transformControlPlaneStatus({ conditions: [READY], phase: 'Up' }, { includeConditionDetails: true }),
    ],
    'the statuses there are': ['typeof taskwatch.ControlPlaneStatus', taskwatch.ControlPlaneStatus],
  };
}

function fakeObjects() {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const plane = fakeControlPlane({ delay: 5 });
  const created = plane.create({
    kind: 'DNSZone',
    metadata: { name: 'z', labels: { a: 'b' } },
    spec: { a: 1 },
  });
  mock.timers.tick(10);
  plane.remove('z', { delay: 5 });
  const list = plane.list();
  plane.stop();
  mock.timers.reset();
  return {
    'an object that was created': ['testing.FakeObject', created],
    'objects that terminate': ['testing.FakeObject[]', list],
  };
}
