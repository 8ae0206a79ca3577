// The gateway's own addresses, below /-/, for tests in a browser and for people.

/** @param {{ gateway: object, reconciler?: { writes: () => object } }} parts */
export async function answerAdmin({ gateway, reconciler }, request, response) {
  const reply = (code, body) =>
    response.writeHead(code, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
  const [path] = request.url.split('?');
  const id = Number(/^\/-\/faults\/(\d+)$/.exec(path)?.[1]);
  try {
    switch (`${request.method} ${id ? '/-/faults/{id}' : path}`) {
      case 'GET /-/healthz':
        return reply(200, { ok: true });
      case 'GET /-/requests':
        return reply(200, gateway.requests);
      case 'GET /-/reconciler/writes':
        return reply(200, reconciler?.writes() ?? {});
      case 'GET /-/faults':
        return reply(200, gateway.faults.list());
      case 'POST /-/faults':
        return reply(201, { id: gateway.faults.add(await readJson(request)) });
      case 'DELETE /-/faults':
        gateway.faults.clear();
        return reply(200, []);
      case 'DELETE /-/faults/{id}':
        return gateway.faults.remove(id)
          ? reply(200, { id })
          : reply(404, { error: `there is no fault ${id}` });
      case 'POST /-/cut':
        return reply(200, { cut: gateway.cut(await readJson(request)) });
      default:
        return reply(404, { error: `${request.method} ${path} is nothing that the gateway knows` });
    }
  } catch (error) {
    reply(400, { error: error.message });
  }
}

async function readJson(request) {
  // A page of another site cannot send this type without asking first, and
  // nobody here answers such a question.
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    throw new TypeError('the body is to be application/json');
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  const value = JSON.parse(text || '{}');
  if (!value || typeof value !== 'object' || Array.isArray(value))
    throw new TypeError('the body is to be an object');
  return value;
}
