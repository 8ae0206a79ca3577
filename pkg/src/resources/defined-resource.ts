// A resource that a caller defined. It outlives the wasm instance to which its definition was first passed: it keeps the
// definition, and passes it to the live instance.

import type { WasmExports } from 'taskwatch:bindings';
import { check } from '../../../src/web/shared/options.js';
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
  let instance = exportsOf();
  let handle = new instance.DefinedResource(taken);
  let judge: ObjectJudge | undefined;

  function live() {
    const now = exportsOf();
    if (now !== instance) {
      handle = new now.DefinedResource(taken);
      instance = now;
      judge = undefined;
    }
    return handle;
  }

  function start<R>(scopeId: unknown, name: unknown, options: ResourceWaitOptions<R> | undefined) {
    return makeWait((settle) => {
      if (hasScopeId) check(RESOURCE_ARGUMENTS.scopeId, scopeId);
      check(RESOURCE_ARGUMENTS.name, name);
      const given = takeReadyOptions(options);
      guard(() => live().startReady(scopeId, name, given, settle));
    });
  }

  // biome-ignore lint/suspicious/noExplicitAny: which arguments there are, the scope says.
  const waitForReady: any =
    taken.scope === 'cluster'
      ? <R>(name: string, options?: ResourceWaitOptions<R>) => start(undefined, name, options)
      : start;

  return Object.freeze({
    adapt: (raw: unknown): T => guard(() => live().adapt(raw)),
    verdict: (object: unknown) =>
      guard(() => {
        const now = live();
        judge ??= new ObjectJudge(now.verdicts(), instance);
        return judge.verdict(object);
      }),
    waitForReady,
  });
}
