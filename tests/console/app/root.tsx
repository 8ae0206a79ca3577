import type { ReactNode } from 'react';
import { Links, Meta, Outlet, Scripts, ScrollRestoration } from 'react-router';
import { setWatchSource } from 'taskwatch';
import { TaskQueueProvider } from 'taskwatch/react';
import { readObject } from './api';
import { NonceContext, useNonce } from './nonce';
import { TaskPanel } from './task-panel';
import { watchManager } from './watch-manager';

// Methods of a class need their object.
setWatchSource({
  subscribe: (options, onEvent) => watchManager.subscribe(options, onEvent),
  read: readObject,
});

/** A new object would do too, but later renders do not change a provider's options. */
const CONFIG = { storageType: 'local', storageKey: 'console', redisClient: null } as const;

export { NonceContext };

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce();
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <title>console</title>
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  return (
    <TaskQueueProvider config={CONFIG}>
      <Outlet />
      <TaskPanel />
    </TaskQueueProvider>
  );
}
