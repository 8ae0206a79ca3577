// A resource that a caller defined. It keeps the definition, and passes it to the live instance once a call needs one. Defining
// needs none: consoles define their kinds in modules, which load before `init` has run, and where a CSP blocks wasm.

import type { WasmExports } from 'taskwatch:bindings';
import { check } from '../../../src/web/shared/options.js';
import type { DefinedResource } from '../../wasm/taskwatch.js';
import type {
  ClusterResource,
  Resource,
  ResourceDefinition,
  ResourceWaitOptions,
  WatchWait,
} from '../../types/index.d.ts';
import { RESOURCE_ARGUMENTS } from '../generated/protocol.ts';
import { takeDefinition, takeReadyOptions } from './options.ts';
import { ObjectJudge } from './verdict.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a wait resolves with, its waiter says.
type MakeWait = (start: (settle: unknown) => void) => WatchWait<any>;

/** Calls into the wasm, and replaces the instance if it traps. */
type Guard = <T>(action: () => T) => T;

/**
 * `exportsOf()` returns the exports of the live instance. A wrong definition throws here, not at the first use.
 */
export function definedResource<T>(
  definition: ResourceDefinition<T>,
  exportsOf: () => WasmExports,
  makeWait: MakeWait,
  guard: Guard,
): Resource<T> & ClusterResource<T> {
  const taken = takeDefinition(definition);
  const hasScopeId = taken.scope === 'organization' || taken.scope === 'project';
  let passed: { to: WasmExports; handle: DefinedResource; judge?: ObjectJudge } | undefined;

  function live() {
    const now = exportsOf();
    if (passed?.to !== now) passed = { to: now, handle: new now.DefinedResource(taken) };
    return passed;
  }

  function start<R>(scopeId: unknown, name: unknown, options: ResourceWaitOptions<R> | undefined) {
    return makeWait((settle) => {
      if (hasScopeId) check(RESOURCE_ARGUMENTS.scopeId, scopeId);
      check(RESOURCE_ARGUMENTS.name, name);
      const given = takeReadyOptions(options);
      guard(() => live().handle.startReady(scopeId, name, given, settle));
    });
  }

  // biome-ignore lint/suspicious/noExplicitAny: which arguments there are, the scope says.
  const waitForReady: any =
    taken.scope === 'cluster'
      ? <R>(name: string, options?: ResourceWaitOptions<R>) => start(undefined, name, options)
      : start;

  return Object.freeze({
    adapt: (raw: unknown): T => guard(() => live().handle.adapt(raw)),
    verdict: (object: unknown) =>
      guard(() => {
        const now = live();
        now.judge ??= new ObjectJudge(now.handle.verdicts(), now.to);
        return now.judge.verdict(object);
      }),
    waitForReady,
  });
}
