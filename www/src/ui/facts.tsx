// Terms, and what is known of each.

import type { ReactNode } from 'react';

interface Props {
  facts: readonly (readonly [term: string, value: ReactNode])[];
  className?: string;
  /** In the place of what is not known, or is empty. */
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
