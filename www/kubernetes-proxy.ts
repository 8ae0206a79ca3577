// A proxy to a Kubernetes API: below `/kubernetes` on the page's own
// origin, so that no CORS is needed. TASKWATCH_KUBERNETES_URL sets the API's URL,
// and TASKWATCH_KUBERNETES_TOKEN a bearer token.

import type { ServerResponse } from 'node:http';
import type { Connect, Plugin, ProxyOptions } from 'vite';

const url = process.env.TASKWATCH_KUBERNETES_URL;
const token = process.env.TASKWATCH_KUBERNETES_TOKEN;

export const proxy: Record<string, ProxyOptions> = url
  ? {
      '/kubernetes/': {
        target: url,
        changeOrigin: true,
        rewrite: (path) => path.slice('/kubernetes'.length),
        headers: {
          // kube-apiserver 1.37 compresses watches for clients that accept it, such as browsers, and
          // then holds events back until its buffer is full.
          'accept-encoding': 'identity',
          ...(token && { authorization: `Bearer ${token}` }),
        },
        configure(server) {
          server.on('error', (error, _request, response) => {
            if ('writeHead' in response) unreachable(response, error);
          });
          server.on('proxyRes', (answer, _request, response) => {
            // A watch is answered long before its first event.
            setImmediate(() => response.headersSent || response.destroyed || response.flushHeaders());
            // The proxy ends an answer that has ended, but not one that broke off, as when the API server
            // is killed: the page would listen to a dead stream for ever.
            answer.once('close', () => answer.complete || response.destroy());
          });
        },
      },
    }
  : {};

/** Tells the page, at `/kubernetes.json`, whether there is an API behind the proxy. */
export function kubernetesConfig(): Plugin {
  const answer: Connect.NextHandleFunction = (request, response, next) => {
    if (request.url?.split('?')[0] !== '/kubernetes.json') return next();
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify({ url: url ?? null }));
  };
  return {
    name: 'taskwatch:kubernetes-config',
    configureServer: (server) => void server.middlewares.use(answer),
    configurePreviewServer: (server) => void server.middlewares.use(answer),
  };
}

function unreachable(response: ServerResponse, error: NodeJS.ErrnoException): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(502, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      code: 502,
      reason: 'BadGateway',
      message: `The Kubernetes API at ${url} cannot be reached (${error.code ?? error.message})`,
    }),
  );
}
