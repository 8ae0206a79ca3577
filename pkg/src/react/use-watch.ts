// The hook that watches while a component is mounted. It needs no provider and never decides when a watch is
// over.

import { useEffect, useState } from 'react';
import type { WatchEvent, WatchOptions, WatchSource } from '../../types/index.d.ts';
import { useLoader } from './store-context.ts';
import { identityOf, useLatest, watch, withModule } from './watch.ts';

/**
 * Watches while the component is mounted and `options` are given; `error` says why the watch has ended, if it
 * has.
 */
export function useWatch(
  options: (WatchOptions & { source?: WatchSource | undefined }) | null | undefined,
  onEvent: (event: WatchEvent) => unknown,
): { readonly error: unknown } {
  const load = useLoader();
  const [failure, setFailure] = useState<{ watched: string | undefined; error: unknown }>();
  const latest = useLatest({ options, onEvent });
  const watched = options ? identityOf(options) : undefined;
  useEffect(() => {
    const target = latest.current.options;
    if (!target) return undefined;
    const handlers = {
      onEvent: (event: WatchEvent) => callSafely(latest.current.onEvent, event),
      onError: (error: unknown) => setFailure({ watched, error }),
    };
    const stop = withModule(load, (module) => watch(module, target, handlers), handlers.onError);
    return () => {
      stop();
      // Why it has ended says nothing of a later watch of the same.
      setFailure(undefined);
    };
  }, [latest, load, watched]);
  return { error: failure?.watched === watched ? failure?.error : undefined };
}

function callSafely(onEvent: (event: WatchEvent) => unknown, event: WatchEvent): void {
  try {
    onEvent(event);
  } catch (error) {
    console.error(error);
  }
}
