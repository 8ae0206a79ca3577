// @ts-nocheck
// Asks a Kubernetes API and says what came of it, as plain values. What that means is not decided here.

import { describe } from '../../../src/web/shared/describe.js';

/** How a source asks: with the caller's `fetch`, headers and credentials. */
export class Requests {
  constructor({ fetch, headers, credentials }) {
    this.fetch = fetch;
    this.headers = headers;
    this.credentials = credentials;
  }

  /** The answer, once it has begun. Rejects with what goes wrong before. */
  async open(url, signal) {
    const { fetch } = this;
    const given = typeof this.headers === 'function' ? await this.headers() : this.headers;
    const headers = withAccept(given);
    const init = { method: 'GET', headers, signal, cache: 'no-store' };
    if (this.credentials !== undefined) init.credentials = this.credentials;
    signal?.throwIfAborted();
    const response = await (fetch === undefined ? globalThis.fetch(url, init) : fetch(url, init));
    if (response === null || typeof response !== 'object') {
      throw new TypeError(`Expected \`fetch\` to give a Response, got ${describe(response)}`);
    }
    return response;
  }

  /** `{ body }`, or `{ refusal }` where the server refused. Rejects where there is no answer, or none that can be read. */
  async get(url, signal) {
    const response = await this.open(url, signal);
    if (!isFine(response)) return { refusal: await refusalOf(response) };
    const body =
      typeof response.json === 'function' ? await response.json() : JSON.parse(await response.text());
    if (body === null || typeof body !== 'object' || Array.isArray(body)) {
      throw new TypeError(`Expected the answer to be an object, got ${describe(body)}`);
    }
    if (body.kind === 'Status' && body.status === 'Failure') return { refusal: refusalFrom(body, response) };
    return { body };
  }
}

/** A `fetch` of the caller's may leave one of the two out. */
export const isFine = ({ status, ok }) =>
  status === undefined ? ok === true : status >= 200 && status < 300;

/** What a refusal says: its code, the server's `Status`, and when to come again, in milliseconds. */
export async function refusalOf(response) {
  let body;
  try {
    body = typeof response.text === 'function' ? JSON.parse(await response.text()) : await response.json();
  } catch {
    // Not the API server itself speaks.
  }
  return refusalFrom(body, response);
}

/** The same of a `Status` that is there already; `response` is absent for one that came through a stream. */
export function refusalFrom(body, response) {
  const isStatus = body !== null && typeof body === 'object' && body.kind === 'Status';
  const code = isStatus && isCode(body.code) ? body.code : isCode(response?.status) ? response.status : 0;
  const status = isStatus
    ? { ...body, code }
    : {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        code,
        reason: REASONS[code] ?? 'Unknown',
        message: response?.statusText
          ? `The server answered ${code} ${response.statusText}`
          : `The server answered ${code}`,
      };
  const header = readHeader(response, 'retry-after');
  const seconds = status.details?.retryAfterSeconds;
  const retryAfter =
    millisOf(header) ?? (typeof seconds === 'number' && seconds >= 0 ? seconds * 1000 : undefined);
  return { code, status, retryAfter };
}

const isCode = (code) => Number.isInteger(code) && code >= 0 && code < 1000;

// Those of the API server.
const REASONS = {
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

/** `Retry-After` in milliseconds: it is in seconds, or a date. */
function millisOf(text) {
  if (typeof text !== 'string' || text.trim() === '') return undefined;
  const seconds = Number(text);
  if (seconds >= 0) return seconds * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function readHeader(response, name) {
  try {
    return response?.headers?.get?.(name) ?? undefined;
  } catch {
    return undefined;
  }
}

function withAccept(given) {
  const headers = {};
  if (typeof given?.forEach === 'function' && typeof given.get === 'function') {
    given.forEach((value, key) => {
      headers[key] = value;
    });
  } else if (given !== null && typeof given === 'object') {
    for (const key of Object.keys(given))
      if (given[key] !== undefined && given[key] !== null) headers[key] = given[key];
  }
  const isNamed = Object.keys(headers).some((key) => key.toLowerCase() === 'accept');
  return isNamed ? headers : { accept: 'application/json', ...headers };
}
