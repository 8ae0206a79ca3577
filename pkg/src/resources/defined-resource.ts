// @ts-nocheck
// A defined resource outlives the instance of the wasm module that took its definition: it keeps the
// definition, and makes itself anew in whichever instance is live.

import { VerdictTeller } from '../../../src/web/resource/verdict.js';

/**
 * `bindings()` gives the exports of the live instance, `makeWait(start)` the promise of a wait. A wrong
 * definition throws here, not at the first use.
 */
export function definedResource(definition, bindings, makeWait) {
  let instance = bindings();
  let handle = new instance.DefinedResource(definition);
  const { source } = handle;
  let teller;

  function live() {
    const now = bindings();
    if (now !== instance) {
      handle = new now.DefinedResource(source);
      instance = now;
      teller = undefined;
    }
    return handle;
  }

  return Object.freeze({
    adapt: (object) => live().adapt(object),
    verdict(object) {
      live();
      return (teller ??= new VerdictTeller(handle.verdicts(), instance)).verdict(object);
    },
    waitForReady: (scopeId, name, options) =>
      makeWait((settle) => live().startReady(scopeId, name, options, settle)),
  });
}
