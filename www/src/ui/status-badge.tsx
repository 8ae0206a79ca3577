// The verdict on an object.

import type { Verdict } from 'taskwatch';

const words = { ready: 'Ready', pending: 'Pending', failed: 'Failed' } as const;

export function StatusBadge({ verdict }: { verdict: Verdict }) {
  const { state, reason } = verdict;
  // `Provisioning` says more than that it is not ready.
  const text = state === 'ready' ? words.ready : reason || words[state];
  return (
    <span className={`badge ${state}`} title={verdict.message || text}>
      <span className="dot" />
      <span className="badge-text">{text}</span>
    </span>
  );
}
