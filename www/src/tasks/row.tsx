// One task in the panel: three lines of a fixed height, whatever it goes through.

import { useRef } from 'react';
import type { TaskView } from 'taskwatch';
import { useTimeline } from 'taskwatch/react';
import { Link } from 'wouter';
import { pages } from '../resources/kinds.ts';
import { Icon, type IconName } from '../ui/icons.tsx';
import { clock, startOf, useElapsed, useNow } from './elapsed.ts';
import { linksOf, type TaskLink } from './actions.ts';
import { isInReach } from './queue.ts';
import { explain, hasEnded, stateWords } from './words.ts';

const stateIcons: Record<TaskView['status'], IconName | 'spinner'> = {
  pending: 'clock',
  running: 'spinner',
  completed: 'check',
  failed: 'alert',
  cancelled: 'dash',
};

interface Props {
  task: TaskView;
  onCancel: () => void;
  onRetry: () => void;
  onDismiss: () => void;
  onDetails: () => void;
  onSummary: () => void;
}

export function TaskRow({ task, onCancel, onRetry, onDismiss, onDetails, onSummary }: Props) {
  const { id, title, status } = task;
  const details = useRef<HTMLButtonElement>(null);
  const ended = hasEnded(task);
  const words = explain(task, useNow(status === 'running'));
  const wasPickedUp = useWasPickedUp(task);

  /** For buttons that disappear when pressed: moves the focus to one that stays. */
  function press(action: () => void): () => void {
    return () => {
      details.current?.focus();
      action();
    };
  }

  return (
    <li
      className={`task ${status}`}
      data-task={id}
      data-status={status}
      data-subject={task.metadata?.subject}
      aria-label={title}
    >
      <StateIcon status={status} />
      <Link className="task-title" href={pages.task(id)} title={title}>
        {title}
      </Link>
      <div className="task-time tabular">
        <Elapsed task={task} />
      </div>
      <p className="task-message" title={words}>
        <span className="task-state">{wasPickedUp ? 'Picked up again' : stateWords[status]}</span> {words}
      </p>
      <div className="task-actions">
        {!ended && task.cancelable && isInReach(task) && (
          <button type="button" className="link" disabled={task.cancelRequested} onClick={press(onCancel)}>
            Cancel<span className="visually-hidden"> {title}</span>
          </button>
        )}
        {status !== 'completed' && ended && task.retryable && isInReach(task) && (
          <button type="button" className="link" onClick={press(onRetry)}>
            Retry<span className="visually-hidden"> {title}</span>
          </button>
        )}
        {ended &&
          linksOf(task).map((link) => <TaskAction key={link.label} link={link} onSummary={onSummary} />)}
        <span className="push" />
        {ended && (
          <button type="button" className="link quiet" onClick={onDismiss}>
            Clear<span className="visually-hidden"> {title}</span>
          </button>
        )}
        <button type="button" className="link quiet" ref={details} data-details onClick={onDetails}>
          Details<span className="visually-hidden"> of {title}</span>
        </button>
      </div>
      <Progress task={task} />
    </li>
  );
}

/** Whether the task was begun by a page that was closed. */
function useWasPickedUp({ id, status }: TaskView): boolean {
  const timeline = useTimeline(id);
  const last = timeline.findLast(({ kind }) => kind === 'resumed' || kind === 'queued');
  return status === 'running' && last?.kind === 'resumed';
}

function TaskAction({ link, onSummary }: { link: TaskLink; onSummary: () => void }) {
  return 'href' in link ? (
    <Link className="link" href={link.href}>
      {link.label}
    </Link>
  ) : (
    <button type="button" className="link" onClick={onSummary}>
      {link.label}
    </button>
  );
}

function StateIcon({ status }: Pick<TaskView, 'status'>) {
  const icon = stateIcons[status];
  return (
    <span className="task-icon">
      {icon === 'spinner' ? <span className="spinner" /> : <Icon name={icon} />}
    </span>
  );
}

export function Elapsed({ task }: { task: TaskView }) {
  const elapsed = useElapsed({ ...task, startedAt: startOf(task, useTimeline(task.id)) });
  return <span className="elapsed">{elapsed === undefined ? '–' : clock(elapsed)}</span>;
}

/** A progress bar, animated while the progress is unknown. */
function Progress({ task: { title, status, progress } }: { task: TaskView }) {
  if (status !== 'running') return null;
  if (progress === undefined)
    return <div className="progress unknown" role="progressbar" aria-label={title} />;
  const percent = Math.round(progress * 100);
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={title}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      ref={(bar) => bar?.style.setProperty('--progress', `${progress}`)}
    />
  );
}
