/**
 * The React binding, for React 18 and 19.
 *
 * @packageDocumentation
 */
import type { ReactElement, ReactNode } from 'react';
import type {
  SummaryRenderContent,
  TaskQueue,
  TaskQueueConfig,
  TaskStatus,
  TaskSummaryData,
  TaskView,
  WatchEvent,
  WatchOptions,
  WatchSource,
} from './index.js';

/** The provider's props: a queue, or the options of one. */
export type TaskQueueProviderProps = { children?: ReactNode } & (
  | {
      /** A queue of the app's own, which is never disposed. */
      queue: TaskQueue;
      config?: undefined;
    }
  | {
      queue?: undefined;
      /**
       * The options of a queue that the provider makes when it is mounted and disposes when it is unmounted.
       * Later renders do not change them.
       */
      config?: TaskQueueConfig | undefined;
    }
);

/**
 * Gives its children a queue, and never makes rendering throw. Before unload the browser asks while one of
 * this tab's tasks with `confirmBeforeUnload` has not ended; the page listens only while there is one.
 */
export declare function TaskQueueProvider(props: TaskQueueProviderProps): ReactElement;

/**
 * The result of {@link useTaskQueue}: the same object until a part of it changes. Its methods change only
 * with the provider's `queue`.
 */
export interface UseTaskQueueResult {
  /** The tasks, in the order of `enqueue`; the same frozen array until one of them changes. */
  readonly tasks: TaskView[];
  /** Throws like `TaskQueue.enqueue`, and throws `error` if no queue can be made. */
  readonly enqueue: TaskQueue['enqueue'];
  /** `TaskQueue.cancel`; does nothing while there is no queue. */
  readonly cancel: TaskQueue['cancel'];
  /** `TaskQueue.retry`; does nothing while there is no queue. */
  readonly retry: TaskQueue['retry'];
  /** `TaskQueue.dismiss`; answers `false` while there is no queue. */
  readonly dismiss: TaskQueue['dismiss'];
  /** `TaskQueue.dismissAll`; does nothing while there is no queue. */
  readonly dismissAll: TaskQueue['dismissAll'];
  /** Throws `error` if no queue can be made. */
  readonly showSummary: TaskQueue['showSummary'];
  /** `TaskQueue.closeSummary`; does nothing while there is no queue. */
  readonly closeSummary: TaskQueue['closeSummary'];
  /** The open summary. */
  readonly activeSummary: TaskSummaryData | null;
  /** The queue's `getSummaryRenderContent()`. */
  readonly summaryRenderContent: SummaryRenderContent | undefined;
  /** Whether there is a queue: `false` on a server, while hydrating, and if none can be made. */
  readonly ready: boolean;
  /** Why no queue can be made: a `WasmBlockedError`, or a `TypeError` for a wrong `config`. */
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

/** Reads one task's view; `undefined` while there is none. Throws if there is no provider. */
export declare function useTask(id: string): TaskView | undefined;

/**
 * Watches while the component is mounted. The latest `onEvent` receives the events that the `onEvent` of
 * `waitForWatch` does; what it throws goes to `console.error`. Without `options` nothing is watched. A watch
 * starts anew when a field of `options` changes, apart from `source`, which is read only when a watch starts.
 * `error` is the reason why the watch has ended, such as a `WatchError`; a new watch starts only with other
 * options.
 */
export declare function useWatch(
  options: (WatchOptions & { source?: WatchSource | undefined }) | null | undefined,
  onEvent: (event: WatchEvent) => unknown,
): { readonly error: unknown };
