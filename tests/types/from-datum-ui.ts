// What consoles have written against `@datum-cloud/datum-ui/task-queue`, whose lists are plain arrays.
import { TaskQueue } from 'taskwatch';
import type {
  EnqueueOptions,
  Task,
  TaskCompletionInfo,
  TaskContext,
  TaskHandle,
  TaskOutcome,
} from 'taskwatch';
import { useTaskQueue } from 'taskwatch/react';

interface Row {
  id: string;
}
/** As the props of a component have it. */
interface DatumTask {
  items?: unknown[] | undefined;
  succeededItems: string[];
  failedItems: { id?: string | undefined; message: string }[];
  completionActions?: { children: string }[] | undefined;
}
declare function inChunks<T>(list: T[], size: number): T[][];
declare function insert(rows: Row[]): Promise<string>;
declare function showTask(task: DatumTask): void;
declare function showFailures(failures: DatumTask['failedItems']): void;
declare const rows: Row[];
const queue = new TaskQueue();

queue.enqueue({
  title: 'Import',
  items: rows,
  processor: async (ctx) => {
    for (const chunk of inChunks(ctx.items, 10)) ctx.setResult(await insert(chunk));
    showFailures(ctx.failedItems);
  },
  onComplete: (outcome) => showFailures(outcome.failedItems),
});
export function Panel() {
  const { tasks } = useTaskQueue();
  for (const task of tasks) showTask(task as Task);
}
export const itemsOf = (info: TaskCompletionInfo<Row>): { id: string; data: Row }[] => info.items;

// Generic functions around `enqueue`, where the result's type is a parameter.
export function forward<TItem, TResult>(options: EnqueueOptions<TItem, TResult>): TaskHandle<TResult> {
  return queue.enqueue(options);
}
export function useExport<TItem, TResult>(
  build: (ctx: TaskContext<TItem, TResult>) => Promise<void>,
  save: (result: TResult) => void,
) {
  const { enqueue } = useTaskQueue();
  return (items: TItem[]): TaskHandle<TResult> =>
    enqueue<TItem, TResult>({
      title: 'Export',
      items,
      processor: build,
      onComplete: ({ result }) => result && save(result),
      completionActions: (result) => [{ children: 'Save', onClick: () => save(result) }],
    });
}
export function run<TResult>(
  call: () => Promise<TResult>,
  onComplete: (outcome: TaskOutcome<TResult>) => void,
) {
  const result: Promise<TResult> = queue.enqueue({ title: 'Run', processor: call, onComplete }).result();
  return result;
}
