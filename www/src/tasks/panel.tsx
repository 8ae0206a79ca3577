// The task panel: it floats over the pages, so that one can go on while tasks run.

import { useRef, useState } from 'react';
import type { TaskView } from 'taskwatch';
import { useTaskQueue } from 'taskwatch/react';
import { Icon } from '../ui/icons.tsx';
import { TaskDetails } from './details.tsx';
import { TaskRow } from './row.tsx';
import { panelOpen } from './start.ts';
import { SummaryDialog } from './summary.tsx';
import { hasEnded } from './words.ts';

export const PANEL_ID = 'task-panel';

export function TaskPanel() {
  const { tasks, cancel, retry, dismiss, dismissAll } = useTaskQueue();
  const isOpen = panelOpen.use();
  const [detailsId, setDetailsId] = useState<string>();
  const [summaryId, setSummaryId] = useState<string>();
  const heading = useRef<HTMLHeadingElement>(null);
  const details = tasks.find(({ id }) => id === detailsId);
  const summarized = tasks.find(({ id }) => id === summaryId);
  const newestFirst = [...tasks].reverse();

  function forget(forgetting: () => void): void {
    forgetting();
    // The button that was pressed goes away with its task.
    heading.current?.focus();
  }

  return (
    <>
      <section id={PANEL_ID} className="task-panel" aria-labelledby="task-panel-title" hidden={!isOpen}>
        <header className="task-panel-header">
          <h2 id="task-panel-title" ref={heading} tabIndex={-1}>
            Tasks
          </h2>
          <span className="muted tabular">{countsOf(tasks)}</span>
          <button
            type="button"
            className="button ghost small"
            disabled={!tasks.some(hasEnded)}
            onClick={() => forget(dismissAll)}
          >
            Clear ended
          </button>
          <button
            type="button"
            className="button ghost square small"
            aria-label="Hide tasks"
            onClick={() => panelOpen.set(false)}
          >
            <Icon name="down" />
          </button>
        </header>
        {tasks.length === 0 ? (
          <p className="task-panel-empty muted">Tasks that you start are shown here.</p>
        ) : (
          <ul className="task-list">
            {newestFirst.map((task) => (
              <TaskRow
                key={task.id}
                task={task}
                onCancel={() => cancel(task.id)}
                onRetry={() => retry(task.id)}
                onDismiss={() => forget(() => dismiss(task.id))}
                onDetails={() => setDetailsId(task.id)}
                onSummary={() => setSummaryId(task.id)}
              />
            ))}
          </ul>
        )}
      </section>
      {details && <TaskDetails task={details} onClose={() => setDetailsId(undefined)} />}
      {summarized && <SummaryDialog task={summarized} onClose={() => setSummaryId(undefined)} />}
    </>
  );
}

function countsOf(tasks: readonly TaskView[]): string {
  if (tasks.length === 0) return '';
  const running = tasks.filter(({ status }) => status === 'running').length;
  const waiting = tasks.filter(({ status }) => status === 'pending').length;
  return waiting > 0 ? `${running} running, ${waiting} waiting` : `${running} running`;
}
