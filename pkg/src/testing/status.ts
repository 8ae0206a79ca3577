// The `Status` objects and errors by which an API server refuses. Contains no state.

import type { FailureStatus } from '../../types/testing.d.ts';

/** A Kubernetes `Status`. */
interface Status {
  kind: string;
  apiVersion: string;
  metadata: object;
  status: string;
  message: string;
  reason?: string;
  code?: number;
  [field: string]: unknown;
}

/** The reasons that an API server gives with these codes. */
const REASONS: Record<number, string> = {
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

/**
 * A `Status` from an HTTP status code or from some of its fields; without a code it reports a closed stream.
 */
export function statusObject(status?: FailureStatus): Status {
  const given = typeof status === 'number' ? { code: status } : status;
  const code = given?.code;
  const reason = code === undefined ? undefined : REASONS[code];
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: code === undefined ? 'the stream was closed' : `the server answered ${code}`,
    ...(reason === undefined ? {} : { reason }),
    ...given,
  };
}

/** An error like those of API clients, with the `code` and the `reason` of the server's `Status`. */
export function statusError(status: FailureStatus): Error {
  const object = statusObject(status);
  return Object.assign(new Error(object.message), {
    code: object.code,
    reason: object.reason,
    status: object,
  });
}
