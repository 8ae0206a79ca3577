// What a console writes about tasks: inferred without annotations, and refused where it cannot work.
import { TaskQueue } from 'taskwatch';
import type {
  TaskContext,
  TaskHandle,
  TaskOutcome,
  TaskStorage,
  TaskView,
  EnqueueOptions,
  TaskCompletionInfo,
} from 'taskwatch';
import { same, type Same } from './expect.js';

interface Widget {
  uid: string;
  size: number;
}
declare function createWidget(): Promise<Widget>;
const queue = new TaskQueue({
  concurrency: Infinity,
  defaultTimeout: null,
  onTaskFail: (task) => task.failedItems[0]?.message,
});

// The result is what the processor returns.
const asyncHandle = queue.enqueue({ title: 'a', processor: async () => createWidget() });
same<Same<typeof asyncHandle, TaskHandle<Widget>>>();
const promisedHandle = queue.enqueue({ title: 'a', processor: () => createWidget() });
same<Same<typeof promisedHandle, TaskHandle<Widget>>>();
const syncHandle = queue.enqueue({
  title: 'a',
  processor: (ctx) => {
    ctx.setMessage('x');
    return { uid: '', size: 1 };
  },
});
same<Same<typeof syncHandle, TaskHandle<Widget>>>();
const maybeHandle = queue.enqueue({
  title: 'a',
  processor: async (ctx) => {
    if (ctx.cancelled) return;
    return createWidget();
  },
});
same<Same<typeof maybeHandle, TaskHandle<Widget | undefined>>>();
const noResult = queue.enqueue({
  title: 'a',
  processor: async (ctx) => {
    ctx.setResult(3);
  },
});
same<Same<typeof noResult, TaskHandle<unknown>>>();
const noResultSync = queue.enqueue({
  title: 'a',
  processor: (ctx) => {
    ctx.setResult(3);
  },
});
same<Same<typeof noResultSync, TaskHandle<unknown>>>();
const annotated = queue.enqueue({
  title: 'a',
  processor: async (ctx: TaskContext) => {
    ctx.attempt;
    return createWidget();
  },
});
same<Same<typeof annotated, TaskHandle<Widget>>>();
const explicit = queue.enqueue<string, Widget>({
  title: 'a',
  items: ['a'],
  processItem: (item) => item.length,
});
same<Same<typeof explicit, TaskHandle<Widget>>>();

async function settled(handle: TaskHandle<Widget>) {
  const outcome = await handle.promise;
  same<Same<typeof outcome, TaskOutcome<Widget>>>();
  // @ts-expect-error there may be no result
  outcome.result.uid;
  const size: number = (await handle.result()).size;
  return size;
}
void settled;

// Items type the item's function, the context and what is made of the result.
const batch = queue.enqueue({
  title: 'b',
  items: [{ id: 1, domain: 'a.example' }],
  itemConcurrency: 4,
  getItemId: (item) => item.domain,
  processItem: async (item, ctx) => {
    const domain: string = item.domain;
    // @ts-expect-error no such field
    item.size;
    const index: number = ctx.index;
    ctx.succeed();
    ctx.fail(domain, String(index));
  },
  completionActions: (_result, info) =>
    info.items.map(({ data, status }) => ({ label: data.domain, status })),
});
same<Same<typeof batch, TaskHandle<unknown>>>();

queue.enqueue({
  title: 'b',
  items: [1, 2],
  processor: async ({ items, succeed, fail, onCancel, setProgress }) => {
    for (const item of items) {
      const n: number = item;
      succeed(n);
      fail();
      fail(n, 'no');
    }
    onCancel(() => {});
    setProgress(0.5);
    setProgress({ completed: 1, total: 2 });
    return createWidget();
  },
  onComplete: ({ result }) => result?.size,
  completionActions: (widget, info) => {
    same<Same<typeof widget, Widget>>();
    same<Same<typeof info, TaskCompletionInfo<number>>>();
    return [widget.uid];
  },
});

// Neither or both of processor and processItem, and what is missing or of a wrong type.
// @ts-expect-error neither
queue.enqueue({ title: 'c' });
// @ts-expect-error both
queue.enqueue({ title: 'c', items: [1], processor: () => {}, processItem: () => {} });
// @ts-expect-error items are missing
queue.enqueue({ title: 'c', processItem: () => {} });
// @ts-expect-error title is missing
queue.enqueue({ processor: () => {} });
// @ts-expect-error itemConcurrency belongs to processItem
queue.enqueue({ title: 'c', items: [1], processor: () => {}, itemConcurrency: 2 });
// @ts-expect-error not a strategy
queue.enqueue({ title: 'c', processor: () => {}, errorStrategy: 'abort' });
// @ts-expect-error a typo in an option
queue.enqueue({ title: 'c', processor: () => {}, timeOut: 4 });
// @ts-expect-error a string is no concurrency
new TaskQueue({ concurrency: '3' });
// @ts-expect-error read-only
queue.concurrency = 4;

// Absent options may be said to be undefined.
queue.enqueue({
  title: 'd',
  processor: () => {},
  items: undefined,
  timeout: undefined,
  signal: undefined,
  category: undefined,
});

// Order, retries and groups.
queue.enqueue({
  title: 'd',
  processor: () => createWidget(),
  priority: -1,
  key: 'zone',
  group: 'zones',
  dedupeKey: 'd',
  totalTimeout: null,
  retry: {
    attempts: Infinity,
    minDelay: 1,
    maxDelay: 2,
    factor: 3,
    jitter: 0,
    retryIf: (error) => error.code === 503,
  },
});
new TaskQueue({ rateLimit: { limit: 5, interval: 1_000 }, historyLimit: 100, retry: {} }).setPriority(
  'id',
  3,
);
queue.group('zones').cancel();
const share: number = queue.group('zones').progress;
void share;
// @ts-expect-error a rate needs both
new TaskQueue({ rateLimit: { limit: 5 } });
// @ts-expect-error retry is an object
queue.enqueue({ title: 'd', processor: () => {}, retry: 3 });

// Options can be built before they are queued.
const options: EnqueueOptions<number, Widget> = { title: 'e', items: [1], processor: () => createWidget() };
same<Same<ReturnType<typeof later>, TaskHandle<Widget>>>();
function later() {
  return queue.enqueue(options);
}

// Methods are bound, so they can be destructured; what a UI reads.
const { enqueue, cancel, cancelAll, retry, dismiss, pause, subscribe, getSnapshot, getTask, completionInfo } =
  queue;
enqueue({ title: 'f', processor: () => {} }).cancel();
cancel('id', new Error('why'));
cancelAll({ category: 'dns', status: 'pending' });
const again: TaskHandle | undefined = retry('id');
void again;
const gone: boolean = dismiss('id');
void gone;
const drained: Promise<void> = pause({ drain: true });
void drained;
same<Same<ReturnType<typeof pauseNow>, void>>();
function pauseNow() {
  return pause();
}
const off: () => void = subscribe(() => {});
void off;
const views: TaskView[] = getSnapshot();
void views;
const info = completionInfo('id');
// @ts-expect-error unknown id
info.status;
const view = getTask('id');
if (view) {
  // @ts-expect-error views are frozen
  view.title = 'x';
  const { failedItems, deadlineAt, nextAttemptAt } = view;
  // @ts-expect-error absent where it does not apply
  const deadline: number = deadlineAt;
  // @ts-expect-error absent without items
  view.items.length;
  // @ts-expect-error absent without items
  const count: number = view.total;
  void count;
  void [failedItems, nextAttemptAt, deadline];
  switch (view.status) {
    case 'pending':
    case 'running':
    case 'completed':
    case 'failed':
    case 'cancelled':
      break;
    default: {
      const never: never = view.status;
      void never;
    }
  }
}
queue.showSummary('Zones', [{ id: '1', label: 'a.example', status: 'failed', message: 'no' }]);
// @ts-expect-error not a status of a summary
queue.showSummary('Zones', [{ id: '1', label: 'a.example', status: 'cancelled' }]);
const summary = queue.getActiveSummary();
summary?.items.map((item) => item.label);
// @ts-expect-error the open summary is frozen
if (summary) summary.title = 'Records';

// The deadline of a run, for what a processor does by itself; the counts of an inspection.
queue.enqueue({
  title: 'g',
  processor: ({ deadlineAt }) => {
    same<Same<typeof deadlineAt, number | undefined>>();
    // @ts-expect-error absent without a timeout
    return deadlineAt - Date.now();
  },
});
queue.enqueue({
  title: 'g',
  items: [1],
  processItem: (_, { deadlineAt = Infinity }) => deadlineAt - Date.now(),
});
const { tasks, paused, concurrency, timer } = queue.inspect();
const figures: [number, boolean, number, number | undefined] = [tasks, paused, concurrency, timer];
void figures;

// A store written for views.
const map = new Map<string, TaskView>();
const storage: TaskStorage = {
  getAll: async () => [...map.values()],
  get: (id) => map.get(id),
  set: async (id, task) => {
    map.set(id, task);
  },
  remove: (id) => void map.delete(id),
  clear: () => map.clear(),
};
new TaskQueue({ storage }).dispose();

// What a store's methods happen to return is no concern of the queue's.
class MapStore implements TaskStorage {
  readonly #views = new Map<string, TaskView>();
  getAll() {
    return [...this.#views.values()];
  }
  get(id: string) {
    return this.#views.get(id);
  }
  set(id: string, view: TaskView) {
    return this.#views.set(id, view);
  }
  remove(id: string) {
    return this.#views.delete(id);
  }
  async clear() {
    this.#views.clear();
  }
}
new TaskQueue({ storage: new MapStore() }).dispose();

new TaskQueue({ storageType: 'local', storageKey: 'console' });
new TaskQueue({ storageType: 'indexeddb' });
new TaskQueue({
  storageType: 'auto',
  redisClient: { get: async (key: string) => key, set() {}, del() {}, status: 'ready' },
});
// @ts-expect-error no such store
new TaskQueue({ storageType: 'disk' });
// @ts-expect-error a client lacks `del`
new TaskQueue({ redisClient: { get() {}, set() {} } });

// Where the processor says nothing of its result the call site may; where it does, a wrong annotation is an error.
queue.enqueue({
  title: 'annotated',
  processor: async (ctx) => ctx.setResult({ lines: 3 }),
  onComplete: (outcome: TaskOutcome<{ lines: number }>) => outcome.result?.lines.toFixed(),
  completionActions: (result: { lines: number } | undefined) => [{ children: `${result?.lines} lines` }],
});
queue.enqueue({
  title: 'inferred',
  processor: async () => 3,
  // @ts-expect-error it is a number
  completionActions: (result: string) => [{ children: result }],
});
