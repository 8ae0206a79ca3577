// The little of a Kubernetes client that the stand-in needs itself.

import https from 'node:https';

/**
 * @param {{ port: number, token: string, ca: Buffer }} server
 */
export function connect({ port, token, ca }) {
  let agent = new https.Agent({ keepAlive: true, ca });

  /** A raw request; the caller handles both streams. */
  function open(method, path, headers = {}) {
    return https.request({
      host: '127.0.0.1',
      port,
      method,
      path,
      agent,
      headers: { ...headers, authorization: `Bearer ${token}` },
    });
  }

  /** Sends a request and resolves with its answer once the headers are there. */
  function send(method, path, { body, type = 'application/json', accept = 'application/json', signal } = {}) {
    return new Promise((resolve, reject) => {
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
      const headers = {
        accept,
        ...(text === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(text) }),
      };
      const request = open(method, path, headers);
      request.on('response', resolve);
      request.on('error', reject);
      const abort = () => request.destroy(signal.reason);
      if (signal?.aborted) abort();
      signal?.addEventListener('abort', abort, { once: true });
      request.on('close', () => signal?.removeEventListener('abort', abort));
      request.end(text);
    });
  }

  return {
    open,
    /** @returns {Promise<{ status: number, body: any }>} The body parsed if it is JSON. */
    async request(method, path, options) {
      const response = await send(method, path, options);
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      const isJson = /json/.test(response.headers['content-type'] ?? '');
      return { status: response.statusCode, body: isJson && text ? JSON.parse(text) : text };
    },
    /** The events of a watch, until the server ends it or the signal aborts it. */
    async *watch(path, { signal } = {}) {
      const response = await send('GET', path, { signal });
      if (response.statusCode !== 200) {
        response.destroy();
        throw new Error(`${path} answered ${response.statusCode}`);
      }
      let rest = '';
      for await (const chunk of response.setEncoding('utf8')) {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop();
        for (const line of lines) if (line) yield JSON.parse(line);
      }
    },
    /** Drops idle connections, as before the server goes away. */
    forget() {
      agent.destroy();
      agent = new https.Agent({ keepAlive: true, ca });
    },
  };
}
