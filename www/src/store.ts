// A value that components follow and that outlives a reload.

import { useSyncExternalStore } from 'react';

export interface Store<T> {
  get(): T;
  set(value: T): void;
  /** The value, kept up to date in a component. */
  use(): T;
}

/** @param parse makes a value of what was stored, whatever that is: `undefined` at the first visit */
export function store<T>(key: string, parse: (stored: unknown) => T): Store<T> {
  let value = parse(load(key));
  const listeners = new Set<() => void>();
  const get = () => value;
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    get,
    set(next) {
      value = next;
      save(key, next);
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(subscribe, get),
  };
}

function load(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

function save(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // If storage is blocked or full, the value is just not remembered.
  }
}
