// A list on a page: read once, kept up to date by events and by what waits read, read
// again after what may have been a gap, and for as long as reading fails.

import { startTransition, useCallback, useEffect, useMemo, useState } from 'react';
import type { WatchEvent } from 'taskwatch';
import { useConnection } from '../planes/connection.ts';
import type { KubernetesObject } from '../planes/plane.ts';
import { backoff } from './backoff.ts';
import { type Collection, collectionKey } from './collection.ts';

/** After what may have been a gap, so that one read does for several. */
const GAP_PAUSE = 1000;

export interface CollectionState {
  /** Oldest first, later ones at the end; `undefined` until they are known. */
  objects: KubernetesObject[] | undefined;
  /** Why they could not be read, while that is so: what is shown may be old. */
  error: Error | undefined;
  /** When the whole collection was last read, in epoch milliseconds. */
  readAt: number | undefined;
  reload(): void;
}

type Change = readonly [name: string, object: KubernetesObject | undefined];

export function useCollection(collection: Collection): CollectionState {
  const { plane, watch } = useConnection();
  const key = collectionKey(collection);
  const [objects, setObjects] = useState<ReadonlyMap<string, KubernetesObject>>();
  const [error, setError] = useState<Error>();
  const [readAt, setReadAt] = useState<number>();
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the collection, which is another object in each render; `round` reads again
  useEffect(() => {
    const controller = new AbortController();
    const changes = new Map<string, KubernetesObject | undefined>();
    const gone = new Set<string | undefined>();
    let unshown: Change[] = [];
    let frame = 0;
    let readTimer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    let reads = 0;

    async function read(): Promise<void> {
      clearTimeout(readTimer);
      const number = ++reads;
      changes.clear();
      try {
        const list = await plane.list(collection, controller.signal);
        // One that began later knows better.
        if (controller.signal.aborted || number !== reads) return;
        const found = byName(list);
        // Events in the meantime may be newer than the list.
        const since = [...changes];
        startTransition(() => {
          setObjects((before) => patched(inOrder(before, found), since));
          setError(undefined);
          setReadAt(Date.now());
        });
        failures = 0;
      } catch (reason) {
        if (controller.signal.aborted || number !== reads) return;
        setError(reason instanceof Error ? reason : new Error(String(reason)));
        // The stream may be in order, and then nothing else would ever ask again.
        readTimer = setTimeout(read, backoff(failures++));
      }
    }

    function onEvent({ type, object }: WatchEvent<KubernetesObject>): void {
      if (type === 'ERROR') {
        clearTimeout(readTimer);
        readTimer = setTimeout(read, GAP_PAUSE);
        return;
      }
      if (type === 'DELETED') gone.add(object.metadata.uid);
      change(object.metadata.name, type === 'DELETED' ? undefined : object);
    }

    function onSeen(object: KubernetesObject): void {
      // A read that began before the deletion may end after it.
      if (!gone.has(object.metadata.uid)) change(object.metadata.name, object);
    }

    function change(name: string, object: KubernetesObject | undefined): void {
      changes.set(name, object);
      unshown.push([name, object]);
      // As often as the screen is drawn, however fast they come.
      frame ||= requestAnimationFrame(show);
    }

    function show(): void {
      frame = 0;
      const shown = unshown;
      unshown = [];
      startTransition(() => setObjects((before) => before && patched(before, shown)));
    }

    function onVisible(): void {
      if (!document.hidden) void read();
    }

    setObjects(undefined);
    setError(undefined);
    setReadAt(undefined);
    const unsubscribe = watch.subscribe(collection, onEvent);
    const unfollow = watch.follow(collection, onSeen);
    document.addEventListener('visibilitychange', onVisible);
    void read();
    return () => {
      controller.abort();
      clearTimeout(readTimer);
      cancelAnimationFrame(frame);
      unsubscribe();
      unfollow();
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [plane, watch, key, round]);

  return {
    objects: useMemo(() => objects && [...objects.values()], [objects]),
    error,
    readAt,
    reload: useCallback(() => setRound((before) => before + 1), []),
  };
}

/** The names that are taken, as far as the list knows. */
export function namesOf(objects: readonly KubernetesObject[] | undefined): ReadonlySet<string> {
  return new Set(objects?.map(({ metadata }) => metadata.name));
}

function patched(
  objects: ReadonlyMap<string, KubernetesObject>,
  changes: readonly Change[],
): ReadonlyMap<string, KubernetesObject> {
  if (changes.length === 0) return objects;
  const result = new Map(objects);
  for (const [name, object] of changes) {
    if (!object) result.delete(name);
    else if (!isOlder(object, result.get(name))) result.set(name, object);
  }
  return result;
}

/** What was read and what a stream told need not arrive in the order in which it happened. */
function isOlder({ metadata }: KubernetesObject, known: KubernetesObject | undefined): boolean {
  return (
    known?.metadata.uid === metadata.uid &&
    Number(metadata.resourceVersion) < Number(known?.metadata.resourceVersion)
  );
}

/** Oldest first. */
function byName(list: KubernetesObject[]): ReadonlyMap<string, KubernetesObject> {
  return new Map(list.sort(byAge).map((object) => [object.metadata.name, object]));
}

/** New ones come last, so that none of those on the page moves. */
function inOrder(
  before: ReadonlyMap<string, KubernetesObject> | undefined,
  found: ReadonlyMap<string, KubernetesObject>,
): ReadonlyMap<string, KubernetesObject> {
  if (!before) return found;
  const ordered = new Map<string, KubernetesObject>();
  for (const name of [...before.keys(), ...found.keys()]) {
    const object = found.get(name);
    if (object) ordered.set(name, object);
  }
  return ordered;
}

/** Those of one second stay in the order of the API, so that a long list is sorted fast. */
function byAge(a: KubernetesObject, b: KubernetesObject): number {
  const [first = '', second = ''] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  return first < second ? -1 : Number(first > second);
}
