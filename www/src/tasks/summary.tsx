// The summary of a batch: the outcomes of its items, grouped by reason, and a retry of what is left.

import { useTaskQueue, useTimeline } from 'taskwatch/react';
import type { TaskView } from 'taskwatch';
import { Dialog } from '../ui/dialog.tsx';
import { ItemGroups } from './item-groups.tsx';
import { itemsOf } from './items.ts';
import { isInReach } from './queue.ts';
import { hasEnded } from './words.ts';

export function SummaryDialog({ task, onClose }: { task: TaskView; onClose: () => void }) {
  const { retry } = useTaskQueue();
  const items = itemsOf(task, useTimeline(task.id));
  const left = items.filter(({ state }) => state !== 'succeeded').length;
  const canRetry = hasEnded(task) && left > 0 && task.retryable && isInReach(task);
  return (
    <Dialog
      title={`${items.length - left} of ${items.length} zones added`}
      description={left > 0 ? `${left} left. A retry repeats only these.` : 'All of them are ready.'}
      onClose={onClose}
    >
      <ItemGroups items={items} isWhole />
      <div className="dialog-actions">
        {canRetry && (
          <button
            type="button"
            className="button primary"
            onClick={() => {
              retry(task.id);
              onClose();
            }}
          >
            Retry what is left
          </button>
        )}
        <button type="button" className="button" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}
