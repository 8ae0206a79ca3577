// @ts-nocheck
// A source that does only what a test tells it to. It never acts by itself and uses no timer.

import { Streams, hasFields, statusError, statusObject } from './streams.ts';

/** Makes a source with no object, no subscription and no read. */
export function scriptedSource() {
  const streams = new Streams();
  let object;
  let refusal;
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
      const event = { type: 'ERROR', object: statusObject(status) };
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
