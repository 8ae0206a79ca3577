// A task at a glance, over whatever page is open; its own page says the rest.

import type { ReactNode } from 'react';
import type { TaskView } from 'taskwatch';
import { useTimeline } from 'taskwatch/react';
import { Link } from 'wouter';
import { pages } from '../resources/kinds.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Facts } from '../ui/facts.tsx';
import { startOf, useNow } from './elapsed.ts';
import { ItemGroups } from './item-groups.tsx';
import { itemsOf } from './items.ts';
import { When } from '../ui/when.tsx';
import { Elapsed } from './row.tsx';
import { explain, runnerWords, stateWords } from './words.ts';

export function TaskDetails({ task, onClose }: { task: TaskView; onClose: () => void }) {
  const timeline = useTimeline(task.id);
  const items = itemsOf(task, timeline);
  const facts: Record<string, ReactNode> = {
    State: stateWords[task.status],
    Message: explain(task, useNow(task.status === 'running')),
    Queued: <When date={task.createdAt} />,
    Started: <When date={startOf(task, timeline)} />,
    Ended: <When date={task.completedAt} />,
    Elapsed: <Elapsed task={task} />,
    Retries: task.retryCount,
    'Run by': runnerWords(task),
  };
  const failures = items.length === 0 ? task.failedItems.slice(1) : [];
  return (
    <Dialog title={task.title} onClose={onClose}>
      <Facts className="task-details" facts={Object.entries(facts)} />
      {items.length > 0 && <ItemGroups items={items} />}
      {failures.length > 0 && (
        <ul className="task-lines bad">
          {failures.map(({ message }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two messages may be the same, and they do not move
            <li key={index}>{message}</li>
          ))}
        </ul>
      )}
      <div className="dialog-actions">
        <Link className="button" href={pages.task(task.id)} onClick={onClose}>
          Timeline and more
        </Link>
        <button type="button" className="button primary" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}
