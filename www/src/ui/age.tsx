// How long ago something was, second by second while one looks.

import { useSecondsSince } from './now.ts';

export function Age({ since }: { since: string | undefined }) {
  const moment = Date.parse(since ?? '');
  if (Number.isNaN(moment)) return <span className="muted">–</span>;
  return <Counting moment={moment} />;
}

function Counting({ moment }: { moment: number }) {
  return <span className="tabular">{age(useSecondsSince(moment))}</span>;
}

/** As kubectl has it: `42s`, `7m12s`, `3h`, `12d`. */
export function age(seconds: number): string {
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return `${minutes}m${seconds % 60}s`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}h` : `${Math.floor(hours / 24)}d`;
}
