// What a task is waiting for: its objects, their conditions, and the state of the stream. When it no longer waits, this
// shows what it was waiting for, until the user leaves the page.

import { useState } from 'react';
import type { PendingWait, TimelineEntry } from 'taskwatch';
import { useKeptHeight } from '../ui/kept-height.ts';
import { age, useNow } from './elapsed.ts';
import { conditionsOf, pluralOf } from './progress-of-wait.ts';
import { streamWords, waitWords } from './words.ts';

/** Further ones are counted, not shown. */
const SHOWN = 20;

export function Waits({
  waits,
  timeline,
}: {
  waits: readonly PendingWait[];
  timeline: readonly TimelineEntry[];
}) {
  const [shown, setShown] = useState(waits);
  const isWaiting = waits.length > 0;
  const now = useNow(isWaiting);
  const section = useKeptHeight<HTMLElement>();
  if (isWaiting && shown !== waits) setShown(waits);
  if (shown.length === 0) return null;
  return (
    <section className="card waits" aria-labelledby="waits" ref={section}>
      <h2 id="waits" className="card-title">
        {isWaiting ? 'Waiting for' : 'Waited for'}{' '}
        <span className="muted tabular">{shown.length === 1 ? 'one object' : `${shown.length} objects`}</span>
      </h2>
      <ul>
        {shown.slice(0, SHOWN).map((wait) => (
          <Wait
            key={`${wait.resourceType} ${wait.name} ${wait.since}`}
            wait={wait}
            timeline={timeline}
            now={isWaiting ? now : undefined}
          />
        ))}
      </ul>
      {shown.length > SHOWN && <p className="muted waits-more">and {shown.length - SHOWN} more</p>}
    </section>
  );
}

function Wait({
  wait,
  timeline,
  now,
}: {
  wait: PendingWait;
  timeline: readonly TimelineEntry[];
  /** Absent when the wait is over: then only its target is known for certain. */
  now: number | undefined;
}) {
  const { name, namespace, state, generation, observedGeneration, stream, since, lastEventAt } = wait;
  const isBehind =
    generation !== undefined && observedGeneration !== undefined && observedGeneration < generation;
  const named = (
    <span className="wait-name">
      <span className="muted">
        {pluralOf(wait)}
        {namespace ? ` in ${namespace}` : ''} /{' '}
      </span>
      <strong>{name ?? 'all'}</strong>
    </span>
  );
  if (now === undefined) return <li className="wait">{named}</li>;
  return (
    <li className="wait">
      <div className="wait-head">
        <span className={`badge ${state}`}>
          <span className="dot" />
          <span className="badge-text">{wait.reason || (state === 'pending' ? 'Pending' : state)}</span>
        </span>
        {named}
        <span className="muted tabular">for {age(now - since)}</span>
      </div>
      <p className="wait-words">{waitWords(wait, now)}</p>
      <ul className="wait-conditions">
        {conditionsOf(wait, timeline).map(({ type, status, reason, message, since }) => (
          <li key={type} className={status === 'True' ? 'good' : status === 'False' ? 'waiting' : 'unknown'}>
            <span className="dot" />
            <span className="wait-type">
              {type} <span className="muted">{status}</span>
            </span>
            <span className="wait-reason">
              {reason && reason !== type && <span className="mono">{reason}</span>} {message}
            </span>
            <span className="muted tabular">{since === undefined ? '' : age(now - since)}</span>
          </li>
        ))}
      </ul>
      <p className="wait-foot muted tabular">
        <span className={stream === 'open' ? undefined : 'wait-lost'}>
          {stream === 'open' ? `Stream open for ${age(now - wait.streamSince)}` : streamWords(wait, now)}
        </span>
        <span>{lastEventAt === undefined ? 'No event yet' : `Last event ${age(now - lastEventAt)} ago`}</span>
        {generation !== undefined && (
          <span className={isBehind ? 'wait-behind' : undefined}>
            Generation {generation}
            {observedGeneration !== undefined && `, observed ${observedGeneration}`}
          </span>
        )}
      </p>
    </li>
  );
}
