// The component that gives its children a queue. Disposes only of a queue that it made itself.

import { createElement, useEffect, useMemo, useState, type ReactElement } from 'react';
import type { TaskQueueProviderProps } from '../../types/react.d.ts';
import { guardUnload } from './guard-unload.ts';
import { QueueStore } from './queue-store.ts';
import { StoreContext } from './store-context.ts';
import { useIsomorphicLayoutEffect } from './use-isomorphic-layout-effect.ts';

/** Gives its children `queue`, or a queue of its own made from the first `config`. */
export function TaskQueueProvider({ queue, config, children }: TaskQueueProviderProps): ReactElement {
  const [own] = useState(() => new QueueStore(undefined, config));
  const borrowed = useMemo(() => (queue === undefined ? undefined : new QueueStore(queue)), [queue]);
  const store = borrowed ?? own;
  const [, setMounted] = useState(false);
  useIsomorphicLayoutEffect(() => {
    const unmount = store.mount();
    // Renders once more before the paint, so that no frame shows a page whose queue is not ready.
    setMounted(true);
    return unmount;
  }, [store]);
  useEffect(() => guardUnload(store), [store]);
  return createElement(StoreContext.Provider, { value: store }, children);
}
