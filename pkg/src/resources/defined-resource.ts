// A resource that a caller defined. It outlives the wasm instance that its definition was first given to: it keeps the
// definition, and gives it to whichever instance is live.

import type { WasmExports } from 'taskwatch:bindings';
import { check } from '../../../src/web/shared/options.js';
import type { Resource, ResourceDefinition, ResourceWaitOptions, WatchWait } from '../../types/index.d.ts';
import { RESOURCE_ARGUMENTS } from '../generated/protocol.ts';
import { takeDefinition, takeReadyOptions } from './options.ts';
import { ObjectJudge } from './verdict.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a wait resolves with, its waiter says.
type MakeWait = (start: (settle: unknown) => void) => WatchWait<any>;

/**
 * `exportsOf()` returns the exports of the live instance. A wrong definition throws here, not at the first use.
 */
export function definedResource<T>(
  definition: ResourceDefinition<T>,
  exportsOf: () => WasmExports,
  makeWait: MakeWait,
): Resource<T> {
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

  return Object.freeze({
    adapt: (raw: unknown): T => live().adapt(raw),
    verdict(object: unknown) {
      const now = live();
      judge ??= new ObjectJudge(now.verdicts(), instance);
      return judge.verdict(object);
    },
    waitForReady<R = T>(
      scopeId: string,
      name: string,
      options?: ResourceWaitOptions<R>,
    ): WatchWait<NoInfer<R>> {
      return makeWait((settle) => {
        if (hasScopeId) check(RESOURCE_ARGUMENTS.scopeId, scopeId);
        check(RESOURCE_ARGUMENTS.name, name);
        live().startReady(scopeId, name, takeReadyOptions(options), settle);
      });
    },
  });
}
