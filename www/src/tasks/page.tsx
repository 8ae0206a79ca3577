// A task on a page of its own: what it waits for, what has happened, what became of each item.

import { type ReactNode, useEffect, useState } from 'react';
import type { PendingWait, TaskView, TimelineEntry } from 'taskwatch';
import { useTask, useTaskQueue, useTimeline } from 'taskwatch/react';
import { Link, useLocation } from 'wouter';
import { pages } from '../resources/kinds.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { timeOf } from '../timeline/words.ts';
import { Facts } from '../ui/facts.tsx';
import { Icon } from '../ui/icons.tsx';
import { Page } from '../ui/page.tsx';
import { linksOf } from './actions.ts';
import { age, startOf, useNow } from './elapsed.ts';
import { ItemGroups } from './item-groups.tsx';
import { itemsOf } from './items.ts';
import { When } from '../ui/when.tsx';
import { isInReach } from './queue.ts';
import { reportOf } from './report.ts';
import { Elapsed } from './row.tsx';
import { Waits } from './waits.tsx';
import { explain, hasEnded, runnerWords, stateWords } from './words.ts';

/** Milliseconds in which a store has shown its tasks. */
const PATIENCE = 1500;
/** How long a button says that it has done it. */
const NEWS = 2000;
const none: readonly PendingWait[] = [];

export function TaskPage({ id }: { id: string }) {
  const task = useTask(id);
  const timeline = useTimeline(id);
  const isPatient = useIsPatient();
  if (task) return <Known task={task} timeline={timeline} />;
  return (
    <Page title="Task" description={<code>{id}</code>}>
      <div className="card empty" hidden={isPatient}>
        <Icon name="tasks" />
        <h2>This task is not here</h2>
        <p className="muted">It may have been cleared, or it was started in another browser.</p>
        <Link className="button" href={pages.organizations()}>
          All organizations
        </Link>
      </div>
    </Page>
  );
}

/** Tasks are read from a store that answers late: for a moment it is open whether there is one. */
function useIsPatient(): boolean {
  const [isPatient, setPatient] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setPatient(false), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  return isPatient;
}

function Known({ task, timeline }: { task: TaskView; timeline: readonly TimelineEntry[] }) {
  const now = useNow(task.status === 'running');
  const items = itemsOf(task, timeline);
  const messages = timeline.filter(({ kind }) => kind === 'message');
  return (
    <Page
      title={task.title}
      description={<TaskLine task={task} now={now} />}
      actions={
        <Actions task={task} timeline={timeline} left={items.some(({ state }) => state !== 'succeeded')} />
      }
    >
      <Overview task={task} startedAt={startOf(task, timeline)} now={now} />
      <Timeline
        title={task.title}
        entries={timeline}
        isLive={task.status === 'running'}
        // Itself, its step, and a wait for each item.
        expectedLanes={task.total ? task.total + 2 : 3}
        deadlineAt={task.deadlineAt}
      />
      <Waits waits={task.waits ?? none} timeline={timeline} />
      {items.length > 0 && (
        <section className="card" aria-labelledby="items">
          <h2 id="items" className="card-title">
            Items <span className="muted tabular">{items.length.toLocaleString('en')}</span>
          </h2>
          <ItemGroups items={items} />
        </section>
      )}
      {items.length === 0 && task.failedItems.length > 0 && (
        <Lines title="Failures" lines={task.failedItems.map(({ message }) => message)} isBad />
      )}
      {messages.length > 0 && (
        <Lines
          title="Messages"
          lines={messages.map(({ at, message = '' }) => (
            <>
              <span className="muted tabular">{timeOf(at)}</span> {message}
            </>
          ))}
        />
      )}
      {task.result !== undefined && (
        <section className="card" aria-labelledby="result">
          <h2 id="result" className="card-title">
            Result
          </h2>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled with the keyboard too, so it takes the focus */}
          <pre className="task-result" tabIndex={0}>
            {JSON.stringify(task.result, null, 2)}
          </pre>
        </section>
      )}
    </Page>
  );
}

function TaskLine({ task, now }: { task: TaskView; now: number }) {
  const tone = {
    completed: 'ready',
    failed: 'failed',
    running: 'running',
    pending: 'none',
    cancelled: 'none',
  };
  return (
    <span className="task-line">
      <span className={`badge ${tone[task.status]}`}>
        <span className="dot" />
        {stateWords[task.status]}
      </span>
      <span className="tabular">
        <Elapsed task={task} />
      </span>
      <span className="task-line-words">{explain(task, now)}</span>
    </span>
  );
}

function Actions({
  task,
  timeline,
  left,
}: {
  task: TaskView;
  timeline: readonly TimelineEntry[];
  left: boolean;
}) {
  const { cancel, retry, dismiss } = useTaskQueue();
  const [, navigate] = useLocation();
  const [isCopied, setCopied] = useState(false);
  const ended = hasEnded(task);
  const canTell = isInReach(task);

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(reportOf(task, timeline));
    setCopied(true);
    setTimeout(() => setCopied(false), NEWS);
  }

  return (
    <>
      {linksOf(task).map((link) =>
        ended && 'href' in link ? (
          <Link key={link.label} className="button" href={link.href}>
            {link.label}
          </Link>
        ) : null,
      )}
      <button type="button" className="button copy" onClick={() => void copy()}>
        {isCopied ? 'Copied' : 'Copy as text'}
        <span className="visually-hidden" role="status">
          {isCopied ? 'The report is in the clipboard' : ''}
        </span>
      </button>
      {ended && (
        <button
          type="button"
          className="button"
          onClick={() => {
            dismiss(task.id);
            navigate(pages.organizations());
          }}
        >
          Clear
        </button>
      )}
      {!ended && task.cancelable && canTell && (
        <button
          type="button"
          className="button"
          disabled={task.cancelRequested}
          onClick={() => cancel(task.id)}
        >
          Cancel
        </button>
      )}
      {ended && task.status !== 'completed' && task.retryable && canTell && (
        <button type="button" className="button primary" onClick={() => retry(task.id)}>
          {left ? 'Retry what is left' : 'Retry'}
        </button>
      )}
    </>
  );
}

function Overview({ task, startedAt, now }: { task: TaskView; startedAt: number | undefined; now: number }) {
  const { deadlineAt, attempt, retryCount } = task;
  const facts: Record<string, ReactNode> = {
    Queued: <When date={task.createdAt} />,
    Started: <When date={startedAt} />,
    Ended: <When date={task.completedAt} />,
    Deadline: (
      <>
        <When date={deadlineAt} />{' '}
        {deadlineAt !== undefined && now > 0 && (
          <span className="muted tabular">in {age(deadlineAt - now)}</span>
        )}
      </>
    ),
    Attempt: `${Math.max(1, attempt)}${retryCount > 0 ? `, retried ${retryCount} ×` : ''}`,
    'Run by': runnerWords(task),
  };
  return (
    <section className="card" aria-label="Overview">
      <Facts className="grid task-facts tabular" facts={Object.entries(facts)} />
    </section>
  );
}

function Lines({ title, lines, isBad }: { title: string; lines: readonly ReactNode[]; isBad?: boolean }) {
  const name = title.toLowerCase();
  return (
    <section className="card" aria-labelledby={name}>
      <h2 id={name} className="card-title">
        {title}
      </h2>
      <ul className={`task-lines${isBad ? ' bad' : ''}`}>
        {lines.slice(-50).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be the same, and they do not move
          <li key={index}>{line}</li>
        ))}
      </ul>
    </section>
  );
}
