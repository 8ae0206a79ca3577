// The panel of tasks, written against the types that consoles know: optional `items` and `total`, ids that are strings.

import type { Task, TaskCompletionInfo, TaskStatus, TaskSummaryItem } from 'taskwatch';
import { useTaskQueue } from 'taskwatch/react';

const LABELS: Record<TaskStatus, string> = {
  pending: 'Waiting',
  running: 'Running',
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

export function TaskPanel() {
  const { tasks, cancel, dismissAll, activeSummary, closeSummary } = useTaskQueue();
  const hasEnded = tasks.some(({ status }) => status !== 'running' && status !== 'pending');
  return (
    <section aria-label="Tasks">
      <ul>
        {tasks.map((task) => (
          <TaskRow key={task.id} task={task} onCancel={() => cancel(task.id)} />
        ))}
      </ul>
      {hasEnded && (
        <button type="button" onClick={dismissAll}>
          Clear tasks
        </button>
      )}
      {activeSummary && (
        <dialog open aria-label={activeSummary.title}>
          {activeSummary.items.map(({ id, label, status, message }) => (
            <p key={id}>
              {label}: {status} {message}
            </p>
          ))}
          <button type="button" onClick={closeSummary}>
            Done
          </button>
        </dialog>
      )}
    </section>
  );
}

function TaskRow({ task, onCancel }: { task: Task; onCancel: () => void }) {
  const { showSummary } = useTaskQueue();
  const isBatch = task.total != null;
  const failures: TaskSummaryItem[] = task.failedItems.map((item, index) => ({
    id: item.id ?? `error-${index}`,
    label: item.id ?? 'Error',
    status: 'failed',
    message: item.message,
  }));
  return (
    <li data-status={task.status}>
      <strong>{task.title}</strong> {LABELS[task.status]}
      {isBatch && <Counter total={task.total} completed={task.completed} failed={task.failed} />}
      {task.message !== undefined && <em>{task.message}</em>}
      {task.status === 'running' && task.cancelable && (
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
      )}
      {failures.length > 0 && (
        <button type="button" onClick={() => showSummary(task.title, failures)}>
          Details
        </button>
      )}
      {task.completionActions?.map(({ children, onClick }) => (
        <button type="button" key={children} onClick={onClick}>
          {children}
        </button>
      ))}
    </li>
  );
}

function Counter({ total, completed, failed }: { total?: number; completed: number; failed: number }) {
  return (
    <span>
      {completed + failed}/{total}
    </span>
  );
}

/** The rows of a summary, of what `completionActions` is given. */
export const summaryOf = (info: TaskCompletionInfo<string>): TaskSummaryItem[] =>
  info.items.map(({ id, status, message }) => ({
    id,
    label: id,
    status: status === 'failed' ? 'failed' : 'success',
    message,
  }));
