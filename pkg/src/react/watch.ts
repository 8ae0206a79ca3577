// Watches with the waits of a loaded module, for the hooks: a wait that is never satisfied reads and resubscribes
// like every wait.

import { type RefObject, useInsertionEffect, useRef } from 'react';
import type { WatchEvent, WatchOptions, WatchWaitOptions } from '../../types/index.d.ts';
import type { TaskwatchLoader, TaskwatchModule } from '../../types/react.d.ts';
import { loadedModule, loadModule } from './taskwatch-module.ts';

/** The options of a wait without `onEvent`. */
export type WatchTarget = Omit<WatchWaitOptions<never>, 'onEvent'>;

/** What a watch reports. Neither may throw. */
interface WatchHandlers {
  onEvent(event: WatchEvent): void;
  /** The watch has ended, or could not be started. */
  onError(error: unknown): void;
}

/** Every field of a target but its source: a new one that is forgotten here does not compile. */
const IDENTITY: Readonly<Record<keyof WatchOptions, true>> = {
  resourceType: true,
  orgId: true,
  projectId: true,
  namespace: true,
  name: true,
  labelSelector: true,
  fieldSelector: true,
  userScoped: true,
};

/** What identifies a watch. */
export function identityOf(options: WatchOptions): string {
  // The cast says which names there are, which `Object.keys` does not.
  const names = Object.keys(IDENTITY) as (keyof WatchOptions)[];
  try {
    return JSON.stringify(names.map((name) => options[name]));
  } catch {
    // A getter that throws, or a BigInt: the wait says so, where rendering must not fail.
    return '';
  }
}

/** What was rendered last, for events: a render may have brought another callback. */
export function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  // Before the layout effects of all components; and React 18 does not warn about it on a server.
  useInsertionEffect(() => {
    latest.current = value;
  });
  return latest;
}

/** Calls `start` with the module once it is loaded, at once if it already is; returns a function that stops it. */
export function withModule(
  load: TaskwatchLoader,
  start: (module: TaskwatchModule) => (() => void) | undefined,
  onError: (error: unknown) => void,
): () => void {
  let isStopped = false;
  let stop: (() => void) | undefined;
  const begin = (module: TaskwatchModule) => {
    if (isStopped) return;
    try {
      stop = start(module);
    } catch (error) {
      // Waits never throw, but a getter among the caller's options may.
      onError(error);
    }
  };
  const fail = (error: unknown) => {
    if (!isStopped) onError(error);
  };
  const module = loadedModule(load);
  if (module === undefined) loadModule(load).then(begin, fail);
  else begin(module);
  return () => {
    isStopped = true;
    stop?.();
  };
}

/** Watches until the returned function is called. */
export function watch(
  { waitForWatch }: TaskwatchModule,
  target: WatchTarget,
  { onEvent, onError }: WatchHandlers,
): () => void {
  let isStopped = false;
  const wait = waitForWatch<never>({
    onDeleted: 'continue',
    ...target,
    onEvent: (event) => {
      if (!isStopped) onEvent(event);
      return 'continue';
    },
  });
  wait.then(undefined, (error) => {
    if (!isStopped) onError(error);
  });
  return () => {
    isStopped = true;
    wait.cancel();
  };
}
