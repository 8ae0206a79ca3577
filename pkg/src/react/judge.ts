// Judges objects by the `until` of `useResource`, as waits do: by conditions in the wasm, by functions here.

import type { Verdict } from '../../types/index.d.ts';
import type { TaskwatchModule, UseResourceOptions } from '../../types/react.d.ts';

type Until = UseResourceOptions['until'];

/** A judge that prepares a condition once, as long as it is called with the same one. */
export function judgeOf({
  defineResource,
}: TaskwatchModule): (until: Until, raw: unknown) => Verdict | undefined {
  let prepared: Until;
  let verdict: ((raw: unknown) => Verdict) | undefined;
  return (until, raw) => {
    if (until === undefined) return undefined;
    if (typeof until === 'function') return isTerminating(raw) || !until(raw) ? PENDING : READY;
    if (verdict === undefined || until !== prepared) {
      verdict = defineResource({
        resourceType: 'objects',
        scope: 'cluster',
        adapt: () => {},
        ready: until,
      }).verdict;
      prepared = until;
    }
    const told = verdict(raw);
    // A definition's conditions can fail the object; as in a wait, `until` cannot.
    return told.state === 'failed' ? { ...told, state: 'pending' } : told;
  };
}

const READY = verdictOf('ready');
const PENDING = verdictOf('pending');

function verdictOf(state: Verdict['state']): Verdict {
  return Object.freeze<Verdict>({ state, reason: '', message: '', condition: undefined });
}

/** An object that is being deleted is never ready. */
function isTerminating(raw: unknown): boolean {
  const { metadata } = Object(raw);
  return Boolean(Object(metadata).deletionTimestamp);
}
