// @ts-nocheck
// The live subscriptions of a source, and the errors such a source reports. Never looks at a clock.

const REASONS = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  408: 'Timeout',
  409: 'AlreadyExists',
  410: 'Expired',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

/** A Kubernetes `Status` for an HTTP status code, for parts of a `Status`, or for a closed stream. */
export function statusObject(status) {
  const given = typeof status === 'number' ? { code: status } : status;
  const reason = REASONS[given?.code];
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: given?.code === undefined ? 'the stream was closed' : `the server answered ${given.code}`,
    ...(reason === undefined ? {} : { reason }),
    ...given,
  };
}

/** An error as API clients throw it: with the `code` and the `reason` of the server's `Status`. */
export function statusError(status) {
  const object = statusObject(status);
  return Object.assign(new Error(object.message), {
    code: object.code,
    reason: object.reason,
    status: object,
  });
}

/** Whether `options` have every field of `wanted` with the same value. */
export function hasFields(options, wanted) {
  return Object.keys(wanted ?? {}).every((key) => wanted[key] === undefined || options[key] === wanted[key]);
}

/** Subscriptions in the order in which they came. */
export class Streams {
  #live = new Set();

  /** Adds a subscription; `end` takes it away for good, and may be called twice. */
  open(options, onEvent) {
    if (typeof onEvent !== 'function')
      throw new TypeError(`onEvent: expected a function, got ${typeof onEvent}`);
    const stream = { options: { ...options }, onEvent, ended: false };
    this.#live.add(stream);
    const end = () => {
      stream.ended = true;
      this.#live.delete(stream);
    };
    return { stream, end };
  }

  get options() {
    return Array.from(this.#live, (stream) => ({ ...stream.options }));
  }

  isLive(stream) {
    return this.#live.has(stream);
  }

  /** Sends what `event` makes to each stream that `choose` picks. Subscribers may come and go meanwhile. */
  send(choose, event) {
    for (const stream of Array.from(this.#live)) {
      if (this.#live.has(stream) && choose(stream)) deliver(stream, event());
    }
  }

  /** Takes away the streams that `choose` picks; each is sent `last` as its last event, if there is one. */
  cut(choose, last) {
    const streams = Array.from(this.#live).filter(choose);
    for (const stream of streams) this.#live.delete(stream);
    if (last === undefined) return streams.length;
    for (const stream of streams) deliver(stream, last);
    return streams.length;
  }
}

/** A subscriber that throws is reported and stands in nobody's way; one that has ended hears nothing more. */
export function deliver(stream, event) {
  if (stream.ended) return;
  try {
    stream.onEvent(event);
  } catch (error) {
    console.error('a subscriber threw', error);
  }
}
