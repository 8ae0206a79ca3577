// The content of a server's refusal: its code, its `Status` and when to retry. The core decides what it means for a
// connection.

import { MISSING_PATH } from '../../../src/web/shared/missing-path.js';
import { statusBudget } from './bounds.ts';
import type { ResponseLike } from './response.ts';
import { readHeader, readJson } from './response.ts';
import type { FailureStatus } from './objects.ts';
import { isRecord } from './objects.ts';

const NOT_FOUND = 404;

export interface Refusal {
  /** The status code; 0 if there is none. */
  readonly code: number;
  readonly status: FailureStatus;
  /** When to ask again, in milliseconds. */
  readonly retryAfter: number | undefined;
}

/** Reads a response that is a refusal of a request for `url`. Never rejects. */
export async function readRefusal(
  response: ResponseLike,
  signal: AbortSignal,
  url: string,
): Promise<Refusal> {
  let body: unknown;
  try {
    body = await readJson(response, signal, statusBudget());
  } catch {
    // A proxy's page, a body that is too long, or nothing: the response has no `Status`.
  }
  return refusalFrom(body, url, response);
}

/** A refusal whose body is known. One that arrived through a stream has no `response` of its own, and is a `Status` as such. */
export function refusalFrom(body: unknown, url: string, response?: ResponseLike): Refusal {
  const own = isRecord(body) && (response === undefined || body.kind === 'Status') ? body : undefined;
  const code = [own?.code, response?.status].find(isCode) ?? 0;
  const status =
    own === undefined ? makeStatus(code, response?.statusText) : { ...own, kind: 'Status' as const, code };
  const retryAfter = millisOf(readHeader(response, 'retry-after')) ?? retryAfterOf(status);
  if (code !== NOT_FOUND || namesObject(status)) return { code, status, retryAfter };
  return { code, status: { ...status, [MISSING_PATH]: url }, retryAfter };
}

/** Whether a 404 concerns an object; otherwise it concerns the path: a kind that is not served, a wrong group. */
function namesObject({ details }: FailureStatus): boolean {
  return isRecord(details) && typeof details.name === 'string' && details.name !== '';
}

/** A `Status` in place of the one that the server did not send. */
function makeStatus(code: number, statusText: unknown): FailureStatus {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    code,
    reason: REASONS[code] ?? 'Unknown',
    message: statusText ? `The server answered ${code} ${statusText}` : `The server answered ${code}`,
  };
}

/** The `Status` for a stream that broke off for good: it has no code. */
export function closedStreamStatus(message = 'The stream was closed'): object {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
  };
}

function isCode(code: unknown): code is number {
  return typeof code === 'number' && Number.isInteger(code) && code >= 0 && code < 1000;
}

/** The reasons that the API server gives for these codes. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Gone',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

function retryAfterOf({ details }: FailureStatus): number | undefined {
  const seconds = isRecord(details) ? details.retryAfterSeconds : undefined;
  return typeof seconds === 'number' && seconds >= 0 ? seconds * 1000 : undefined;
}

/** The header `Retry-After` in milliseconds: it is in seconds, or a date (RFC 9110, section 10.2.3). */
function millisOf(header: unknown): number | undefined {
  if (typeof header !== 'string' || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (seconds >= 0) return seconds * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
