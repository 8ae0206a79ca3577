'use client';
// @ts-nocheck
// The React binding: a provider that owns or lends a queue, and hooks that read it. It never makes a queue while
// rendering, so on a server it makes none at all, and where wasm is blocked nothing throws.

import {
  createContext,
  createElement,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { waitForWatch } from 'taskwatch';
import { guardUnload } from './guard-unload.ts';
import { QueueStore } from './queue-store.ts';
import { taskSelection } from './selection.ts';

const StoreContext = createContext(undefined);

// A server runs no effects, and React 18 warns there of layout effects.
const useEarlyEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/** Gives its children `queue`, or a queue of its own made with the first `config`. */
export function TaskQueueProvider({ queue, config, children }) {
  const [own] = useState(() => new QueueStore(undefined, config));
  const lent = useMemo(() => (queue === undefined ? undefined : new QueueStore(queue)), [queue]);
  const store = lent ?? own;
  const [, setMounted] = useState(false);
  useEarlyEffect(() => {
    const unmount = store.mount();
    // Another render before the paint, so that nobody sees a page whose queue is not ready yet.
    setMounted(true);
    return unmount;
  }, [store]);
  useEffect(() => guardUnload(store), [store]);
  return createElement(StoreContext.Provider, { value: store }, children);
}

/** The tasks, of one status or several if wanted, and what can be done with them. */
export function useTaskQueue({ status } = {}) {
  const store = useStore('useTaskQueue');
  const statuses = Array.isArray(status) ? status.join(' ') : status;
  const select = useMemo(() => taskSelection(store, statuses), [store, statuses]);
  const selected = useSyncExternalStore(store.subscribe, select, select.server);
  return useMemo(() => ({ ...selected, ...store.methods }), [selected, store]);
}

/** One task's view; `undefined` while there is none. */
export function useTask(id) {
  const store = useStore('useTask');
  const read = () => store.queue?.getTask(id);
  return useSyncExternalStore(store.subscribe, read, noTask);
}

/** Watches while the component is mounted and `options` are given; gives why the watch has ended, if it has. */
export function useWatch(options, onEvent) {
  const [failure, setFailure] = useState();
  const latest = useRef({ options, onEvent });
  useEarlyEffect(() => {
    latest.current = { options, onEvent };
  });
  const watched = options ? JSON.stringify(WATCH_FIELDS.map((field) => options[field])) : undefined;
  useEffect(() => {
    if (watched === undefined) return undefined;
    return watch(latest, (error) => setFailure({ watched, error }));
  }, [watched]);
  return { error: failure?.watched === watched ? failure?.error : undefined };
}

const WATCH_FIELDS = [
  'resourceType',
  'orgId',
  'projectId',
  'namespace',
  'name',
  'labelSelector',
  'fieldSelector',
  'userScoped',
];

/** A wait that is never satisfied; it reads and resubscribes as waits do. Returns how to stop. */
function watch(latest, onError) {
  let stopped = false;
  const onEvent = (event) => {
    try {
      latest.current.onEvent(event);
    } catch (error) {
      console.error(error);
    }
    return 'continue';
  };
  const fail = (error) => {
    if (!stopped) onError(error);
  };
  const stop = (wait) => () => {
    stopped = true;
    wait?.cancel();
  };
  try {
    const wait = waitForWatch({ onDeleted: 'continue', ...latest.current.options, onEvent });
    wait.then(undefined, fail);
    return stop(wait);
  } catch (error) {
    // Where wasm is blocked the first use throws.
    fail(error);
    return stop(undefined);
  }
}

function noTask() {
  return undefined;
}

function useStore(hook) {
  const store = useContext(StoreContext);
  if (store === undefined) throw new Error(`${hook} needs a <TaskQueueProvider> above it`);
  return store;
}
