// The kstatus of an object.

import type { ComputedStatus } from 'taskwatch';

const looks: Record<ComputedStatus['status'], string> = {
  Current: 'ready',
  InProgress: 'pending',
  Failed: 'failed',
  Terminating: 'pending',
  NotFound: 'none',
  Unknown: 'none',
};

export function ComputedBadge({ computed: { status, message } }: { computed: ComputedStatus }) {
  return (
    <span className={`badge ${looks[status]}`} title={message}>
      <span className="dot" />
      <span className="badge-text">{status}</span>
    </span>
  );
}
