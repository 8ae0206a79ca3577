// Where `taskwatch/slim` has its wasm from: `init` loads it, and nothing else does.

import { blockedError, tooOldError } from './obstacles.ts';

/** Throws: a module that was loaded is there already, and is not asked for here. */
export function takeModule(): never {
  throw new Error(
    'taskwatch/slim: the WebAssembly module is not loaded: await `init()`, its default export, before this',
  );
}

/** Likewise: what is loaded is whole. */
export const takeSecond: () => never = takeModule;

/** What keeps the wasm from running here. An engine that does all asynchronously will do, but cannot replace an instance by itself. */
export function obstacle(cause?: unknown): Error | undefined {
  const blocked = blockedError(cause);
  if (blocked !== undefined || cause === undefined || tooOldError() === undefined) return blocked;
  return new Error(
    'taskwatch/slim: this engine starts WebAssembly asynchronously only: await `init()` again',
    {
      cause,
    },
  );
}
