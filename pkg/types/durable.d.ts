/** Durable tasks: kinds of tasks that go on in a new page or another tab where the last one was closed. */
import type {
  ItemContext,
  ProcessorOptions,
  ProcessItemOptions,
  TaskContext,
  TaskHandle,
  TaskView,
} from './tasks.js';

/** What a store holds of a task whose kind has a newer version now. */
export interface StoredWork {
  /** The version that stored it. */
  readonly version: number;
  readonly input: any;
  /** Results by the names of the steps; of a kind with `runItem`, by the item's position first. */
  readonly steps: Readonly<Record<string, any>>;
}

/** What every kind may have. */
export interface KindOptions<TInput = unknown> {
  /**
   * Goes up when stored inputs or steps mean something else than before. A task of a larger version than this is left to
   * pages that have it.
   *
   * @default 1
   */
  version?: number | undefined;
  /**
   * Makes input and steps of this version out of those that an older one stored. Without it they are used as they are. If
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
   * Returns what is to be stored of a view. It is given all of the view but `input` and `steps`. If it throws, only id,
   * title, status and times are stored. A batch whose items it changes ends with its page.
   */
  redact?: ((view: TaskView) => object) | undefined;
}

/** What `migrate` returns. */
export interface MigratedWork<TInput = unknown> {
  input: TInput;
  steps: Readonly<Record<string, unknown>>;
}

/** A kind whose tasks are one run each. */
export interface RunDefinition<TInput = unknown, TResult = unknown, TItem = unknown>
  extends KindOptions<TInput> {
  /** Does the work, as a `processor`. Whatever is not in a step runs again in each page. */
  run: (context: TaskContext<TItem>, input: TInput) => Promise<TResult | void> | TResult | void;
  runItem?: undefined;
}

/** A kind whose tasks are batches. */
export interface RunItemDefinition<TInput = unknown, TItem = unknown> extends KindOptions<TInput> {
  /** Does the work of one item, as a `processItem`. Each item has steps of its own. */
  runItem: (item: TItem, context: ItemContext, input: TInput) => unknown;
  run?: undefined;
}

/** `input`, which may be left out where the kind takes `undefined`. */
export type InputOption<TInput> = undefined extends TInput ? { input?: TInput } : { input: TInput };

/** Options of `enqueue` without what a kind gives. */
export type WithoutWork<TOptions> = Omit<TOptions, 'processor' | 'processItem' | 'kind' | 'input'>;

/** A kind that was defined in a queue. */
export interface TaskKind<TInput = unknown, TResult = unknown, TItem = unknown> {
  readonly kind: string;
  /** Adds a task of this kind: `queue.enqueue({ kind, … })`, with the types of the kind. */
  enqueue(
    this: void,
    options: WithoutWork<ProcessorOptions<TItem, TResult>> & InputOption<TInput>,
  ): TaskHandle<TResult>;
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
  /** Reads the object of that name; nothing, or a rejection with `code` or `status` 404, where there is none. */
  read: () => PromiseLike<TObject | null | undefined> | TObject | null | undefined;
  /** Whether an object that was there already is this task's own: by a label or annotation with its `idempotencyKey`. */
  isMine: (object: TObject) => PromiseLike<boolean> | boolean;
}

/**
 * Creates an object at most once. Where `create` is refused since there is such an object (409 `AlreadyExists`), or its
 * answer was lost, the object is read, and returned if it is one's own. Everything else rejects as it came.
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
