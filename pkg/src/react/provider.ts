// The component that provides its children with a queue: it notifies the store when it is mounted and when it is gone.

import * as React from 'react';
import type { TaskQueueProviderProps } from '../../types/react.d.ts';
import { QueueStore } from './queue-store.ts';
import { StoreContext } from './store-context.ts';

const { createElement, useEffect, useInsertionEffect, useMemo, useState } = React;

/**
 * Where there is `<Activity>`, hiding a component ends its effects as unmounting does. Insertion effects end only with
 * the component itself, but older versions of React forget them in a tree that is hidden.
 */
const CAN_HIDE = 'Activity' in React;

/** Provides its children with `queue`, or with its own queue, created from the first `config`. */
export function TaskQueueProvider({
  queue,
  config,
  load,
  disposeOnUnmount,
  children,
}: TaskQueueProviderProps): React.ReactElement {
  const [own] = useState(() => new QueueStore(undefined, load, config));
  // The first `load` counts.
  const borrowed = useMemo(() => (queue ? new QueueStore(queue, load) : undefined), [queue]);
  const store = borrowed ?? own;
  useInsertionEffect(() => () => store.unmount(), [store]);
  useEffect(() => {
    own.isDisposedOnUnmount = disposeOnUnmount === true;
    // A provider that was given a queue at first had no use for a config.
    own.config ??= config;
  });
  // Not a layout effect: those also end when a Suspense boundary above shows its fallback again.
  useEffect(() => {
    store.mount();
    return () => {
      if (!CAN_HIDE) store.unmount();
    };
  }, [store]);
  return createElement(StoreContext.Provider, { value: store }, children);
}
