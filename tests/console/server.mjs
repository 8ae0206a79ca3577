// Serves the built console as in production: rendered on the server, under a Content-Security-Policy with nonces, with the
// API and the watch hub that its manager talks to.
//
// The hub is as strict as such hubs are: one SSE stream for all channels of a page, 50 channels, 100 requests a minute, and
// no replay: a subscriber receives what happens from then on.

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { createRequestListener } from '@react-router/node';

const MOST_CHANNELS = 50;
const MOST_REQUESTS = 100;
const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm' };

const folder = fileURLToPath(new URL('.', import.meta.url));
const inBuild = (file) => path.join(folder, 'build', file);

/**
 * @param {{ delay?: number, allowsWasm?: boolean }} [options] How long a zone takes to be ready, in milliseconds, and whether the
 *   policy allows WebAssembly.
 */
export async function startConsole({ delay = 600, allowsWasm = true } = {}) {
  const build = await import(`${pathToFileURL(inBuild('server/index.js'))}?${Date.now()}`);
  const render = createRequestListener({ build });
  const hub = createHub();
  const zones = createZones(hub, delay);

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    if (pathname.startsWith('/api/watch/')) return hub.handle(pathname, searchParams, request, response);
    if (pathname === '/favicon.ico') return response.writeHead(204).end();
    if (pathname.startsWith('/api/zones')) return zones.handle(pathname, request, response);
    const asset = await readFile(inBuild(`client${pathname}`)).catch(() => undefined);
    if (asset !== undefined)
      return response
        .writeHead(200, { 'content-type': TYPES[path.extname(pathname)] ?? 'text/plain' })
        .end(asset);
    const nonce = randomBytes(16).toString('base64');
    request.headers['x-nonce'] = nonce;
    response.setHeader(
      'content-security-policy',
      `default-src 'self'; script-src 'nonce-${nonce}' 'strict-dynamic'${allowsWasm ? " 'wasm-unsafe-eval'" : ''}; object-src 'none'; base-uri 'none'`,
    );
    return render(request, response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    hub,
    zones,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function createHub() {
  const clients = new Map();
  const hub = {
    /** The channels that are open now. */
    get channels() {
      return [...clients.values()].flatMap(({ channels }) => [...channels]);
    },
    /** Requests to subscribe and to unsubscribe, those that were refused among them. */
    requests: 0,
    refused: 0,
    send(name, type, object) {
      for (const { response, channels } of clients.values())
        for (const channel of channels)
          if (channel.endsWith(`:${name}`)) write(response, 'watch', { channel, type, object });
    },
    async handle(pathname, searchParams, request, response) {
      if (pathname.endsWith('/stream')) {
        const id = searchParams.get('client');
        clients.set(id, { response, channels: new Set() });
        response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
        response.on('close', () => clients.delete(id));
        return write(response, 'connected', {});
      }
      const { client: id, options, channel } = await bodyOf(request);
      const client = clients.get(id);
      hub.requests += 1;
      const isFull =
        client === undefined || client.channels.size >= MOST_CHANNELS || hub.requests > MOST_REQUESTS;
      if (isFull && options !== undefined) {
        hub.refused += 1;
        return response.writeHead(429).end();
      }
      if (options === undefined) client?.channels.delete(channel);
      else client.channels.add(keyOf(options));
      return response.writeHead(204).end();
    },
  };
  return hub;
}

const keyOf = ({ resourceType, orgId, projectId, namespace, name }) =>
  [resourceType, orgId ?? '', projectId ?? '', namespace ?? '', name ?? ''].join(':');

function createZones(hub, delay) {
  const zones = new Map();
  return {
    get count() {
      return zones.size;
    },
    async handle(pathname, request, response) {
      if (request.method === 'GET') {
        const zone = zones.get(decodeURIComponent(pathname.slice('/api/zones/'.length)));
        return json(response, zone === undefined ? 404 : 200, zone ?? { code: 404 });
      }
      const { domainName } = await bodyOf(request);
      if (domainName.startsWith('refused')) return response.writeHead(422).end('the domain is refused');
      const name = `${domainName.replaceAll('.', '-')}-${zones.size}`;
      const at = new Date().toISOString();
      const zone = {
        apiVersion: 'dns.networking.miloapis.com/v1alpha1',
        kind: 'DNSZone',
        metadata: {
          name,
          namespace: 'default',
          uid: `uid-${name}`,
          generation: 1,
          resourceVersion: '1',
          creationTimestamp: at,
        },
        spec: { domainName, dnsZoneClassName: 'default' },
      };
      zones.set(name, zone);
      setTimeout(() => {
        const condition = (type) => ({
          type,
          status: 'True',
          reason: type,
          message: '',
          observedGeneration: 1,
          lastTransitionTime: at,
        });
        const ready = {
          ...zone,
          metadata: { ...zone.metadata, resourceVersion: '2' },
          status: { conditions: [condition('Accepted'), condition('Programmed')] },
        };
        zones.set(name, ready);
        hub.send(name, 'MODIFIED', ready);
      }, delay);
      return json(response, 201, zone);
    },
  };
}

function write(response, event, data) {
  response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

function json(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return JSON.parse(text);
}
