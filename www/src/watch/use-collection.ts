// A list on a page: read once, kept up to date by events, read again after what
// may have been a gap.

import { useCallback, useEffect, useMemo, useState } from 'react';
import type { WatchEvent } from 'taskwatch';
import { useConnection } from '../planes/connection.ts';
import type { KubernetesObject } from '../planes/plane.ts';
import { type Collection, collectionKey } from './collection.ts';

const GAP_PAUSE = 1000;

export interface CollectionState {
  /** Oldest first, later ones at the end; `undefined` until they are known. */
  objects: KubernetesObject[] | undefined;
  /** Why they could not be read, while that is so. */
  error: Error | undefined;
  reload(): void;
}

export function useCollection(collection: Collection): CollectionState {
  const { plane, watch } = useConnection();
  const key = collectionKey(collection);
  const [objects, setObjects] = useState<ReadonlyMap<string, KubernetesObject>>();
  const [error, setError] = useState<Error>();
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the collection, which is another object in each render; `round` reads again
  useEffect(() => {
    const controller = new AbortController();
    const changes = new Map<string, KubernetesObject | undefined>();
    let gapTimer: ReturnType<typeof setTimeout> | undefined;

    async function read(): Promise<void> {
      changes.clear();
      try {
        const list = await plane.list(collection, controller.signal);
        if (controller.signal.aborted) return;
        // What was told meanwhile is newer than the list may be.
        setObjects((before) => patched(inOrder(before, list), changes));
        setError(undefined);
      } catch (reason) {
        if (!controller.signal.aborted)
          setError(reason instanceof Error ? reason : new Error(String(reason)));
      }
    }

    function onEvent({ type, object }: WatchEvent<KubernetesObject>): void {
      if (type === 'ERROR') {
        clearTimeout(gapTimer);
        gapTimer = setTimeout(read, GAP_PAUSE);
        return;
      }
      const change = [object.metadata.name, type === 'DELETED' ? undefined : object] as const;
      changes.set(...change);
      setObjects((before) => before && patched(before, [change]));
    }

    function onVisible(): void {
      if (!document.hidden) void read();
    }

    setObjects(undefined);
    setError(undefined);
    const unsubscribe = watch.subscribe(collection, onEvent);
    document.addEventListener('visibilitychange', onVisible);
    void read();
    return () => {
      controller.abort();
      clearTimeout(gapTimer);
      unsubscribe();
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [plane, watch, key, round]);

  return {
    objects: useMemo(() => objects && [...objects.values()], [objects]),
    error,
    reload: useCallback(() => setRound((before) => before + 1), []),
  };
}

function patched(
  objects: ReadonlyMap<string, KubernetesObject>,
  changes: Iterable<readonly [string, KubernetesObject | undefined]>,
): Map<string, KubernetesObject> {
  const result = new Map(objects);
  for (const [name, object] of changes) {
    if (object) result.set(name, object);
    else result.delete(name);
  }
  return result;
}

/** New ones come last, so that none of those on the page moves. */
function inOrder(
  before: ReadonlyMap<string, KubernetesObject> | undefined,
  list: KubernetesObject[],
): Map<string, KubernetesObject> {
  const found = new Map(list.sort(byAge).map((object) => [object.metadata.name, object]));
  const ordered = new Map<string, KubernetesObject>();
  for (const name of [...(before?.keys() ?? []), ...found.keys()]) {
    const object = found.get(name);
    if (object) ordered.set(name, object);
  }
  return ordered;
}

function byAge(a: KubernetesObject, b: KubernetesObject): number {
  const created = (object: KubernetesObject) => object.metadata.creationTimestamp ?? '';
  return (
    created(a).localeCompare(created(b)) ||
    a.metadata.name.localeCompare(b.metadata.name, 'en', { numeric: true })
  );
}
