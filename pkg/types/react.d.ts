/** The React binding, for React 18 and 19. */
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

/** What the provider takes: a queue, or the options of one. */
export type TaskQueueProviderProps = { children?: ReactNode } & (
  | {
      /** A queue of the app's own; it is used and never disposed. */
      queue: TaskQueue;
      config?: undefined;
    }
  | {
      queue?: undefined;
      /**
       * The options of a queue that the provider makes when it is mounted and disposes when it is unmounted. Those of
       * the first render count.
       */
      config?: TaskQueueConfig | undefined;
    }
);

/**
 * Gives its children a queue. Rendering never throws because of it. Before unload the browser asks while one of this
 * tab's tasks with `confirmBeforeUnload` has not ended; the page listens only while there is one.
 */
export declare function TaskQueueProvider(props: TaskQueueProviderProps): ReactElement;

/** What `useTaskQueue` gives: the same object until a part of it has changed. The methods never change. */
export interface UseTaskQueueResult {
  /** The tasks in the order of `enqueue`; the same array until one of them has changed. */
  readonly tasks: TaskView[];
  /** Throws as `TaskQueue.enqueue` does, and the `error` where no queue can be made. */
  readonly enqueue: TaskQueue['enqueue'];
  readonly cancel: TaskQueue['cancel'];
  readonly retry: TaskQueue['retry'];
  readonly dismiss: TaskQueue['dismiss'];
  readonly dismissAll: TaskQueue['dismissAll'];
  readonly showSummary: TaskQueue['showSummary'];
  readonly closeSummary: TaskQueue['closeSummary'];
  /** The open summary. */
  readonly activeSummary: TaskSummaryData | null;
  /** How it is rendered, as `getSummaryRenderContent()` says. */
  readonly summaryRenderContent: SummaryRenderContent | undefined;
  /** Whether there is a queue: false on a server, while hydrating, and where none can be made. */
  readonly ready: boolean;
  /** Why none can be made: a `WasmBlockedError`, or a `TypeError` for a wrong `config`. */
  readonly error: Error | undefined;
}

/**
 * Reads the provider's queue. `status`: only tasks of this status, or of one of these; the component is then not
 * rendered for others. On a server there are no tasks. Throws where there is no provider.
 */
export declare function useTaskQueue(options?: {
  status?: TaskStatus | readonly TaskStatus[] | undefined;
}): UseTaskQueueResult;

/** One task's view, `undefined` while there is none. Throws where there is no provider. */
export declare function useTask(id: string): TaskView | undefined;

/**
 * Watches while the component is mounted: `onEvent`, always the latest one, sees what `onEvent` of `waitForWatch`
 * sees. `options` are compared by their fields, `source` excepted, which is looked at when a watch begins; without
 * `options` nothing is watched. `error` is why the watch has ended, such as a `WatchError`; it is not tried again
 * before other options are given.
 */
export declare function useWatch(
  options: (WatchOptions & { source?: WatchSource | undefined }) | null | undefined,
  onEvent: (event: WatchEvent) => unknown,
): { readonly error: unknown };
