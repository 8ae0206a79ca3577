/** Durable tasks: kinds of tasks that another tab or a new page resumes when theirs was closed. */
import type { ItemContext, TaskContext } from './contexts.js';
import type { InferredResult, ProcessItemOptions, ProcessorOptions } from './enqueue.js';
import type { TaskHandle, TaskView } from './tasks.js';

/** What an older version of a kind has stored of a task. */
export interface StoredWork {
  /** The version that stored it. */
  readonly version: number;
  readonly input: any;
  /** Results by step name; for a kind with `runItem`, by item position and then by step name. */
  readonly steps: Readonly<Record<string, any>>;
}

/** The options of every kind. */
export interface KindOptions<TInput = unknown> {
  /**
   * To be raised when the meaning of stored inputs or steps changes. A task of a newer version is left to
   * pages that have that version.
   *
   * @default 1
   */
  version?: number | undefined;
  /**
   * Converts the input and steps that an older version stored to this version. Without it they are used as they are. If
   * it throws, the task stays `pending` and shows the message.
   */
  migrate?: ((stored: StoredWork) => MigratedWork<TInput> | PromiseLike<MigratedWork<TInput>>) | undefined;
  /**
   * `false` keeps input, items and results out of the store; the task then ends with its page.
   *
   * @default true
   */
  persist?: boolean | undefined;
  /**
   * Returns the part of a view to store. It receives the whole view except `input` and `steps`. If it throws, only id,
   * title, status and times are stored. A batch whose items it changes ends with its page.
   */
  redact?: ((view: TaskView) => object) | undefined;
}

/** What `migrate` returns. */
export interface MigratedWork<TInput = unknown> {
  input: TInput;
  steps: Readonly<Record<string, unknown>>;
}

/** A kind whose tasks are a single function. */
export interface RunDefinition<TInput = unknown, TResult = unknown, TItem = unknown>
  extends KindOptions<TInput> {
  /** Does the work, like a `processor`. Code outside of steps runs again in each page. */
  run: (context: TaskContext<TItem>, input: TInput) => Promise<TResult | void> | TResult | void;
  runItem?: undefined;
}

/** A kind whose tasks are batches. */
export interface RunItemDefinition<TInput = unknown, TItem = unknown> extends KindOptions<TInput> {
  /** Does the work for one item, like `processItem`. Each item has its own steps. */
  runItem: (item: TItem, context: ItemContext, input: TInput) => unknown;
  run?: undefined;
}

/** `input`, optional if the kind accepts `undefined`. */
export type InputOption<TInput> = undefined extends TInput ? { input?: TInput } : { input: TInput };

/** The options of `enqueue` that a kind does not determine. */
export type WithoutWork<TOptions> = Omit<TOptions, 'processor' | 'processItem' | 'kind' | 'input'>;

/** A kind that was defined in a queue. */
export interface TaskKind<TInput = unknown, TResult = unknown, TItem = unknown> {
  readonly kind: string;
  /** Adds a task of this kind: `queue.enqueue({ kind, … })`, with the types of the kind. */
  enqueue(
    this: void,
    options: WithoutWork<ProcessorOptions<TItem, TResult>> & InputOption<TInput>,
  ): TaskHandle<InferredResult<TResult>>;
}

/** A kind of batches that was defined in a queue. */
export interface ItemTaskKind<TInput = unknown, TItem = unknown> {
  readonly kind: string;
  /** Adds a batch of this kind. */
  enqueue(
    this: void,
    options: WithoutWork<ProcessItemOptions<TItem>> & InputOption<TInput>,
  ): TaskHandle<unknown>;
}

/** The three calls of {@link createOnce}. */
export interface CreateOnceOptions<TObject> {
  /** Creates the object. */
  create: () => PromiseLike<TObject> | TObject;
  /** Reads the object of that name. If there is none, it returns nothing or rejects with `code` or `status` 404. */
  read: () => PromiseLike<TObject | null | undefined> | TObject | null | undefined;
  /** Whether an existing object is this task's own, for example by a label or annotation with its `idempotencyKey`. */
  isMine: (object: TObject) => PromiseLike<boolean> | boolean;
}

/**
 * Creates an object at most once. If `create` is refused because the object exists (409 `AlreadyExists`), or its
 * answer was lost, the object is read, and returned if it is one's own. Any other rejection is passed on as it is.
 *
 * ```ts
 * const project = await ctx.step('create', () =>
 *   createOnce({
 *     create: () => api.create({ ...manifest, annotations: { 'example.com/key': ctx.idempotencyKey } }),
 *     read: () => api.get(name),
 *     isMine: (found) => found.metadata.annotations?.['example.com/key'] === ctx.idempotencyKey,
 *   }),
 * );
 * ```
 */
export declare function createOnce<TObject>(options: CreateOnceOptions<TObject>): Promise<TObject>;

// What has no `export` of its own stays private to this file.
export {};
