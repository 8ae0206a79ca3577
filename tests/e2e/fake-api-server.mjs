// Puts the fake Kubernetes API, which is a `fetch`, behind a server of Node's, for pages that ask over a real connection.

/**
 * Answers one request, chunk by chunk as the API gives them; a client that goes away ends its stream.
 *
 * @param {ReturnType<typeof import('../package/kubernetes/fake-api.mjs').fakeApi>} api
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export async function answerFrom(api, request, response) {
  const controller = new AbortController();
  response.on('close', () => controller.abort());
  const answer = await api.fetch(`http://host${request.url}`, { signal: controller.signal });
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.flushHeaders();
  try {
    for await (const chunk of answer.body) response.write(chunk);
    response.end();
  } catch {
    response.destroy();
  }
}
