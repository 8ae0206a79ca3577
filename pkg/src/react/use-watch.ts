// The hook that watches while a component is mounted. It needs no provider and never decides when a watch is
// over.

import { useEffect, useRef, useState, type RefObject } from 'react';
import { waitForWatch } from 'taskwatch';
import type { WatchDecision, WatchEvent, WatchOptions, WatchSource } from '../../types/index.d.ts';
import { useIsomorphicLayoutEffect } from './use-isomorphic-layout-effect.ts';

type Target = WatchOptions & { source?: WatchSource | undefined };

/** What a watch reads anew for each event: a render may have brought another callback. */
interface Latest {
  options: Target | null | undefined;
  onEvent: (event: WatchEvent) => unknown;
}

/**
 * Watches while the component is mounted and `options` are given; `error` says why the watch has ended, if it
 * has.
 */
export function useWatch(
  options: Target | null | undefined,
  onEvent: (event: WatchEvent) => unknown,
): { readonly error: unknown } {
  const [failure, setFailure] = useState<{ watched: string | undefined; error: unknown }>();
  const latest = useRef<Latest>({ options, onEvent });
  useIsomorphicLayoutEffect(() => {
    latest.current = { options, onEvent };
  });
  const watched = options ? identityOf(options) : undefined;
  useEffect(() => watch(latest, (error) => setFailure({ watched, error })), [watched]);
  return { error: failure?.watched === watched ? failure?.error : undefined };
}

/** What tells one watch from another: every field but the source. */
function identityOf({
  resourceType,
  orgId,
  projectId,
  namespace,
  name,
  labelSelector,
  fieldSelector,
  userScoped,
}: WatchOptions): string {
  // Typed as all fields, so that a new one cannot be forgotten here.
  const fields: Record<keyof WatchOptions, unknown> = {
    resourceType,
    orgId,
    projectId,
    namespace,
    name,
    labelSelector,
    fieldSelector,
    userScoped,
  };
  return JSON.stringify(Object.values(fields));
}

/**
 * Starts a wait that is never satisfied: it reads and subscribes again as every wait does. Returns how to
 * stop it; `undefined` where there is nothing to watch.
 */
function watch(latest: RefObject<Latest>, onError: (error: unknown) => void): (() => void) | undefined {
  const { options } = latest.current;
  if (!options) return undefined;
  let isStopped = false;
  const onEvent = (event: WatchEvent): WatchDecision<never> => {
    try {
      latest.current.onEvent(event);
    } catch (error) {
      console.error(error);
    }
    return 'continue';
  };
  const fail = (error: unknown) => {
    if (!isStopped) onError(error);
  };
  try {
    const wait = waitForWatch({ onDeleted: 'continue', ...options, onEvent });
    wait.then(undefined, fail);
    return () => {
      isStopped = true;
      wait.cancel();
    };
  } catch (error) {
    // `waitForWatch` never throws, but a getter among the caller's options may.
    fail(error);
    return () => {
      isStopped = true;
    };
  }
}
