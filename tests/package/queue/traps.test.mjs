// A trap at each crossing into the wasm while a queue does most of what it can.
import { attempt, settles, taskwatch, trapAtEachCrossing } from '../traps.mjs';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

const { TaskQueue, waitForProjectReady, waitForWatch } = taskwatch;

function store() {
  const views = new Map();
  return {
    getAll: () => [...views.values()],
    get: (id) => views.get(id),
    set: (id, view) => void views.set(id, JSON.parse(JSON.stringify(view))),
    remove: (id) => void views.delete(id),
    clear: () => views.clear(),
    onExternalChange: () => () => {},
  };
}

const object = (status) => ({
  metadata: { name: 'p', uid: 'u', generation: 1 },
  status: { conditions: [{ type: 'Ready', status, reason: 'Pending' }] },
});
const source = {
  subscribe(_, onEvent) {
    onEvent({ type: 'ADDED', object: object('False') });
    const timer = setTimeout(() => onEvent({ type: 'MODIFIED', object: object('True') }), 1);
    return () => clearTimeout(timer);
  },
  read: async () => undefined,
};
const endless = () => new Promise(() => {});
const target = { resourceType: 'api/v1/pods', name: 'p', source };
const TASKS = [
  {
    title: 'plain',
    async processor({ setMessage, setProgress }) {
      setMessage('half-way');
      setProgress(0.5);
      await pause(1);
    },
  },
  {
    title: 'batch',
    items: [1, 2, 3],
    itemConcurrency: 2,
    async processItem(item) {
      if (item === 2) throw new Error('no');
    },
  },
  { title: 'retried', retry: { attempts: 2, minDelay: 1 }, processor: () => Promise.reject(new Error('no')) },
  { title: 'timed out', timeout: 5, processor: endless },
  {
    title: 'wait',
    processor: (task) =>
      waitForWatch({
        ...target,
        task,
        onEvent: ({ object: { status } }) =>
          status.conditions[0].status === 'True' ? 'resolve' : 'continue',
      }),
  },
  { title: 'project', processor: (task) => waitForProjectReady('o', 'p', { source, task }) },
  { title: 'cancelled', processor: endless },
];

async function work() {
  const queue = attempt(
    'new TaskQueue',
    () => new TaskQueue({ storage: store(), concurrency: 2, cancelGrace: 5, timeline: 9 }),
  );
  if (queue === undefined) return;
  const unsubscribe = queue.subscribe(() => attempt('getSnapshot', () => queue.getSnapshot()));
  const promises = [];
  const awaits = (what, promise) => promise !== undefined && promises.push(settles(what, promise));
  const handles = new Map();
  for (const task of TASKS) {
    const handle = attempt('enqueue', () => queue.enqueue(task));
    handles.set(task.title, handle);
    awaits(task.title, handle?.promise);
  }
  const kind = attempt('define', () =>
    queue.define('k', {
      async run(ctx, input) {
        const one = await ctx.step('one', async () => 1);
        await ctx.sleep('pause', 1);
        return ctx.step('two', () => one + input);
      },
    }),
  );
  awaits('durable', attempt('enqueue', () => kind?.enqueue({ title: 'durable', input: 1 }))?.promise);
  attempt('cancel', () => handles.get('cancelled')?.cancel());
  attempt('pause', () => queue.pause());
  attempt('resume', () => queue.resume());
  attempt('setConcurrency', () => queue.setConcurrency(3));
  const alone = attempt('waitForWatch', () => waitForWatch({ ...target, timeout: 10, onEvent() {} }));
  awaits(
    'alone',
    alone?.catch(() => {}),
  );
  awaits(
    'onIdle',
    attempt('onIdle', () => queue.onIdle()),
  );
  await Promise.all(promises);
  attempt('inspect', () => queue.inspect());
  const batch = handles.get('batch');
  if (batch !== undefined) {
    attempt('completionInfo', () => queue.completionInfo(batch.id));
    await settles('retry', attempt('retry', () => queue.retry(batch.id))?.promise);
  }
  attempt('dismissAll', () => queue.dismissAll());
  attempt('dispose', () => queue.dispose());
  unsubscribe();
}

it('a trap at any crossing settles everything, and the next use works', () =>
  trapAtEachCrossing(work, [
    'queuecore_add',
    'chooseStore',
    'startDelay',
    'durableStep',
    'watchbridge_judged',
  ]));
