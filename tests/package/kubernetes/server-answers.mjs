// What servers and proxies have been seen to answer in place of a list or a watch, as a table for tests in Node and in
// browsers: it names nothing but the platform's `Response`. An answer is a function of the request that gives a `Response`
// or a promise of one, for `fault` of `support.mjs` or any other `fetch`.

const encoder = new TextEncoder();

/** A Kubernetes `Status` that reports a failure. */
export const failure = (code, reason, message, more) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  ...(code !== undefined && { code }),
  ...(reason !== undefined && { reason }),
  message,
  ...more,
});

/** A response that is refused with a `Status`. */
export const refusal = (code, reason, message, headers, more) => () =>
  new Response(JSON.stringify(failure(code, reason, message, more)), {
    status: code,
    headers: { 'content-type': 'application/json', ...headers },
  });

/** A stream of these lines, which ends after this many milliseconds; cleanly unless `error` is given. */
export const stream =
  (lines, { after = 0, error } = {}) =>
  ({ init } = {}) => {
    const body = new ReadableStream({
      start(controller) {
        for (const line of lines)
          controller.enqueue(encoder.encode(typeof line === 'string' ? line : `${JSON.stringify(line)}\n`));
        const end = () => {
          try {
            if (error === undefined) controller.close();
            else controller.error(error);
          } catch {
            // It was cancelled.
          }
        };
        if (after === 0) end();
        else if (after !== Infinity) setTimeout(end, after);
        init?.signal?.addEventListener('abort', end);
      },
    });
    return new Response(body, { headers: { 'content-type': 'application/json' } });
  };

/** A stream that repeats a line at this interval, in milliseconds, until it is cut. */
const drip =
  (text, every) =>
  ({ init } = {}) => {
    let timer;
    const body = new ReadableStream({
      start(controller) {
        const write = () => {
          controller.enqueue(encoder.encode(text));
          timer = setTimeout(write, every);
        };
        write();
        init?.signal?.addEventListener('abort', () => clearTimeout(timer));
      },
      cancel: () => clearTimeout(timer),
    });
    return new Response(body);
  };

const error = (object) => stream([{ type: 'ERROR', object }], { after: Infinity });
const html = (status) => () => new Response('<html>', { status, headers: { 'content-type': 'text/html' } });

/**
 * Each answer with what it is in words. `isVersion`: it tells of the version, so that the list comes at once. `delivers`: the
 * code of the `ERROR` that subscribers of a watch are given for it. `asksToWait`: for how long the
 * server wants no requests. `isSlow`: it takes its time. `isList`: it is what a list may be.
 */
export const ANSWERS = {
  '504 too large resource version': {
    answer: refusal(504, 'Timeout', 'Too large resource version: 1000, current: 7'),
    isVersion: true,
  },
  '400 invalid resource version': {
    answer: refusal(400, 'BadRequest', 'invalid resource version: "1000"'),
    isVersion: true,
  },
  '410 Expired': { answer: refusal(410, 'Expired', 'too old resource version'), isVersion: true },
  '410 without a Status': { answer: html(410), isVersion: true },
  'ERROR 410': { answer: error(failure(410, 'Expired', 'too old resource version')), isVersion: true },
  'ERROR 401 without a kind': { answer: error({ code: 401 }), delivers: 401 },
  'ERROR Expired without a code': { answer: error(failure(undefined, 'Expired', 'old')), isVersion: true },
  'ERROR Gone without a code': { answer: error(failure(undefined, 'Gone', 'old')), isVersion: true },
  'ERROR 500 compacted': {
    answer: error(failure(500, 'InternalError', 'etcdserver: mvcc: required revision has been compacted')),
    isVersion: true,
  },
  'ERROR 504 too large': {
    answer: error(failure(504, 'Timeout', 'Too large resource version: 1000, current: 7')),
    isVersion: true,
  },
  'ERROR 400 invalid': {
    answer: error(failure(400, 'BadRequest', 'Invalid Resource Version')),
    isVersion: true,
  },
  'ERROR 409': { answer: error(failure(409, 'Conflict', 'try again')), isVersion: true },
  '400 of another kind': { answer: refusal(400, 'BadRequest', 'no'), isVersion: true },
  409: { answer: refusal(409, 'Conflict', 'try again'), isVersion: true },
  422: { answer: refusal(422, 'Invalid', 'no'), isVersion: true },
  405: { answer: refusal(405, 'MethodNotAllowed', 'watch is not supported'), isVersion: true },
  403: { answer: refusal(403, 'Forbidden', 'cannot watch'), isVersion: true },
  401: { answer: refusal(401, 'Unauthorized', 'who are you?'), delivers: 401 },
  '404 of the path': { answer: refusal(404, 'NotFound', 'no such kind'), delivers: 404 },
  '404 as text': {
    answer: () => new Response('404 page not found\n', { status: 404 }),
    delivers: 404,
  },
  '404 of an object': {
    answer: refusal(404, 'NotFound', 'no such project', {}, { details: { name: 'p' } }),
    delivers: 404,
  },
  500: { answer: refusal(500, 'InternalError', 'oops') },
  '502 of a proxy': { answer: html(502) },
  503: { answer: refusal(503, 'ServiceUnavailable', 'starting') },
  '503 with Retry-After': {
    answer: refusal(503, 'ServiceUnavailable', 'starting', { 'retry-after': '3' }),
    asksToWait: 3_000,
  },
  429: { answer: refusal(429, 'TooManyRequests', 'slow down'), asksToWait: 30_000 },
  '429 with Retry-After': {
    answer: refusal(429, 'TooManyRequests', 'slow down', { 'retry-after': '3' }),
    asksToWait: 3_000,
  },
  408: { answer: refusal(408, 'Timeout', 'too slow'), asksToWait: 30_000 },
  'ERROR 500': { answer: error(failure(500, 'InternalError', 'etcdserver: leader changed')) },
  'ERROR without an object': { answer: error(null) },
  'an empty 200': { answer: () => new Response('') },
  204: { answer: () => new Response(null, { status: 204 }) },
  'a cut socket': { answer: () => Promise.reject(new TypeError('fetch failed')) },
  'a body that breaks': { answer: stream([], { error: new TypeError('terminated') }) },
  'an empty stream of half a second': { answer: stream([], { after: 500 }) },
  'a stream cut after 6 s': {
    answer: stream([], { after: 6_000, error: new TypeError('terminated') }),
    isSlow: true,
  },
  'a bare Status': { answer: stream([failure(500, 'InternalError', 'oops')]) },
  'a bare Status that tells of the version': {
    answer: stream([failure(410, 'Expired', 'too old')]),
    isVersion: true,
  },
  'a list': {
    answer: stream([{ kind: 'DNSZoneList', metadata: { resourceVersion: '999' }, items: [] }]),
    isList: true,
  },
  '{}': { answer: stream([{}]) },
  'JSON that is no object': { answer: stream([null, 7, 'text', []]) },
  'events of no type': { answer: stream([{ type: 'NEW', object: { metadata: { name: 'x' } } }]) },
  'events without an object': { answer: stream([{ type: 'ADDED' }, { type: 'MODIFIED', object: null }]) },
  'a bookmark without a version': { answer: stream([{ type: 'BOOKMARK', object: { metadata: {} } }]) },
  '{} without end': { answer: drip('{}\n', 1_000), isSlow: true },
  'a line without an end': { answer: drip('{"type":', 1_000), isSlow: true },
  'half an event': { answer: stream(['{"type":"ADDED","object":{"metadata":']) },
  'a login page': { answer: html(200) },
  'an answer that never comes': { answer: () => new Promise(() => {}), isSlow: true },
  'a redirect to another origin': {
    answer: () => new Response(null, { status: 302, headers: { location: 'https://login.example/' } }),
  },
};
