// @ts-nocheck
// The `TaskQueue` that users see: bound methods over an engine, and the summary a console shows.

import { Engine } from './engine.ts';

/** Where a queue has its engine. No private field, so that what a queue tells can be read through a proxy of it. */
const ENGINE = Symbol('engine');

/** Makes the class over a way to the wasm instance that lives now. */
export function makeTaskQueue(runtime) {
  class TaskQueue {
    constructor(config) {
      const engine = new Engine(runtime, config);
      let summary = null;
      const showSummary = (title, items, options) => {
        summary = Object.freeze({ title, items, renderContent: options?.renderContent });
        engine.changed();
      };
      const closeSummary = () => {
        if (summary === null) return;
        summary = null;
        engine.changed();
      };
      const dispose = () => engine.dispose();
      Object.assign(this, {
        enqueue: (options) => engine.enqueue(options),
        cancel: (id, reason) => engine.cancel(id, reason),
        cancelAll: (filter) => engine.cancelAll(filter),
        retry: (id) => engine.retry(id),
        dismiss: (id) => engine.dismiss(id),
        dismissAll: () => engine.dismissAll(),
        pause: (options) => engine.pause(options),
        resume: () => engine.resume(),
        setPriority: (id, priority) => engine.setPriority(id, priority),
        setConcurrency: (concurrency) => engine.setConcurrency(concurrency),
        subscribe: (listener) => engine.subscribe(listener),
        getSnapshot: () => engine.snapshot(),
        getTask: (id) => engine.task(id),
        completionInfo: (id) => engine.completionInfo(id),
        onIdle: () => engine.onIdle(),
        onEmpty: () => engine.onEmpty(),
        showSummary,
        closeSummary,
        getActiveSummary: () => summary,
        getSummaryRenderContent: () => engine.summaryRenderContent,
        group: (id) => engine.group(id),
        inspect: () => engine.inspect(),
        dispose,
      });
      if (Symbol.dispose !== undefined) this[Symbol.dispose] = dispose;
      Object.defineProperty(this, ENGINE, { value: engine });
    }
  }
  // On the prototype: an object that gets accessors has a shape of its own, which keeps what they close over until the
  // next full garbage collection.
  for (const name of ['size', 'waiting', 'running', 'paused', 'concurrency', 'persistence']) {
    Object.defineProperty(TaskQueue.prototype, name, {
      get() {
        return this[ENGINE][name];
      },
      enumerable: true,
    });
  }
  // For the React binding, which asks often: `inspect()` has more to tell.
  Object.defineProperty(TaskQueue.prototype, Symbol.for('taskwatch.owner'), {
    get() {
      return this[ENGINE].owner;
    },
  });
  return TaskQueue;
}
