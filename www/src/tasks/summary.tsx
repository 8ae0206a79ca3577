// The summary of a batch, where a task's action opened one by `showSummary`.

import { useTaskQueue } from 'taskwatch/react';
import { Dialog } from '../ui/dialog.tsx';

export function SummaryDialog() {
  const { activeSummary, closeSummary } = useTaskQueue();
  if (!activeSummary) return null;
  const { title, items } = activeSummary;
  const failed = items.filter(({ status }) => status === 'failed').length;
  return (
    <Dialog
      title={title}
      description={
        failed > 0 ? `${failed} failed. Retry repeats only what is left.` : 'All of them are ready.'
      }
      onClose={closeSummary}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled with the keyboard too, so it takes the focus */}
      <ul className="lines" aria-label="Items" tabIndex={0}>
        {items.map(({ id, label, status, message }) => (
          <li key={id} className={status === 'success' ? 'succeeded' : 'failed'}>
            <span className="dot" />
            <span>{label}</span>
            <span className="muted">{status === 'success' ? 'Ready' : (message ?? 'Failed')}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
