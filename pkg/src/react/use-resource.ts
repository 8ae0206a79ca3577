// The hook that keeps one object up to date. It watches as `useWatch` does, and never decides when the watch is over.

import { useEffect, useRef, useState } from 'react';
import type { ClusterResource, Resource, WatchOptions } from '../../types/index.d.ts';
import type { TaskwatchModule, UseResourceOptions } from '../../types/react.d.ts';
import { judgeOf } from './judge.ts';
import { useLoader } from './store-context.ts';
import { TrackedFields, trackReads } from './track-reads.ts';
import { identityOf, useLatest, watch, withModule, type WatchTarget } from './watch.ts';
import { NOTHING_YET, WatchedObject, type Reading, type Shown } from './watched-object.ts';

type Options = UseResourceOptions<unknown>;
type DefinedResource = Resource<unknown> | ClusterResource<unknown>;

/** An object up to date: that of the watch options, or the one of this name and kind. */
export function useResource(
  ...[subject, ...names]: [Options | DefinedResource | null | undefined, ...(string | undefined)[]]
): Shown {
  const load = useLoader();
  const latest = useLatest({ subject, names });
  const [state, setState] = useState<{ key: string | undefined; resource: unknown; result: Shown }>();
  const [{ read, nothing }] = useState(nothingRead);
  const resource = isDefined(subject) ? subject : undefined;
  const key = keyOf(subject, names);
  const judgeAgain = useRef<(() => void) | undefined>(undefined);
  useEffect(() => {
    const { subject, names } = latest.current;
    if (!subject || key === undefined) return undefined;
    const fields = new TrackedFields<Shown, object>(read, {});
    let last: Shown | undefined;
    const watched = new WatchedObject((shown) => {
      const result = fields.resultOf(shown);
      if (result !== last) setState({ key, resource, result });
      last = result;
    });
    const start = (module: TaskwatchModule) => {
      if (isDefined(subject)) return watchDefined(module, subject, names, watched);
      const judge = judgeOf(module);
      const options = () => {
        const { subject: now } = latest.current;
        return now && !isDefined(now) ? now : subject;
      };
      const reading: Reading = {
        adapt: (raw) => (options().adapt ?? itself)(raw),
        judge: (raw) => judge(options().until, raw),
      };
      judgeAgain.current = () => watched.judgeAgain(reading);
      return watchObject(module, targetOf(subject), watched, reading);
    };
    const stop = withModule(load, start, (error) => watched.fail(error));
    return () => {
      judgeAgain.current = undefined;
      stop();
      // What it has seen may be out of date when the same object is watched again.
      setState(undefined);
    };
  }, [latest, load, key, resource, read]);
  const until = subject && !isDefined(subject) ? subject.until : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another `until` may tell another verdict of the same version
  useEffect(() => judgeAgain.current?.(), [until]);
  return state !== undefined && state.key === key && state.resource === resource ? state.result : nothing;
}

/** For a new component: the names of the fields that it will read, and its first result. */
function nothingRead(): { read: Set<keyof Shown>; nothing: Shown } {
  const read = new Set<keyof Shown>();
  return { read, nothing: trackReads(NOTHING_YET, read, {}) };
}

function watchObject(
  module: TaskwatchModule,
  target: WatchTarget,
  watched: WatchedObject,
  reading: Reading,
): () => void {
  const streamed: WatchTarget = { ...target, onStream: ({ state }) => watched.stream(state) };
  return watch(module, streamed, {
    onEvent: (event) => watched.handle(event, reading),
    onError: (error) => watched.fail(error),
  });
}

/** A definition does not expose what it watches, but its waiter passes it to a source. */
function watchDefined(
  module: TaskwatchModule,
  resource: DefinedResource,
  names: readonly (string | undefined)[],
  watched: WatchedObject,
): () => void {
  let stop: (() => void) | undefined;
  let isStopped = false;
  const reading: Reading = { adapt: resource.adapt, judge: resource.verdict };
  const subscribe = (target: WatchOptions) => {
    // Once, and after the waiter has the return value: it is no longer needed.
    Promise.resolve().then(() => {
      waiter.cancel();
      if (stop === undefined && !isStopped) stop = watchObject(module, target, watched, reading);
    });
    return () => {};
  };
  // The cast unites the two forms of `waitForReady`: `cluster` kinds are waited for by name alone.
  const waitForReady = resource.waitForReady as (
    ...values: unknown[]
  ) => ReturnType<typeof resource.waitForReady>;
  const waiter = waitForReady(...names, { source: { subscribe } });
  waiter.then(undefined, (error) => {
    if (stop === undefined && !isStopped) watched.fail(error);
  });
  return () => {
    isStopped = true;
    waiter.cancel();
    stop?.();
  };
}

function isDefined(subject: Options | DefinedResource | null | undefined): subject is DefinedResource {
  return typeof Object(subject).waitForReady === 'function';
}

/** What identifies a watch; `undefined` while there is nothing to watch. */
function keyOf(
  subject: Options | DefinedResource | null | undefined,
  names: readonly (string | undefined)[],
): string | undefined {
  if (!subject) return undefined;
  if (!isDefined(subject)) return identityOf(subject);
  return names.every((name) => typeof name === 'string') ? JSON.stringify(names) : undefined;
}

function targetOf({ until, adapt, ...target }: Options): WatchTarget {
  return target;
}

function itself(raw: unknown): unknown {
  return raw;
}
