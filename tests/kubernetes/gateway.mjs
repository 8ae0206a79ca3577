// The one address that clients know: it serves the control planes under their
// prefixes, adds the token that they lack, and can be told to fail.

import { once } from 'node:events';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { answerAdmin } from './admin.mjs';
import { createFaults, faultWith, passOn } from './faults.mjs';
import { parseControlPlane } from './paths.mjs';
import { reasonOf, status } from './status.mjs';
import { withinControlPlane } from './tenancy.mjs';

// Each is of one connection only, or (the token, the length) set anew.
const OF_ONE_CONNECTION = [
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'proxy-authorization',
  'proxy-authenticate',
];
// A browser always asks for gzip, and kube-apiserver compresses a watch that begins without a version. What is forwarded
// is to be looked at, cut and split here, so it is asked for as it is.
const NOT_FORWARDED = [
  ...OF_ONE_CONNECTION,
  'host',
  'authorization',
  'cookie',
  'expect',
  'content-length',
  'accept-encoding',
];
const REQUESTS_KEPT = 2000;
const BODY_LIMIT = 3 * 1024 * 1024; // that of kube-apiserver

/**
 * @param {{ client: object, port?: number, reconciler?: { writes: () => object } }} options
 */
export async function startGateway({ client, port = 0, reconciler }) {
  const open = new Set();
  const requests = [];
  const faults = createFaults(() => open);

  const server = http.createServer((request, response) => {
    if (request.url.startsWith('/-/')) return answerAdmin({ gateway, reconciler }, request, response);
    const exchange = begin(request, response);
    answer(client, exchange, request, response).catch((error) => {
      if (exchange.isClosed) return;
      // Too late for another answer: what has begun can only break off.
      if (response.headersSent) exchange.cut();
      else
        refuse(
          response,
          status(503, 'ServiceUnavailable', `the API server cannot be reached: ${error.message}`),
        );
    });
  });
  // A watch that stays silent is in order.
  server.requestTimeout = 0;
  // Longer than proxies keep theirs, so that none sends into one just closed.
  server.keepAliveTimeout = 120_000;

  function begin(request, response) {
    const agent = request.headers['user-agent'];
    const record = {
      method: request.method,
      url: request.url,
      agent,
      at: Date.now(),
      status: null,
      sent: 0,
      open: true,
    };
    requests.push(record);
    if (requests.length > REQUESTS_KEPT) requests.shift();
    const exchange = {
      request: { method: request.method, url: request.url },
      faults: faults.take(request),
      isClosed: false,
      closed: new Promise((resolve) => response.once('close', resolve)),
      get sent() {
        return record.sent;
      },
      set sent(bytes) {
        record.sent = bytes;
      },
      set status(code) {
        record.status = code;
      },
      cut({ clean = false } = {}) {
        if (clean && response.headersSent) response.end();
        else request.socket.destroy();
        close();
      },
    };
    function close() {
      exchange.isClosed = true;
      record.open = false;
      record.status ??= response.headersSent ? response.statusCode : null;
      open.delete(exchange);
    }
    open.add(exchange);
    response.on('close', close);
    return exchange;
  }

  const gateway = {
    faults,
    /** What was asked, oldest first: `{ method, url, agent, at, status, sent, open }`. */
    get requests() {
      return requests.map((record) => ({ ...record }));
    },
    /**
     * Cuts the open connections that match, all without a match. `clean` ends
     * the answer in order instead, as the server does with a watch that is old.
     *
     * @param {{ path?: RegExp | string, method?: string, clean?: boolean }} [options]
     * @returns {number} how many
     */
    cut({ path, method, clean } = {}) {
      const pattern = path === undefined ? /^/ : new RegExp(path);
      const matching = [...open].filter(
        ({ request }) => pattern.test(request.url) && (!method || method === request.method),
      );
      for (const exchange of matching) exchange.cut({ clean });
      return matching.length;
    },
    async stop() {
      faults.clear();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };

  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  gateway.port = server.address().port;
  gateway.url = `http://127.0.0.1:${gateway.port}`;
  return gateway;
}

async function answer(client, exchange, request, response) {
  const delay = faultWith(exchange, 'delay')?.delay;
  if (delay) await Promise.race([sleep(delay), exchange.closed]);
  if (exchange.isClosed) return;
  const refusal = faultWith(exchange, 'refuse')?.refuse;
  if (refusal) return refuse(response, refusalBody(refusal), refusal.retryAfter);

  const [path, query = ''] = splitOnce(request.url, '?');
  const controlPlane = parseControlPlane(path);
  if (!controlPlane) {
    return refuse(
      response,
      status(
        404,
        'NotFound',
        `${path} is in no control plane: the path is to begin with that of an organization, a project or a user, followed by /control-plane`,
      ),
    );
  }
  const body = await readBody(request);
  if (!body)
    return refuse(
      response,
      status(413, 'RequestEntityTooLarge', `the body is larger than ${BODY_LIMIT} bytes`),
    );
  const target = await withinControlPlane(
    client,
    { method: request.method, path: controlPlane.path, query, body, type: request.headers['content-type'] },
    controlPlane.label,
  );
  if (exchange.isClosed) return;
  if (target.refusal) return refuse(response, target.refusal);
  await forward(client, exchange, request, response, target);
}

async function forward(client, exchange, request, response, { path, body }) {
  const headers = without(request.headers, NOT_FORWARDED);
  if (body.length) headers['content-length'] = body.length;
  const upstream = client.open(request.method, path, headers);
  // Either side going away takes the other along.
  exchange.closed.then(() => upstream.destroy());
  upstream.end(body);
  const [answered] = await once(upstream, 'response');
  // Later errors of the request show in the answer's body, which is read below.
  upstream.on('error', () => {});
  response.writeHead(answered.statusCode, without(answered.headers, OF_ONE_CONNECTION));
  exchange.status = answered.statusCode;
  // A watch has headers long before it has a body.
  response.flushHeaders();
  await passOn(exchange, answered, async (piece) => {
    if (!response.write(piece)) await Promise.race([once(response, 'drain'), exchange.closed]);
  });
  if (!exchange.isClosed) response.end();
}

function refusalBody({
  code,
  reason = reasonOf(code),
  message = 'refused by a fault of the gateway',
  retryAfter,
}) {
  return status(
    code,
    reason,
    message,
    retryAfter === undefined ? undefined : { retryAfterSeconds: retryAfter },
  );
}

function refuse(response, body, retryAfter) {
  const headers = {
    'content-type': 'application/json',
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  };
  response.writeHead(body.code, headers).end(JSON.stringify(body));
}

async function readBody(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > BODY_LIMIT) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function without(headers, names) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
