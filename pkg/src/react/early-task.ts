// A task that was enqueued before its queue exists, and its handle. Keeps the caller's options and passes them on; runs
// nothing, and checks only that the options can be read.

import type { EnqueueOptions, TaskHandle, TaskOutcome, TaskQueue } from '../../types/index.d.ts';

/** With this option a queue adopts the id that the handle already has. */
const ID = Symbol.for('taskwatch.id');

/** The prefix of ids, different in each page. Not created at import: some servers forbid random numbers then. */
let page: string | undefined;
let count = 0;

/** What the caller's processor returns, which the type of `enqueue` knows and this class does not. */
// biome-ignore lint/suspicious/noExplicitAny: it stands in for any type
type Result = any;

/** Not checked yet, so each may be anything. */
interface Options {
  [name: PropertyKey]: unknown;
  items?: unknown;
  signal?: unknown;
  onComplete?: unknown;
  dedupeKey?: unknown;
  kind?: unknown;
  confirmBeforeUnload?: unknown;
}

export class EarlyTask implements TaskHandle<Result> {
  readonly promise: Promise<TaskOutcome<Result>>;

  readonly #id = nextId();
  readonly #options: Options;
  #settle: (outcome: TaskOutcome<Result> | PromiseLike<TaskOutcome<Result>>) => void = () => {};
  /** The handle of the task, once a queue has it. */
  #handle: TaskHandle<Result> | undefined;
  #hasEnded = false;
  #stopListening = (): void => {};

  constructor(options: object) {
    this.#options = copyOf(options);
    this.promise = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#listen();
  }

  /** Differs from the one before if the queue had a task with its `dedupeKey`. */
  get id(): string {
    return this.#handle?.id ?? this.#id;
  }

  get dedupeKey(): unknown {
    return this.#options.dedupeKey;
  }

  /** Of a durable task. */
  get kind(): unknown {
    return this.#options.kind;
  }

  /** Whether it has neither ended nor been passed on. */
  get isWaiting(): boolean {
    return !this.#hasEnded && this.#handle === undefined;
  }

  get confirmBeforeUnload(): boolean {
    return this.isWaiting && this.#options.confirmBeforeUnload !== false;
  }

  readonly cancel = (reason?: unknown): void => {
    if (this.#handle !== undefined) this.#handle.cancel(reason);
    else this.#end('cancelled', reason ?? abortError(), []);
  };

  readonly result = async (): Promise<Result> => {
    const { status, result, error } = await this.promise;
    if (status === 'completed') return result;
    throw error;
  };

  /** Ends it for the reason why there is no queue. */
  fail(error: Error): void {
    this.#end('failed', error, [Object.freeze({ message: error.message })]);
  }

  /** Passes it on to the queue. Wrong options fail it, since the call with them has returned. */
  handOn(enqueue: TaskQueue['enqueue']): void {
    if (!this.isWaiting) return;
    this.#stopListening();
    try {
      // The cast is checked by the queue.
      this.#handle = enqueue({ ...this.#options, [ID]: this.#id } as unknown as EnqueueOptions);
      this.#settle(this.#handle.promise);
    } catch (error) {
      console.error(error);
      // The cast lets through whatever an accessor throws, as it is.
      this.fail(error as Error);
    }
  }

  #end(status: 'failed' | 'cancelled', error: unknown, failedItems: TaskOutcome['failedItems']): void {
    if (!this.isWaiting) return;
    this.#hasEnded = true;
    this.#stopListening();
    const outcome = { status, completed: 0, failed: failedItems.length, failedItems, error };
    const { onComplete } = this.#options;
    // Called at once; asynchronous for the sake of what it throws, now or later.
    const notify = async () => typeof onComplete === 'function' && onComplete(outcome);
    notify().catch((thrown) => console.error(thrown));
    this.#settle(outcome);
  }

  #listen(): void {
    const { signal } = this.#options;
    if (!(signal instanceof AbortSignal)) return;
    const onAbort = () => this.cancel(signal.reason);
    this.#stopListening = () => signal.removeEventListener('abort', onAbort);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  }
}

function nextId(): string {
  page ??= Math.random().toString(36).slice(2);
  return `${page}-${++count}`;
}

/** Like the package's own class, which would add all other error classes to the bundle. */
function abortError(): Error {
  return Object.assign(new Error('the task was cancelled'), { name: 'AbortError', code: 'ABORTED' });
}

/** Reads each option once, accessors of classes too. The items are copied, as `enqueue` does. */
function copyOf(options: object): Options {
  const copy: Options = {};
  const given: Options = Object(options);
  for (let at: unknown = given; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) if (!(name in copy)) copy[name] = given[name];
  }
  if (Array.isArray(copy.items)) copy.items = Array.from(copy.items);
  return copy;
}
