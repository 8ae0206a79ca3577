// The wasm of `taskwatch/slim`: `init` loads it, and nothing else does.

import { blockedError, tooOldError } from './obstacles.ts';

/** Throws: a loaded module is already known, and is not requested here. */
export function takeModule(): never {
  throw new Error(
    'taskwatch/slim: the WebAssembly module is not loaded: await `init()`, its default export, before this',
  );
}

/** Likewise: a loaded module has both parts. */
export const takeSecond: () => never = takeModule;

/** What keeps the wasm from running here. An engine that only compiles asynchronously suffices, but cannot replace an instance. */
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
