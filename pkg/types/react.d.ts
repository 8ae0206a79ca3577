/**
 * The React binding, for React 18 and 19. It imports no other entry of the package: the queue and the waits come
 * with the app's own `queue`, or from the provider's `load` once it is mounted.
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

/** What the binding uses of the module that a {@link TaskwatchLoader} loads. */
export interface TaskwatchModule {
  /** The class of the provider's own queue. */
  readonly TaskQueue: typeof import('./index.js').TaskQueue;
  /** What `useWatch` and `useResource` wait with. */
  readonly waitForWatch: typeof import('./index.js').waitForWatch;
  /** What `useResource` judges `until` with. */
  readonly defineResource: typeof import('./index.js').defineResource;
  /** The `init` of `taskwatch/slim`, which the binding awaits; `taskwatch` has none. */
  readonly default?: unknown;
}

/**
 * Loads the module with the queue and the waits, such as `() => import('taskwatch')`. The module is cached by the
 * function's identity: declare the function outside of components, so that the module is loaded once.
 */
export type TaskwatchLoader = () => PromiseLike<TaskwatchModule> | TaskwatchModule;

/** The provider's props: a queue, or the options of one. */
export interface TaskQueueProviderProps {
  children?: ReactNode;
  /** The app's own queue, which the provider never disposes. With it, `config` and `disposeOnUnmount` do not matter. */
  queue?: TaskQueue | undefined;
  /**
   * The options of a queue that the provider creates once it is mounted and its module is loaded. Later renders
   * do not change them.
   */
  config?: TaskQueueConfig | undefined;
  /**
   * Loads the module for the provider's own queue, `useWatch` and `useResource`. It is called after
   * mounting; a failed load is tried again at the next mount. Later renders do not change it.
   *
   * @default () => import('taskwatch')
   */
  load?: TaskwatchLoader | undefined;
  /**
   * Whether unmounting disposes the provider's own queue at once, which cancels its tasks. By default
   * unmounting cancels nothing: the queue takes no new tasks, finishes those it has, and is then
   * disposed.
   *
   * @default false
   */
  disposeOnUnmount?: boolean | undefined;
}

/**
 * Provides its children with a queue, and never makes rendering throw. Hiding the provider is not unmounting it: when a
 * Suspense boundary above it shows its fallback, or an `<Activity>` hides it, its tasks continue, and the provider
 * keeps the same queue when it is shown again.
 *
 * Before unload the browser asks for confirmation while one of this tab's tasks with `confirmBeforeUnload` has not ended
 * and could not be resumed, with the provider's own queue even after the provider was unmounted; the page listens only while
 * there is such a task.
 */
export declare function TaskQueueProvider(props: TaskQueueProviderProps): ReactElement;

/**
 * The result of {@link useTaskQueue}. A component renders only for the fields that it has read: one that only
 * reads `enqueue` does not render for tasks. It is the same object until one of these fields changes. Its methods
 * change only with the provider's `queue`, and never throw because there is no queue yet or none can be created.
 */
export interface UseTaskQueueResult {
  /** The tasks, in the order of `enqueue`; the same frozen array until one of them changes. */
  readonly tasks: TaskView[];
  /**
   * Like `TaskQueue.enqueue`. While there is no queue yet, the task is kept and later passed on, in order; the
   * handle already has the task's `id`. Wrong options then fail the handle instead of throwing. If no queue can
   * be created, the handle settles `failed` with `error`; after the provider was unmounted, it settles `cancelled`.
   */
  readonly enqueue: TaskQueue['enqueue'];
  /** `TaskQueue.cancel`; does nothing while there is no queue. */
  readonly cancel: TaskQueue['cancel'];
  /** `TaskQueue.retry`; does nothing while there is no queue. */
  readonly retry: TaskQueue['retry'];
  /** `TaskQueue.dismiss`; returns `false` while there is no queue. */
  readonly dismiss: TaskQueue['dismiss'];
  /** `TaskQueue.dismissAll`; does nothing while there is no queue. */
  readonly dismissAll: TaskQueue['dismissAll'];
  /** Like `TaskQueue.showSummary`; while there is no queue yet, the summary opens once there is one. */
  readonly showSummary: TaskQueue['showSummary'];
  /** `TaskQueue.closeSummary`; does nothing while there is no queue. */
  readonly closeSummary: TaskQueue['closeSummary'];
  /** The open summary. */
  readonly activeSummary: TaskSummaryData | null;
  /** The queue's `getSummaryRenderContent()`. */
  readonly summaryRenderContent: SummaryRenderContent | undefined;
  /** Whether there is a queue: `false` on a server, while hydrating, while loading, and if none can be created. */
  readonly ready: boolean;
  /**
   * Why no queue can be created: a `WasmBlockedError`, a `TypeError` for a wrong `config`, or what `load` rejected with.
   * `console.error` has reported it once.
   */
  readonly error: Error | undefined;
}

/**
 * Reads the provider's queue. With `status`, `tasks` has only those with this status, or with one of a list, and
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

/** Selects the tasks that match all given fields, each of which is one value or a list; without fields, all. */
export interface TaskFilter {
  status?: TaskStatus | readonly TaskStatus[] | undefined;
  category?: string | readonly string[] | undefined;
  group?: string | readonly string[] | undefined;
  /** The kind of durable tasks. */
  kind?: string | readonly string[] | undefined;
}

/**
 * The tasks that match, in the order of `enqueue`, or the result of `select`. The component renders when that
 * changes, compared shallowly: an array by its items, a plain object by its values, anything else by identity. On a
 * server there are no tasks. Throws if there is no provider, and whatever `select` throws.
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
 * The tasks of one `group`, taken together: the same object until one of them changes. Without a queue the group
 * has no tasks and is `completed`, like an unknown one. Throws if there is no provider.
 */
export declare function useTaskGroup(id: string): TaskGroup;

/** One entry of a task's timeline. */
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
 * Watches while the component is mounted, with the module of the provider's `load`, or without a provider with
 * `taskwatch`. The latest `onEvent` receives the same events as the `onEvent` of `waitForWatch`; what it throws goes
 * to `console.error`. Without `options` nothing is watched. The watch restarts when a field of `options` changes,
 * except `source`, which is read only when a watch starts. `error` says why the watch has ended or could
 * not be started, such as a `WatchError`; only other options start a new watch.
 */
export declare function useWatch(
  options: (WatchOptions & { source?: WatchSource | undefined }) | null | undefined,
  onEvent: (event: WatchEvent) => unknown,
): { readonly error: unknown };

/** The options of {@link useResource}: those of a watch, and how to judge and adapt the object. */
export interface UseResourceOptions<T = any>
  extends WatchOptions,
    Pick<WaitOptions, 'initial' | 'read' | 'source'> {
  /**
   * What `verdict` judges: a condition, or a function of the raw object. It never ends the watch. Each version of the
   * object is judged by the latest one; passing another one judges the current version again.
   */
  until?: ConditionValue | ((object: any) => unknown) | undefined;
  /** Makes `object` from the raw object; by default it is the raw object. */
  adapt?: ((raw: any) => T) | undefined;
}

/**
 * The result of {@link useResource}. A component renders only for the fields that it has read; it is the same object
 * until one of these changes.
 */
export interface UseResourceResult<T> {
  /** The object as it is now, adapted; `undefined` before it is known, and once it is deleted. */
  readonly object: T | undefined;
  /**
   * Whether the object is ready, by the definition of a defined resource or by `until`; the latter gives `ready` or
   * `pending`, never `failed`. `undefined` without an object, and without `until`.
   */
  readonly verdict: Verdict | undefined;
  /**
   * Whether nothing is known yet: neither an object, nor its deletion, nor an error. An object that does not exist stays
   * pending, since it may be created at any moment.
   */
  readonly isPending: boolean;
  /**
   * Why the watch has ended or could not be started, such as a `WatchError`; or why the current version of the object
   * cannot be adapted or judged, such as an `AdapterError`.
   */
  readonly error: unknown;
  /**
   * Whether events arrive: `lost` while the stream is being restored, `refused` when the server has refused it or the
   * watch has ended. `undefined` until there is a subscription, or a reason why there is none.
   */
  readonly stream: 'open' | 'lost' | 'refused' | undefined;
}

/**
 * Keeps one object up to date while the component is mounted, with the same module as {@link useWatch}: pass a
 * `name`, or a selector that matches one object. It continues when the object becomes ready, is deleted, and comes back.
 * Without options nothing is watched. The watch restarts when one of its fields changes; `source`, `initial` and
 * `read` are read when it starts, `adapt` for each version.
 */
export declare function useResource<T = any>(
  options: UseResourceOptions<T> | null | undefined,
): UseResourceResult<T>;
/**
 * The same for an object of a defined resource, in the organization or project of this id. While `scopeId` or `name` is
 * `undefined` nothing is watched. `cluster` kinds need only the name.
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
