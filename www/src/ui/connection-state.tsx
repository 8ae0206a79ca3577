// Whether the API answers, in the header. Updated every second; announced to screen readers only when it changes.

import { useSyncExternalStore } from 'react';
import { useConnection } from '../planes/connection.ts';
import type { HealthState } from '../watch/health.ts';
import { useSecondsSince, useSecondsUntil } from './now.ts';

export function ConnectionState() {
  const { health } = useConnection();
  const state = useSyncExternalStore(health.subscribe, health.get);
  return (
    <div className="connection">
      {state.is === 'down' && <Down state={state} onTry={health.tryNow} />}
      {state.is === 'back' && (
        <span className="connection-state back" aria-hidden="true">
          <span className="dot" /> Reconnected
        </span>
      )}
      <span className="visually-hidden" aria-live="polite">
        {words(state)}
      </span>
    </div>
  );
}

function Down({ state, onTry }: { state: HealthState & { is: 'down' }; onTry: () => void }) {
  const downFor = useSecondsSince(state.since);
  const nextIn = useSecondsUntil(state.nextTryAt);
  return (
    <span className="connection-state down">
      <span className="dot" />
      <span className="tabular">
        API unreachable for {downFor} s,{' '}
        {state.nextTryAt === undefined ? 'trying now' : `next try in ${nextIn} s`}
      </span>
      <button type="button" className="link" disabled={state.nextTryAt === undefined} onClick={onTry}>
        Try now
      </button>
    </span>
  );
}

function words(state: HealthState): string {
  switch (state.is) {
    case 'up':
      return '';
    case 'down':
      return 'The API is unreachable';
    case 'back':
      return `Reconnected after ${Math.round(state.downFor / 1000)} seconds`;
  }
}
