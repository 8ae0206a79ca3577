/**
 * The React binding, for React 18 and 19. It imports no other entry of the package: the queue and the waits come
 * with the `queue` that the app gives, or from the provider's `load` once it is mounted.
 *
 * @module taskwatch/react
 * @packageDocumentation
 */
import type { ReactElement, ReactNode } from 'react';
import type {
  ClusterResource,
  ConditionValue,
  Resource,
  SummaryRenderContent,
  TaskGroup,
  TaskQueue,
  TaskQueueConfig,
  TaskStatus,
  TaskSummaryData,
  TaskView,
  Verdict,
  WaitOptions,
  WatchEvent,
  WatchOptions,
  WatchSource,
} from './index.js';

/** What the binding uses of the module that a {@link TaskwatchLoader} gives. */
export interface TaskwatchModule {
  /** The class of the provider's own queue. */
  readonly TaskQueue: typeof import('./index.js').TaskQueue;
  /** What `useWatch` and `useResource` wait with. */
  readonly waitForWatch: typeof import('./index.js').waitForWatch;
  /** What `useResource` judges with where it is given `until`. */
  readonly defineResource: typeof import('./index.js').defineResource;
  /** The `init` of `taskwatch/slim`, which the binding awaits; `taskwatch` has none. */
  readonly default?: unknown;
}

/**
 * Gives the module with the queue and the waits, such as `() => import('taskwatch')`. The module is kept by the
 * function's identity: declare it outside of components, so that it is loaded once.
 */
export type TaskwatchLoader = () => PromiseLike<TaskwatchModule> | TaskwatchModule;

/** The provider's props: a queue, or the options of one. */
export type TaskQueueProviderProps = {
  children?: ReactNode;
  /**
   * Loads the module that the provider's own queue, `useWatch` and `useResource` are made of. It is called after
   * mounting; a load that failed is tried again at the next mount. Later renders do not change it.
   *
   * @default () => import('taskwatch')
   */
  load?: TaskwatchLoader | undefined;
} & (
  | {
      /** A queue of the app's own, which is never disposed. */
      queue: TaskQueue;
      config?: undefined;
      disposeOnUnmount?: undefined;
    }
  | {
      queue?: undefined;
      /**
       * The options of a queue that the provider makes once it is mounted and its module is loaded. Later renders
       * do not change them.
       */
      config?: TaskQueueConfig | undefined;
      /**
       * Whether unmounting disposes the provider's own queue at once, which cancels its tasks. By default
       * unmounting cancels nothing: the queue takes no new tasks, runs those it has to their end, and is disposed
       * then.
       *
       * @default false
       */
      disposeOnUnmount?: boolean | undefined;
    }
);

/**
 * Gives its children a queue, and never makes rendering throw. Hiding the provider is not unmounting it: when a
 * Suspense boundary above it shows its fallback, or an `<Activity>` hides it, its tasks go on, and the provider goes
 * on with the same queue when it is shown again.
 *
 * Before unload the browser asks while one of this tab's tasks with `confirmBeforeUnload` has not ended, also after
 * the provider was unmounted; the page listens only while there is one.
 */
export declare function TaskQueueProvider(props: TaskQueueProviderProps): ReactElement;

/**
 * The result of {@link useTaskQueue}. A component renders for those of its fields that it has read: one that only
 * takes `enqueue` does not render for tasks. It is the same object until one of these fields changes. Its methods
 * change only with the provider's `queue`, and never throw because there is no queue yet or none can be made.
 */
export interface UseTaskQueueResult {
  /** The tasks, in the order of `enqueue`; the same frozen array until one of them changes. */
  readonly tasks: TaskView[];
  /**
   * Like `TaskQueue.enqueue`. Without a queue yet, the task is kept and handed on, in order, when there is one; the
   * handle's `id` is the task's already. Wrong options then fail the handle instead of throwing. Where no queue can
   * be made the handle settles `failed` with `error`, and after the provider was unmounted it settles `cancelled`.
   */
  readonly enqueue: TaskQueue['enqueue'];
  /** `TaskQueue.cancel`; does nothing while there is no queue. */
  readonly cancel: TaskQueue['cancel'];
  /** `TaskQueue.retry`; does nothing while there is no queue. */
  readonly retry: TaskQueue['retry'];
  /** `TaskQueue.dismiss`; answers `false` while there is no queue. */
  readonly dismiss: TaskQueue['dismiss'];
  /** `TaskQueue.dismissAll`; does nothing while there is no queue. */
  readonly dismissAll: TaskQueue['dismissAll'];
  /** Like `TaskQueue.showSummary`; without a queue yet, it opens when there is one. */
  readonly showSummary: TaskQueue['showSummary'];
  /** `TaskQueue.closeSummary`; does nothing while there is no queue. */
  readonly closeSummary: TaskQueue['closeSummary'];
  /** The open summary. */
  readonly activeSummary: TaskSummaryData | null;
  /** The queue's `getSummaryRenderContent()`. */
  readonly summaryRenderContent: SummaryRenderContent | undefined;
  /** Whether there is a queue: `false` on a server, while hydrating, while loading, and if none can be made. */
  readonly ready: boolean;
  /**
   * Why no queue can be made: a `WasmBlockedError`, a `TypeError` for a wrong `config`, or what `load` rejected with.
   * `console.error` has reported it once.
   */
  readonly error: Error | undefined;
}

/**
 * Reads the provider's queue. With `status`, only tasks of this status or of one of these are given, and
 * changes of others do not render the component. On a server there are no tasks. Throws if there is no
 * provider.
 */
export declare function useTaskQueue(options?: {
  status?: TaskStatus | readonly TaskStatus[] | undefined;
}): UseTaskQueueResult;

/**
 * The provider's queue itself, without rendering for its tasks; `undefined` while there is none, on a server and while
 * hydrating. Throws if there is no provider.
 */
export declare function useQueue(): TaskQueue | undefined;

/** Selects tasks: those that match all given fields, each one value or a list of them; by default all. */
export interface TaskFilter {
  status?: TaskStatus | readonly TaskStatus[] | undefined;
  category?: string | readonly string[] | undefined;
  group?: string | readonly string[] | undefined;
  /** The kind of durable tasks. */
  kind?: string | readonly string[] | undefined;
}

/**
 * The tasks that match, in the order of `enqueue`, or what `select` makes of them. The component renders when that
 * changes, compared shallowly: an array by its items, a plain object by its values, anything else by identity. On a
 * server there are no tasks. Throws if there is no provider, and what `select` throws.
 *
 * ```tsx
 * const titles = useTasks({ status: 'running', select: (tasks) => tasks.map(({ title }) => title) });
 * ```
 */
export declare function useTasks(options?: TaskFilter & { select?: undefined }): TaskView[];
export declare function useTasks<TSelected>(
  options: TaskFilter & { select: (tasks: TaskView[]) => TSelected },
): TSelected;

/** Reads one task's view; `undefined` while there is none. Throws if there is no provider. */
export declare function useTask(id: string | undefined): TaskView | undefined;

/**
 * The number of matching tasks that have not ended; 0 on a server. Throws if there is no provider.
 *
 * ```tsx
 * const isSaving = useIsBusy({ category: 'dns' }) > 0;
 * ```
 */
export declare function useIsBusy(filter?: TaskFilter): number;

/**
 * The tasks of one `group`, taken together: the same object until one of them changes. Without a queue it is that of
 * an unknown group, which has no tasks and is `completed`. Throws if there is no provider.
 */
export declare function useTaskGroup(id: string): TaskGroup;

/** One entry of a task's timeline: when, what, and what belongs to it. */
export type TimelineEntryOf<TQueue> = TQueue extends {
  /** The method that gives the entries. */
  timeline(id: string): readonly (infer TEntry)[];
}
  ? TEntry
  : { readonly at: number; readonly kind: string; readonly [fact: string]: unknown };

/**
 * The timeline of a task, the same frozen array until it grows. It is empty for an unknown id, without `timeline` in
 * the queue's `config`, and with a queue that keeps no timelines. Throws if there is no provider.
 */
export declare function useTimeline(id: string | undefined): readonly TimelineEntryOf<TaskQueue>[];

/**
 * Watches while the component is mounted, over the waits of the provider's `load`; without a provider, of
 * `taskwatch`. The latest `onEvent` receives the events that the `onEvent` of `waitForWatch` does; what it throws goes
 * to `console.error`. Without `options` nothing is watched. A watch starts anew when a field of `options` changes,
 * apart from `source`, which is read only when a watch starts. `error` is the reason why the watch has ended or could
 * not be started, such as a `WatchError`; a new watch starts only with other options.
 */
export declare function useWatch(
  options: (WatchOptions & { source?: WatchSource | undefined }) | null | undefined,
  onEvent: (event: WatchEvent) => unknown,
): { readonly error: unknown };

/** The options of {@link useResource}: those of a watch, and what to make of the object. */
export interface UseResourceOptions<T = any>
  extends WatchOptions,
    Pick<WaitOptions, 'initial' | 'read' | 'source'> {
  /**
   * What `verdict` judges: a condition, or a function of the raw object. It never ends the watch. Each version of the
   * object is judged by the latest one, and the present one again when it is given another.
   */
  until?: ConditionValue | ((object: any) => unknown) | undefined;
  /** Makes `object` from the raw object; by default it is the raw object. */
  adapt?: ((raw: any) => T) | undefined;
}

/**
 * The result of {@link useResource}. A component renders for those of its fields that it has read; it is the same object
 * until one of these changes.
 */
export interface UseResourceResult<T> {
  /** The object as it is now, adapted; `undefined` before it is known, and once it is deleted. */
  readonly object: T | undefined;
  /**
   * How ready the object is: by the definition of a defined resource, or by `until`, which is `ready` or `pending` and
   * never `failed`. `undefined` without an object, and without `until`.
   */
  readonly verdict: Verdict | undefined;
  /** Whether nothing is known yet: neither an object, nor its deletion, nor an error. */
  readonly isPending: boolean;
  /**
   * Why the watch has ended or could not be started, such as a `WatchError`; or why this version of the object cannot
   * be adapted or judged, such as an `AdapterError`, until there is a version that can.
   */
  readonly error: unknown;
  /**
   * Whether events arrive: `lost` while the stream is being restored, `refused` when the server has refused it or the
   * watch has ended. `undefined` until there is a subscription, or a reason why there is none.
   */
  readonly stream: 'open' | 'lost' | 'refused' | undefined;
}

/**
 * Keeps one object up to date while the component is mounted, over the same waits as {@link useWatch}: give it a
 * `name`, or a selector that fits one object. It goes on when the object becomes ready, is deleted, and comes back.
 * Without options nothing is watched. A watch starts anew when a field of the watch changes; `source`, `initial` and
 * `read` are read when it starts, `adapt` for each version.
 */
export declare function useResource<T = any>(
  options: UseResourceOptions<T> | null | undefined,
): UseResourceResult<T>;
/**
 * The same for an object of a defined resource, in the organization or project of this id. While `scopeId` or `name` is
 * `undefined` nothing is watched. Of `cluster` kinds the name alone will do.
 */
export declare function useResource<T>(
  resource: Resource<T>,
  scopeId: string | undefined,
  name: string | undefined,
): UseResourceResult<T>;
export declare function useResource<T>(
  resource: ClusterResource<T>,
  name: string | undefined,
): UseResourceResult<T>;
