// A watch source that acts only when a test calls it. It never acts by itself and uses no timer.

import type { WatchEvent } from '../../types/index.d.ts';
import type { FailureStatus, ScriptedSource } from '../../types/testing.d.ts';
import { statusError, statusObject } from './status.ts';
import { Streams, hasFields } from './streams.ts';

/** Creates a source without an object. */
export function scriptedSource(): ScriptedSource {
  const streams = new Streams();
  let object: object | readonly object[] | undefined;
  let refusal: FailureStatus | undefined;
  let reads = 0;

  return {
    subscribe(options, onEvent) {
      return streams.open(options, onEvent).end;
    },

    async read() {
      reads += 1;
      if (refusal !== undefined) throw statusError(refusal);
      return object;
    },

    emit(event, options) {
      streams.send(
        (stream) => hasFields(stream.options, options),
        () => event,
      );
    },

    set(value) {
      object = value;
      refusal = undefined;
    },

    fail(status) {
      const event: WatchEvent = { type: 'ERROR', object: statusObject(status) };
      streams.send(
        () => true,
        () => event,
      );
    },

    failReads(status) {
      refusal = status;
    },

    get subscriptions() {
      return streams.options;
    },

    get reads() {
      return reads;
    },
  };
}
