// All that the console knows of a task.

import type { ReactNode } from 'react';
import type { TaskView } from 'taskwatch';
import { Dialog } from '../ui/dialog.tsx';
import { When } from '../ui/when.tsx';
import { isOwn } from './queue.ts';
import { Elapsed } from './row.tsx';
import { explain, hasEnded, stateWords } from './words.ts';

export function TaskDetails({ task, onClose }: { task: TaskView; onClose: () => void }) {
  const startedBy = hasEnded(task) ? 'An earlier page, or another tab' : 'Another tab';
  const facts: Record<string, ReactNode> = {
    State: stateWords[task.status],
    Message: explain(task),
    Queued: <When date={task.createdAt} />,
    Started: <When date={task.startedAt} />,
    Ended: <When date={task.completedAt} />,
    Elapsed: <Elapsed task={task} />,
    Retries: task.retryCount,
    'Started by': isOwn(task) ? 'This page' : startedBy,
    Task: <code>{task.id}</code>,
  };
  return (
    <Dialog title={task.title} onClose={onClose}>
      <dl className="facts">
        {Object.entries(facts).map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {task.items !== undefined && task.items.length > 0 && <Items task={task} />}
      {(task.total ?? 0) === 0 && task.failedItems.length > 1 && (
        <ul className="lines">
          {task.failedItems.map(({ message }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two messages may be the same, and they do not move
            <li key={index}>{message}</li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function Items({ task: { items, succeededItems, failedItems } }: { task: TaskView }) {
  const succeeded = new Set(succeededItems);
  const failed = new Map(failedItems.map(({ id, message }) => [id, message]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled with the keyboard too, so it takes the focus
    <ul className="lines" aria-label="Items" tabIndex={0}>
      {items?.map((item, index) => {
        const id = String(item);
        const state = succeeded.has(id) ? 'succeeded' : failed.has(id) ? 'failed' : 'untried';
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two items may be the same, and they do not move
          <li key={index} className={state}>
            <span className="dot" />
            <span>{id}</span>
            <span className="muted">{failed.get(id) ?? (state === 'succeeded' ? 'Done' : 'Not done')}</span>
          </li>
        );
      })}
    </ul>
  );
}
