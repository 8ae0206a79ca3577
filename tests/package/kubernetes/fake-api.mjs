// A Kubernetes API of one collection as a `fetch`: lists in pages, watches with bookmarks, versions that get too old, and
// answers that are put in its place. It names nothing but the platform, so that tests in Node and in browsers can use it.

const status = (code, reason, message, more) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  code,
  reason,
  message,
  ...more,
});

/** The API. `requests` are those made, `streams` the open watches; `write` and `read` make versions of numbers. */
export function fakeApi({ pageSize = Infinity, write = String, read = Number } = {}) {
  const objects = new Map();
  const log = [];
  /** What lists of several pages continue with. */
  const snapshots = new Map();
  let version = 100;
  let oldest = 0;
  let uids = 0;
  const api = {
    requests: [],
    streams: new Set(),
    /** How the next requests are answered in the API's place: functions of the request that give a `Response`, or nothing. */
    faults: [],
    get version() {
      return write(version);
    },
    urls: (filter = () => true) => api.requests.filter(filter).map(({ url }) => url),
    lists: () => api.requests.filter(({ query }) => query.get('watch') === null),
    watches: () => api.requests.filter(({ query }) => query.get('watch') !== null),

    put(name, fields = {}, namespace = 'default') {
      const known = objects.get(`${namespace}/${name}`);
      version += 1;
      const object = {
        apiVersion: 'dns.networking.miloapis.com/v1alpha1',
        kind: 'DNSZone',
        ...fields,
        metadata: {
          name,
          namespace,
          uid: known?.metadata.uid ?? `u${++uids}`,
          resourceVersion: write(version),
          ...fields.metadata,
        },
      };
      objects.set(`${namespace}/${name}`, object);
      api.happen(known === undefined ? 'ADDED' : 'MODIFIED', object);
      return object;
    },
    remove(name, namespace = 'default') {
      const known = objects.get(`${namespace}/${name}`);
      objects.delete(`${namespace}/${name}`);
      version += 1;
      api.happen('DELETED', { ...known, metadata: { ...known.metadata, resourceVersion: write(version) } });
    },
    happen(type, object) {
      log.push({ at: version, event: { type, object } });
      for (const stream of api.streams) if (version > stream.from) stream.deliver({ type, object });
    },
    bookmark() {
      version += 1;
      for (const stream of api.streams) {
        if (version <= stream.from) continue;
        stream.send({
          type: 'BOOKMARK',
          object: { kind: 'DNSZone', metadata: { resourceVersion: write(version) } },
        });
      }
    },
    /** A copy of all it has. */
    save: () => ({ objects: new Map(objects), version, log: [...log] }),
    /** Goes back to a copy, and its versions with it. As kube-apiserver it takes those that are yet to come for its own. */
    restore(copy) {
      objects.clear();
      for (const [key, object] of copy.objects) objects.set(key, object);
      log.splice(0, Infinity, ...copy.log);
      version = copy.version;
      for (const stream of [...api.streams]) stream.end(new Error('restarted'));
    },
    /** Forgets what happened so far: streams can begin from now on only. */
    compact() {
      version += 1;
      oldest = version;
    },
    /** Ends the open streams, in order or not. */
    cut(error) {
      for (const stream of [...api.streams]) stream.end(error);
    },
    state: () => [...objects.values()],
    fetch: (url, init) => {
      const parsed = new URL(url);
      const request = { url, init, path: parsed.pathname, query: parsed.searchParams, at: Date.now() };
      api.requests.push(request);
      init.signal?.throwIfAborted();
      for (const fault of api.faults) {
        const answer = fault(request);
        if (answer !== undefined) return Promise.resolve(answer);
      }
      return Promise.resolve(request.query.get('watch') === null ? list(request) : watch(request));
    },
  };

  const isSelected = ({ query }) => {
    const [, name] = /metadata\.name=([^,]+)/.exec(query.get('fieldSelector') ?? '') ?? [];
    return (object) => name === undefined || object.metadata.name === name;
  };

  function list(request) {
    const [from, at] = (request.query.get('continue') ?? `0/${version}`).split('/').map(Number);
    if (at < oldest) return refuse(410, 'Expired', 'the continue token is too old');
    if (from === 0) snapshots.set(at, api.state());
    const all = snapshots.get(at).filter(isSelected(request));
    const end = from + pageSize;
    const metadata = { resourceVersion: write(at), ...(end < all.length && { continue: `${end}/${at}` }) };
    return json({
      kind: 'DNSZoneList',
      apiVersion: 'dns.networking.miloapis.com/v1alpha1',
      metadata,
      items: all.slice(from, end),
    });
  }

  function watch(request) {
    const from = read(request.query.get('resourceVersion'));
    if (from < oldest) {
      return streamOf(
        [{ type: 'ERROR', object: status(410, 'Expired', 'too old resource version') }],
        request,
        from,
        true,
      );
    }
    return streamOf(
      log.filter(({ at }) => at > from).map(({ event }) => event),
      request,
      from,
      false,
    );
  }

  function streamOf(events, request, from, isOver) {
    const selected = isSelected(request);
    let controller;
    const encoder = new TextEncoder();
    const stream = {
      request,
      from,
      send: (event) => stream.write(`${JSON.stringify(event)}\n`),
      deliver: (event) => {
        if (selected(event.object)) stream.send(event);
      },
      write: (text) => controller.enqueue(typeof text === 'string' ? encoder.encode(text) : text),
      end(error) {
        if (!api.streams.delete(stream)) return;
        try {
          if (error === undefined) controller.close();
          else controller.error(error);
        } catch {
          // It was cancelled.
        }
      },
    };
    const body = new ReadableStream({
      start: (it) => {
        controller = it;
      },
      cancel: () => {
        api.streams.delete(stream);
      },
    });
    api.streams.add(stream);
    for (const event of events)
      if (event.type === 'ERROR') stream.send(event);
      else stream.deliver(event);
    if (isOver) stream.end();
    request.init.signal?.addEventListener('abort', () => stream.end(request.init.signal.reason));
    return new Response(body, { headers: { 'content-type': 'application/json' } });
  }
  return api;
}

export const json = (body, init) =>
  new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' }, ...init });

export const refuse = (code, reason, message, headers) =>
  json(status(code, reason, message), { status: code, headers });

/** Answers a number of matching requests in the API's place. */
export function fault(api, matches, answer, count = Infinity) {
  let left = count;
  const meet = (request) => {
    if (left === 0 || !matches(request)) return undefined;
    left -= 1;
    return answer(request);
  };
  api.faults.push(meet);
  return () => api.faults.splice(api.faults.indexOf(meet), 1);
}

export const isWatch = ({ query }) => query.get('watch') !== null;
export const isList = (request) => !isWatch(request);

/** What a subscriber hears, in short: `ADDED a`. `view` is what follows from it. */
export function ear() {
  const heard = [];
  const view = new Map();
  const onEvent = (event) => {
    const { type, object } = event;
    if (type === 'ERROR') {
      heard.push(`ERROR ${object.code}`);
    } else {
      heard.push(`${type} ${object.metadata.name}`);
      const key = `${object.metadata.namespace}/${object.metadata.name}`;
      if (type === 'DELETED') view.delete(key);
      else view.set(key, object);
    }
    heard.events.push(event);
  };
  Object.defineProperty(heard, 'events', { value: [] });
  return { heard, onEvent, view };
}
