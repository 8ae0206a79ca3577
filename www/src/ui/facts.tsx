// A list of terms with their values.

import type { ReactNode } from 'react';

interface Props {
  facts: readonly (readonly [term: string, value: ReactNode])[];
  className?: string;
  /** Shown for an unknown or empty value. */
  missing?: ReactNode;
}

export function Facts({ facts, className = '', missing }: Props) {
  return (
    <dl className={`facts ${className}`}>
      {facts.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value === undefined || value === '' ? missing : value}</dd>
        </div>
      ))}
    </dl>
  );
}
