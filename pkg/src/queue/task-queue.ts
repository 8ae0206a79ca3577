// The `TaskQueue` that users see: bound methods over an engine, and the summary that a console shows.

import type {
  KindTaskOptions,
  TaskQueue as PublicTaskQueue,
  TaskQueueConfig,
  TaskSummaryData,
} from '../../types/index.d.ts';
import type { Definition } from '../durable/definitions.ts';
import type { QueueRuntime } from './core-bridge.ts';
import { Engine } from './engine.ts';

/** Where a queue has its engine. No private field, so that what a queue shows can be read through a proxy of it. */
const ENGINE = Symbol('engine');

type Getter = 'size' | 'waiting' | 'running' | 'paused' | 'concurrency' | 'persistence';
type Methods = Omit<PublicTaskQueue, Getter | symbol>;

/** On the prototype: an object that gets accessors has a shape of its own, which keeps what they close over until the next
 * full garbage collection. */
const GETTERS: readonly Getter[] = ['size', 'waiting', 'running', 'paused', 'concurrency', 'persistence'];

type TaskQueueClass = new (config?: TaskQueueConfig) => PublicTaskQueue;

/** Creates the class, given access to the live wasm instance. */
export function makeTaskQueue(runtime: QueueRuntime): TaskQueueClass {
  class TaskQueue {
    declare enqueue: PublicTaskQueue['enqueue'];

    constructor(config?: TaskQueueConfig) {
      const engine = new Engine(runtime, config);
      Object.assign(this, methodsOf(engine, this));
      if (Symbol.dispose !== undefined) Object.assign(this, { [Symbol.dispose]: () => engine.dispose() });
      Object.defineProperty(this, ENGINE, { value: engine });
    }
  }
  // Names are shortened in the package, but consoles show this one.
  Object.defineProperty(TaskQueue, 'name', { value: 'TaskQueue' });
  for (const name of GETTERS) {
    Object.defineProperty(TaskQueue.prototype, name, {
      get(this: { readonly [ENGINE]: Engine }) {
        return this[ENGINE][name];
      },
      enumerable: true,
    });
  }
  // For the React binding, which asks often: `inspect()` does more.
  Object.defineProperty(TaskQueue.prototype, Symbol.for('taskwatch.owner'), {
    get(this: { readonly [ENGINE]: Engine }) {
      return this[ENGINE].owner;
    },
  });
  // The methods are assigned and the getters defined above, which the class declaration does not show.
  return TaskQueue as unknown as TaskQueueClass;
}

function methodsOf(engine: Engine, queue: Pick<PublicTaskQueue, 'enqueue'>): Methods {
  let summary: TaskSummaryData | null = null;
  function pause(options: { drain: true }): Promise<void>;
  function pause(options?: { drain?: false | undefined }): void;
  function pause(options?: { drain?: boolean | undefined }): Promise<void> | undefined {
    return engine.pause(options);
  }
  return {
    enqueue: (options) => engine.enqueue(options),
    // The types of a kind are its caller's.
    define: ((kind: string, definition: Partial<Definition>) => {
      engine.define(kind, definition);
      // By the queue's method: the React provider replaces it.
      return Object.freeze({
        kind,
        enqueue: (options: KindTaskOptions) => queue.enqueue({ ...options, kind }),
      });
    }) as PublicTaskQueue['define'],
    cancel: (id, reason) => engine.cancel(id, reason),
    cancelAll: (filter) => engine.cancelAll(filter),
    retry: (id) => engine.retry(id),
    dismiss: (id) => engine.dismiss(id),
    dismissAll: () => engine.dismissAll(),
    pause,
    resume: () => engine.resume(),
    setPriority: (id, priority) => engine.setPriority(id, priority),
    setConcurrency: (concurrency) => engine.setConcurrency(concurrency),
    subscribe: (listener) => engine.subscribe(listener),
    getSnapshot: () => engine.snapshot(),
    getTask: (id) => engine.task(id),
    completionInfo: (id) => engine.completionInfo(id),
    timeline: (id) => engine.timeline(id),
    onIdle: () => engine.onIdle(),
    onEmpty: () => engine.onEmpty(),
    showSummary: (title, items, options) => {
      summary = Object.freeze({ title, items, renderContent: options?.renderContent });
      engine.changed();
    },
    closeSummary: () => {
      if (summary === null) return;
      summary = null;
      engine.changed();
    },
    getActiveSummary: () => summary,
    getSummaryRenderContent: () => engine.summaryRenderContent,
    group: (id) => engine.group(id),
    inspect: () => engine.inspect(),
    dispose: () => engine.dispose(),
  };
}
