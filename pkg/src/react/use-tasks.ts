// The hooks that read some of the tasks, or what a component makes of them.

import { useMemo, useState, useSyncExternalStore } from 'react';
import type { TaskView } from '../../types/index.d.ts';
import type { TaskFilter } from '../../types/react.d.ts';
import { isShallowEqual } from './shallow-equal.ts';
import { useStore } from './store-context.ts';
import { filterOf, keyOf, NO_TASKS, TaskList } from './task-list.ts';

type Select<TSelected> = (tasks: TaskView[]) => TSelected;

/** The tasks that match, or what `select` makes of them. */
export function useTasks(options?: TaskFilter & { select?: undefined }): TaskView[];
export function useTasks<TSelected>(options: TaskFilter & { select: Select<TSelected> }): TSelected;
export function useTasks({
  select,
  ...filter
}: TaskFilter & { select?: Select<unknown> | undefined } = {}): unknown {
  const { subscribe, list } = useList('useTasks', filter);
  const [selection] = useState(() => new Selection());
  return useSyncExternalStore(
    subscribe,
    () => selection.of(list.read(), select),
    () => selection.of(NO_TASKS, select),
  );
}

/** How many tasks that match have not ended. */
export function useIsBusy(filter: TaskFilter = {}): number {
  const { subscribe, list } = useList('useIsBusy', filter);
  return useSyncExternalStore(subscribe, () => countUnended(list.read()), zero);
}

function useList(
  hook: string,
  filter: TaskFilter,
): { subscribe: (listener: () => void) => () => void; list: TaskList } {
  const store = useStore(hook);
  const key = keyOf(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the filter
  const list = useMemo(() => new TaskList(store, filterOf(filter)), [store, key]);
  return { subscribe: store.subscribe, list };
}

/** The last value that was selected, kept while a new one is the same to the component. */
class Selection {
  #tasks: TaskView[] | undefined;
  #select: Select<unknown> | undefined;
  #value: unknown;

  of(tasks: TaskView[], select: Select<unknown> | undefined): unknown {
    if (tasks === this.#tasks && select === this.#select) return this.#value;
    const value = select === undefined ? tasks : select(tasks);
    if (!isShallowEqual(value, this.#value)) this.#value = value;
    this.#tasks = tasks;
    this.#select = select;
    return this.#value;
  }
}

function countUnended(tasks: TaskView[]): number {
  return tasks.filter(({ status }) => status === 'pending' || status === 'running').length;
}

function zero(): number {
  return 0;
}
