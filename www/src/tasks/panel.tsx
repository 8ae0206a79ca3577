// The task panel: beside the page if there is room, else over it, so that the user can continue while tasks run.

import { useLayoutEffect, useRef, useState } from 'react';
import type { TaskView } from 'taskwatch';
import { useTaskQueue } from 'taskwatch/react';
import { Icon } from '../ui/icons.tsx';
import { TaskDetails } from './details.tsx';
import { TaskRow } from './row.tsx';
import { panelDocked, panelOpen } from './start.ts';
import { SummaryDialog } from './summary.tsx';
import { hasEnded } from './words.ts';

export const PANEL_ID = 'task-panel';

export function TaskPanel() {
  const { tasks, cancel, retry, dismiss, dismissAll } = useTaskQueue();
  const isOpen = panelOpen.use();
  const isDocked = panelDocked.use();
  const [detailsId, setDetailsId] = useState<string>();
  const [summaryId, setSummaryId] = useState<string>();
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const details = tasks.find(({ id }) => id === detailsId);
  const summarized = tasks.find(({ id }) => id === summaryId);

  useFocusKept(list);

  function forget(forgetting: () => void): void {
    forgetting();
    // The pressed button disappears with its task.
    heading.current?.focus();
  }

  function hide(): void {
    panelOpen.set(false);
    document.querySelector<HTMLElement>(`[aria-controls="${PANEL_ID}"]`)?.focus();
  }

  return (
    <>
      <section
        id={PANEL_ID}
        className={`task-panel${isDocked ? ' docked' : ''}`}
        aria-labelledby="task-panel-title"
        hidden={!isOpen}
      >
        <header className="task-panel-header">
          <h2 id="task-panel-title" ref={heading} tabIndex={-1}>
            Tasks
          </h2>
          <span className="push" />
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
            className="button ghost square small task-panel-dock"
            aria-label="Dock beside the page"
            title={isDocked ? 'Float over the page' : 'Dock beside the page'}
            aria-pressed={isDocked}
            onClick={() => panelDocked.set(!isDocked)}
          >
            <Icon name="dock" />
          </button>
          <button
            type="button"
            className="button ghost square small"
            aria-label="Hide tasks"
            title="Hide tasks"
            onClick={hide}
          >
            <Icon name="down" />
          </button>
        </header>
        {tasks.length === 0 ? (
          <p className="task-panel-empty muted">Tasks that you start are shown here.</p>
        ) : (
          <ul className="task-list" ref={list} aria-label="Tasks, by state">
            {groupsOf(tasks).flatMap(({ title, members }) => [
              <li key={title} className="task-group">
                {title} <span className="muted tabular">{members.length}</span>
              </li>,
              ...members.map((task) => (
                <TaskRow
                  key={task.id}
                  task={task}
                  onCancel={() => cancel(task.id)}
                  onRetry={() => retry(task.id)}
                  onDismiss={() => forget(() => dismiss(task.id))}
                  onDetails={() => setDetailsId(task.id)}
                  onSummary={() => setSummaryId(task.id)}
                />
              )),
            ])}
          </ul>
        )}
      </section>
      {details && <TaskDetails task={details} onClose={() => setDetailsId(undefined)} />}
      {summarized && <SummaryDialog task={summarized} onClose={() => setSummaryId(undefined)} />}
    </>
  );
}

interface Group {
  readonly title: string;
  readonly members: readonly TaskView[];
}

/** Running tasks first, then waiting ones in the order in which they start, then ended ones, newest first. */
function groupsOf(tasks: readonly TaskView[]): Group[] {
  const ended = tasks.filter(hasEnded);
  const groups: Group[] = [
    { title: 'Running', members: tasks.filter(({ status }) => status === 'running') },
    { title: 'Waiting', members: tasks.filter(({ status }) => status === 'pending') },
    {
      title: 'Ended',
      members: ended.sort((a, b) => (b.completedAt ?? b.createdAt) - (a.completedAt ?? a.createdAt)),
    },
  ];
  return groups.filter(({ members }) => members.length > 0);
}

/** Restores the focus of a row that moves to another group, since browsers blur moved elements. */
function useFocusKept(list: { readonly current: HTMLElement | null }): void {
  const focused = list.current?.contains(document.activeElement)
    ? document.activeElement?.closest<HTMLElement>('[data-task]')?.dataset.task
    : undefined;
  useLayoutEffect(() => {
    if (focused === undefined || document.activeElement !== document.body) return;
    const row = list.current?.querySelector(`[data-task="${CSS.escape(focused)}"]`);
    row?.querySelector<HTMLElement>('[data-details]')?.focus();
  });
}
