// Whatever becomes of requests and streams, in whatever order: in the end every subscriber knows exactly what the server
// has, and was told of it in an order that makes sense. Histories are made by dice; TASKWATCH_SEED tells one again,
// TASKWATCH_HISTORIES says how many there are.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { test } from 'node:test';
import { dice } from './random.mjs';
import {
  BASE,
  TYPE,
  createKubernetesWatch,
  fakeApi,
  fakeTime,
  fault,
  json,
  patch,
  refuse,
  sleep,
  turns,
} from './support.mjs';

const HISTORIES = Number(process.env.TASKWATCH_HISTORIES ?? 150);
const NAMES = ['a', 'b', 'c', 'ü'];

test(`${HISTORIES} random histories end with what the server has`, async (t) => {
  const time = fakeTime();
  const page = new EventTarget();
  patch(globalThis, 'addEventListener', page.addEventListener.bind(page));
  patch(globalThis, 'removeEventListener', page.removeEventListener.bind(page));
  const [first, count] =
    process.env.TASKWATCH_SEED === undefined ? [1, HISTORIES] : [Number(process.env.TASKWATCH_SEED), 1];
  for (let seed = first; seed < first + count; seed += 1) {
    try {
      await history(seed, time, page);
    } catch (error) {
      t.diagnostic(`TASKWATCH_SEED=${seed} tells it again`);
      throw error;
    }
  }
});

async function history(seed, time, page) {
  const { below, pick, isLucky } = dice(seed);
  // Nobody may compare versions: here they do not grow.
  const api = fakeApi({
    pageSize: 1 + below(4),
    write: (number) => `v${(0xffff - number).toString(36)}`,
    read: (text) => 0xffff - parseInt(text.slice(1), 36),
  });
  const source = createKubernetesWatch({
    baseUrl: `${BASE}:${1000 + seed}`,
    fetch: api.fetch,
    maxStreams: 1 + below(2),
  });
  const subscribers = new Set();
  let changes = 0;

  // Answers come in pieces, and those that break off do so anywhere.
  fault(
    api,
    () => {
      for (const stream of api.streams) soften(stream, pick, below, isLucky);
      return false;
    },
    () => undefined,
  );
  const troubles = [
    () => refuse(pick([401, 403, 404, 500, 502, 503]), 'Trouble', 'trouble'),
    () => refuse(410, 'Expired', 'too old'),
    () => refuse(429, 'Busy', 'busy', { 'retry-after': String(below(4)) }),
    () => Promise.reject(new TypeError('network down')),
    () => new Promise(() => {}),
    () => new Response('{"kind":'),
    () => json({ kind: 'DNSZoneList', items: 7 }),
  ];
  const steps = [
    () => api.put(pick(NAMES), { change: ++changes }),
    () => api.put(pick(NAMES), { change: ++changes }),
    () => {
      if (api.state().length > 0) api.remove(pick(api.state()).metadata.name);
    },
    () => {
      if (api.state().length > 0) {
        const { name } = pick(api.state()).metadata;
        api.remove(name);
        api.put(name);
      }
    },
    () => api.bookmark(),
    () => api.compact(),
    () => api.cut(isLucky(0.5) ? new Error('reset') : undefined),
    () => fault(api, () => true, pick(troubles), 1 + below(3)),
    () => subscribe(),
    () => subscribe(),
    () => {
      for (const each of subscribers) if (isLucky(0.4)) each.leave();
    },
    () => time.advance(below(3000)),
    () => time.advance(below(20_000)),
    () => time.suspend(60_000),
    () => {
      page.dispatchEvent(new Event('pagehide'));
    },
    () => {
      page.dispatchEvent(new Event('pageshow'));
    },
    () => turns(below(4)),
  ];
  function subscribe() {
    const options = {
      resourceType: TYPE,
      projectId: pick(['p', 'p', 'q']),
      ...(isLucky(0.6) && { name: pick(NAMES) }),
    };
    const view = new Map();
    const each = { options, view, log: [] };
    const unsubscribe = source.subscribe(options, ({ type, object }) => {
      each.log.push(`${type} ${object.metadata?.name} ${object.metadata?.uid}`);
      assert.notEqual(type, 'BOOKMARK');
      if (type === 'ERROR') return;
      const { name, uid } = object.metadata;
      if (options.name !== undefined) assert.equal(name, options.name);
      const known = view.get(name);
      assert.equal(known !== undefined, type !== 'ADDED', `${each.log}`);
      if (known !== undefined) assert.equal(known.metadata.uid, uid, `${each.log}`);
      if (type === 'DELETED') view.delete(name);
      else view.set(name, object);
    });
    each.leave = () => {
      subscribers.delete(each);
      unsubscribe();
    };
    subscribers.add(each);
  }

  const said = [];
  patch(console, 'error', (error) => said.push(error));
  for (let step = 0; step < 60; step += 1) await pick(steps)();
  page.dispatchEvent(new Event('pageshow'));
  api.faults.length = 0;
  await time.advance(130_000);
  assert.deepEqual(said, []);
  for (const {
    options: { name },
    view,
    log,
  } of subscribers) {
    const expected = api.state().filter(({ metadata }) => name === undefined || metadata.name === name);
    assert.deepEqual(summary([...view.values()]), summary(expected), `${name}: ${log}`);
  }
  for (const each of subscribers) each.leave();
  await time.advance(2000);
  assert.deepEqual([api.streams.size, time.live], [0, 0]);
}

const summary = (objects) =>
  objects.map(({ metadata, change }) => `${metadata.name} ${metadata.uid} ${change}`).sort();

/** Has a stream deliver in pieces, and now and then break off within an event. */
function soften(stream, pick, below, isLucky) {
  if (stream.isSoft) return;
  stream.isSoft = true;
  const { write, end } = stream;
  stream.write = (text) => {
    const bytes = new TextEncoder().encode(text);
    if (isLucky(0.05)) {
      write(bytes.subarray(0, below(bytes.length)));
      end(pick([undefined, new Error('reset')]));
      return;
    }
    for (let at = 0; at < bytes.length; ) {
      const size = isLucky(0.5) ? bytes.length : 1 + below(40);
      write(bytes.slice(at, at + size));
      at += size;
    }
  };
}

test('over real connections that are cut anywhere, the same', async () => {
  const { below, isLucky } = dice(7);
  const api = fakeApi({ pageSize: 3 });
  let isRough = true;
  const sockets = new Set();
  const server = createServer(async (request, response) => {
    const controller = new AbortController();
    response.on('close', () => controller.abort());
    const answer = await api.fetch(`http://host${request.url}`, { signal: controller.signal });
    const isWatch = request.url.includes('watch=true');
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.flushHeaders();
    try {
      for await (const chunk of answer.body) {
        for (let at = 0; at < chunk.length; ) {
          const size = isRough ? 1 + below(200) : chunk.length;
          response.write(chunk.slice(at, at + size));
          at += size;
          if (isRough && isWatch && isLucky(0.05)) {
            await sleep(1);
            response.destroy();
            return;
          }
          if (isLucky(0.2)) await sleep(0);
        }
      }
      response.end();
    } catch {
      response.destroy();
    }
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const source = createKubernetesWatch({ baseUrl: `http://127.0.0.1:${server.address().port}` });
  const view = new Map();
  const unsubscribe = source.subscribe({ resourceType: TYPE }, ({ type, object }) => {
    assert.equal(view.has(object.metadata.name), type !== 'ADDED');
    if (type === 'DELETED') view.delete(object.metadata.name);
    else view.set(object.metadata.name, object);
  });
  try {
    for (let change = 0; change < 150 || api.watches().length < 6; change += 1) {
      const name = `zone-${below(12)}`;
      if (isLucky(0.2) && api.state().some(({ metadata }) => metadata.name === name)) api.remove(name);
      else api.put(name, { change: `Zürich 東京 ${change}` });
      if (isLucky(0.02)) api.compact();
      await sleep(below(20));
    }
    isRough = false;
    const end = Date.now() + 20_000;
    while (summary([...view.values()]).join() !== summary(api.state()).join() && Date.now() < end)
      await sleep(20);
    assert.deepEqual(summary([...view.values()]), summary(api.state()));
  } finally {
    unsubscribe();
    server.close();
    for (const socket of sockets) socket.destroy();
  }
});
