import { useUnreadFailures } from './unread.ts';

/** Counts, on the button "Tasks", the failures that happened while the panel was closed. */
export function FailureBadge() {
  const count = useUnreadFailures();
  if (count === 0) return null;
  return (
    <span className="count failed tabular">
      {count}
      <span className="visually-hidden"> failed, not seen yet</span>
    </span>
  );
}
