// Over real connections: what `fetch` itself does with redirects, and with gzip.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { TYPE, createKubernetesWatch } from './support.mjs';

const servers = [];
after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** Serves on a port of the machine; gives the URL. */
async function serve(listener) {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return `http://127.0.0.1:${server.address().port}`;
}

test('the server to which a redirect leads never hears of the request', async () => {
  const urls = [];
  const other = await serve((request, response) => (urls.push(request.url), response.end('{"items":[]}')));
  const baseUrl = await serve((request, response) => {
    const location = request.url.startsWith('/api/') ? '/here' : `${other}/there`;
    response.writeHead(307, { location }).end();
  });
  const { read } = createKubernetesWatch({ baseUrl });
  await assert.rejects(read({ resourceType: 'api/v1/pods' }), { message: /redirect to another origin/ });
  assert.deepEqual(urls, []);
});

test('a little gzip that is a lot of JSON is bounded', async () => {
  const bomb = gzipSync(Buffer.alloc(100_000_000, 32));
  const list = JSON.stringify({ kind: 'DNSZoneList', metadata: { resourceVersion: '1' }, items: [] });
  const baseUrl = await serve((request, response) => {
    if (!request.url.includes('watch=true')) response.end(list);
    else response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
  });
  const source = createKubernetesWatch({ baseUrl });
  const status = await new Promise((resolve) => {
    const unsubscribe = source.subscribe({ resourceType: TYPE }, ({ object }) => {
      unsubscribe();
      resolve(object);
    });
  });
  assert.deepEqual([status.code, status.message], [undefined, 'A line of the response has more than 64 MB']);
});
