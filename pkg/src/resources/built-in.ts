// Adapts, judges and waits for the package's own resources, each by its number. The exports for each kind are generated:
// see `../generated/resources.ts`.

import { check } from '../../../src/web/shared/options.js';
import { makeWait } from '../../../src/web/watch/wait-promise.js';
import type { ResourceWaitOptions, Verdict, WatchWait } from '../../types/index.d.ts';
import { RESOURCE_ARGUMENTS } from '../generated/protocol.ts';
import { call } from '../runtime/call.ts';
import { takeReadyOptions } from './options.ts';
import { verdictOfResource } from './verdict.ts';

/** The adapted object. Its type follows from the kind's description, which the compiler does not see. */
// biome-ignore lint/suspicious/noExplicitAny: each export in `generated/resources.ts` says what it is.
export function adapt(kind: number, raw: unknown): any {
  return call((wasm) => wasm.adaptResource(kind, raw));
}

export function verdict(kind: number, raw: unknown): Verdict {
  return call((wasm) => verdictOfResource(kind, raw, wasm));
}

/** `scope` is the caller's name for the control plane's id. Wrong arguments reject. */
export function waitUntilReady<T>(
  kind: number,
  scope: 'orgId' | 'projectId',
  scopeId: unknown,
  name: unknown,
  options: ResourceWaitOptions<T> | undefined,
): WatchWait<NoInfer<T>> {
  return makeWait((settle) => {
    check(RESOURCE_ARGUMENTS[scope], scopeId);
    check(RESOURCE_ARGUMENTS.name, name);
    const taken = takeReadyOptions(options);
    call((wasm) => wasm.startResourceReady(kind, scopeId, name, taken, settle));
  });
}
